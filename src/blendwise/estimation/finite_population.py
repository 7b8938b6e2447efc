"""Means of a population of known size, from units drawn at random within groups; also for a part of it.

A draw of 15 from 42 tells more than a draw of 15 from a million: the finite population correction. It holds
for a description of these 42 only. For a statement on calls to come, leave it out with `finite=False`.

Sources: Cochran (1977) Sampling Techniques, ch. 2 and 5; Lohr (2021) Sampling, ch. 2-4; Lumley (2010) Complex
Surveys, section 2.4 (domains).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from blendwise.errors import UserError, unknown_name
from blendwise.estimation.result import Array, Estimate, Scope, check_counts, check_level, check_numbers
from blendwise.records import Question, Unit

__all__ = ["LonelyPolicy", "as_certain", "centred", "mean", "refuse", "stratified_mean"]

LonelyPolicy = Callable[[Sequence[str], Array, float], Array]
"""From the groups with one unit drawn, its value, and the overall mean: the spread to count for the group."""


def refuse(names: Sequence[str], values: Array, centre: float) -> Array:  # noqa: ARG001 (one signature)
    """Stop: one unit says nothing about the spread of its group. The default.

    Formula: no spread: an error instead.
    Source: Cochran (1977), chapter 5; Lohr (2021), chapter 3.
    Shapes: names, values and the overall mean in.
    Unit: that of the values.
    Errors: UserError with the names of the groups.
    Assumes: none.
    Not for: nothing: it is the safe choice.
    """
    raise UserError("survey_numbers.lonely", names=", ".join(names))


def centred(names: Sequence[str], values: Array, centre: float) -> Array:  # noqa: ARG001
    """Take the distance of the one unit to the overall mean as the spread: on the safe side.

    Formula: the squared distance of the one unit to the overall mean.
    Source: Lumley (2010), on lonely units.
    Shapes: names, values and the overall mean in; a spread per group out.
    Unit: that of the values.
    Errors: none.
    Assumes: groups do not differ more than this unit does.
    Not for: many such groups: join them instead.
    """
    return (values - centre) ** 2


def as_certain(names: Sequence[str], values: Array, centre: float) -> Array:  # noqa: ARG001
    """Count no spread at all: only for a group that was taken in on purpose, not by lot.

    Formula: a spread of 0.
    Source: Cochran (1977), chapter 5; Lohr (2021), chapter 3.
    Shapes: names, values and the overall mean in; a spread per group out.
    Unit: that of the values.
    Errors: none.
    Assumes: the unit was taken on purpose and stands for itself alone.
    Not for: a unit that was drawn by lot.
    """
    return np.zeros_like(values)


@dataclass(frozen=True, slots=True)
class _Draw:
    """Checked values, the group of each as a number, and per group its name, size and number drawn."""

    values: Array
    group: Array
    names: tuple[str, ...]
    sizes: Array
    drawn: Array


def _draw(values: ArrayLike, strata: Sequence[str], sizes: Mapping[str, int]) -> _Draw:
    y = np.atleast_1d(check_numbers("values", values, least=-math.inf))
    names = tuple(sorted(sizes))
    index = {name: place for place, name in enumerate(names)}
    for name in strata:
        if name not in index:
            raise unknown_name(name, "survey_numbers.group", names)
    group = check_numbers("strata", [index[name] for name in strata], shape=y.shape)
    drawn = np.bincount(group.astype(int), minlength=len(names)).astype(np.float64)
    full = check_numbers("sizes", [sizes[name] for name in names], least=1)
    check_counts(drawn, full, hits_name="drawn", trials_name="sizes")
    if (drawn == 0).any():
        raise UserError("survey_numbers.nobody-drawn", names=_named(names, drawn == 0))
    return _Draw(y, group, names, full, drawn)


def _named(names: Sequence[str], which: Array) -> str:
    return ", ".join(name for name, true in zip(names, which, strict=True) if true)


def _variance(draw: _Draw, z: Array, lonely: LonelyPolicy, *, finite: bool) -> float:
    """Cochran (1977), formula 5.10: the variance of a stratified total of the linearised values `z`."""
    group = draw.group.astype(int)
    centre = np.bincount(group, z) / draw.drawn
    spread = np.bincount(group, (z - centre[group]) ** 2) / np.maximum(draw.drawn - 1, 1)
    left = draw.sizes - draw.drawn if finite else draw.sizes
    alone = (draw.drawn == 1) & (left > 0)
    if alone.any():
        names = [name for name, one in zip(draw.names, alone, strict=True) if one]
        spread[alone] = lonely(names, centre[alone], float(draw.sizes @ centre / draw.sizes.sum()))
    return float((draw.sizes * left * spread / draw.drawn).sum())


def stratified_mean(
    values: ArrayLike,
    strata: Sequence[str],
    sizes: Mapping[str, int],
    *,
    unit: Unit,
    domain: ArrayLike | None = None,
    finite: bool = True,
    lonely: LonelyPolicy = refuse,
    level: float = 0.95,
    scope: Scope | None = None,
) -> Estimate:
    """Estimate a mean (of 0 and 1: a share) from units drawn at random within groups.

    `values` and `strata` have an entry per unit drawn, `sizes` the number of units of every group. `domain`
    (1 or 0 per unit) asks for the mean of a part; give all units drawn and never only those of the part,
    or the uncertainty of its size is lost. `lonely` says what to do with a group of one unit: `refuse`,
    `centred` or `as_certain`. Limits by Student's t with units minus groups as degrees of freedom.

    It misleads when those who did not answer differ: then the standard error is the least it can be. Show the
    bounds beside it. Errors: UserError for a group without a draw, a name without a size, a lonely unit.

    Formula: the sum of N_h mean_h over N; variance the sum of (N_h / N)^2 (1 - n_h / N_h) s_h^2 / n_h.
    Source: Cochran (1977), chapter 5; Lohr (2021), chapter 3.
    Shapes: a value and a label per unit drawn; a size per group.
    Unit: that of the values.
    Assumes: units were drawn at random within groups, without replacement.

    >>> groups = ["a", "a", "b", "b"]
    >>> found = stratified_mean([1, 3, 10, 12], groups, {"a": 4, "b": 4}, unit=Unit.INSTITUTIONS)
    >>> found.value, round(found.details["se"], 4)
    (6.5, 0.5)
    """
    draw = _draw(values, strata, sizes)
    part = np.ones_like(draw.values)
    if domain is not None:
        part = check_numbers("domain", domain, most=1, shape=draw.values.shape)
    weight = (draw.sizes / draw.drawn)[draw.group.astype(int)]
    total = float(weight @ part)
    value = float(weight @ (part * draw.values)) / total if total else None
    z = part * (draw.values - (value or 0.0)) / (total or 1.0)
    se = math.sqrt(_variance(draw, z, lonely, finite=finite))
    degrees = len(draw.values) - len(draw.names)
    half = _half_width(se, degrees, check_level(level)) if value is not None else None
    return Estimate(
        question=Question.TRUTH,
        estimand="survey_numbers.mean",
        scope=scope or Scope(),
        value=value,
        low=None if half is None or value is None else value - half,
        high=None if half is None or value is None else value + half,
        level=None if half is None else level,
        numerator=float(part.sum()),
        denominator=float(draw.sizes.sum()),
        unit=unit,
        population="sample",
        method="stratified-mean" if finite else "stratified-mean-process",
        assumptions=("survey_numbers.assumptions.drawn-at-random",),
        warnings=("survey_numbers.warnings.least-error",),
        details=MappingProxyType({"se": se, "degrees": float(degrees), "drawn": float(len(draw.values))}),
    )


def _half_width(se: float, degrees: int, level: float) -> float | None:
    if se == 0:
        return 0.0
    return float(stdtrit(degrees, (1 + level) / 2)) * se if degrees > 0 else None


def mean(
    values: ArrayLike,
    population: int,
    *,
    unit: Unit,
    domain: ArrayLike | None = None,
    finite: bool = True,
    level: float = 0.95,
    scope: Scope | None = None,
) -> Estimate:
    """Estimate a mean from units drawn at random from a population of known size.

    Everything else as in `stratified_mean`, with one group. For a share, prefer the exact limits of
    `blendwise.estimation.proportions.finite_population_share`.

    Formula: the mean of the values; variance (1 - n/N) s^2 / n.
    Source: Cochran (1977), chapter 5; Lohr (2021), chapter 3.
    Shapes: a value per unit drawn.
    Unit: that of the values.
    Errors: UserError for one unit, and for more units than the population has.
    Assumes: units were drawn at random without replacement.
    Not for: answers of those who chose to answer: then the standard error is the least it can be.

    >>> found = mean([1, 1] + [0] * 13, 42, unit=Unit.INSTITUTIONS)
    >>> round(100 * found.details["se"], 1)
    7.3
    """
    entries = ["all"] * np.size(values)
    return stratified_mean(
        values,
        entries,
        {"all": population},
        unit=unit,
        domain=domain,
        finite=finite,
        level=level,
        scope=scope,
    )
