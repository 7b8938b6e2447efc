"""The words of public pages that stand in a reading's own texts."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from blendwise.disclosure import Mark
from blendwise.language import count, percent, say
from blendwise.web.readings.open_figures import OpenLine, line_name

register = template.Library()


@register.simple_tag(takes_context=True)
def text_of(context: Context, thing: Any, part: str) -> Any:
    """Return a text that a thing has in every language: `{% text_of section "title" %}`."""
    return getattr(thing, part)(context["lang"])


@register.simple_tag(takes_context=True)
def name_of(context: Context, line: OpenLine) -> str:
    """Write the name of a row of open figures."""
    return line_name(line, context["lang"])


@register.simple_tag(takes_context=True)
def open_cell(context: Context, value: int | Mark) -> str | SafeString:
    """Write a number, or the word for one that is hidden or can't be there."""
    lang = context["lang"]
    return _mark(value, lang) if isinstance(value, Mark) else count(value, lang)


@register.simple_tag(takes_context=True)
def open_share(context: Context, line: OpenLine, division: str) -> str | SafeString:
    """Write the share of a row, hidden where one of its numbers is; of all together in a call with two decimals."""
    lang = context["lang"]
    if line.is_hidden:
        return _mark(Mark.HIDDEN, lang)
    if line.share is None:
        return format_html('<span class="bw-absent">{}</span>', say("web.open_figures.few", lang))
    return percent(line.share, lang, places=2 if line.is_total or division == "by-call" else 1)


def _mark(mark: Mark, language: str) -> SafeString:
    look = "bw-hidden-cell" if mark is Mark.HIDDEN else "bw-absent"
    return format_html('<span class="{}">{}</span>', look, say(f"disclosure.cell.{mark.value}", language))
