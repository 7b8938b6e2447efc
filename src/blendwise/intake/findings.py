"""A finding: something in a file that needs attention, with its place.

What kinds there are and what each does stands in `findings.toml`; their sentences in the language files
under `findings.<code>`. A frame of findings has the columns of `records.FINDINGS`; `details` holds the
values of the sentence as JSON, so that it can be written in any language afterwards.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from blendwise.language import say
from blendwise.records import FINDINGS

__all__ = ["SCHEMA", "Finding", "Refusal", "effects", "findings_frame", "findings_in"]

SCHEMA = pl.Schema({c.name: pl.Int64 if c.name == "row" else pl.String for c in FINDINGS.columns})
_LONGEST_VALUE = 40


@cache
def effects() -> Mapping[str, str]:
    """Return every code with its effect: refused, unconfirmed, left-out, read or note."""
    file = Path(__file__).with_name("findings.toml")
    return dict(tomllib.loads(file.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding and its place: file (with its archive), sheet, row, column by letter and header."""

    code: str
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    header: str | None = None
    value: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def effect(self) -> str:
        """What the finding does to its file or row."""
        return effects()[self.code]

    @property
    def row_as_read(self) -> Mapping[str, str] | None:
        """What is kept of a row that was left out, by our names; None where it was not, or cannot be trusted."""
        return self.details.get("as_read")

    def place(self, language: str) -> str:
        """Return where it is, as a sentence begins: file, sheet, row, column."""
        return place(language, self.file, self.sheet, self.row, self.column, self.header)

    def sentence(self, language: str) -> str:
        """Return place, what, why it matters and what to do."""
        details = {name: _said(value, language) for name, value in self.details.items() if name != "as_read"}
        key = f"findings.{self.code}{details.pop('form', '')}"
        shown = say("intake.withheld.value", language) if self.value is None else shorten(self.value)
        return say(key, language, **({"at": self.place(language), "value": shown} | details))

    def as_dict(self, language: str) -> dict[str, Any]:
        """Return the finding as plain values, with its sentence."""
        names = ("code", "effect", "file", "sheet", "row", "column", "header", "value")
        return {name: getattr(self, name) for name in names} | {"sentence": self.sentence(language)}


def place(
    language: str,
    file: str | None,
    sheet: str | None,
    row: int | None,
    column: str | None,
    header: str | None,
) -> str:
    """Write a place: "a.zip › b.xlsx, sheet S, row 3, column D ‘End date’"."""
    parts = [] if file is None else [say("intake.place.file", language, file=file)]
    if sheet is not None:
        parts.append(say("intake.place.sheet", language, sheet=sheet))
    if row is not None:
        parts.append(say("intake.place.row", language, row=row))
    if column is not None:
        key = "intake.place.column-header" if header else "intake.place.column"
        parts.append(say(key, language, column=column, header=header))
    return ", ".join(parts)


def _said(value: Any, language: str) -> Any:
    """Write the place of another row, which details hold as file, sheet and row."""
    if isinstance(value, Mapping):
        return place(language, value["file"], value["sheet"], value["row"], None, None)
    return value


def shorten(value: str) -> str:
    """Cut a value off for a sentence, after 40 characters, on one line."""
    line = " ".join(value.split())
    return line if len(line) <= _LONGEST_VALUE else line[: _LONGEST_VALUE - 1] + "…"


class Refusal(Exception):  # noqa: N818 - the word of the glossary
    """A file, or a part of it, cannot be trusted; the findings say why."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        super().__init__(*(f.code for f in findings))


def findings_frame(findings: Iterable[Finding]) -> pl.DataFrame:
    """Return findings as a frame with the columns of `records.FINDINGS`."""
    rows = [
        (f.code, f.effect, f.file, f.sheet, f.row, f.column, f.header, _kept(f.value), _json(f.details))
        for f in findings
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def findings_in(frame: pl.DataFrame) -> list[Finding]:
    """Return the findings of a frame, in its order."""
    return [
        Finding(
            r["code"],
            r["file"],
            r["sheet"],
            r["row"],
            r["column"],
            r["header"],
            r["value"],
            json.loads(r["details"]),
        )
        for r in frame.iter_rows(named=True)
    ]


def _kept(value: str | None) -> str | None:
    return None if value is None else shorten(value)


def _json(details: Mapping[str, Any]) -> str:
    return json.dumps(dict(details), ensure_ascii=False, default=str)
