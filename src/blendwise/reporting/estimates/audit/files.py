"""The list that a reader fills in, without the tick, and the key that is kept apart."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from blendwise.errors import UserError
from blendwise.estimation.audit import BlindRow, Draw, Drawn, blinding_list, for_second_reader, strata
from blendwise.estimation.result import Scope
from blendwise.language import LANGUAGES, say
from blendwise.reporting.tables import write_json, write_table
from blendwise.tablecheck.spreadsheet import read_grid

__all__ = ["Key", "read_answers", "read_key", "write_draw"]

_LIST = ("number", "institution", "project", "mobility", "answer", "remark")
_VERDICTS = {"yes": "blended", "no": "not-blended", "undetermined": "undetermined"}
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_FORMS = {".csv": "csv", ".xlsx": "xlsx"}


@dataclass(frozen=True, slots=True)
class Key:
    """What the reader must not see: the draw with strata and chances, the numbers of the list, and its scope."""

    draw: Draw
    numbers: Mapping[int, str]
    """The mobility behind each number of the list."""
    scope: Scope


def write_draw(
    drawn: Draw, scope: Scope, *, to: Path, key: Path, second: Path | None = None, language: str
) -> None:
    """Write the blinding list, the list of a second reader if asked, and the key.

    Raises UserError for a file that is there already (a list may hold answers), for a folder that is not, and for
    an ending other than .csv or .xlsx; then nothing is written, for a list without its key is worth nothing.
    """
    lists = [(to, blinding_list(drawn)), *([(second, for_second_reader(drawn))] if second else [])]
    _refuse_places([path for path, _ in lists], key)
    for path, rows in lists:
        write_table(_list_frame(rows, language), _FORMS[path.suffix.lower()], str(path), language=language)
    write_json(_key_values(drawn, scope), str(key))


def _refuse_places(lists: Sequence[Path], key: Path) -> None:
    for path in lists:
        if path.suffix.lower() not in _FORMS:
            raise UserError("estimates.list-form", path=str(path))
    places = [*lists, key]
    for path in places:
        if path.exists() or places.count(path) > 1:
            raise UserError("estimates.file-exists", path=str(path))
        if not path.parent.is_dir():
            raise UserError("estimates.no-folder", path=str(path), folder=str(path.parent))


def _list_frame(rows: Sequence[BlindRow], language: str) -> pl.DataFrame:
    cells = [
        (row.number, row.institution, *row.mobility.rsplit("/", 1), None, None)
        for row in rows
    ]  # fmt: skip
    kinds = (pl.Int64, *[pl.String] * 5)
    heads = [say(f"estimates.audit.list.{name}", language) for name in _LIST]
    return pl.DataFrame(cells, schema=dict(zip(heads, kinds, strict=True)), orient="row")


def _key_values(drawn: Draw, scope: Scope) -> dict[str, Any]:
    groups = drawn.strata
    numbers = {row.mobility: row.number for row in blinding_list(drawn)}
    return {
        "seed": drawn.seed,
        "calls": list(scope.calls),
        "institutions": scope.institutions,
        "as_at": scope.as_at.isoformat() if scope.as_at else None,
        "strata": [
            {"name": name, "institution": owner, "ticked": bool(ticked), "size": int(size)}
            for name, owner, ticked, size in zip(
                groups.names, groups.institutions, groups.ticked, groups.sizes, strict=True
            )
        ],
        "drawn": [
            {"number": numbers[row.mobility], "mobility": row.mobility, "institution": row.institution,
             "stratum": row.stratum, "place": row.place, "probability": row.probability}
            for row in drawn.rows
        ],
    }  # fmt: skip


def read_key(path: Path) -> Key:
    """Read a key back. Raises UserError for a file that is not there, is no key, or is no longer as it was written."""
    if not path.is_file():
        raise UserError("general.not-found", path=str(path))
    try:
        key = _key(json.loads(path.read_text(encoding="utf-8")))
        _refuse_altered(key.draw)
    except (ValueError, KeyError, TypeError, UserError) as error:
        raise UserError("estimates.not-a-key", path=str(path)) from error
    return key


def _refuse_altered(drawn: Draw) -> None:
    """Refuse mobilities of a stratum that is not there, and more of them than it holds."""
    per = Counter(row.stratum for row in drawn.rows)
    sizes = dict(zip(drawn.strata.names, drawn.strata.sizes, strict=True))
    if any(number > sizes[name] for name, number in per.items()):
        raise ValueError("more drawn than there are")


def _key(values: Any) -> Key:
    groups = values["strata"]
    made = strata(*([group[name] for group in groups] for name in ("name", "institution", "ticked", "size")))
    rows = tuple(
        Drawn(**{name: row[name] for name in ("mobility", "institution", "stratum", "place", "probability")})
        for row in values["drawn"]
    )
    as_at = date.fromisoformat(values["as_at"]) if values["as_at"] else None
    scope = Scope(calls=tuple(values["calls"]), institutions=values["institutions"], as_at=as_at)
    numbers = {int(row["number"]): str(row["mobility"]) for row in values["drawn"]}
    return Key(Draw(seed=values["seed"], strata=made, rows=rows), numbers, scope)


def read_answers(path: Path, key: Key) -> dict[str, str]:
    """Read a filled-in list: a verdict per mobility; those without an answer are not there yet.

    Headings and answers may be in any language of ours. Raises UserError that names the row for a number that
    was not drawn, one that is there twice, and an answer that is no answer.
    """
    headers, *rows = _cells(path) or [[]]
    number, answer = (_place(headers, name, path) for name in ("number", "answer"))
    verdicts: dict[str, str] = {}
    seen: set[str] = set()
    for row, cells in enumerate(rows, 2):
        if not any(cells):
            continue
        filled = [*cells, *[""] * (len(headers) - len(cells))]
        mobility = _mobility(filled[number], key)
        if mobility is None or mobility in seen:
            form = "unknown-number" if mobility is None else "number-twice"
            raise UserError(f"estimates.{form}", path=str(path), row=row, value=filled[number])
        seen.add(mobility)
        if given := filled[answer].strip():
            verdicts[mobility] = _verdict(given, path, row)
    return verdicts


def _cells(path: Path) -> list[list[str]]:
    """Read a list as text: a workbook's first sheet, or a CSV file with whichever separator parts its header."""
    if not path.is_file():
        raise UserError("general.not-found", path=str(path))
    content = path.read_bytes()
    if content.startswith(_WORKBOOK):
        return read_grid(content, None)[0]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    separator = max(";,\t", key=text.partition("\n")[0].count)
    return list(csv.reader(io.StringIO(text), delimiter=separator))


def _mobility(number: str, key: Key) -> str | None:
    """Return the mobility behind a number; a spreadsheet may have made 12 into 12.0."""
    whole = number.strip().removesuffix(".0")
    return key.numbers.get(int(whole)) if whole.isdecimal() else None


def _verdict(given: str, path: Path, row: int) -> str:
    words = _words()
    said = " ".join(given.split()).casefold().rstrip(".")
    if said not in words:
        raise UserError("estimates.no-answer", path=str(path), row=row, value=given)
    return words[said]


@cache
def _words() -> Mapping[str, str]:
    """Return the verdict behind every word that a reader may write, in any language."""
    return {
        word.casefold(): verdict
        for name, verdict in _VERDICTS.items()
        for language in LANGUAGES
        for form in (name, f"also-{name}")
        for word in say(f"estimates.audit.answers.{form}", language).split(" / ")
    }


def _place(headers: Sequence[str], name: str, path: Path) -> int:
    """Find a column by its heading in any language; what follows a colon, the answers to choose from, is no matter."""
    known = {_heading(say(f"estimates.audit.list.{name}", language)) for language in LANGUAGES}
    for place, header in enumerate(headers):
        if _heading(header) in known:
            return place
    raise UserError("estimates.no-column", path=str(path), value=" / ".join(sorted(known)))


def _heading(text: str) -> str:
    return text.partition(":")[0].strip().casefold()
