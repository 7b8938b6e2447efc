"""How many of those approached answered: the six response rates of AAPOR, coverage, and rates by size.

A response rate is a count of units approached. It has no interval, and it says nothing on who stayed away.

Source: AAPOR, Standard Definitions, 10th edition (2023), pp. 81-84.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from blendwise.estimation.result import Estimate, Scope, check_counts, check_numbers
from blendwise.records import Question, Unit

__all__ = ["FEW", "Outcomes", "eligible_share", "frame_coverage", "response_rates", "size_weighted_response"]

FEW = 20
"""Below this denominator a sentence gives "2 of 15" and no percentage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What became of every unit that was approached, with AAPOR's letters."""

    complete: int = 0
    """I: all questions answered."""
    partial: int = 0
    """P: enough questions answered to count."""
    refused: int = 0
    """R: said no, or broke off."""
    not_reached: int = 0
    """NC: eligible, but nobody was found to answer."""
    other: int = 0
    """O: eligible, no answer for another reason."""
    unknown_place: int = 0
    """UH: not known whether there is anyone eligible at this address."""
    unknown_other: int = 0
    """UO: not known whether eligible, for another reason."""
    not_eligible: int = 0
    """NE: known not to belong to the population. In no denominator."""

    def __post_init__(self) -> None:
        for outcome in fields(self):
            check_counts(getattr(self, outcome.name), 10**12, hits_name=outcome.name, whole=True)

    @property
    def answered(self) -> int:
        """Count complete and partial answers."""
        return self.complete + self.partial

    @property
    def eligible(self) -> int:
        """Count units known to be eligible."""
        return self.answered + self.refused + self.not_reached + self.other

    @property
    def unknown(self) -> int:
        """Count units whose eligibility is not known."""
        return self.unknown_place + self.unknown_other


def eligible_share(outcomes: Outcomes) -> float | None:
    """Return the eligible share among units whose eligibility is known (CASRO's proportional rule).

    The usual stand-in for the eligible share among the unknown; None when nothing is known.

    Formula: eligible / (eligible + not eligible) among the known.
    Source: AAPOR (2023), Standard Definitions.
    Shapes: single numbers.
    Unit: units approached: institutions, say.
    Errors: UserError for counts below 0, by name.
    Assumes: those unknown are as often eligible as those known.
    Not for: units that could not be reached just because they are not eligible.

    >>> eligible_share(Outcomes(complete=8, not_eligible=2))
    0.8
    """
    known = outcomes.eligible + outcomes.not_eligible
    return outcomes.eligible / known if known else None


def response_rates(
    outcomes: Outcomes, *, eligible: float | None = None, scope: Scope | None = None
) -> Mapping[str, Estimate]:
    """Return AAPOR's six response rates, under the names `rr1` to `rr6`.

    Odd rates count complete answers, even ones partial answers too. `rr1` and `rr2` count every unit of
    unknown eligibility as eligible, `rr5` and `rr6` none, `rr3` and `rr4` the share `eligible`; without it
    that is CASRO's proportional share. Whatever is used stands in `details["eligible_share"]`.
    With no unknown units the rates coincide in threes.

    Count each answer against those approached: an answer from someone who was not approached is no response.

    Formula: complete (and partial) answers over all approached, with unknown units counted as eligible all,
      none, or in part.
    Source: AAPOR (2023), Standard Definitions.
    Shapes: single numbers.
    Unit: units approached: institutions, say.
    Errors: UserError for counts below 0, by name.
    Assumes: none: a response rate is a count.
    Not for: who stayed away: a rate does not say.

    >>> rates = response_rates(Outcomes(complete=14, not_reached=15))
    >>> round(rates["rr1"].value, 4), rates["rr1"].denominator
    (0.4828, 29.0)
    """
    share = (
        eligible_share(outcomes) if eligible is None else float(check_numbers("eligible", eligible, most=1))
    )
    unknown_counted = {"rr1": 1.0, "rr3": share if outcomes.unknown else 0.0, "rr5": 0.0}
    partial_too = {"rr1": "rr2", "rr3": "rr4", "rr5": "rr6"}
    rates = {}
    for name, part in unknown_counted.items():
        rates[name] = _rate(name, "response-complete", outcomes.complete, outcomes, part, scope)
        other = partial_too[name]
        rates[other] = _rate(other, "response", outcomes.answered, outcomes, part, scope)
    return MappingProxyType(rates)


def _rate(
    name: str, stem: str, answered: int, outcomes: Outcomes, eligible: float | None, scope: Scope | None
) -> Estimate:
    approached = None if eligible is None else outcomes.eligible + eligible * outcomes.unknown
    ending = "" if approached is None else _ending(approached)
    guessed = outcomes.unknown and eligible != 1
    return Estimate(
        question=Question.COUNT,
        estimand=f"survey_numbers.{stem}{ending}",
        scope=scope or Scope(),
        value=answered / approached if approached else None,
        numerator=float(answered),
        denominator=approached,
        unit=Unit.INSTITUTIONS,
        population="census",
        method=f"aapor-{name}",
        assumptions=("survey_numbers.assumptions.eligible-share",) if guessed else (),
        warnings=("survey_numbers.warnings.who-stayed-away",) if approached != answered else (),
        details=MappingProxyType({} if eligible is None else {"eligible_share": eligible}),
    )


def _ending(approached: float) -> str:
    """Choose the sentence: the denominator is an estimate, is too small for a percentage, or is neither."""
    if approached != int(approached):
        return "-expected"
    return "-few" if approached < FEW else ""


def frame_coverage(answered: int, frame: int, *, scope: Scope | None = None) -> Estimate:
    """Return which part of the frame there are data for, whether it was approached or not.

    Formula: with data / in the frame.
    Source: Lohr (2021), chapter 1.
    Shapes: single numbers.
    Unit: units approached: institutions, say.
    Errors: UserError for counts below 0, by name.
    Assumes: none: a response rate is a count.
    Not for: a response rate: who was approached is not in it.

    >>> round(frame_coverage(14, 42).value, 4)
    0.3333
    """
    hits, trials = check_counts(answered, frame, hits_name="answered", trials_name="frame", whole=True)
    return Estimate(
        question=Question.COUNT,
        estimand="survey_numbers.frame-coverage" + ("-few" if trials < FEW else ""),
        scope=scope or Scope(),
        value=float(hits / trials) if trials else None,
        numerator=float(hits),
        denominator=float(trials),
        unit=Unit.INSTITUTIONS,
        population="census",
        method="frame-coverage",
    )


def size_weighted_response(
    answered: ArrayLike, mobilities: ArrayLike, *, scope: Scope | None = None
) -> Estimate:
    """Return which part of all mobilities belongs to institutions that answered.

    `answered` says per institution approached whether it answered (1 or 0), `mobilities` its size. A low
    response of institutions can be a high one of mobilities, and the other way round: show both.

    Formula: mobilities of those who answered / mobilities of those approached.
    Source: AAPOR (2023), Standard Definitions, on weighted rates.
    Shapes: a 0 or 1 and a size per institution approached.
    Unit: mobilities.
    Errors: UserError for counts below 0, by name.
    Assumes: none: a response rate is a count.
    Not for: the response itself: show both.

    >>> size_weighted_response([1, 0, 0], [800, 100, 100]).value
    0.8
    """
    sizes = np.atleast_1d(check_numbers("mobilities", mobilities))
    said = check_numbers("answered", np.atleast_1d(answered), most=1, shape=sizes.shape)
    total = float(sizes.sum())
    return Estimate(
        question=Question.COUNT,
        estimand="survey_numbers.response-by-size",
        scope=scope or Scope(),
        value=float(said @ sizes) / total if total else None,
        numerator=float(said @ sizes),
        denominator=total,
        unit=Unit.MOBILITIES,
        population="census",
        method="size-weighted-response",
        clusters=len(sizes),
    )
