"""What the audit log keeps of an event, in words: `{{ name|detail_name:lang }}: {% detail name value %}`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template

from blendwise.language import LANGUAGES, count, day, has, listing, number, say, size

register = template.Library()

_GROUPS: Mapping[str, tuple[str, ...]] = {
    "role": ("web.role",),
    "before": ("web.role",),
    "after": ("web.role",),
    "settings": ("web.settings",),
    "message": ("web.settings.messages-named",),
    "outcome": ("programme.verdict.outcome",),
    "scope": ("web.tokens.scopes",),
    "kinds": ("imports.codes",),
    "reason": ("web.links.state",),
}
"""Where the texts of the values of a detail stand."""
_LANGUAGE_DETAILS = ("language", "languages")


@register.filter
def detail_name(name: str, lang: str) -> str:
    """Return what a detail is called; one that no text knows keeps its name."""
    return next((say(key, lang) for key in _keys_of(name) if has(key, lang)), name)


def _keys_of(name: str) -> tuple[str, str]:
    return f"web.audit_log.detail.{name.replace('_', '-')}", f"web.settings.{name.replace('_', '-')}"


@register.simple_tag(takes_context=True)
def detail(context: template.Context, name: str, value: Any) -> str:
    """Write the value of a detail as a sentence has it, whatever it is: a list, a date, yes or no, names and values."""
    return _words(name, value, context["lang"])


def _words(name: str, value: Any, lang: str) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{detail_name(n, lang)}: {_words(n, v, lang)}" for n, v in value.items()) or _none(
            lang
        )
    if isinstance(value, list | tuple):
        return listing([_words(name, one, lang) for one in value], lang) or _none(lang)
    if value is None or value == "":
        return _none(lang)
    return _plain(name, value, lang)


def _none(lang: str) -> str:
    return say("web.audit_log.nothing", lang)


def _plain(name: str, value: Any, lang: str) -> str:
    if isinstance(value, bool):
        return say(f"format.{'yes' if value else 'no'}", lang)
    if isinstance(value, int | float):
        return _amount(name, value, lang)
    return _text(name, str(value), lang)


def _amount(name: str, value: float, lang: str) -> str:
    if name == "bytes":
        return size(int(value), lang)
    if name == "call":
        return str(value)
    return count(value, lang) if isinstance(value, int) else number(value, lang)


def _text(name: str, value: str, lang: str) -> str:
    if name == "day":
        return day(date.fromisoformat(value), lang)
    if name in _LANGUAGE_DETAILS and value in LANGUAGES:
        return say("web.name-of-language", value)
    keys = (
        f"{group}.{value.rsplit('.', maxsplit=1)[-1].replace('_', '-')}" for group in _GROUPS.get(name, ())
    )
    return next((say(key, lang) for key in keys if has(key, lang)), value)
