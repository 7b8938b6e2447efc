"""The reference pages of findings and of tables, made from what the program itself uses.

`python -m blendwise.reporting.reference findings > docs/reference/findings.md` writes a page anew.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from blendwise.intake import Finding, effects
from blendwise.language import say
from blendwise.records import TABLES, Column, Table

__all__ = ["findings_page", "records_page"]

_PAGE = "en"
"""The language of the documentation; sentences stand in it in every language of the product."""
_LEVELS = {"file": ("file",), "sheet": ("file", "sheet"), "row": ("file", "sheet", "row")}


def findings_page() -> str:
    """Write every kind of finding, with what it does and an example in both languages, as Markdown."""
    parts = [f"# {_say('findings.title')}", _say("findings.intro"), "\n".join(_effects())]
    parts += [_finding(code, effect) for code, effect in sorted(effects().items())]
    return "\n\n".join(parts) + "\n"


def records_page() -> str:
    """Write every table with its columns, their type, unit, meaning and allowed values, as Markdown."""
    parts = [f"# {_say('records.title')}", _say("records.intro"), *map(_table, TABLES.values())]
    return "\n\n".join(parts) + "\n"


def _say(name: str, /, **values: object) -> str:
    return say(f"reference.{name}", _PAGE, **values)


def _effects() -> Iterator[str]:
    yield _say("findings.effects-head")
    yield "| --- | --- |"
    for effect in ("refused", "unconfirmed", "left-out", "read", "note"):
        yield f"| {say(f'imports.effects.{effect}', _PAGE)} | {_say(f'findings.effects.{effect}')} |"


def _finding(code: str, effect: str) -> str:
    finding = _example(code)
    name = say(f"imports.codes.{code}", _PAGE)
    about = _say("findings.about", name=name, effect=say(f"imports.effects.{effect}", _PAGE))
    return f"## {code}\n\n{about}\n\n> {finding.sentence('en')}\n\n> {finding.sentence('nl')}"


@cache
def _examples() -> dict[str, Any]:
    file = Path(__file__).with_name("reference_examples.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _example(code: str) -> Finding:
    known = _examples()
    level = next((level for level, codes in known["levels"].items() if code in codes), "row")
    place = {part: known["place"][part] for part in _LEVELS.get(level, known["place"])}
    value = known["value"].get(code, known["value"]["default"])
    details = known["details"] | known["only"].get(code, {})
    return Finding(code, **place, header=known["headers"].get(code), value=value, details=details)


def _table(table: Table) -> str:
    lines = [f"## {table.name}", "", _say(f"records.about.{table.name}"), ""]
    if table.key:
        lines += [_say("records.key", names=[f"`{name}`" for name in table.key]), ""]
    lines += [_say("records.head"), "| --- | --- | --- | --- | --- |"]
    return "\n".join([*lines, *(_column(table, column) for column in table.columns)])


def _column(table: Table, column: Column) -> str:
    allowed = ", ".join(f"`{value}`" for value in column.allowed) or "–"
    meaning = table.meaning(column.name, _PAGE)
    return f"| `{column.name}` | {column.kind} | {column.unit or '–'} | {meaning} | {allowed} |"


if __name__ == "__main__":
    sys.stdout.write({"findings": findings_page, "records": records_page}[sys.argv[1]]())
