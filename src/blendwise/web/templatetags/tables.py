"""Parts of tables: a heading that sorts, and a trend as small bars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from blendwise.indicators import Figure, value_in_words
from blendwise.language import day_short, listing, say
from blendwise.web.readings.wish import Wish
from blendwise.web.templatetags.words import address

register = template.Library()

_WIDTH, _HEIGHT = 84, 12
_WORDS_FIRST = (
    "institution",
    "mobility_activity_id",
    "start_date",
    "activity_type",
    "receiving_country",
    "status",
)
"""Columns that begin with A, or the oldest; the others begin with the highest."""


@register.simple_tag(takes_context=True)
def sorts(
    context: Context, wish: Wish, column: str, text: str, unit: str = "", kind: str = "n"
) -> SafeString:
    """Write a column heading that sorts the table, with its unit on a second line; the active one says how."""
    active = wish.column == column
    descending = not wish.descending if active else column not in _WORDS_FIRST
    there = address(context, sort=f"{'-' if descending else ''}{column}", page=None, file=None)
    said = f' aria-sort="{"descending" if wish.descending else "ascending"}"' if active else ""
    under = format_html('<span class="u">{}</span>', unit) if unit else ""
    return format_html(
        '<th scope="col" class="{}"{}><a class="bw-sort" href="{}">{}</a>{}</th>',
        kind, SafeString(said), there, text, under,
    )  # fmt: skip


@register.simple_tag
def trend(shares: Sequence[float], label: str) -> SafeString:
    """Draw a share per call as bars, the highest as high as the drawing; a call without a tick has none."""
    if not shares:
        return SafeString("")
    step, most = _WIDTH / len(shares), max(shares)
    bars = "".join(
        f"M{at * step:.0f} 12v-{(_HEIGHT - 1) * share / most:.1f}h{step - 3:.0f}V12"
        for at, share in enumerate(shares)
        if share
    )
    return format_html(
        '<svg class="bw-spark" viewBox="0 0 84 12" role="img" aria-label="{}">'
        '<path d="{}" class="c-blended"/><path d="M0 11.5H84" class="c-grid"/></svg>',
        label, bars,
    )  # fmt: skip


@register.filter
def listed(values: Sequence[Any], lang: str) -> str:
    """Write values as a list: 2021 en 2022."""
    return listing([str(value) for value in values], lang)


@register.filter
def finding_name(code: str, lang: str) -> str:
    """Write the short name of a kind of finding."""
    return say(f"imports.codes.{code}", lang)


@register.filter
def group_name(figure: Figure, lang: str) -> str:
    """Write the group of a figure: its call, its activity type."""
    return ", ".join(value_in_words(value, lang) for value in figure.group.values())


@register.filter
def bar_width(figure: Figure) -> str:
    """Return the length of the bar of a share, of 100."""
    return f"{100 * (figure.share or 0):.2f}"


@register.filter
def in_words(value: Any, lang: str) -> str:
    """Write a value of the register: an activity type, a status, or that nothing was filled in."""
    return value_in_words(value, lang)


@register.filter
def short_day(value: date, lang: str) -> str:
    """Write a date as 24-03-2025."""
    return day_short(value, lang)
