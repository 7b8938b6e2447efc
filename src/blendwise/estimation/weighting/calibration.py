"""Weights that meet totals that are known: post-stratification, raking, bounded calibration.

Sources: Deville and Särndal (1992) J. Am. Stat. Assoc. 87:376-382; Kalton and Flores-Cervantes (2003)
J. Off. Stat. 19:81-97. Raking is their entropy calibration: the same weights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from blendwise.errors import UserError
from blendwise.estimation.result import Array, check_numbers
from blendwise.estimation.weighting.weights import FEW_ANSWERS, Weights, cell_totals, checked_weights

__all__ = ["calibrate_linear", "calibrate_logit", "post_stratify", "rake"]

TOLERANCE = 1e-10
MOST_ROUNDS = 1000
HALVINGS = 40
SPAN = (0.5, 3.0)
"""Bounds on how far a weight may change; beyond them a few answers carry the result."""


def _targets(names: Sequence[str], held: Array, totals: Mapping[str, float], margin: str) -> Array:
    """Return the target of every cell, or name the cells that lack answers or a target."""
    lacking = sorted(name for name in totals if totals[name] > 0 and name not in names)
    lacking += [n for n, h in zip(names, held, strict=True) if h == 0 and totals.get(n, 0) > 0]
    if lacking:
        raise UserError("survey_numbers.target-without-answers", names=", ".join(lacking), margin=margin)
    unknown = [name for name, h in zip(names, held, strict=True) if h > 0 and name not in totals]
    if unknown:
        raise UserError("survey_numbers.answers-without-target", names=", ".join(unknown), margin=margin)
    return check_numbers("totals", [totals.get(name, 0) for name in names])


def _adjusted(weights: Array, cells: ArrayLike, totals: Mapping[str, float], margin: str) -> Array:
    names, where, held = cell_totals(cells, weights)
    target = _targets(names, held, totals, margin)
    factor: Array = np.divide(target, held, out=np.zeros_like(held), where=held > 0)
    return weights * factor[where]


def _warned(values: Array, base: Array, margins: int) -> tuple[str, ...]:
    change = values[base > 0] / base[base > 0]
    scaled = change / (values.sum() / base.sum())
    warnings = []
    if scaled.min() < SPAN[0] or scaled.max() > SPAN[1]:
        warnings.append("survey_numbers.warnings.large-change")
    if margins > 1 and (base > 0).sum() < FEW_ANSWERS:
        warnings.append("survey_numbers.warnings.too-many-cells")
    return tuple(warnings)


def post_stratify(weights: Weights | ArrayLike, cells: Sequence[str], totals: Mapping[str, float]) -> Weights:
    """Make the weights of every cell add up to its known total.

    `cells` is a label per unit, `totals` the number of units of the population per label. A label with a
    total and no answers is an error, and so is a label without a total: neither is dropped in silence.

    Formula: weight x total of the cell / weight in the cell.
    Source: Holt and Smith (1979).
    Shapes: an entry per unit.
    Unit: units of the population that one stands for.
    Errors: UserError that names the cell, the label or the place.
    Assumes: within a cell those who answered are like those who did not.
    Not for: totals of another population.

    >>> post_stratify([1, 1, 1], ["a", "a", "b"], {"a": 6, "b": 4}).values
    array([3., 3., 4.])
    """
    base = checked_weights(weights)
    values = _adjusted(base, list(cells), totals, "cells")
    return Weights(values=values, step="post-stratification", warnings=_warned(values, base, 1))


def rake(
    weights: Weights | ArrayLike,
    margins: Mapping[str, Sequence[str]],
    totals: Mapping[str, Mapping[str, float]],
) -> Weights:
    """Make the weights add up to the known totals of several variables, one after the other until all fit.

    `margins` holds a label per unit for every variable, `totals` the known total per label for every
    variable. All variables must have the same grand total, or there are no such weights.

    Formula: post-stratification on each variable in turn, until all fit.
    Source: Deming and Stephan (1940); Deville and Särndal (1992).
    Shapes: an entry per unit.
    Unit: units of the population that one stands for.
    Errors: UserError that names the cell, the label or the place.
    Assumes: variables work without one another.
    Not for: joint totals that are known (`post_stratify`).

    >>> labels = {"size": ["small", "small", "large"], "user": ["yes", "no", "no"]}
    >>> known = {"size": {"small": 8, "large": 2}, "user": {"yes": 3, "no": 7}}
    >>> rake([1, 1, 1], labels, known).values.round(6)
    array([3., 5., 2.])
    """
    base = checked_weights(weights)
    _same_grand_total(margins, totals)
    values = base
    for round_number in range(1, MOST_ROUNDS + 1):
        gap = 0.0
        for name, labels in margins.items():
            met = _adjusted(values, list(labels), totals[name], name)
            gap = max(gap, float(np.abs(met - values).max() / met.max()))
            values = met
        if gap <= TOLERANCE:
            warnings = _warned(values, base, len(margins))
            return Weights(values=values, step="raking", iterations=round_number, warnings=warnings)
    raise UserError("survey_numbers.no-convergence", rounds=MOST_ROUNDS)


def _same_grand_total(
    margins: Mapping[str, Sequence[str]], totals: Mapping[str, Mapping[str, float]]
) -> None:
    missing = sorted(set(margins) ^ set(totals))
    if missing:
        raise UserError("survey_numbers.margin-without-totals", names=", ".join(missing))
    sums = {name: float(sum(totals[name].values())) for name in margins}
    if not np.allclose(list(sums.values()), next(iter(sums.values())), rtol=1e-9):
        shown = ", ".join(f"{name}: {total:g}" for name, total in sums.items())
        raise UserError("survey_numbers.totals-differ", sums=shown)


Change = Callable[[Array], tuple[Array, Array]]
"""From the linear predictor to the factor on each weight and its derivative."""


def _newton(base: Array, known: Array, totals: Array, change: Change) -> tuple[Array, int]:
    """Solve the calibration equations in their few dual variables (Deville and Särndal 1992, section 2).

    A step that does not bring the totals nearer is halved; when none does, there is no solution.
    """
    scale = np.maximum(np.abs(totals), 1)
    dual = np.zeros(known.shape[1])
    factor, slope, gap = _state(base, known, totals, change, dual)
    for round_number in range(1, MOST_ROUNDS + 1):
        if (np.abs(gap) <= TOLERANCE * scale).all():
            return base * factor, round_number
        step = np.linalg.lstsq(known.T @ ((base * slope)[:, None] * known), gap, rcond=None)[0]
        for _ in range(HALVINGS):
            factor, slope, nearer = _state(base, known, totals, change, dual + step)
            if np.linalg.norm(nearer / scale) < np.linalg.norm(gap / scale):
                break
            step = step / 2
        else:
            break
        dual, gap = dual + step, nearer
    raise UserError("survey_numbers.no-convergence", rounds=round_number)


def _state(
    base: Array, known: Array, totals: Array, change: Change, dual: Array
) -> tuple[Array, Array, Array]:
    factor, slope = change(known @ dual)
    return factor, slope, totals - known.T @ (base * factor)


def _checked_span(span: tuple[float, float]) -> tuple[float, float]:
    low, high = span
    if not 0 <= low < 1 < high:
        raise UserError("survey_numbers.span", low=low, high=high)
    return low, high


def _calibrated(
    weights: Weights | ArrayLike, known: ArrayLike, totals: ArrayLike, step: str, change: Change
) -> Weights:
    base = checked_weights(weights)
    columns = np.asarray(known, dtype=np.float64).reshape(len(base), -1)
    known_columns = check_numbers("known", columns, least=-np.inf)
    target = check_numbers("totals", np.atleast_1d(totals), least=-np.inf, shape=(columns.shape[1],))
    values, rounds = _newton(base, known_columns, target, change)
    warnings = _warned(values, base, columns.shape[1])
    return Weights(values=values, step=step, iterations=rounds, warnings=warnings)


def calibrate_linear(
    weights: Weights | ArrayLike,
    known: ArrayLike,
    totals: ArrayLike,
    *,
    span: tuple[float, float] = SPAN,
) -> Weights:
    """Make weighted sums of known columns meet their totals, changing each weight as little as possible.

    `known` has a row per unit and a column per variable (a column of ones for the number of units), `totals`
    a total per column. No weight changes by a factor outside `span`; weights at a bound stay there.
    Where no such weights exist the error says so: widen the span or take fewer columns.

    Formula: weight x (1 + known x lambda), lambda so that all sums fit, cut off at `span`.
    Source: Deville and Särndal (1992).
    Shapes: an entry per unit.
    Unit: units of the population that one stands for.
    Errors: UserError that names the cell, the label or the place.
    Assumes: answers go with the known columns.
    Not for: more than one yes-or-no variable on fifteen answers.

    >>> calibrate_linear([4, 4], [[1, 1], [1, 3]], [8, 14]).values.round(6)
    array([5., 3.])
    """
    low, high = _checked_span(span)

    def change(predictor: Array) -> tuple[Array, Array]:
        inside = (predictor > low - 1) & (predictor < high - 1)
        return np.clip(1 + predictor, low, high), inside.astype(np.float64)

    return _calibrated(weights, known, totals, "linear-calibration", change)


def calibrate_logit(
    weights: Weights | ArrayLike,
    known: ArrayLike,
    totals: ArrayLike,
    *,
    span: tuple[float, float] = SPAN,
) -> Weights:
    """Do as `calibrate_linear`, with a smooth curve that only nears the bounds.

    Deville and Särndal (1992), method 4. Prefer it when many weights would stand at a bound.

    Formula: weight x a logistic curve between the bounds, so that all sums fit.
    Source: Deville and Särndal (1992).
    Shapes: an entry per unit.
    Unit: units of the population that one stands for.
    Errors: UserError that names the cell, the label or the place.
    Assumes: answers go with the known columns.
    Not for: more than one yes-or-no variable on fifteen answers.
    """
    low, high = _checked_span(span)
    bend = (high - low) / ((1 - low) * (high - 1))

    def change(predictor: Array) -> tuple[Array, Array]:
        grown = np.exp(np.clip(bend * predictor, -500, 500))
        below, above = high - 1, (1 - low) * grown
        factor = (low * below + high * above) / (below + above)
        return factor, (factor - low) * (high - factor) / (high - low) * bend

    return _calibrated(weights, known, totals, "logit-calibration", change)
