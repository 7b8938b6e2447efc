"""What adds up to what in a table: declared by the policy, and what anyone can find besides.

An outsider finds sums as easily as we do, so a sum that holds throughout is taken into account even if
nobody declared it. One more sum never makes a table less safe.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import combinations

import numpy as np
import polars as pl

from blendwise.disclosure.policy import ColumnRules, Dimension, Policy, Share, Sum
from blendwise.disclosure.system import Mask, Vector
from blendwise.errors import UserError
from blendwise.tablecheck.printed import read_share
from blendwise.tablecheck.rounding import fits
from blendwise.tablecheck.vocabulary import is_total, names_role

__all__ = ["completed"]

_MOST_COLUMNS = 10
"""Above this number of columns only declared sums are used, since the number of subsets doubles with each."""
_FEWEST_ROWS = 3
"""A sum that holds in fewer rows may be chance."""
_LOOKED_AT = 500
_OF_ONE = {
    "mobilityactivityid",
    "mobilityid",
    "participantid",
    "participantemail",
    "deelnemersid",
    "mobiliteitsid",
}
"""Headers, as letters only, that tell one person or mobility."""


def completed(policy: Policy, frame: pl.DataFrame, *, hidden: Mapping[str, Mask] | None = None) -> Policy:
    """Give every column of a table its place: label, count or share, with the sums that can be found.

    A column without rules of its own gets those of "*". Raises UserError for a column that the table lacks,
    one that has no rules (it would go out unchecked), and one with decimals of which nobody says what it
    is. With `hidden` the table is somebody else's: there such a column is left aside.
    """
    inputs = {name for rules in policy.columns.values() for name in rules.contributions}
    declared = [*(d.column for d in policy.dimensions), *(s.column for s in policy.shares), *inputs]
    _refuse_missing([*declared, *(name for name in policy.columns if name != "*")], frame)
    free = [n for n in frame.columns if n not in declared and n not in policy.columns]
    dimensions = policy.dimensions or tuple(Dimension(n) for n in free if _is_label(frame[n]))
    labels = {dimension.column for dimension in dimensions}
    if hidden is None:
        _refuse_rows_of_one(labels)
    figures = [n for n in free if n not in labels]
    counts = [n for n in frame.columns if n not in labels | inputs and frame[n].dtype.is_integer()]
    shares = (*policy.shares, *_found_shares(frame, figures, counts))
    explained = labels | inputs | {share.column for share in shares}
    unclear = {n for n in figures if n not in explained and n not in counts and frame[n].count()}
    if hidden is None:
        _refuse_unclear(unclear, frame)
    columns = {n: _rules(n, policy.columns) for n in frame.columns if n not in explained | unclear}
    if not labels or not columns:
        raise UserError("disclosure.no-table", names=frame.columns)
    dimensions = tuple(_with_total(dimension, frame) for dimension in dimensions)
    known = replace(policy, dimensions=dimensions, columns=columns, shares=shares)
    return replace(known, sums=_with_found_sums(known, frame, hidden or {}))


def _refuse_unclear(names: Set[str], frame: pl.DataFrame) -> None:
    for name in frame.columns:
        if name in names:
            value = str(frame[name].drop_nulls()[0])[:40]
            raise UserError("disclosure.unclear-column", column=name, value=value)


def _refuse_rows_of_one(labels: Set[str]) -> None:
    """Refuse an export of the register itself: its rows are of one person or mobility each, so nothing is counted."""
    for name in sorted(labels):
        if "".join(filter(str.isalnum, name.casefold())) in _OF_ONE:
            raise UserError("disclosure.rows-of-one", column=name)


def _refuse_missing(names: Sequence[str], frame: pl.DataFrame) -> None:
    for name in names:
        if name not in frame.columns:
            raise UserError("disclosure.missing-column", column=name, names=frame.columns)


def _rules(name: str, columns: Mapping[str, ColumnRules]) -> ColumnRules:
    found = columns.get(name, columns.get("*"))
    if found is None:
        raise UserError("disclosure.column-without-rules", column=name)
    return found


def _is_label(column: pl.Series) -> bool:
    """Tell whether a column holds words: text that cannot be read as numbers."""
    texts = column.drop_nulls().head(_LOOKED_AT).to_list() if column.dtype == pl.String else []
    return bool(texts) and 2 * sum(read_share(text) is not None for text in texts) <= len(texts)


def _with_total(dimension: Dimension, frame: pl.DataFrame) -> Dimension:
    labels = frame[dimension.column].cast(pl.String).drop_nulls().unique(maintain_order=True).to_list()
    for label in (name for total, parts in dimension.totals for name in (total, *parts)):
        if label not in labels:
            raise UserError("disclosure.missing-label", label=label, column=dimension.column, names=labels)
    if dimension.totals:
        return dimension
    totals = tuple((label, ()) for label in labels if is_total(label))
    return replace(dimension, totals=totals[:1], is_declared=False)


def _found_shares(frame: pl.DataFrame, names: Sequence[str], counts: Sequence[str]) -> Iterator[Share]:
    """Find the columns of percentages, each with its pair of counts.

    That is the pair whose shares fit most rows; where no row shows all three, the headers decide.
    """
    for name in names:
        if name in counts and not names_role(name, "percentage"):
            continue
        texts = _texts(frame[name])
        pairs = [(top, bottom) for top in counts for bottom in counts if len({name, top, bottom}) == 3]
        trials = {
            (top, bottom, per): list(_fits(frame, texts, top, bottom, per))
            for top, bottom in pairs
            for per in (100, 1)
        }
        best = max(trials, key=lambda t: (sum(trials[t]), *_clearness(t[0], t[1]), t[2]), default=None)
        if best and (2 * sum(trials[best]) > len(trials[best]) or _is_clear(name, best, trials[best])):
            yield Share(name, best[0], best[1], per=best[2])


def _clearness(top: str, bottom: str) -> tuple[int, int]:
    return names_role(top, "numerator"), names_role(bottom, "denominator")


def _is_clear(name: str, pair: tuple[str, str, int], trial: Sequence[bool]) -> bool:
    return not trial and bool(names_role(name, "percentage")) and all(_clearness(pair[0], pair[1]))


def _texts(column: pl.Series) -> list[str | None]:
    return [None if value is None else str(value) for value in column.head(_LOOKED_AT).to_list()]


def _fits(
    frame: pl.DataFrame, texts: Sequence[str | None], top: str, bottom: str, per: int
) -> Iterator[bool]:
    for text, part, whole in zip(texts, frame[top].to_list(), frame[bottom].to_list(), strict=False):
        if text and part is not None and whole and read_share(text) is not None and part >= 0:
            yield fits(part, whole, text, per=per)


def _with_found_sums(policy: Policy, frame: pl.DataFrame, hidden: Mapping[str, Mask]) -> tuple[Sum, ...]:
    """Add to the declared sums those that hold in every row in which all of their columns can be seen."""
    names = [name for name in policy.columns if frame[name].dtype.is_integer()]
    declared = {total.total for total in policy.sums}
    if not 3 <= len(names) <= _MOST_COLUMNS:
        return policy.sums
    values = {name: frame[name].fill_null(0).to_numpy().astype(float) for name in names}
    seen = {name: ~hidden.get(name, np.zeros(frame.height, dtype=np.bool_)) for name in names}
    found = (_found_sum(name, names, values, seen) for name in names if name not in declared)
    return (*policy.sums, *(total for total in found if total))


def _found_sum(
    total: str, names: Sequence[str], values: Mapping[str, Vector], seen: Mapping[str, Mask]
) -> Sum | None:
    others = [name for name in names if name != total]
    for size in range(2, len(others) + 1):
        for parts in combinations(others, size):
            rows = np.all([seen[name] for name in (total, *parts)], axis=0)
            summed = np.sum([values[name] for name in parts], axis=0)
            if rows.sum() >= _FEWEST_ROWS and np.array_equal(summed[rows], values[total][rows]):
                return Sum(total, parts)
    return None
