"""What respondents answered: several choices, answers on a scale, and two groups compared exactly.

With some fifteen answers the counts come first; a percentage never stands without them. The tests enumerate
all tables with the same totals, so ties and small groups need no approximation.

Sources: Hollander, Wolfe, Chicken (2014) Nonparametric Statistical Methods, section 4.1 (Wilcoxon, exact with
ties); Freeman and Halton (1951) Biometrika 38:141-149.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from blendwise.errors import UserError
from blendwise.estimation.chance_test import ChanceTest
from blendwise.estimation.proportions import finite_population
from blendwise.estimation.response_rates import FEW
from blendwise.estimation.result import Array, Estimate, Scope, check_level, check_numbers
from blendwise.records import Question, Unit

__all__ = [
    "Scale",
    "fisher_freeman_halton",
    "multiple_choice",
    "scale_answers",
    "wilcoxon_mann_whitney",
]

MOST_TABLES = 2_000_000
"""Above this number of tables an exact test is refused: it would take minutes."""


def multiple_choice(
    chosen: ArrayLike,
    options: Sequence[str],
    *,
    unit: Unit,
    seen: ArrayLike | None = None,
    scope: Scope | None = None,
) -> tuple[Estimate, ...]:
    """Return per option how many of those who saw the question chose it.

    `chosen` has a row per respondent and a column per option (1 or 0), `seen` says who saw the question
    (1 or 0). Shares may add up to more than 100 %: each estimate then carries that warning. Compare forms of
    a questionnaire only on questions that were the same.

    Formula: those who chose an option / those who saw the question.
    Source: Lohr (2021), chapter 4.
    Shapes: a row per respondent and a column per option; a result per option.
    Unit: respondents.
    Errors: UserError for what is not 0 or 1, and for a choice in a question that was not seen.
    Assumes: none: these are counts of answers.
    Not for: a share of all institutions, which it is only if all were asked and all answered.

    >>> found = multiple_choice([[1, 1], [1, 0], [0, 0]], ["money", "time"], unit=Unit.INSTITUTIONS)
    >>> [choice.numerator for choice in found]
    [2.0, 1.0]
    """
    table = np.atleast_2d(check_numbers("chosen", chosen, most=1))
    check_numbers("options", np.zeros(len(options)), shape=(table.shape[1],))
    saw = np.ones(len(table)) if seen is None else check_numbers("seen", seen, most=1, shape=(len(table),))
    if (table.max(axis=1, initial=0) > saw).any():
        raise UserError("survey_numbers.chosen-unseen", at=int(np.argmax(table.max(axis=1) > saw)) + 1)
    total, counts = float(saw.sum()), table.sum(axis=0)
    above = counts.sum() > total
    return tuple(
        Estimate(
            question=Question.COUNT,
            estimand="survey_numbers.choice" + ("-few" if total < FEW else ""),
            scope=_named(scope or Scope(), option),
            value=float(count) / total if total else None,
            numerator=float(count),
            denominator=total,
            unit=unit,
            population="census",
            method="multiple-choice",
            warnings=("survey_numbers.warnings.above-hundred",) if above else (),
        )
        for option, count in zip(options, counts, strict=True)
    )


def _named(scope: Scope, option: str) -> Scope:
    return replace(scope, names=MappingProxyType({**scope.names, "option": option}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Answers on an ordered scale: the counts first, then the middle and the top two with exact limits.

    Categories are counted from 1. Limits hold for a draw at random from `population`.
    """

    question: ClassVar[Question] = Question.TRUTH
    counts: tuple[int, ...]
    answered: int
    population: int
    median: int | None
    median_low: int | None
    median_high: int | None
    top_two: int
    top_two_fewest: int
    """The fewest of the population that would choose one of the two highest categories."""
    top_two_most: int
    level: float


def scale_answers(counts: ArrayLike, population: int, *, level: float = 0.95) -> Scale:
    """Return the middle and the top two of answers on a scale, with limits for the whole population.

    `counts` holds the number of answers per category, lowest first; `population` is the number of
    respondents there could have been. Of two middle answers the lower one is the median. Limits are exact for
    respondents drawn at random; who answers is not drawn at random, so the bounds belong beside it.

    Formula: the lowest category at or below which half of the answers lie; limits from the hypergeometric
      counts up to each category.
    Source: Sedransk and Meyer (1978).
    Shapes: a number of answers per category, in one order.
    Unit: respondents.
    Errors: UserError for negative or fractional counts, by place.
    Assumes: respondents were drawn at random from `population`.
    Not for: means of categories, which have no distances.

    >>> scale_answers([2, 3, 5, 4, 1], 42).median
    3
    """
    table = np.atleast_1d(check_numbers("counts", counts))
    answered = int(table.sum())
    reached = np.cumsum(table)
    top = float(table[-2:].sum())
    limits = finite_population(top, answered, population, level=check_level(level))
    below = finite_population(reached, answered, population, level=level)
    half = population / 2
    return Scale(
        counts=tuple(int(count) for count in table),
        answered=answered,
        population=population,
        median=_first(reached >= answered / 2) if answered else None,
        median_low=_first(below.high >= half) if answered else None,
        median_high=_first(below.low >= half) if answered else None,
        top_two=int(top),
        top_two_fewest=int(limits.low),
        top_two_most=int(limits.high),
        level=level,
    )


def _first(reached: ArrayLike) -> int:
    return int(np.argmax(np.asarray(reached))) + 1


def _two_groups(first: ArrayLike, second: ArrayLike) -> Array:
    one, other = check_numbers("first", first), check_numbers("second", second)
    table = np.stack([one, check_numbers("second", other, shape=one.shape)])
    if not table.sum(axis=1).all():
        raise UserError("survey_numbers.empty-group")
    return table


def _number_of_tables(columns: Array, size: int) -> float:
    """Count the first rows with these totals, as the coefficient of a product of polynomials."""
    ways = np.ones(1)
    for total in columns:
        ways = np.convolve(ways, np.ones(int(total) + 1))
    return float(ways[size])


def _tables(columns: Array, size: int) -> tuple[Array, Array]:
    """Return every first row with these column totals and row total, and the log chance of each.

    Multivariate hypergeometric: the chance of the table given all its totals.
    """
    if _number_of_tables(columns, size) > MOST_TABLES:
        raise UserError("survey_numbers.too-many-tables", most=MOST_TABLES)
    rows = np.zeros((1, 0))
    left = columns.sum()
    for total in columns:
        left -= total
        reach = np.arange(total + 1)
        rows = np.column_stack([np.repeat(rows, len(reach), axis=0), np.tile(reach, len(rows))])
        spare = size - rows.sum(axis=1)
        rows = rows[(spare >= 0) & (spare <= left)]
    ways = gammaln(columns + 1) - gammaln(rows + 1) - gammaln(columns - rows + 1)
    n = columns.sum()
    return rows, ways.sum(axis=1) - (gammaln(n + 1) - gammaln(size + 1) - gammaln(n - size + 1))


def wilcoxon_mann_whitney(
    first: ArrayLike, second: ArrayLike, *, unit: Unit = Unit.INSTITUTIONS
) -> ChanceTest:
    """Test whether two groups answered alike on an ordered scale: Wilcoxon-Mann-Whitney, exact with ties.

    `first` and `second` hold the number of answers per category, lowest first. The two-sided `p`
    counts tables whose rank sum lies at least as far from its expectation; the `statistic` is the chance that an
    answer of the first group is the higher of two, ties counting half.

    Formula: the chance of a rank sum at least as far from its expectation, over all tables with the same
      totals.
    Source: Mann and Whitney (1947).
    Shapes: a number of answers per category, in one order.
    Unit: respondents.
    Errors: UserError for an empty group and for more tables than can be counted.
    Assumes: respondents answer apart from one another.
    Not for: categories without an order; respondents who chose themselves.

    >>> found = wilcoxon_mann_whitney([0, 0, 3], [3, 0, 0])
    >>> f"{found.p:.4f}", float(found.statistic)
    ('0.1000', 1.0)
    """
    table = _two_groups(first, second)
    columns, size = table.sum(axis=0), float(table[0].sum())
    middle = np.cumsum(columns) - columns / 2 + 0.5
    rows, chance = _tables(columns, int(size))
    expected = size * (columns.sum() + 1) / 2
    apart = np.abs(rows @ middle - expected)
    seen = float(table[0] @ middle)
    p = float(np.exp(chance[apart >= abs(seen - expected) - 1e-9]).sum())
    higher = (seen - size * (size + 1) / 2) / (size * table[1].sum())
    return _answered(higher, p, "wilcoxon-mann-whitney", unit, table)


def _answered(statistic: float, p: float, method: str, unit: Unit, table: Array) -> ChanceTest:
    return ChanceTest(
        estimand="estimation.test.answered-alike",
        statistic=np.asarray(statistic),
        p=np.asarray(min(p, 1.0)),
        unit=unit,
        size=table.sum(),
        method=method,
        population="sample",
        assumptions=("estimation.assumption.respondents-apart", "estimation.assumption.drawn-at-random"),
    )


def fisher_freeman_halton(
    first: ArrayLike, second: ArrayLike, *, unit: Unit = Unit.INSTITUTIONS
) -> ChanceTest:
    """Test whether two groups answered alike, without an order of the answers: exact and two-sided.

    `first` and `second` hold the number of answers per category. Counts the tables that are no more likely
    than the one seen.

    Formula: the sum of the chances of all tables with these totals that are no likelier than the one seen.
    Source: Freeman and Halton (1951).
    Shapes: a number of answers per category, in one order.
    Unit: respondents.
    Errors: UserError for an empty group and for more tables than can be counted.
    Assumes: respondents answer apart from one another.
    Not for: answers with an order (`wilcoxon_mann_whitney` sees more); respondents who chose themselves.

    >>> print(f"{fisher_freeman_halton([3, 0, 0], [0, 2, 1]).p:.4f}")
    0.1000
    """
    table = _two_groups(first, second)
    columns, size = table.sum(axis=0), int(table[0].sum())
    rows, chance = _tables(columns, size)
    seen = chance[(rows == table[0]).all(axis=1)]
    p = float(np.exp(chance[chance <= seen[0] + 1e-9]).sum())
    return _answered(float(np.exp(seen[0])), p, "fisher-freeman-halton", unit, table)
