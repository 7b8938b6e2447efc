"""The glossary: one word per thing, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from blendwise.language import LANGUAGES, keys, say

__all__ = ["Chapter", "Entry", "GlossaryPage", "glossary_page"]

_START = "web.glossary.chapters."


@dataclass(frozen=True, slots=True)
class Entry:
    """A word."""

    code: str
    """Its name in the code and in data files."""
    key: str

    def term(self, language: str) -> str:
        """Return the word."""
        return say(f"{self.key}.term", language)

    def word(self, language: str) -> str:
        """Return the word by itself, in the singular."""
        return self.term(language).partition(";")[0]

    def forms(self, language: str) -> str:
        """Return its further forms, such as the plural; empty where it has none."""
        return self.term(language).partition(";")[2].removeprefix(" –").strip(" ;")

    def meaning(self, language: str) -> str:
        """Return what it means."""
        return say(f"{self.key}.meaning", language)

    def others(self, language: str) -> list[tuple[str, str]]:
        """Return the word in the other languages."""
        return [(code, self.word(code)) for code in LANGUAGES if code != language]

    def as_dict(self, language: str) -> Mapping[str, Any]:
        """Return the word in every language, and what it means."""
        terms = {code: self.term(code) for code in LANGUAGES}
        return {"code": self.code, "terms": terms, "meaning": self.meaning(language)}


@dataclass(frozen=True, slots=True)
class Chapter:
    """Words that belong together."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    """All words, by chapter."""

    chapters: tuple[Chapter, ...]


def glossary_page() -> GlossaryPage:
    """Return the glossary, in the order of the language file."""
    found: dict[str, list[str]] = {}
    for key in keys(LANGUAGES[0], _START):
        chapter, _, rest = key.removeprefix(_START).partition(".")
        if rest.endswith(".term"):
            found.setdefault(chapter, []).append(rest.removesuffix(".term"))
    return GlossaryPage(
        tuple(
            Chapter(name, tuple(Entry(code, f"{_START}{name}.{code}") for code in codes))
            for name, codes in found.items()
        )
    )
