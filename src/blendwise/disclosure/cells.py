"""Number the cells of a table and write down everything that ties them together.

Cells are numbered row by row over the columns of counts and amounts; after them come cells that are in no
table but follow from one, such as those not in the numerator of a share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from blendwise.disclosure.policy import Dimension, Policy, Share
from blendwise.disclosure.system import Equation, Mask, System, Vector, linear_system
from blendwise.errors import UserError
from blendwise.tablecheck.printed import read_number

__all__ = ["Cells", "numbered"]

Labels = tuple[tuple[str, ...], ...]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The cells of a table: `values` has NaN where nobody can see one, `absent` marks where there is none.

    `divides` lists the sums of the system that divide a group of people (see the group rule);
    `complements` holds the shares that got cells of their own for those outside the numerator.
    """

    labels: Labels
    columns: tuple[str, ...]
    values: Vector
    absent: Mask
    unprinted: Mask
    whole: Mask
    system: System
    divides: Numbers
    complements: tuple[Share, ...]

    def column(self, name: str) -> Numbers:
        """Return the numbers of the cells of a column, from the first row to the last."""
        return np.arange(len(self.labels)) * len(self.columns) + self.columns.index(name)

    def complement(self, place: int) -> Numbers:
        """Return the cells of those outside the numerator of a share, by its place in `complements`."""
        return np.arange(len(self.labels)) + len(self.labels) * (len(self.columns) + place)

    def place(self, cell: int) -> tuple[tuple[str, ...], str]:
        """Return the labels of the row and the column of a cell; for a cell in no table, of its share."""
        row, column = divmod(cell, len(self.columns))
        if row < len(self.labels):
            return self.labels[row], self.columns[column]
        share, row = divmod(cell - len(self.labels) * len(self.columns), len(self.labels))
        return self.labels[row], self.complements[share].column


@dataclass(frozen=True, slots=True)
class _Tie:
    """A sum with where it comes from: whether somebody declared it, and whether it divides a group."""

    equation: Equation
    declared: bool = True
    group: bool = False


def numbered(frame: pl.DataFrame, policy: Policy, *, hidden: Mapping[str, Mask] | None = None) -> Cells:
    """Give a number to each cell of a frame whose columns all stand in the policy.

    `hidden` tells per column in which rows a value exists but is not seen; another null is a structural
    absence, which counts as 0 in sums and is no cell. Raises UserError for a value below 0, a label twice,
    a sum that does not hold and a numerator above its denominator.
    """
    names = tuple(policy.columns)
    values, absent = _values(frame, policy, hidden or {})
    labels = tuple(
        frame.select(pl.col(d.column).cast(pl.String).fill_null("") for d in policy.dimensions).iter_rows()
    )
    _refuse_twice(labels)
    ties = [*_sums_over_rows(labels, policy, names), *_sums_over_columns(policy, names, len(labels))]
    complements = tuple(share for share in policy.shares if _is_open(share, policy))
    for share in complements:
        parts, wholes = _pair(share, names, len(labels))
        rest = np.arange(values.size, values.size + len(labels))
        gone = absent[parts] | absent[wholes]
        _refuse_above(labels, share, (values[parts] > values[wholes]) & ~gone)
        found = np.column_stack([wholes, parts, rest])[~gone].tolist()
        ties += [_Tie(Equation(total=whole, parts=(part, other))) for whole, part, other in found]
        values = np.concatenate([values, np.where(gone, 0, values[wholes] - values[parts])])
        absent = np.concatenate([absent, gone])
    strict = _with_small_values(policy, values, len(labels)) if hidden is None else set()
    kept = [tie for tie in ties if _stands(tie, labels, names, values, absent, strict)]
    low, whole = _beforehand(policy, len(labels), values.size)
    low[absent] = 0
    return Cells(
        labels=labels,
        columns=names,
        values=values,
        absent=absent,
        unprinted=(np.arange(values.size) >= len(labels) * len(names)) & ~absent,
        whole=whole,
        system=linear_system([tie.equation for tie in kept], low=low, high=np.full(values.size, np.inf)),
        divides=np.array([i for i, tie in enumerate(kept) if tie.group], dtype=np.int64),
        complements=complements,
    )


def _beforehand(policy: Policy, rows: int, size: int) -> tuple[Vector, Mask]:
    """Return the least that each cell can be and whether it is a count; those in no table are counts from 0."""
    low, whole = np.zeros(size), np.ones(size, dtype=np.bool_)
    low[: rows * len(policy.columns)] = np.tile([rules.least for rules in policy.columns.values()], rows)
    whole[: rows * len(policy.columns)] = np.tile([rules.counts for rules in policy.columns.values()], rows)
    return low, whole


def _values(frame: pl.DataFrame, policy: Policy, hidden: Mapping[str, Mask]) -> tuple[Vector, Mask]:
    names = tuple(policy.columns)
    counts = {name: np.bool_(rules.below is not None) for name, rules in policy.columns.items()}
    read = [_numbers(frame[name]) for name in names]
    for name, column in zip(names, read, strict=True):
        for code, wrong in (("below-zero", column < 0), ("not-whole", counts[name] & (column % 1 > 0))):
            for row in np.flatnonzero(wrong).tolist():
                raise UserError(f"disclosure.{code}", row=row + 1, column=name, value=str(frame[name][row]))
    values = np.array(read, dtype=np.float64).reshape(len(names), frame.height).T.ravel()
    unseen = np.array([hidden.get(name, np.zeros(frame.height, dtype=np.bool_)) for name in names])
    unseen = unseen.reshape(len(names), frame.height).T.ravel().astype(np.bool_)
    absent = np.isnan(values) & ~unseen
    return np.where(absent, 0.0, np.where(unseen, np.nan, values)), absent


def _numbers(column: pl.Series) -> Vector:
    """Return a column as numbers; amounts may be text as printed."""
    if column.dtype != pl.String:
        if not column.dtype.is_numeric() and column.dtype != pl.Null:
            raise UserError("disclosure.not-a-number", column=column.name, row=1, value=str(column[0]))
        return column.cast(pl.Float64).to_numpy().astype(np.float64)
    numbers = np.full(len(column), np.nan)
    for row, text in enumerate(column.to_list()):
        if text is None:
            continue
        number = read_number(text)
        if number is None:
            raise UserError("disclosure.not-a-number", column=column.name, row=row + 1, value=text[:40])
        numbers[row] = float(number.value)
    return numbers


def _refuse_twice(labels: Labels) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for row, label in enumerate(labels):
        if label in seen:
            shown = " · ".join(str(part) for part in label)
            raise UserError("disclosure.label-twice", label=shown, first=seen[label] + 1, second=row + 1)
        seen[label] = row


def _sums_over_rows(labels: Labels, policy: Policy, names: tuple[str, ...]) -> Iterator[_Tie]:
    """Yield the sums that the totals of a dimension make, for every column and all other labels."""
    row_of = {label: row for row, label in enumerate(labels)}
    for axis, dimension in enumerate(policy.dimensions):
        for total, parts in _totals(dimension, labels, axis):
            for label in labels:
                if label[axis] != total:
                    continue
                others = ((*label[:axis], part, *label[axis + 1 :]) for part in parts)
                rows = [row_of[other] for other in others if other in row_of]
                for column, name in enumerate(names if rows else ()):
                    cells = [row * len(names) + column for row in (row_of[label], *rows)]
                    group = dimension.group and policy.columns[name].below is not None
                    yield _Tie(Equation(cells[0], tuple(cells[1:])), dimension.is_declared, group)


def _totals(dimension: Dimension, labels: Labels, axis: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the totals of a dimension; a total without parts is that of all other labels."""
    every = dict.fromkeys(label[axis] for label in labels)
    for total, parts in dimension.totals:
        yield total, parts or tuple(label for label in every if label != total)


def _sums_over_columns(policy: Policy, names: tuple[str, ...], rows: int) -> Iterator[_Tie]:
    for total in policy.sums:
        whole, parts = names.index(total.total), [names.index(part) for part in total.parts]
        for start in range(0, rows * len(names), len(names)):
            yield _Tie(Equation(start + whole, tuple(start + part for part in parts)), True, total.group)


def _with_small_values(policy: Policy, values: Vector, rows: int) -> set[str]:
    """Name the columns in which something must be hidden: there a total above its parts tells the most they can be."""
    table = values[: rows * len(policy.columns)].reshape(rows, len(policy.columns))
    return {
        name
        for (name, rules), column in zip(policy.columns.items(), table.T, strict=True)
        if not rules.public and rules.below is not None and ((column > 0) & (column < rules.below)).any()
    }


def _is_open(share: Share, policy: Policy) -> bool:
    """Tell whether no column holds those who are in the denominator and not in the numerator."""
    return not any(s.total == share.denominator and share.numerator in s.parts for s in policy.sums)


def _pair(share: Share, names: tuple[str, ...], rows: int) -> tuple[Numbers, Numbers]:
    starts = np.arange(rows) * len(names)
    return starts + names.index(share.numerator), starts + names.index(share.denominator)


def _refuse_above(labels: Labels, share: Share, above: Mask) -> None:
    for row in np.flatnonzero(above).tolist():
        raise UserError(
            "disclosure.part-above-whole",
            row=row + 1,
            label=" · ".join(labels[row]),
            numerator=share.numerator,
            denominator=share.denominator,
        )


def _stands(
    tie: _Tie, labels: Labels, names: tuple[str, ...], values: Vector, absent: Mask, strict: Set[str]
) -> bool:
    """Tell whether a sum can be used; one that must hold and does not is refused.

    A declared sum must hold, and every sum in a column of `strict`.
    """
    total, parts = tie.equation.total, list(tie.equation.parts)
    if absent[total]:
        return False
    summed = values[parts].sum()
    if np.isnan(summed) or np.isnan(values[total]) or np.isclose(summed, values[total], rtol=1e-9, atol=1e-6):
        return True
    row, column = divmod(total, len(names))
    if not tie.declared and names[column] not in strict:
        return False
    raise UserError(
        "disclosure.does-not-add",
        row=row + 1,
        label=" · ".join(labels[row]),
        column=names[column],
        printed=float(values[total]),
        summed=float(summed),
    )
