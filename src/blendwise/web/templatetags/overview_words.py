"""The sentences of the overview that need more than one number, and words of the library that pages share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context

from blendwise.estimation.result import Estimate
from blendwise.indicators import Figure
from blendwise.language import count, plural, say
from blendwise.web.readings.institutions import InstitutionsPage
from blendwise.web.readings.overview import OverviewPage
from blendwise.web.readings.places import PlacesPage
from blendwise.web.readings.sets_apart import SetApart
from blendwise.web.readings.told import Told

register = template.Library()


@register.filter
def names(text: str) -> list[str]:
    """Return the words of a text, to go through in a template."""
    return text.split()


@register.simple_tag(takes_context=True)
def label(context: Context, name: str) -> str:
    """Write the heading of a column, as the library has it."""
    return say(f"labels.{name}", context["lang"])


@register.simple_tag(takes_context=True)
def calls_in_words(context: Context, calls: Sequence[int]) -> str:
    """Write "call 2021" or "calls 2021 and 2022"."""
    return _calls(calls, context["lang"])


def _calls(calls: Sequence[int], language: str) -> str:
    return plural("web.overview.calls", len(calls), language, calls=[str(call) for call in calls])


@register.simple_tag(takes_context=True)
def years(context: Context, calls: Sequence[int]) -> str:
    """Write "2021 and 2022"."""
    return say("web.overview.years", context["lang"], calls=[str(call) for call in calls])


@register.simple_tag(takes_context=True)
def or_undefined(context: Context, value: float | None) -> str:
    """Write a number, rounded to whole people, or that it can't be worked out: never a zero for what is unknown."""
    lang = context["lang"]
    return say("labels.undefined", lang) if value is None else count(round(value), lang)


@register.simple_tag(takes_context=True)
def not_ticked(context: Context, ticked: int, total: int) -> str:
    """Write how many are not ticked."""
    return count(total - ticked, context["lang"])


@register.simple_tag(takes_context=True)
def interval_kind(context: Context, estimate: Estimate) -> str:
    """Write what kind of interval this is, with its level."""
    return say("web.overview.process.kind", context["lang"], level=f"{100 * (estimate.level or 0):g}")


@register.simple_tag(takes_context=True)
def at_least_of(context: Context, estimate: Estimate) -> str:
    """Write the counts under a lower bound."""
    n, k = estimate.denominator or 0, estimate.numerator or 0
    return say("web.overview.truth.of", context["lang"], k=int(k), n=int(n))


@register.simple_tag(takes_context=True)
def effective(context: Context, figure: Figure, estimate: Estimate) -> str:
    """Write as how many chances of their own so many mobilities count; nothing where that is not known."""
    size = estimate.details.get("effective_size")
    if size is None:
        return ""
    unit = f"labels.{figure.unit.value}"
    return say(
        "web.overview.process.note", context["lang"], n=figure.denominator, size=round(size), unit=unit
    )


@register.simple_tag(takes_context=True)
def warnings(context: Context, told: Told) -> str:
    """Write what to take care of in an estimate."""
    return " ".join(told.estimate.warning_sentences(context["lang"]))


@register.simple_tag(takes_context=True)
def mixed_parts(context: Context, page: OverviewPage | InstitutionsPage | PlacesPage, added_up: str) -> str:
    """Write how many institutions each part of the chosen calls has, where they differ, and what adds them up."""
    lang = context["lang"]
    parts = [
        say("web.overview.notice.mixed-part", lang, calls=_calls(part, lang),
            institutions=plural("web.overview.institutions", len(page.choice.names(part)), lang))
        for part in page.mixed
    ]  # fmt: skip
    return say(f"web.overview.notice.mixed.{added_up}", lang, parts=parts)


@register.simple_tag(takes_context=True)
def not_comparable(context: Context, page: OverviewPage, other: SetApart) -> str:
    """Write why other calls can't stand beside the chosen ones, and what can."""
    lang = context["lang"]
    here, there = (
        say("web.overview.apart.in", lang, calls=_calls(calls, lang))
        for calls in (page.view.calls, other.calls)
    )
    return say(
        "indicators.change.not-comparable", lang, i1=len(page.choice.names(page.view.calls)), x=here,
        i2=other.institutions, y=there, i=other.in_both,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def split_sentence(context: Context, page: OverviewPage) -> str:
    """Write the gap between plan and registration as volume times mix."""
    plan = page.plan
    if plan.split is None or plan.split.undefined:
        return ""
    values: dict[str, Any] = {"total": plan.split.total, "volume": plan.split.volume, "mix": plan.split.mix}
    return say(
        "report.pledges.split.sentence", context["lang"], r=plan.participants, m=plan.applied, k=plan.registered,
        p=plan.pledged, **values,
    )  # fmt: skip


@register.simple_tag
def put_back(page: OverviewPage, key: str) -> str:
    """Return the choices of the address in which an institution is no longer left out."""
    return page.link_without_leaving_out(key)
