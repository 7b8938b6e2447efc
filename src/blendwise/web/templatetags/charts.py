"""Small charts in templates, as SVG without script or style: fills and lines as the look has them.

Bars start at zero. Solid is registered, a tint with an edge a plan, a line with a dot what it could have been,
hatched what may be true, a dashed edge unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from blendwise.language import percent, plural, say
from blendwise.reporting.charts import dot_field, dots_per
from blendwise.web.readings.overview import OverviewPage, Part
from blendwise.web.readings.overview_charts import drawn_without_each

register = template.Library()

_STEPS = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
_LEFT, _WIDTH, _MOST_TICKS = 6, 300, 5
_STRIP, _GAP, _LETTER, _NUMBER = 1000, 2, 6.6, 9


@register.inclusion_tag("components/bar.html")
def bar(length: Any, fill: str = "registered") -> dict[str, Any]:
    """Draw a bar, `length` between 0 and 1 of its room; `fill` is registered, plan, context or unknown."""
    return {"width": f"{100 * float(length or 0):.2f}", "fill": fill}


@register.inclusion_tag("components/hatched.html")
def hatched(least: Any, most: Any, longest: Any) -> dict[str, Any]:
    """Draw what is certain solid and what may come on top of it hatched, on a scale up to `longest`."""
    solid, end = (100 * float(x or 0) / float(longest) for x in (least, most))
    return {"solid": f"{solid:.2f}", "end": f"{end:.2f}", "rest": f"{100 - end + 1:.2f}"}


@register.simple_tag
def ratio(part: Any, whole: Any) -> float:
    """Return a part of a whole, 0 where there is no whole: the length of a bar, never a figure."""
    return float(part or 0) / float(whole) if whole else 0.0


@register.inclusion_tag("components/axis.html", takes_context=True)
def count_axis(context: Context, share: Any, highest: Any) -> dict[str, Any]:
    """Draw a registered share as a solid bar on an axis from zero."""
    top, ticks = _axis(float(highest), context["lang"])
    return {"ticks": ticks, "bar": f"{_WIDTH * float(share) / top:.1f}"}


@register.inclusion_tag("components/axis.html", takes_context=True)
def interval_axis(context: Context, low: float, high: float, value: float, highest: Any) -> dict[str, Any]:
    """Draw an interval as a line with a dot on an axis from zero."""
    top, ticks = _axis(float(highest), context["lang"])
    places = {
        name: f"{_LEFT + _WIDTH * x / top:.1f}" for name, x in (("low", low), ("high", high), ("dot", value))
    }
    return {"ticks": ticks, **places}


def _axis(highest: float, language: str) -> tuple[float, list[tuple[str, str, str]]]:
    """Choose the end of an axis and its ticks: place, anchor and text."""
    step = next((s for s in _STEPS if highest <= s * _MOST_TICKS), 0.25)
    number = min(_MOST_TICKS, max(1, -int(-highest // step)))
    if highest > step * _MOST_TICKS * 0.999:
        number = -int(-highest // step)
    places = 0 if (step * 100) % 1 == 0 else 1 if (step * 1000) % 1 == 0 else 2
    ends = {0: "start", number: "end"}
    ticks = [
        (
            f"{_LEFT + _WIDTH * n / number:.1f}",
            ends.get(n, "middle"),
            percent(step * n, language, places=places),
        )
        for n in range(number + 1)
    ]
    return step * number, ticks


@register.inclusion_tag("components/strip.html", takes_context=True)
def strip(context: Context, parts: Sequence[Part]) -> dict[str, Any]:
    """Draw what everybody has of a whole as one long bar, the largest part first.

    A name in the lower row has a line up to its part only where no name of the upper row stands in between.
    """
    language, drawn, start, ends = context["lang"], [], 0.0, [0.0, 0.0]
    room = _STRIP - _GAP * (len(parts) - 1)
    for place, part in enumerate(parts):
        width = room * float(part.share)
        name = part.institution or plural("web.overview.parts.rest", part.others, language)
        row, end = _label_row(start, len(name) * _LETTER, ends)
        led = row == 1 and ends[0] <= start
        if end is not None:
            ends[row] = end
        drawn.append(
            {"x": f"{start:.1f}", "width": f"{max(width, 1):.1f}", "main": place == 0,
             "name": "" if end is None else name,
             "ticks": part.ticks if width > len(str(part.ticks)) * _NUMBER else None, "row": row, "led": led}
        )  # fmt: skip
        start += width + _GAP
    return {"parts": drawn, "lang": language, "label": _strip_label(parts, language)}


def _label_row(start: float, length: float, ends: list[float]) -> tuple[int, float | None]:
    """Return in which of two rows a name fits, and where it ends; None where it fits in neither."""
    fitting = [row for row in (0, 1) if ends[row] <= start and start + length <= _STRIP]
    return (fitting[0], start + length + 8) if fitting else (0, None)


def _strip_label(parts: Sequence[Part], language: str) -> str:
    names = [
        f"{p.institution or plural('web.overview.parts.rest', p.others, language)} {p.ticks}" for p in parts
    ]
    return say("web.overview.parts.label", language, parts=names)


@register.simple_tag(takes_context=True)
def dots(context: Context, ticks: int, total: int, unit: str) -> SafeString:
    """Draw everything that is counted as dots, of which the ticked ones stand out."""
    per = dots_per(total)
    values = {"per": per, "k": -(-ticks // per), "n": -(-total // per)}
    label = say(f"web.overview.dots.{unit}", context["lang"], **values)
    drawing = dot_field(ticks, total, name="dots", label=label)
    return mark_safe(drawing.narrow)  # noqa: S308 - our own drawing, in which every text is escaped


@register.simple_tag(takes_context=True)
def dots_note(context: Context, total: int, unit: str) -> str:
    """Write how many a dot stands for."""
    return plural(f"web.overview.dots.each.{unit}", dots_per(total), context["lang"])


@register.simple_tag(takes_context=True)
def without_each(context: Context, page: OverviewPage) -> SafeString:
    """Draw where the total goes without each of the most influential institutions, at two widths."""
    drawing = drawn_without_each(page.view, context["lang"])
    return mark_safe(drawing.wide + drawing.narrow)  # noqa: S308 - our own drawing, in which every text is escaped


@register.filter
def share0(value: Any, lang: str) -> str:
    """Write a round share without decimals: 5%."""
    return percent(value, lang, places=0)


@register.simple_tag(takes_context=True)
def number_between(context: Context, low: float, high: float) -> SafeString:
    """Write two shares as large numbers, the words between them small."""
    lang = context["lang"]
    ends = [percent(x, lang, places=1).removesuffix("%") for x in (low, high)]
    return format_html(
        "{}<small> {} </small>{}<small>%</small>", ends[0], say("web.overview.process.to", lang), ends[1]
    )


@register.simple_tag(takes_context=True)
def large_share(context: Context, share: Any) -> SafeString:
    """Write a share as a large number with a small sign."""
    return format_html("{}<small>%</small>", percent(share, context["lang"]).removesuffix("%"))
