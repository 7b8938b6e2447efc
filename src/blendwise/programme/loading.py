"""From a folder of rules files to a rulebook, or to a list of everything that is wrong with them.

The folder holds `edition.toml`, `sources.toml`, `activities.toml`, `criteria.toml` and `calls/<year>.toml`.
The same reader serves the program itself, the tests and `blendwise rules check`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from blendwise.errors import UserError
from blendwise.programme.call_files import Ground, named_sources, read_calls
from blendwise.programme.recognition import plain
from blendwise.programme.refusals import Refusals
from blendwise.programme.rulebook import ActivityType, Criterion, Rulebook, Source, Status
from blendwise.programme.schema import (
    DATE,
    TABLE,
    TEXT,
    TEXT_OR_WORDS,
    WORDS,
    YES_NO,
    Shape,
    check_table,
    one_of,
    read_toml,
)

__all__ = ["FOLDER", "load", "rules_in", "shipped"]

FOLDER = Path(__file__).parent / "data"
"""The folder with the rules that come with the program."""

_FIELDS = ("VET", "SCH", "ADU", "HED", "YOU")


@cache
def shipped() -> Rulebook:
    """Return the rulebook that comes with the program."""
    return load(FOLDER)


def load(folder: Path, *, extra_calls: tuple[Path, ...] = ()) -> Rulebook:
    """Read a folder of rules; `extra_calls` are call files that are added or take the place of a call.

    Raises RulesError with every fault found.
    """
    refusals = Refusals()
    edition = _edition(folder, refusals)
    sources = _sources(folder, refusals)
    types = _activity_types(folder, refusals)
    criteria = _criteria(folder, sources, refusals)
    refusals.raise_if_any()
    files = {file.name: file for file in (*sorted((folder / "calls").glob("*.toml")), *extra_calls)}
    version = f"{edition}+{_fingerprint(folder, extra_calls)}"
    calls = read_calls(files.values(), Ground(types, sources, criteria, version, refusals))
    refusals.raise_if_any()
    frozen = (MappingProxyType(table) for table in (sources, types, criteria, calls))
    return Rulebook(version, *frozen)


def rules_in(path: Path) -> Rulebook:
    """Read a folder of rules, or one call file beside the rules that come with the program.

    Raises UserError if there is nothing there, RulesError with every fault found.
    """
    if path.is_dir():
        return load(path)
    if not path.is_file():
        raise UserError("general.not-found", path=str(path))
    return load(FOLDER, extra_calls=(path,))


def _fingerprint(folder: Path, extra_calls: tuple[Path, ...]) -> str:
    digest = hashlib.sha256()
    for file in (*sorted(folder.rglob("*.toml")), *extra_calls):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _edition(folder: Path, refusals: Refusals) -> str:
    table = read_toml(folder / "edition.toml", "edition.toml", refusals)
    check_table(table, "edition.toml", refusals, shapes={"date": DATE})
    return str(table.get("date"))


def _sources(folder: Path, refusals: Refusals) -> dict[str, Source]:
    shapes = {"read": TEXT, "address": TEXT, "official": YES_NO}
    found = {}
    for name, table in read_toml(folder / "sources.toml", "sources.toml", refusals).items():
        at = f"sources.toml [{name}]"
        if check_table(table, at, refusals, shapes=shapes, optional=("address", "official")):
            found[name] = Source(name, table.get("address"), table["read"], table.get("official", False))
    return found


_TYPE_SHAPES: Mapping[str, Shape] = {
    "who": one_of("learner", "staff"),
    "direction": one_of("outgoing", "incoming"),
    "group": YES_NO,
    "fields": WORDS,
    "code-status": one_of(Status.SEEN, Status.OWN, Status.OFFICIAL),
    "counts-as-mobility": YES_NO,
    "too-wide": YES_NO,
    "aliases": WORDS,
}


def _activity_types(folder: Path, refusals: Refusals) -> dict[str, ActivityType]:
    found: dict[str, ActivityType] = {}
    for code, table in read_toml(folder / "activities.toml", "activities.toml", refusals).items():
        at = f"activities.toml [{code}]"
        if check_table(table, at, refusals, shapes=_TYPE_SHAPES, optional=("counts-as-mobility", "too-wide")):
            _check_fields(table["fields"], at, refusals)
            found[code] = _activity_type(code, table)
    _check_aliases(found, refusals)
    return found


def _activity_type(code: str, table: Mapping[str, Any]) -> ActivityType:
    return ActivityType(
        code=code,
        code_status=Status(table["code-status"]),
        who=table["who"],
        direction=table["direction"],
        group=table["group"],
        fields=tuple(table["fields"]),
        counts_as_mobility=table.get("counts-as-mobility", True),
        aliases=tuple(table["aliases"]),
        too_wide=table.get("too-wide", False),
    )


def _check_fields(fields: list[str], at: str, refusals: Refusals) -> None:
    for field in fields:
        if field not in _FIELDS:
            refusals.add("wrong-type.one-of", f"{at} fields", value=field, choices=list(_FIELDS))


def _check_aliases(types: Mapping[str, ActivityType], refusals: Refusals) -> None:
    owner: dict[str, str] = {}
    for code, activity in types.items():
        for alias in (code, *activity.aliases):
            other = owner.setdefault(plain(alias), code)
            if other != code:
                refusals.add("alias-twice", f"activities.toml [{code}] aliases", alias=alias, other=other)


_CRITERION_SHAPES: Mapping[str, Shape] = {
    "kind": one_of("necessary", "supporting", "confidence"),
    "scope": one_of("stay", "activity"),
    "status": one_of(*(s for s in Status if s not in (Status.CONFLICT, Status.NOT_FOUND))),
    "source": TEXT_OR_WORDS,
    "fields": WORDS,
    "parameters": TABLE,
}


def _criteria(folder: Path, sources: Mapping[str, Source], refusals: Refusals) -> dict[str, Criterion]:
    file = read_toml(folder / "criteria.toml", "criteria.toml", refusals)
    found = {}
    for name, table in file.items():
        at = f"criteria.toml [{name}]"
        if check_table(table, at, refusals, shapes=_CRITERION_SHAPES, optional=("fields", "parameters")):
            found[name] = Criterion(
                id=name,
                kind=table["kind"],
                scope=table["scope"],
                status=Status(table["status"]),
                sources=named_sources(table["source"], at, sources, refusals),
                fields=tuple(table.get("fields", ())),
                parameters=MappingProxyType(dict(table.get("parameters", {}))),
            )
    return found
