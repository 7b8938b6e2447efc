"""What a stay costs by unit costs, in sentences: for whoever only knows its kind, its length and its call."""

from __future__ import annotations

from collections.abc import Iterator

from blendwise.language import decimal, say
from blendwise.programme import Facts, activity_types
from blendwise.programme.rulebook import Status
from blendwise.programme.school_days import calendar_days_spanned
from blendwise.programme.unit_costs import PlannedStay, cost_of_stay, individual_by_country, rate_at
from blendwise.reporting.cost_table import amount_in_words

__all__ = ["stay_cost"]

_FIELD = "VET"
"""The field whose rates are known."""


def stay_cost(facts: Facts, call: int, language: str) -> tuple[str, ...]:
    """Say what a stay costs as far as that is known, and that the virtual part brings no extra money."""
    days = facts.calendar_days or (calendar_days_spanned(facts.school_days)[0] if facts.school_days else None)
    kind = activity_types().get(facts.activity_type or "")
    known: Iterator[str] = iter(())
    if days and kind is not None and _FIELD in kind.fields:
        known = _known(PlannedStay(call_year=call, activity_type=kind.code, days=days), language)
    return (*known, say("unit_costs.virtual", language))


def _known(stay: PlannedStay, language: str) -> Iterator[str]:
    between = individual_by_country(stay)
    if between is not None:
        least, most = (decimal(amount, language, places=2) for amount in between)
        how_sure = rate_at("individual", stay.call_year)
        status = say(f"programme.statuses.{how_sure.status if how_sure else Status.NOT_FOUND}", language)
        told = {"call": stay.call_year, "days": stay.days, "least": least, "most": most, "status": status}
        yield say("unit_costs.individual-between", language, **told)
    parts = cost_of_stay(stay).parts
    for name in ("organisational", "course-fee"):
        if name in parts:
            yield say(f"unit_costs.{name}-is", language, amount=amount_in_words(parts[name], language))
