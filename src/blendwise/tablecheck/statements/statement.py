"""What a report states, as an entry of a claims file, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from blendwise.errors import UserError
from blendwise.language import say
from blendwise.tablecheck.evaluation import Outcome
from blendwise.tablecheck.formula import Formula, parse
from blendwise.tablecheck.printed import read_number
from blendwise.tablecheck.values import Scope
from blendwise.tablecheck.wording import for_machines, written

__all__ = ["Detail", "Entry", "Statement", "Values"]

Values = dict[str, object]
COMMON = ("id", "says", "note", "where")


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing found about a statement; its sentence is `tablecheck.details.<code>`."""

    code: str
    values: Values = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """Return the finding in a language."""
        return say(f"tablecheck.details.{self.code}", language, **written(self.values, language))


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with its outcome. `says`, `note` and `where` are the words of who wrote the claims file."""

    kind: str
    id: str
    says: str
    outcome: Outcome
    details: tuple[Detail, ...]
    note: str = ""
    where: str = ""

    @property
    def is_inconsistent(self) -> bool:
        """Whether it contradicts itself or the figures; what cannot be checked or compared does not."""
        return self.outcome in (Outcome.FAILS, Outcome.PARTLY, Outcome.CONFLICT)

    def as_dict(self, language: str) -> dict[str, object]:
        """Return the statement for JSON, with its sentences in a language."""
        details = [
            {"code": d.code, "sentence": d.sentence(language), "values": for_machines(d.values)}
            for d in self.details
        ]
        words = {"id": self.id, "kind": self.kind, "says": self.says, "where": self.where, "note": self.note}
        return {**words, "outcome": str(self.outcome), "details": details}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a claims file. Its readers refuse a value of another type by the entry's id and key."""

    kind: str
    id: str
    data: Mapping[str, Any]

    def result(self, outcome: Outcome, *details: Detail, says: str = "") -> Statement:
        """Make the statement of this entry."""
        words = {key: self.text(key) if key in self.data else "" for key in ("says", "note", "where")}
        return Statement(
            self.kind, self.id, words["says"] or says, outcome, details, words["note"], words["where"]
        )

    def refusal(self, key: str, wanted: str) -> UserError:
        """Return the error for a value of the wrong type."""
        return UserError(
            "tablecheck.claims-value",
            id=self.id,
            kind=self.kind,
            key=key,
            wanted=f"tablecheck.wanted.{wanted}",
        )

    def text(self, key: str) -> str:
        """Read a text."""
        value = self.data.get(key)
        if not isinstance(value, str):
            raise self.refusal(key, "text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts."""
        value = self.data.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(part, str) for part in value):
            raise self.refusal(key, "texts")
        return tuple(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """Read true or false."""
        value = self.data.get(key, default)
        if not isinstance(value, bool):
            raise self.refusal(key, "flag")
        return value

    def parts(self, key: str, *, allowed: tuple[str, ...]) -> list[Entry]:
        """Read a table, or a list of them, as entries of their own with only the allowed keys."""
        value = self.data.get(key)
        tables = [value] if isinstance(value, Mapping) else value
        if not isinstance(tables, list) or not tables or not all(isinstance(t, Mapping) for t in tables):
            raise self.refusal(key, "table")
        for table in tables:
            for unknown in sorted(set(table) - set(allowed)):
                raise UserError(
                    "tablecheck.claims-key",
                    id=self.id,
                    kind=self.kind,
                    key=f"{key}.{unknown}",
                    known=", ".join(allowed),
                )
        return [Entry(self.kind, self.id, table) for table in tables]

    def number(self, key: str, scope: Scope) -> Fraction:
        """Read a number: whole, printed as text, or the name of a figure of the claims file."""
        value = self.data.get(key)
        if isinstance(value, str) and (named := scope.named.get(value.strip().casefold())):
            value = named.printed.text if named.printed else None
        if isinstance(value, int) and not isinstance(value, bool):
            return Fraction(value)
        read = read_number(value) if isinstance(value, str) else None
        if read is None:
            raise self.refusal(key, "number")
        return read.value

    def formulas(self) -> tuple[Formula, ...]:
        """Read `formula` or `formulas`."""
        texts = self.texts("formulas") if "formulas" in self.data else (self.text("formula"),)
        return tuple(parse(text) for text in texts)
