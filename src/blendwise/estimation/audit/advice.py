"""Whether to go on checking: what more checks would add, and when they would add nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from blendwise.estimation.audit.checks import Checks
from blendwise.estimation.audit.estimate import estimate
from blendwise.estimation.audit.plan import Plan, plan_from
from blendwise.estimation.audit.shares import shares_by_stratum
from blendwise.estimation.result import Array, check_numbers
from blendwise.language import plural, say
from blendwise.records import Question

__all__ = ["Advice", "stopping_advice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """`reason` is `enough`, `more` or `undetermined`; `plan` holds all checks, those done included."""

    question: ClassVar[Question] = Question.TRUTH
    reason: str
    margin_now: float
    margin: float
    undetermined_margin: float
    """Half the distance between counting the undetermined either way: no further check makes it smaller."""
    more: int
    plan: Plan | None

    def sentence(self, language: str) -> str:
        """Return the advice in words, with the warning against looking again and again."""
        margins = {"now": self.margin_now, "margin": self.margin, "undetermined": self.undetermined_margin}
        if self.reason != "more":
            return say(f"audit.advice.{self.reason}", language, **margins)
        words = plural("audit.advice.more", self.more, language, **margins)
        return (
            f"{words} {say('audit.advice.open', language, **margins)}" if self.undetermined_margin else words
        )


def stopping_advice(checks: Checks, *, margin: float, level: float = 0.95) -> Advice:
    """Advise whether more checks would bring the interval of the true share within a margin.

    `margin` is half the width wanted, as a share. The expected shares come from the checks done so far,
    shrunken towards each other. Agree on the margin beforehand: whoever looks after every check and stops
    when the result pleases has no interval at this level any more.

    Formula: the plan for the margin agreed less what undetermined checks keep open, from the checks done.
    Source: Armitage, McPherson and Rowe (1969), on what repeated looks do to a level.
    Shapes: one number per stratum, in the order of `strata`.
    Unit: a share for the margin.
    Errors: UserError for a margin outside 0 to 1.
    Assumes: checks are drawn by lot within each stratum, and the reader does not know the tick.
    Not for: looking again and again.

    >>> from blendwise.estimation.audit import checks_of, strata, take_ticks_as_right
    >>> groups = strata(["u", "t"], ["A", "A"], [False, True], [900, 100])
    >>> done = take_ticks_as_right(checks_of(groups, [60, 0], [3, 0]))
    >>> stopping_advice(done, margin=0.03).reason
    'more'
    """
    wanted = float(check_numbers("margin", margin, positive=True, most=1))
    share = estimate(checks, level=level).share
    now = (float(share.high or 0) - float(share.low or 0)) / 2
    open_margin = (share.details["if_all"] - share.details["if_none"]) / 2
    facts = {"margin_now": now, "margin": wanted, "undetermined_margin": open_margin}
    if now <= wanted:
        return Advice(reason="enough", more=0, plan=None, **facts)
    if open_margin >= wanted:
        return Advice(reason="undetermined", more=0, plan=None, **facts)
    plan = plan_from(
        checks.strata,
        margin=wanted - open_margin,
        expected=_expected(checks, level),
        floors=checks.looked_at,
        level=level,
    )
    return Advice(reason="more", more=int(plan.total - checks.looked_at.sum()), plan=plan, **facts)


def _expected(checks: Checks, level: float) -> Array:
    """Return the shrunken shares, never quite 0 or 1: a stratum without a find may still hold some."""
    return np.clip(shares_by_stratum(checks, level=level).model, 1e-6, 1 - 1e-6)
