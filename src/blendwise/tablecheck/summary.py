"""A result in words, under headings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from blendwise.language import plural, say
from blendwise.tablecheck.order import Key, Order
from blendwise.tablecheck.result import InconsistentRow, TableCheck
from blendwise.tablecheck.rounding import UNLIMITED
from blendwise.tablecheck.statements import Statement
from blendwise.tablecheck.sums import ColumnSum, RowSum, Sums
from blendwise.tablecheck.wording import write_printed

__all__ = ["Section", "sections"]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the sentences under it."""

    heading: str
    sentences: tuple[str, ...]


def sections(check: TableCheck, language: str) -> tuple[Section, ...]:
    """Put a result in words, most important first; a section without sentences is left out."""
    found = {
        "rows": _rows(check, language),
        "explanations": [mechanism.sentence(language) for mechanism in check.mechanisms],
        "sums": _sums(check.sums, language),
        "order": _order(check.order, language),
        "claims": _statements(check.claims, language),
        "identities": _statements(check.identities, language),
        "statements": _statements(check.other_statements, language),
        "roles": _roles(check, language),
        "notes": [note.sentence(language) for note in check.notes],
    }
    headed = {say(f"tablecheck.headings.{name}", language): tuple(lines) for name, lines in found.items()}
    return tuple(Section(heading, lines) for heading, lines in headed.items() if lines)


def _rows(check: TableCheck, language: str) -> list[str]:
    lines = [" ".join(_row(row, language)) for row in check.inconsistent]
    for row in check.undefined:
        printed = write_printed(row.printed, language, per=check.figures.per) if row.printed else ""
        lines.append(say("tablecheck.undefined", language, row=row.number, label=row.label, printed=printed))
    return lines


def _row(row: InconsistentRow, language: str) -> Iterator[str]:
    yield row.sentence(language)
    yield _fitting("numerators", row.numerators, row.denominator, language)
    yield _fitting("denominators", row.denominators, row.numerator, language)
    yield from (explanation.sentence(language) for explanation in row.explanations[:1])


def _fitting(which: str, found: range, total: int, language: str) -> str:
    key = f"tablecheck.{which}"
    if found.stop == UNLIMITED and found:
        return say(f"{key}.open", language, total=total, first=found[0])
    ends = {"first": found[0], "last": found[-1]} if found else {}
    return plural(key, min(found.stop - found.start, 2), language, total=total, **ends)


def _sums(sums: Sums, language: str) -> list[str]:
    lines = [_row_sum(found, language) for found in sums.rows if not found.holds]
    holding = {(s.whole, s.parts): 0 for s in sums.rows}
    for found in sums.rows:
        holding[found.whole, found.parts] += found.holds
    failing = {(s.whole, s.parts) for s in sums.rows if not s.holds}
    for (whole, parts), n in holding.items():
        if n and (whole, parts) not in failing:
            lines.append(
                plural("tablecheck.sums.rows-hold", n, language, parts=" + ".join(parts), whole=whole)
            )
    return lines + [_column_sum(found, language) for found in sums.columns]


def _row_sum(found: RowSum, language: str) -> str:
    values = {"row": found.row, "label": found.label, "whole": found.whole, "parts": " + ".join(found.parts)}
    return say("tablecheck.sums.row-fails", language, summed=found.summed, printed=found.printed, **values)


def _column_sum(found: ColumnSum, language: str) -> str:
    form = {True: "holds", False: "fails", None: "unprinted"}[found.holds]
    return say(
        f"tablecheck.sums.column-{form}", language, column=found.column, n=found.rows, summed=found.summed,
        printed=found.printed or 0, row=found.row, label=found.label,
    )  # fmt: skip


def _order(order: Order | None, language: str) -> list[str]:
    if order is None:
        return [say("tablecheck.order.none", language)]
    form = ("holds" if order.holds else "mostly") + ("-ties" if order.ties else "")
    ties = (
        {"ties": order.ties.column, "ties_direction": _direction(order.ties, language)} if order.ties else {}
    )
    first = say(
        f"tablecheck.order.{form}",
        language,
        column=order.by.column,
        direction=_direction(order.by, language),
        **ties,
    )
    breaks = (
        say("tablecheck.order.break", language, row=b.row, label=b.label, above=b.above) for b in order.breaks
    )
    return [first, *breaks]


def _direction(key: Key, language: str) -> str:
    return say("tablecheck.order.descending" if key.descending else "tablecheck.order.ascending", language)


def _statements(statements: tuple[Statement, ...], language: str) -> list[str]:
    lines = []
    for found in statements:
        outcome = say(f"tablecheck.outcomes.{found.outcome}", language)
        opening = say("tablecheck.statement", language, id=found.id, outcome=outcome, says=found.says)
        details = [detail.sentence(language) for detail in found.details]
        lines.append("\n".join([opening, *details, *([found.note] if found.note else [])]))
    return lines


def _roles(check: TableCheck, language: str) -> list[str]:
    names = check.roles.as_dict(check.table)
    lines = [
        say(
            f"tablecheck.roles.{role}", language, column=names[role] or say("tablecheck.roles.none", language)
        )
        for role in ("label", "numerator", "denominator", "percentage")
    ]
    headers = check.table.headers
    for parts in check.roles.parts:
        columns = " + ".join(headers[column] for column in parts.columns)
        lines.append(say("tablecheck.roles.parts", language, columns=columns, whole=headers[parts.whole]))
    return lines
