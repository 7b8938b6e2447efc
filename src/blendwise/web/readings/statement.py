"""Pages of text: what each figure means, who can use this site, what it keeps of people, whose source it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from blendwise.language import LANGUAGES, has, keys, say
from blendwise.web.models import Agency

__all__ = ["Statement", "TextSection", "statement"]


@dataclass(frozen=True, slots=True)
class TextSection:
    """A heading with paragraphs and a list, from the language files."""

    name: str
    """What a link to it says behind the #."""
    key: str
    agency: str

    def title(self, language: str) -> str:
        """Return the heading."""
        return self._said("title", language)

    def paragraphs(self, language: str) -> list[str]:
        """Return the paragraphs."""
        return self._said("text", language).splitlines()

    def points(self, language: str) -> list[str]:
        """Return what is listed under them."""
        return self._said("points", language).splitlines()

    def as_dict(self, language: str) -> Mapping[str, Any]:
        """Return the texts."""
        return {
            "name": self.name, "title": self.title(language), "paragraphs": self.paragraphs(language),
            "points": self.points(language),
        }  # fmt: skip

    def _said(self, part: str, language: str) -> str:
        key = f"{self.key}.{part}"
        if not has(key, language):
            return ""
        return say(key, language, agency=self.agency, version=version("blendwise")).strip()


@dataclass(frozen=True, slots=True)
class Statement:
    """A page of text."""

    name: str
    sections: tuple[TextSection, ...]

    def lead(self, language: str) -> str:
        """Return its first sentence."""
        return say(f"web.{self.name}.lead", language, version=version("blendwise"))

    def as_dict(self, language: str) -> Mapping[str, Any]:
        """Return the texts."""
        sections = [section.as_dict(language) for section in self.sections]
        return {"name": self.name, "lead": self.lead(language), "sections": sections}


def statement(name: str) -> Statement:
    """Return a page of text, such as `privacy`, with its sections in the order of the language file."""
    start = f"web.{name}.sections."
    found = dict.fromkeys(key.removeprefix(start).split(".")[0] for key in keys(LANGUAGES[0], start))
    agency = Agency.current().name
    return Statement(name, tuple(TextSection(part, f"{start}{part}", agency) for part in found))
