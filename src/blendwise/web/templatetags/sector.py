"""The sector around an institution, in words and as a strip: steps of many institutions, and one mark of one's own."""

from __future__ import annotations

import math

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from blendwise.language import percent, say
from blendwise.web.readings.sector_distribution import Distribution, Step

register = template.Library()

_PARTS = {1 / 4: "quarter", 1 / 3: "third", 1 / 2: "half", 2 / 3: "two-thirds", 3 / 4: "three-quarters"}
_SHADES = ("c-context-soft", "c-context", "c-context-soft", "c-context")
_TICK = '<path d="M{0} 26V56" class="c-axis"/><text x="{0}" y="72" text-anchor="{1}">{2}</text>'
_ROOM = 44
"""Between limits nearer than this the second is drawn without its number; the table below has it."""
_SIZES = (("bw-wide", 1000), ("bw-narrow", 340))


@register.simple_tag(takes_context=True)
def part_of_sector(context: Context, step: Step) -> str:
    """Write which part of the institutions a step holds: at least half."""
    name = min(_PARTS, key=lambda part: abs(part - step.part))
    return say(f"web.own_desk.parts.{_PARTS[name]}", context["lang"])


@register.simple_tag(takes_context=True)
def place_in_sector(context: Context, sector: Distribution) -> str:
    """Say where one's own share lies among the steps."""
    lang = context["lang"]
    if sector.own is None or sector.within is None:
        return say("web.own_desk.place.none", lang)
    if sector.within == len(sector.steps):
        last = sector.steps[-1]
        return say(
            "web.own_desk.place.above",
            lang,
            own=sector.own,
            most=last.most,
            part=part_of_sector(context, last),
        )
    step = sector.steps[sector.within]
    key = f"web.own_desk.place.{'lowest' if sector.within == 0 else 'between'}"
    return say(key, lang, own=sector.own, most=step.most, part=part_of_sector(context, step))


@register.simple_tag(takes_context=True)
def sector_strip(context: Context, sector: Distribution) -> SafeString:
    """Draw the steps on a root scale with one's own share, wide and narrow."""
    label = place_in_sector(context, sector)
    drawn = ((_strip(sector, width, kind, label, context["lang"]),) for kind, width in _SIZES)
    return format_html_join("", "{}", drawn)


def _strip(sector: Distribution, width: int, kind: str, label: str, lang: str) -> SafeString:
    def x(share: float) -> float:
        return 8 + (width - 60) * math.sqrt(share / (sector.highest * 1.1))

    edges = [0.0, *(step.most for step in sector.steps)]
    bands = format_html_join("", '<rect x="{}" y="30" width="{}" height="22" class="{}"/>', [
        (f"{x(low):.1f}", f"{x(high) - x(low):.1f}", shade)
        for low, high, shade in zip(edges[:-1], edges[1:], _SHADES, strict=False) if high > low
    ])  # fmt: skip
    apart = [at for at, edge in enumerate(edges[1:], 1) if at == 1 or x(edge) - x(edges[at - 1]) > _ROOM]
    ticks = format_html_join("", _TICK, [
        (f"{x(edge):.1f}", "middle" if edge else "start", percent(edge, lang, places=1) if at in apart else "")
        for at, edge in enumerate(edges[1:], 1)
    ])  # fmt: skip
    own = _own(x(sector.own), percent(sector.own, lang, places=1), width) if sector.own is not None else ""
    return format_html(
        '<svg class="{}" viewBox="0 0 {} 80" role="img" aria-label="{}">'
        '<path d="M8 41H{}" class="c-axis"/>{}{}{}</svg>',
        kind, width, label, width - 8, bands, ticks, own,
    )  # fmt: skip


def _own(x: float, text: str, width: int) -> SafeString:
    anchor = "end" if x > width * 0.8 else "start" if x < width * 0.1 else "middle"
    return format_html(
        '<circle cx="{0}" cy="41" r="8" class="c-dot"/>'
        '<text x="{0}" y="18" text-anchor="{1}" class="c-bold">{2}</text>',
        f"{x:.1f}", anchor, text,
    )  # fmt: skip
