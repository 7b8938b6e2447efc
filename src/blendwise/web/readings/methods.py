"""What each figure means and where it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from blendwise.language import say

__all__ = ["Method", "MethodsPage", "methods_page"]

_FIGURES = {
    "registered": "report.method.count",
    "unit": "report.method.unit",
    "population": "report.method.population",
    "rounding": "report.method.rounding",
    "no-project": "report.method.no-project",
    "pledged": "report.method.pledged",
    "expected": "report.method.expected",
    "split": "report.method.split",
    "without": "report.method.without",
    "same": "report.method.same",
    "sets": "report.method.sets",
    "process": "web.methods.own.process",
    "truth": "web.methods.own.truth",
}
_PUBLISHING = {"hidden": "web.methods.own.hidden"}
"""By the name in a link (`methods#expected`) where name and text are in the language files."""


@dataclass(frozen=True, slots=True)
class Method:
    """A figure: what it is, and what it does not say."""

    name: str
    key: str

    def title(self, language: str) -> str:
        """Return what it is called."""
        return say(f"{self.key}.name", language)

    def text(self, language: str) -> str:
        """Return what it is."""
        return say(f"{self.key}.text", language)

    def limit(self, language: str) -> str:
        """Return what it does not say."""
        return say(f"web.methods.limits.{self.name}", language)

    def as_dict(self, language: str) -> Mapping[str, Any]:
        """Return the texts."""
        return {
            "name": self.name, "title": self.title(language), "text": self.text(language),
            "limit": self.limit(language),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class MethodsPage:
    """All figures."""

    questions: tuple[str, ...]
    """The three questions, by name."""
    figures: tuple[Method, ...]
    publishing: tuple[Method, ...]


def methods_page() -> MethodsPage:
    """Return what each figure means."""
    figures, publishing = (
        tuple(Method(name, key) for name, key in part.items()) for part in (_FIGURES, _PUBLISHING)
    )
    return MethodsPage(("count", "process", "truth"), figures, publishing)
