"""How many checks, and where: for a margin or for a budget, before anything is drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlog1py

from blendwise.errors import UserError
from blendwise.estimation.audit.allocation import Importance, by_priority, neyman
from blendwise.estimation.audit.strata import TOGETHER, Strata
from blendwise.estimation.audit.two_phase import effective_checks, scaled_limits
from blendwise.estimation.result import Array, check_level, check_numbers
from blendwise.language import plural
from blendwise.records import Question

__all__ = [
    "Plan",
    "expected_shares",
    "plan_by_budget",
    "plan_by_margin",
    "plan_from",
]

RIGHT, MISSED = 0.95, 0.03
"""First guesses, until a pilot says better: ticks that are right, unticked mobilities that are blended."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """How many checks each stratum gets, what it costs, and what it is expected to give.

    `share`, `low`, `high` hold if the expected shares are the true ones; `chance_none` is the chance of
    finding no blended mobility without a tick at all.
    """

    question: ClassVar[Question] = Question.TRUTH
    strata: Strata
    checks: Array
    costs: Array
    expected: Array
    level: float
    share: float
    low: float
    high: float
    chance_none: float

    @property
    def total(self) -> int:
        """Count all checks."""
        return int(self.checks.sum())

    @property
    def cost(self) -> float:
        """Add up what the checks cost."""
        return float(self.checks @ self.costs)

    @property
    def margin(self) -> float:
        """Return half the width of the expected interval, as a share."""
        return (self.high - self.low) / 2

    def by_institution(self) -> Mapping[str, int]:
        """Count the checks per institution; strata that hold several institutions are under `TOGETHER`."""
        counts: dict[str, int] = {}
        for name, checks in zip(self.strata.institutions, self.checks, strict=True):
            counts[name] = counts.get(name, 0) + int(checks)
        return counts

    def sentence(self, language: str) -> str:
        """Return the plan and what it is expected to give, in words."""
        ticked = self.strata.ticked
        return plural(
            "audit.plan",
            len(set(self.strata.institutions) - {TOGETHER}),
            language,
            checks=self.total,
            unticked=int(self.checks[~ticked].sum()),
            ticked=int(self.checks[ticked].sum()),
            share=self.share,
            low=self.low,
            high=self.high,
            chance=self.chance_none,
        )


def expected_shares(strata: Strata, *, right: float = RIGHT, missed: float = MISSED) -> Array:
    """Return the expected true share of each stratum from two guesses.

    `right` is the share of ticks that are right, `missed` the share of unticked mobilities that are blended.

    Formula: `right` for strata with a tick, `missed` for those without.
    Source: Cochran (1977), chapter 5 (planning values).
    Shapes: one number per stratum, in the order of `strata`.
    Unit: shares.
    Errors: UserError for a share outside 0 to 1.
    Assumes: guesses; nothing is estimated.
    Not for: anything but planning.
    """
    check_numbers("right", right, most=1)
    check_numbers("missed", missed, most=1)
    return np.where(strata.ticked, right, missed)


def plan_by_budget(
    strata: Strata,
    *,
    budget: float,
    expected: ArrayLike | None = None,
    costs: ArrayLike = 1.0,
    floor: int = 4,
    ticks_at_least: int = 30,
    importance: Importance = neyman,
    level: float = 0.95,
) -> Plan:
    """Divide a budget over the strata so that the interval comes out as narrow as can be.

    `budget` is in the unit of `costs` (1 per check: a number of checks); `expected` is the expected true
    share per stratum (from `expected_shares`, or from a pilot); `floor` the least number of checks per
    institution; `ticks_at_least` the least number of checked ticks, to try the definition on (0: nobody looks
    at ticks). `importance` is `neyman` or `square_root` of `blendwise.estimation.audit.allocation`.

    Errors: UserError when the budget does not even pay for the floors.

    Formula: each next check goes where N S / sqrt(m (m + 1)) per unit of cost is largest, from the floors up.
    Source: Neyman (1934); Wright (2012).
    Shapes: one number per stratum, in the order of `strata`.
    Unit: costs, and mobilities to check.
    Assumes: the expected shares are about right.
    Not for: an audit that has begun: `stopping_advice` keeps what was done.

    >>> from blendwise.estimation.audit import strata
    >>> groups = strata(["u", "t"], ["A", "A"], [False, True], [900, 100])
    >>> plan_by_budget(groups, budget=120).checks
    array([90., 30.])
    """
    problem = _problem(strata, expected, costs, floor, ticks_at_least, importance, level)
    return problem.plan(float(check_numbers("budget", budget)))


def plan_by_margin(
    strata: Strata,
    *,
    margin: float,
    expected: ArrayLike | None = None,
    costs: ArrayLike = 1.0,
    floor: int = 4,
    ticks_at_least: int = 30,
    importance: Importance = neyman,
    level: float = 0.95,
) -> Plan:
    """Find the cheapest plan whose expected interval is no wider than `margin` on either side, on average.

    `margin` is a share: 0.01 is one percentage point. Everything else as in `plan_by_budget`. The interval
    that comes out may be wider: it depends on what is found.

    Formula: the least budget whose plan has half of the expected interval at most `margin`, found by halving.
    Source: Neyman (1934); Wright (2012).
    Shapes: one number per stratum, in the order of `strata`.
    Unit: a share for the margin, mobilities to check.
    Errors: UserError for a margin outside 0 to 1 and a cost of 0.
    Assumes: the expected shares are about right.
    Not for: a promise: the interval that comes out depends on what is found.
    """
    problem = _problem(strata, expected, costs, floor, ticks_at_least, importance, level)
    return problem.cheapest(float(check_numbers("margin", margin, positive=True, most=1)))


def plan_from(strata: Strata, *, margin: float, expected: Array, floors: Array, level: float) -> Plan:
    """Find the cheapest plan for a margin that holds at least the checks in `floors` (already done)."""
    most = np.where((floors > 0) | ~strata.ticked, strata.sizes, 0.0)
    problem = _Problem(strata, expected, np.ones(len(strata)), np.maximum(floors, 0), most, neyman, level)
    return problem.cheapest(margin)


@dataclass(frozen=True, slots=True)
class _Problem:
    """Checked arguments of a plan: what is to be divided, over what, between which limits."""

    strata: Strata
    expected: Array
    costs: Array
    floors: Array
    most: Array
    importance: Importance
    level: float

    def plan(self, budget: float) -> Plan:
        weight = self.importance(self.strata, self.expected)
        checks = by_priority(weight, most=self.most, costs=self.costs, floors=self.floors, budget=budget)
        share, low, high = _expected(self.strata, checks, self.expected, self.level)
        unticked = ~self.strata.ticked
        return Plan(
            strata=self.strata,
            checks=checks,
            costs=self.costs,
            expected=self.expected,
            level=self.level,
            share=share,
            low=low,
            high=high,
            chance_none=float(np.exp(xlog1py(checks[unticked], -self.expected[unticked]).sum())),
        )

    def cheapest(self, margin: float) -> Plan:
        """Bisect on the budget, in steps of the cheapest check."""
        step = float(self.costs.min())
        start = float(self.floors @ self.costs)
        low, high = -1, math.ceil((float(self.most @ self.costs) - start) / step)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.plan(start + middle * step).margin <= margin else (middle, high)
        return self.plan(start + high * step)


def _problem(
    strata: Strata,
    expected: ArrayLike | None,
    costs: ArrayLike,
    floor: int,
    ticks_at_least: int,
    importance: Importance,
    level: float,
) -> _Problem:
    shape = (len(strata),)
    shares = (
        expected_shares(strata)
        if expected is None
        else check_numbers("expected", expected, most=1, shape=shape)
    )
    price = np.broadcast_to(check_numbers("costs", costs), shape)
    if not (price > 0).all():
        raise UserError("audit.cost-zero")
    most = strata.sizes if ticks_at_least else np.where(strata.ticked, 0.0, strata.sizes)
    floors = _floors(strata, most, float(check_numbers("floor", floor)))
    floors = _more_ticks(strata, floors, most, float(check_numbers("ticks_at_least", ticks_at_least)))
    return _Problem(strata, shares, price, floors, most, importance, check_level(level))


def _floors(strata: Strata, most: Array, floor: float) -> Array:
    """Give each stratum two checks, then each institution its floor, largest stratum first."""
    floors = np.minimum(2.0, most)
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(strata.institutions):
        if name != TOGETHER:
            rows.setdefault(name, []).append(row)
    for of_institution in rows.values():
        lacking = floor - floors[of_institution].sum()
        for row in sorted(of_institution, key=lambda row: -most[row]):
            more = min(max(lacking, 0.0), most[row] - floors[row])
            floors[row] += more
            lacking -= more
    return floors


def _more_ticks(strata: Strata, floors: Array, most: Array, at_least: float) -> Array:
    """Raise the floors of ticked strata to so many checks together, in proportion to the root of their size."""
    ticked = strata.ticked
    target = min(at_least, float(most[ticked].sum()))
    if not ticked.any() or floors[ticked].sum() >= target:
        return floors
    raised = floors.copy()
    ones = np.ones(int(ticked.sum()))
    raised[ticked] = by_priority(
        np.sqrt(strata.sizes[ticked]), most=most[ticked], costs=ones, floors=floors[ticked], budget=target
    )
    return raised


def _expected(strata: Strata, checks: Array, shares: Array, level: float) -> tuple[float, float, float]:
    """Return the expected share and limits: each tick status by Korn and Graubard, square-and-add."""
    ends = np.array([_expected_total(strata, status, checks, shares, level) for status in (False, True)])
    value, down, up = ends.sum(axis=0)[0], math.hypot(*ends[:, 1]), math.hypot(*ends[:, 2])
    of = strata.mobilities
    return float(value / of), float((value - down) / of), float((value + up) / of)


def _expected_total(
    strata: Strata,
    status: bool,
    checks: Array,
    shares: Array,
    level: float,
) -> tuple[float, float, float]:
    """Return the expected total of a tick status, and how far its limits lie below and above it.

    Unchecked ticks are taken as right. The expected variance is Σ W²(1 - f) S²/m (Cochran 1977, 5.27).
    """
    group = strata.ticked == status
    sampled = group & (checks > 0) & (checks < strata.sizes)
    right = np.where(strata.ticked & (checks == 0), 1.0, shares)
    known = float(strata.sizes[group & ~sampled] @ right[group & ~sampled])
    if not sampled.any():
        return known, 0.0, 0.0
    n, m, p = strata.sizes[sampled], checks[sampled], shares[sampled]
    weight = n / n.sum()
    variance = float((weight**2 * (1 - m / n) / m) @ (p * (1 - p) * n / (n - 1)))
    share, left = float(weight @ p), float(n.sum())
    limits = scaled_limits(share, effective_checks(n, m, share, variance, level), level, left)
    return known + left * share, left * share - float(limits.low), float(limits.high) - left * share
