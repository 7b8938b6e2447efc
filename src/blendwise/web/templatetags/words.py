"""Words and numbers in templates: `{% say "web.overview.title" n=12 %}`, `{{ n|count:lang }}`."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from blendwise import language

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, /, **values: Any) -> str:
    """Write a text of the language files in the reader's language."""
    return language.say(key, context["lang"], **values)


@register.simple_tag
def say_in(key: str, lang: str, /) -> str:
    """Write a text in a language of its own, such as the name of that language."""
    return language.say(key, lang)


@register.simple_tag(takes_context=True)
def say_as(context: Context, group: str, name: Any, /, **values: Any) -> str:
    """Write the text of a name within a group: `{% say_as "web.role" role %}`."""
    return language.say(f"{group}.{name}", context["lang"], **values)


@register.simple_tag(takes_context=True)
def plural(context: Context, key: str, n: int, /, **values: Any) -> str:
    """Write the form of a text that fits a number."""
    return language.plural(key, n, context["lang"], **values)


@register.simple_tag(takes_context=True)
def sentence(context: Context, value: Any, /) -> str:
    """Write the sentence that a figure, estimate or error makes of itself."""
    return str(value.sentence(context["lang"]))


@register.filter
def count(value: int | None, lang: str) -> str:
    """Write a whole number with its thousands marks; nothing where there is none."""
    return "" if value is None else language.count(value, lang)


@register.filter
def euro(value: Decimal | None, lang: str) -> str:
    """Write an amount to the cent: 1.669,25."""
    return "" if value is None else language.decimal(value, lang, places=2)


@register.filter
def share(value: Any, lang: str) -> str:
    """Write an overall share with two decimals: 1,65%."""
    return "" if value is None else language.percent(value, lang)


@register.filter
def share1(value: Any, lang: str) -> str:
    """Write an institution's share with one decimal: 16,5%."""
    return "" if value is None else language.percent(value, lang, places=1)


@register.filter
def day(value: date | None, lang: str) -> str:
    """Write a date in full: 24 maart 2025."""
    return "" if value is None else language.day(value, lang)


@register.filter
def moment(value: datetime | None, lang: str) -> str:
    """Write a moment in the site's time: 24-03-2025 14:05."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{language.day_short(local.date(), lang)} {local:%H:%M}"


@register.simple_tag(takes_context=True)
def address(context: Context, /, **changes: Any) -> str:
    """Return the address of this page with some of its choices changed; None takes one away."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    text = query.urlencode()
    return f"?{text}" if text else context["request"].path


@register.simple_tag(takes_context=True)
def choices_of_page(context: Context) -> str:
    """Return what this page was asked with, to go behind another address; nothing where it was asked with nothing."""
    query = context["request"].GET
    return f"?{query.urlencode()}" if query else ""


@register.filter
def words(text: str) -> list[str]:
    """Split a text at its spaces, for a short list of names in a template."""
    return text.split()
