"""From a table and a policy to a table that may be published, or to a refusal.

The order: sensitive cells, further cells to hide, the audit of what an outsider can work out from the
sums, and the attack on what is printed, shares included. Nothing is published that either one narrows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl
from scipy import sparse

from blendwise.disclosure.audit import Outlook, exposed
from blendwise.disclosure.cells import Cells, numbered
from blendwise.disclosure.earlier import Earlier, told_before
from blendwise.disclosure.layout import completed
from blendwise.disclosure.policy import ColumnRules, Dominance, Policy, PriorPosterior, Zeros
from blendwise.disclosure.primary import (
    Sensitive,
    any_of,
    dominance,
    group_disclosure,
    prior_posterior,
    threshold,
)
from blendwise.disclosure.published import FLAG, Cell, Mark, PublishedTable, publish
from blendwise.disclosure.rounding_attack import with_shares
from blendwise.disclosure.suppression import UnprotectableError, suppress
from blendwise.disclosure.system import Mask, Vector
from blendwise.errors import UserError

__all__ = ["protect"]

_NAMED = 5
"""How many cells a refusal names."""
_MOST_SENSITIVE = 5_000
"""With 2,400 sensitive cells the proof takes about a minute, and the time grows with the square."""


def protect(table: pl.DataFrame, policy: Policy, *, earlier: Sequence[Earlier] = ()) -> PublishedTable:
    """Hide what must be hidden in a table and return what may be published.

    `table` has a row per combination of labels, totals included, and null where there is structurally
    nothing; the policy says which columns are labels, counts, amounts and shares, and what adds up.
    `earlier` tables on the same cells count: what they show can no longer be hidden.

    Raises UserError when the table contradicts itself or the policy, when cells cannot be protected, and
    when audit or attack still narrows a sensitive cell below its protection interval.

    What it does not see: tables elsewhere on the same people, and what somebody knows by chance.

    Formula: the cheapest further cells to hide so that every sensitive cell keeps its interval, by cuts of a
      master program; then an audit, then an attack.
    Source: Fischetti and Salazar (2001); Hundepool and others (2012).
    Shapes: a table: a row per combination of labels, a column per count, amount or share.
    Unit: that of the policy's columns.
    Assumes: the policy names all sums; who knows its own row is named there.

    >>> from blendwise.disclosure.policy import Dimension
    >>> table = pl.DataFrame({"school": ["A", "B", "C", "Total"], "blended": [2, 9, 30, 41]})
    >>> policy = Policy((Dimension("school"),), {"blended": ColumnRules(below=5)})
    >>> protect(table, policy).to_text("nl")["blended"].to_list()
    ['verborgen', 'verborgen', '30', '41']
    """
    _refuse_flags(table)
    policy = completed(policy, table)
    cells = numbered(table, policy)
    sensitive = _sensitive(table, cells, policy)
    if sensitive.mask.sum() > _MOST_SENSITIVE:
        raise UserError("disclosure.too-many", n=int(sensitive.mask.sum()), most=_MOST_SENSITIVE)
    shown = _always_shown(cells, policy) | ~np.isnan(told_before(cells, policy, earlier))
    _refuse_shown_before(cells, sensitive.mask & shown)
    known = list(_own_rows(cells, policy))
    hidden = _suppressed(cells, sensitive, policy, shown, known)
    printed = _printed_shares(table, cells, policy, hidden)
    outlook = Outlook(
        np.where(hidden, np.nan, cells.values), cells.system, cells.whole, _no_limits(cells.values.size)
    )
    _refuse_leak("disclosure.audit-failed", cells, _exposed_to_anyone(outlook, cells, sensitive, known))
    attacked = with_shares(outlook, cells, policy.shares, printed)
    if attacked.limits.shape[0] or not np.array_equal(attacked.system.high, outlook.system.high):
        _refuse_leak("disclosure.share-leaks", cells, _exposed_to_anyone(attacked, cells, sensitive, known))
    return _published(table, cells, policy, hidden, printed)


def _refuse_flags(table: pl.DataFrame) -> None:
    for name in table.columns:
        if name.endswith(FLAG):
            raise UserError("disclosure.reserved-name", column=name, ending=FLAG)


def _sensitive(table: pl.DataFrame, cells: Cells, policy: Policy) -> Sensitive:
    """Apply the rules of each column to its cells, and the group rule to the sums that divide a group."""
    found = [Sensitive(np.zeros(cells.values.size, dtype=np.bool_), cells.values, cells.values)]
    for name, rules in policy.columns.items():
        places = cells.column(name)
        found += [_spread(rule, places, cells) for rule in _by_rules(cells.values[places], rules, table)]
    for order, share in enumerate(cells.complements):
        rules = policy.columns[share.numerator]
        if share.complement and rules.below is not None:
            places = cells.complement(order)
            found.append(_spread(_threshold(cells.values[places], rules, least=0), places, cells))
    found.append(group_disclosure(cells.system, cells.values, cells.divides))
    return any_of(found)


def _by_rules(values: Vector, rules: ColumnRules, table: pl.DataFrame) -> Iterator[Sensitive]:
    if rules.below is not None:
        yield _threshold(values, rules, least=rules.least)
    if not rules.contributions:
        return
    largest = table.select(pl.col(name).cast(pl.Float64) for name in rules.contributions).to_numpy()
    match rules.dominance:
        case Dominance(n, k):
            yield dominance(values, largest, n=n, k=k)
    match rules.prior_posterior:
        case PriorPosterior(p, q):
            yield prior_posterior(values, largest, p=p, q=q)


def _threshold(values: Vector, rules: ColumnRules, *, least: int) -> Sensitive:
    zeros = rules.zeros is Zeros.HIDDEN
    return threshold(values, below=rules.below or 0, zeros=zeros, least=least, margin=rules.margin)


def _spread(rule: Sensitive, places: np.ndarray[tuple[int], np.dtype[np.int64]], cells: Cells) -> Sensitive:
    """Carry what was found for some cells over to all cells of the table."""
    mask, low, high = np.zeros(cells.values.size, dtype=np.bool_), cells.values.copy(), cells.values.copy()
    mask[places], low[places], high[places] = rule.mask & ~cells.absent[places], rule.low, rule.high
    return Sensitive(mask, low, high)


def _always_shown(cells: Cells, policy: Policy) -> Mask:
    """Mark what is never hidden: public columns, zeros where the policy shows them, and what is no cell."""
    shown = cells.absent.copy()
    for name, rules in policy.columns.items():
        places = cells.column(name)
        shown[places] |= rules.public or (
            (cells.values[places] == 0) & (rules.zeros is Zeros.SHOWN) & rules.counts
        )
    return shown


def _refuse_shown_before(cells: Cells, clash: Mask) -> None:
    if clash.any():
        raise UserError("disclosure.shown-before", **_naming(cells, clash))


def _own_rows(cells: Cells, policy: Policy) -> Iterator[Mask]:
    """Yield for each insider the cells of its own rows."""
    rows = np.arange(cells.values.size) // len(cells.columns)
    for order in range(len(cells.complements)):
        rows[cells.complement(order)] = np.arange(len(cells.labels))
    for axis, dimension in enumerate(policy.dimensions):
        totals = {total for total, _ in dimension.totals}
        for owner in dict.fromkeys(labels[axis] for labels in cells.labels if dimension.knows_own):
            if owner not in totals:
                own = np.array([labels[axis] == owner for labels in cells.labels])
                yield own[rows]


def _suppressed(
    cells: Cells, sensitive: Sensitive, policy: Policy, shown: Mask, known: Sequence[Mask]
) -> Mask:
    try:
        return suppress(
            cells.values,
            cells.system,
            sensitive,
            cost=policy.cost(cells.values),
            shown=shown,
            unprinted=cells.unprinted,
            known=known,
            seconds=policy.seconds,
        ).hidden
    except UnprotectableError as failure:
        exposed_cells = np.isin(np.arange(cells.values.size), failure.cells)
        raise UserError("disclosure.cannot-protect", **_naming(cells, exposed_cells)) from None


def _printed_shares(
    table: pl.DataFrame, cells: Cells, policy: Policy, hidden: Mask
) -> Mapping[str, list[str | None]]:
    """Return the text of each share, None where it is hidden with its counts or absent."""
    printed = {}
    for share in policy.shares:
        gone = hidden[cells.column(share.numerator)] | hidden[cells.column(share.denominator)]
        texts = table[share.column].to_list()
        printed[share.column] = [
            None if text is None or (hides and not share.keep) else str(text)
            for text, hides in zip(texts, gone.tolist(), strict=True)
        ]
    return printed


def _exposed_to_anyone(outlook: Outlook, cells: Cells, sensitive: Sensitive, known: Sequence[Mask]) -> Mask:
    found = exposed(outlook, sensitive.mask, sensitive.low, sensitive.high)
    for own in known:
        if np.any(own & outlook.hidden):
            others = sensitive.mask & ~own
            found |= exposed(outlook.knowing(own, cells.values), others, sensitive.low, sensitive.high)
    return found


def _refuse_leak(code: str, cells: Cells, leaking: Mask) -> None:
    if leaking.any():
        raise UserError(code, **_naming(cells, leaking))


def _naming(cells: Cells, which: Mask) -> dict[str, object]:
    """Return how many cells there are and the names of the first, for a refusal."""
    numbers = np.flatnonzero(which).tolist()
    names = [f"{' · '.join(labels)} / {column}" for labels, column in map(cells.place, numbers[:_NAMED])]
    return {"n": len(numbers), "cells": "; ".join(names) + ("; …" if len(numbers) > _NAMED else "")}


def _no_limits(size: int) -> sparse.csr_array:
    return sparse.csr_array((0, size))


def _published(
    table: pl.DataFrame, cells: Cells, policy: Policy, hidden: Mask, printed: Mapping[str, list[str | None]]
) -> PublishedTable:
    """Put together what is shown, in the order of the table's columns."""
    labels = tuple(dimension.column for dimension in policy.dimensions)
    columns = [name for name in table.columns if name in policy.columns or name in printed]
    figures = {name: _figures(table, name, cells, hidden, printed) for name in columns}
    rows = [(*label, *(figures[name][row] for name in columns)) for row, label in enumerate(cells.labels)]
    units = {name: rules.unit for name, rules in policy.columns.items() if rules.unit is not None}
    return publish(labels=labels, columns=columns, rows=rows, units=units, population=policy.population)


def _figures(
    table: pl.DataFrame, name: str, cells: Cells, hidden: Mask, printed: Mapping[str, list[str | None]]
) -> list[Cell]:
    values = table[name].to_list()
    shares = printed.get(name)
    gone = hidden[cells.column(name)].tolist() if shares is None else [text is None for text in shares]
    return [
        Mark.ABSENT if value is None else Mark.HIDDEN if hides else value
        for value, hides in zip(values, gone, strict=True)
    ]
