"""`bounds`: what is true, with ever more assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from blendwise.errors import UserError
from blendwise.estimation import audit
from blendwise.estimation.bounds import (
    Assumption,
    checked_unticked,
    ladder,
    missed_at_most,
    surplus_at_most,
    ticks_right,
    unticked_no_more_often,
)
from blendwise.estimation.result import Estimate, Scope, check_numbers
from blendwise.language import percent, say
from blendwise.records import Unit
from blendwise.reporting.estimates.answer import Answer, estimate_row, frame_of, paragraphs, said
from blendwise.reporting.tables import text_table

__all__ = ["MISS_RATES", "Bounds", "Sample", "bounds_answer", "bounds_of", "chance_around"]

MISS_RATES = (0.01, 0.02, 0.05, 0.1)
"""What-ifs on missing ticks; examples, not estimates."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Checks of unticked mobilities, drawn by lot from all of them together: two or more."""

    checked: int
    blended: int
    undetermined: int = 0

    def __post_init__(self) -> None:
        if 0 <= self.checked < 2:
            raise UserError("estimates.too-few-checks", checked=self.checked)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The rungs from no assumption to all of them, the what-ifs on missing ticks, and what a sample adds."""

    rungs: tuple[Estimate, ...]
    misses: tuple[Estimate, ...]
    sampled: Estimate | None


def bounds_of(
    ticks: int,
    mobilities: int,
    *,
    scope: Scope,
    unit: Unit = Unit.MOBILITIES,
    miss_rates: Sequence[float] = MISS_RATES,
    surplus: float = 0.0,
    no_more_often: bool = False,
    sample: Sample | None = None,
) -> Bounds:
    """Return the ladder of bounds; each rung is there only if its assumption is.

    `surplus` is the largest share of ticks that is a tick too many: 0 takes every tick as right, 1 assumes
    nothing on them. With participants as the unit the two counts are participants. Raises UserError for a share
    outside 0 to 1, for checks that can't be, and for checks where the unit is participants: what is drawn and
    checked is a mobility, and a group is one of them.
    """
    if sample and unit is not Unit.MOBILITIES:
        raise UserError("estimates.checks-are-of-mobilities")
    steps: list[Assumption] = []
    if check_numbers("surplus", surplus, most=1) < 1:
        steps.append(surplus_at_most(surplus) if surplus else ticks_right())
    if no_more_often:
        steps.append(unticked_no_more_often())
    if sample:
        steps.append(checked_unticked(sample.checked, sample.blended, sample.undetermined))
    rungs = ladder(ticks, mobilities, *steps, unit=unit, scope=scope)
    misses = tuple(
        ladder(ticks, mobilities, *steps, missed_at_most(rate), unit=unit, scope=scope)[-1]
        for rate in sorted(set(miss_rates), reverse=True)
    )
    around = chance_around(ticks, mobilities, sample, surplus, scope) if sample else None
    return Bounds(rungs, misses, around)


def chance_around(ticks: int, mobilities: int, sample: Sample, surplus: float, scope: Scope) -> Estimate:
    """Return what a sample of unticked mobilities says of all, with up to `surplus` of the ticks too many.

    It is an audit of two strata, of which only the one without a tick is checked. Undetermined checks widen the
    interval: it runs from where none of them was blended to where all were.
    """
    groups = audit.strata(["unticked", "ticked"], ["", ""], [False, True], [mobilities - ticks, ticks])
    checks = audit.checks_of(groups, [sample.checked, 0], [sample.blended, 0], [sample.undetermined, 0])
    return audit.with_surplus(audit.estimate(audit.take_ticks_as_right(checks), scope=scope), surplus)


def bounds_answer(found: Bounds, language: str) -> Answer:
    """Say every rung, from none to all assumptions, and set them under one another."""
    last = found.misses[-1] if found.misses else found.rungs[-1]
    text = paragraphs(
        *(rung.sentence(language) for rung in found.rungs),
        "\n".join(miss.sentence(language) for miss in found.misses),
        _table(found, language),
        last.assumption_sentence(language) if last.assumptions else "",
        said(found.sampled, language) if found.sampled else "",
        last.tail(language),
    )
    rows = [estimate_row(f"rung-{place}", rung, language) for place, rung in enumerate(found.rungs)]
    rows += [estimate_row(f"miss-{miss.details['missed_most']:g}", miss, language) for miss in found.misses]
    if found.sampled:
        rows.append(estimate_row("sample", found.sampled, language))
    return Answer(text, frame_of(rows))


def _table(found: Bounds, language: str) -> str:
    headings = [say(f"estimates.bounds.{name}", language) for name in ("assumed", "least", "most")]
    rows = [
        [rung_name(rung, language), *(_written(end, language) for end in (rung.low, rung.high))]
        for rung in (*found.rungs, *found.misses)
    ]
    return text_table(headings, rows, [False, True, True])


def rung_name(rung: Estimate, language: str) -> str:
    """Return what the last step of a rung assumes."""
    if not rung.assumptions:
        return say("estimates.bounds.nothing", language)
    return say(rung.assumptions[-1], language, **rung.details)


def _written(end: float | None, language: str) -> str:
    return say("labels.undefined", language) if end is None else percent(end, language)
