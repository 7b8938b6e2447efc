"""What is wrong with a rules file: every fault with its place, collected and told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from blendwise.errors import UserError
from blendwise.language import plural, say

__all__ = ["Refusal", "Refusals", "RulesError", "nearest_of"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One fault: its code, its place (file and key) and the values of its sentence."""

    code: str
    at: str
    values: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """Return place, what is wrong, why it matters and what to do."""
        return say(f"errors.programme.{self.code}", language, at=self.at, **self.values)


class RulesError(UserError):
    """The rules are not read, since a verdict by faulty rules can't be trusted."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("programme.refused", n=len(self.refusals))

    def sentence(self, language: str) -> str:
        """Return the faults, a line each."""
        head = plural("errors.programme.refused", len(self.refusals), language)
        return "\n".join([head, *(refusal.sentence(language) for refusal in self.refusals)])


class Refusals:
    """Collects faults while files are read, so that all are told at once."""

    def __init__(self) -> None:
        self.found: list[Refusal] = []

    def add(self, code: str, at: str, **values: object) -> None:
        """Note a fault."""
        self.found.append(Refusal(code, at, values))

    def raise_if_any(self) -> None:
        """Raise RulesError if a fault was noted."""
        if self.found:
            raise RulesError(self.found)


def nearest_of(value: str, known: Iterable[str]) -> str:
    """Return the known name that is most like a value, or a dash if there are none."""
    near = get_close_matches(value, list(known), n=1, cutoff=0.0)
    return near[0] if near else "–"
