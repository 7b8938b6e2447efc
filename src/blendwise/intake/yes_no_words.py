"""How an export writes yes and no, so that what goes back into the register says it in the same words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from blendwise.intake.layouts import wordlist

__all__ = ["YES_NO", "YesNoWords", "first_words", "yes_and_no"]

YES_NO = ("yes", "no")
YesNoWords = Mapping[str, Mapping[str, str]]
"""By column: the first spelling of `yes` and of `no` that it has, as far as it has one."""


def first_words(texts: Iterable[str | None]) -> dict[str, str]:
    """Return the first spelling of yes and of no among texts.

    >>> first_words(["Nee", None, "soon", "Ja", "ja"])
    {'no': 'Nee', 'yes': 'Ja'}
    """
    found: dict[str, str] = {}
    for text in texts:
        for name in YES_NO:
            if text is not None and text.casefold() in wordlist("yes_no", name):
                found.setdefault(name, text)
    return found


def yes_and_no(words: YesNoWords, column: str) -> tuple[str, str]:
    """Return how a column writes yes and no; what it never wrote goes by its other word, or by the other columns.

    >>> yes_and_no({"blended": {"no": "NEE"}}, "blended")
    ('JA', 'NEE')
    >>> yes_and_no({"blended": {}, "green_travel": {"yes": "ja"}}, "blended")
    ('ja', 'nee')
    """
    known = [found for found in (words.get(column, {}), *words.values()) if found]
    if not known:
        return "Yes", "No"
    found = next(
        (one for one in known if len(one) == len(YES_NO) and known[0].items() <= one.items()), known[0]
    )
    return found.get("yes") or _other(found["no"], 1), found.get("no") or _other(found["yes"], 0)


def _other(word: str, place: int) -> str:
    """Return the other word of a pair, in capitals or not as the one that is known."""
    pair = next((pair for pair in _pairs() if pair[place] == word.casefold()), YES_NO)
    other = pair[1 - place]
    return other.upper() if word.isupper() else other.title() if word.istitle() else other


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    data = tomllib.loads(Path(__file__).with_name("values.toml").read_text(encoding="utf-8"))
    return tuple((yes, no) for yes, no in data["yes_no"]["pairs"])
