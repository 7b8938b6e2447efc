"""What an audit of unticked mobilities says when the ticks, which nobody checked, need not all be right."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from blendwise.errors import UserError
from blendwise.estimation.audit.estimate import AuditEstimate
from blendwise.estimation.audit.figures import two_digits
from blendwise.estimation.result import Estimate, check_numbers

__all__ = ["with_surplus"]

_RIGHT = "audit.assumptions.ticks-right"


def with_surplus(found: AuditEstimate, surplus: float) -> Estimate:
    """Return the true share when up to this part of the ticks is a tick too many, and nobody looked at ticks.

    Answers: how many were truly blended, if checks are of unticked mobilities only and it is not assumed that
    every tick is right? 0 gives `found.share` itself; 1 assumes nothing on ticks.

    Formula: from (1 - surplus) x ticks plus the least that is missing, to all ticks plus the most.
    Source: Manski (2007), on what is known of one group and not of the other; Tenenbein (1970).
    Shapes: a result in, a result out.
    Unit: shares of mobilities.
    Errors: UserError for a share outside 0 to 1, and where ticks were checked: what was seen goes first.
    Assumes: what the audit assumes, and no more than this part of the ticks too many.
    Not for: an audit in which ticks were checked (`estimate`).

    >>> from blendwise.estimation.audit import checks_of, estimate, strata, take_ticks_as_right
    >>> groups = strata(["unticked", "ticked"], ["", ""], [False, True], [15479, 259])
    >>> found = with_surplus(estimate(take_ticks_as_right(checks_of(groups, [400, 0], [12, 0]))), 1)
    >>> print(f"{found.low:.3f} {found.high:.3f}")
    0.016 0.067
    """
    part = float(check_numbers("surplus", surplus, most=1))
    share, missing = found.share, found.missing_ticks
    if _RIGHT not in share.assumptions:
        raise UserError("audit.ticks-were-checked", checks=int(share.details["checked_ticked"]))
    if not part:
        return share
    known, ticks, of = share.details, share.details["ticks"], share.details["mobilities"]
    least = ticks * (1 - part)
    ends = {
        "about_none": two_digits(least + missing.details["if_none"]),
        "about_all": two_digits(ticks + missing.details["if_all"]),
        "surplus": part,
        "surplus_most": ticks * part,
    }
    return replace(
        share,
        estimand=f"audit.share-surplus{'-open' if known['undetermined'] else ''}",
        value=None,
        low=(least + (missing.low or 0)) / of,
        high=(ticks + (missing.high or 0)) / of,
        numerator=None,
        assumptions=_without_right(share.assumptions, part),
        details=MappingProxyType({**known, **ends}),
    )


def _without_right(assumptions: tuple[str, ...], part: float) -> tuple[str, ...]:
    """Put what is assumed on ticks in the place of "all right"; where all may be wrong, that is nothing."""
    left = tuple(key for key in assumptions if key != _RIGHT)
    return left if part == 1 else (*left, "audit.assumptions.surplus-at-most")
