"""What can have made a percentage that its counts do not: mechanisms tried on every inconsistent row.

A mechanism is a file with `explain(case)`, which returns what it found or None. A found mechanism is a
hypothesis for the owner of the data, no more. Those that fit all inconsistent rows rank first; among equals
the one that could explain the fewest other percentages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from blendwise.language import has, plural, say
from blendwise.tablecheck.explanations import (
    complement,
    cut_off,
    double,
    half,
    mean_of_columns,
    mean_of_parts,
    mean_of_rows,
    neighbour_row,
    one_part,
    other_denominator,
    other_numerator,
    rounded_twice,
    rounded_up,
    share_of_column,
    share_of_others,
    shifted_mark,
    swapped_digits,
)
from blendwise.tablecheck.explanations.case import Case, Values
from blendwise.tablecheck.wording import for_machines, written

__all__ = ["MECHANISMS", "Case", "Explanation", "Mechanism", "explain_rows"]

MECHANISMS: Mapping[str, Callable[[Case], Values | None]] = {
    "rounded-twice": rounded_twice.explain,
    "cut-off": cut_off.explain,
    "rounded-up": rounded_up.explain,
    "swapped-digits": swapped_digits.explain,
    "shifted-mark": shifted_mark.explain,
    "half": half.explain,
    "double": double.explain,
    "one-part": one_part.explain,
    "other-numerator": other_numerator.explain,
    "other-denominator": other_denominator.explain,
    "complement": complement.explain,
    "share-of-others": share_of_others.explain,
    "share-of-column": share_of_column.explain,
    "mean-of-rows": mean_of_rows.explain,
    "neighbour-row": neighbour_row.explain,
    "mean-of-columns": mean_of_columns.explain,
    "mean-of-parts": mean_of_parts.explain,
}
"""From the most to the least telling: a mechanism that could give few percentages stands above one that could
give many."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A mechanism that gives one row's percentage; `values` say with which numbers."""

    mechanism: str
    values: Values

    def sentence(self, language: str) -> str:
        """Say with which numbers the mechanism gives the row's percentage."""
        return say(
            f"tablecheck.explanations.{self.mechanism}.row", language, **written(self.values, language)
        )

    def as_dict(self, language: str) -> dict[str, object]:
        """Return the explanation for JSON."""
        return {
            "mechanism": self.mechanism,
            "values": for_machines(self.values),
            "sentence": self.sentence(language),
        }


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A mechanism over the whole table: the rows that it explains, of how many inconsistent ones."""

    name: str
    rows: tuple[int, ...]
    labels: tuple[str, ...]
    of: int

    @property
    def explains_all(self) -> bool:
        """Whether this one mechanism fits every inconsistent row."""
        return len(self.rows) == self.of

    def sentence(self, language: str) -> str:
        """Say how many of the inconsistent rows the mechanism fits, and what that is worth."""
        key = f"tablecheck.explanations.{self.name}"
        name = say(f"{key}.name", language)
        if self.explains_all:
            said = plural("tablecheck.explained-all", self.of, language, mechanism=name)
        else:
            values = {"n": len(self.rows), "of": self.of, "rows": ", ".join(self.labels)}
            said = say("tablecheck.explained-some", language, mechanism=name, **values)
        return f"{said} {say(f'{key}.caution', language)}" if has(f"{key}.caution", language) else said

    def as_dict(self, language: str) -> dict[str, object]:
        """Return the mechanism for JSON."""
        fit = {"rows": list(self.rows), "of": self.of, "explains_all": self.explains_all}
        return {"mechanism": self.name, **fit, "sentence": self.sentence(language)}


def explain_rows(
    cases: Sequence[Case],
) -> tuple[tuple[Mechanism, ...], Mapping[int, tuple[Explanation, ...]]]:
    """Try every mechanism on every row.

    Returns the mechanisms that fit at least one row, best ranked first, and by row number what explains it,
    in that order.
    """
    found = {
        name: {case.row.number: values for case in cases if (values := explain(case)) is not None}
        for name, explain in MECHANISMS.items()
    }
    names = {case.row.number: case.row.label or str(case.row.number) for case in cases}
    fitting = [
        Mechanism(name, tuple(rows), tuple(names[row] for row in rows), len(cases))
        for name, rows in found.items()
        if rows
    ]
    ranked = tuple(sorted(fitting, key=lambda mechanism: -len(mechanism.rows)))
    by_row = {
        row: tuple(Explanation(m.name, found[m.name][row]) for m in ranked if row in found[m.name])
        for row in names
    }
    return ranked, by_row
