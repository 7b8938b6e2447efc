"""Cells of a row of the register, and sizes of files, in templates."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.template import Context

from blendwise import language

register = template.Library()
_MEGABYTE = 10**6


@register.simple_tag(takes_context=True)
def cell(context: Context, value: Any, /) -> str:
    """Write a value of the register: yes or no, a date, or the text as it stands; said in words where it is empty."""
    lang = context["lang"]
    if value is None or isinstance(value, bool):
        return language.say(f"web.imports.yes-no.{str(value).lower()}", lang)
    if isinstance(value, date):
        return language.day_short(value, lang)
    word = f"web.imports.status.{value}"
    return language.say(word, lang) if language.has(word, lang) else str(value)


@register.simple_tag(takes_context=True)
def column_label(context: Context, name: str, /) -> str:
    """Write what a column of ours is called; its own name where it has no label."""
    key = f"labels.{name}"
    return language.say(key, context["lang"]) if language.has(key, context["lang"]) else name


@register.filter(name="bytes")
def size(value: int, lang: str) -> str:
    """Write the size of a file: small ones in kB."""
    if value < _MEGABYTE:
        return language.say("web.imports.kilobytes", lang, n=-(-value // 1000))
    return language.size(value, lang)
