"""If none of the checks turns out blended: how many can there still be? Exact, for a simple draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

import numpy as np
from scipy.stats import hypergeom

from blendwise.errors import UserError
from blendwise.estimation.proportions import finite_population
from blendwise.estimation.result import Estimate, Scope, check_counts, check_level, check_numbers
from blendwise.records import Question, Unit

__all__ = ["NoneFound", "checks_for_none_found", "none_found", "none_found_table"]


@dataclass(frozen=True, slots=True)
class NoneFound:
    """A row of the table: after so many checks without a find, what there can be at most."""

    question: ClassVar[Question] = Question.TRUTH
    checked: int
    missed_at_most: int
    blended_at_most: int
    share: float


def _level(level: float) -> float:
    """Return the two-sided level whose upper limit is one-sided at `level`."""
    if check_level(level) <= 0.5:
        raise UserError("audit.one-sided-level", level=level)
    return 2 * level - 1


def none_found_table(
    unticked: int,
    ticks: int,
    checked: Sequence[int] = (59, 100, 200, 300, 500, 1000, 2000),
    *,
    level: float = 0.95,
) -> tuple[NoneFound, ...]:
    """Return, per number of checks, how many unticked mobilities can be blended if none was found to be.

    Hypergeometric, one-sided: with more, the chance of finding none would be below 1 - `level`. Every tick is
    taken as right. For checks drawn at random from all unticked mobilities together.

    Formula: as `none_found`, a row per number of checks.
    Source: Hanley and Lippman-Hand (1983).
    Shapes: a row per number of checks.
    Unit: mobilities.
    Errors: UserError for more checks than mobilities, and a level of 0.5 or less.
    Assumes: checks are drawn at random from all unticked mobilities together; every tick is right.
    Not for: an audit with strata at different rates (`estimate`).

    >>> none_found_table(15479, 259)[0]
    NoneFound(checked=59, missed_at_most=764, blended_at_most=1023, share=0.06500190621425848)
    """
    looked, there = check_counts(checked, unticked, hits_name="checked", trials_name="unticked", whole=True)
    ticked = float(check_numbers("ticks", ticks))
    most = finite_population(np.zeros_like(looked), looked, there, level=_level(level)).high
    total = unticked + ticked
    return tuple(
        NoneFound(int(n), int(missed), int(missed + ticked), float((missed + ticked) / total))
        for n, missed in zip(np.atleast_1d(looked), np.atleast_1d(most), strict=True)
    )


def none_found(
    checked: int, unticked: int, ticks: int, *, level: float = 0.95, scope: Scope | None = None
) -> Estimate:
    """Return the most that can be truly blended after so many checks without a find.

    Formula: the largest number of blended mobilities at which the chance of finding none is still above 1 -
      level.
    Source: Hanley and Lippman-Hand (1983).
    Shapes: single numbers.
    Unit: mobilities.
    Errors: UserError for numbers that are impossible, and a level of 0.5 or less.
    Assumes: checks are drawn at random from all unticked mobilities together; every tick is right.
    Not for: an audit with strata at different rates (`estimate`).

    >>> found = none_found(300, 15479, 259)
    >>> int(found.details["most"]), round(100 * found.high, 2)
    (411, 2.61)
    """
    row = none_found_table(unticked, ticks, [checked], level=level)[0]
    return Estimate(
        question=Question.TRUTH,
        estimand="audit.none-found",
        scope=scope or Scope(),
        value=None,
        low=ticks / (unticked + ticks),
        high=row.share,
        level=level,
        numerator=float(row.blended_at_most),
        denominator=float(unticked + ticks),
        unit=Unit.MOBILITIES,
        population="validation",
        method="hypergeometric-one-sided",
        assumptions=("audit.assumptions.drawn-at-random", "audit.assumptions.ticks-right"),
        details=MappingProxyType(
            {"checked": float(checked), "most": float(row.blended_at_most), "missed_most": float(row.missed_at_most),
             "chance": 1 - level}
        ),
    )  # fmt: skip


def checks_for_none_found(missed_at_most: int, unticked: int, *, level: float = 0.95) -> int:
    """Return the fewest checks without a find that show that at most so many ticks are missing.

    Formula: the fewest checks n for which the hypergeometric chance of finding none among so many is at most
      1 - level.
    Source: Hanley and Lippman-Hand (1983).
    Shapes: single numbers.
    Unit: mobilities.
    Errors: UserError for numbers that are impossible, and a level of 0.5 or less.
    Assumes: checks are drawn at random from all unticked mobilities together; every tick is right.
    Not for: checks spread over strata at different rates.

    >>> checks_for_none_found(152, 15479)
    299
    """
    most, there = check_counts(
        missed_at_most, unticked, hits_name="missed_at_most", trials_name="unticked", whole=True
    )
    _level(level)
    if most == there:
        return 0
    low, high = 0, int(there - most)
    while high - low > 1:
        middle = (low + high) // 2
        enough = hypergeom.pmf(0, int(there), int(most) + 1, middle) <= 1 - level
        low, high = (low, middle) if enough else (middle, high)
    return high
