"""How much of what there is to say has been said: coverage of codes, codes not yet heard, the next answer.

Codes are treated as species and respondents as samples. A code that only one respondent mentioned says that
there are more such codes.

Sources: Good (1953) Biometrika 40:237-264; Chao (1987) Biometrics 43:783-791; Chao et al. (2014)
Ecol. Monogr. 84:45-67 (incidence data).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from blendwise.errors import UserError
from blendwise.estimation.result import check_counts, check_level
from blendwise.language import say
from blendwise.records import Question

__all__ = ["Saturation", "saturation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saturation:
    """What the codes found say about those not found. Undefined figures are None."""

    question: ClassVar[Question] = Question.TRUTH
    respondents: int
    codes: int
    """Codes found so far."""
    once: int
    """Codes that one respondent mentioned."""
    twice: int
    coverage: float | None
    """Share of all mentions to come that fall on a code already found."""
    expected_codes: float | None
    """Chao's lower bound on the number of codes there are."""
    low: float | None
    high: float | None
    level: float
    new_in_next: float | None
    """Expected number of new codes with the next respondent."""

    def sentence(self, language: str) -> str:
        """Return the coverage and what the next respondent would add, in words."""
        form = "undefined" if self.coverage is None else "known"
        return say(
            f"survey_numbers.saturation.{form}",
            language,
            respondents=self.respondents,
            codes=self.codes,
            coverage=self.coverage,
            new=self.new_in_next,
        )


def _coverage(once: int, twice: int, respondents: int, mentions: int) -> float:
    """Chao et al. (2014), Table 1, incidence form; without codes heard twice their bias-corrected form."""
    pairs = (respondents - 1) * once if twice else (respondents - 1) * (once - 1)
    doubles = 2 * twice or 2
    return 1 - once / mentions * (pairs / (pairs + doubles))


def _unseen(once: int, twice: int, respondents: int) -> float:
    """Chao (1987): the least number of codes not heard; bias-corrected without codes heard twice."""
    scale = (respondents - 1) / respondents
    return scale * (once**2 / (2 * twice) if twice else once * (once - 1) / 2)


def _variance(once: int, twice: int, respondents: int, richness: float) -> float:
    """Chao (1987), formula for the variance, and Chao et al. (2014), appendix, without codes heard twice."""
    scale = (respondents - 1) / respondents
    if twice:
        r = once / twice
        return twice * (scale / 2 * r**2 + scale**2 * r**3 + scale**2 / 4 * r**4)
    return (
        scale * once * (once - 1) / 2
        + scale**2 * once * (2 * once - 1) ** 2 / 4
        - scale**2 * once**4 / (4 * richness)
    )


def _limits(codes: int, unseen: float, variance: float, level: float) -> tuple[float, float]:
    """Chao (1987): log-normal limits of the number not heard, never below what was heard."""
    if unseen == 0 or variance <= 0:
        return float(codes), float(codes) + unseen
    spread = math.exp(float(ndtri((1 + level) / 2)) * math.sqrt(math.log1p(variance / unseen**2)))
    return codes + unseen / spread, codes + unseen * spread


def saturation(mentions: ArrayLike, respondents: int, *, level: float = 0.95) -> Saturation:
    """Return how far the answers so far cover what there is to hear.

    `mentions` holds, per code, how many of the `respondents` mentioned it; zeros are left out. It misleads
    when respondents were chosen for being alike, or when the codebook grew with the answers: then the codes
    are covered, not the subject. The number of codes is a lower bound.

    Formula: coverage 1 - f1/n x ((n - 1) f1) / ((n - 1) f1 + 2 f2), n the mentions; richness S + ((m - 1)/m)
      f1^2 / (2 f2), m respondents; new codes f1 / m.
    Source: Chao (1987); Chao and Jost (2012); Good (1953).
    Shapes: a number per code.
    Unit: codes.
    Errors: UserError for one respondent, and for more mentions than respondents.
    Assumes: respondents are like those not asked.

    >>> found = saturation([12, 9, 4, 2, 2, 1, 1, 1], 15)
    >>> round(found.coverage, 3), round(found.expected_codes, 1), round(found.new_in_next, 2)
    (0.914, 10.1, 0.2)
    """
    check_level(level)
    counts, people = check_counts(
        mentions, respondents, hits_name="mentions", trials_name="respondents", whole=True
    )
    if respondents < 2:
        raise UserError("survey_numbers.one-respondent", respondents=respondents)
    heard = np.atleast_1d(counts)[np.atleast_1d(counts) > 0]
    n, codes = int(people.flat[0]), len(heard)
    once, twice = int((heard == 1).sum()), int((heard == 2).sum())
    facts = {"respondents": n, "codes": codes, "once": once, "twice": twice}
    if not codes:
        return Saturation(
            coverage=None, expected_codes=None, low=None, high=None, level=level, new_in_next=None, **facts
        )
    unseen = _unseen(once, twice, n)
    low, high = _limits(codes, unseen, _variance(once, twice, n, codes + unseen), level)
    return Saturation(
        coverage=_coverage(once, twice, n, int(heard.sum())),
        expected_codes=codes + unseen,
        low=low,
        high=high,
        level=level,
        new_in_next=once / n,
        **facts,
    )
