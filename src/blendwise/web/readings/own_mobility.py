"""One mobility as the register has it, what stood out about it, and what each snapshot said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from blendwise.indicators import value_in_words
from blendwise.language import count, day, has, say
from blendwise.programme.unit_costs import PlannedStay, cost_of_stay
from blendwise.records import MOBILITIES
from blendwise.reporting.cost_table import amount_in_words
from blendwise.web.access import Scope
from blendwise.web.readings.facts import KEY, Key
from blendwise.web.readings.reach import coordinated_projects, in_reach
from blendwise.web.readings.register import register
from blendwise.web.readings.row_findings import finding_of, row_findings

__all__ = ["Change", "MobilityField", "OwnMobilityPage", "Told", "own_mobility_page"]

_OURS = ("of_participant", "sub_rows", "source_file", "source_sheet", "source_row")
"""Columns that say how a row was read, not what the register says."""
_CODE = 2
"""Letters of the code of a country."""
_FIELDS = tuple(name for name in MOBILITIES.names if name not in _OURS)


@dataclass(frozen=True, slots=True)
class MobilityField:
    """A field of the register."""

    name: str
    label: str
    value: str | None
    """In words; None where nothing was filled in."""
    meaning: str


@dataclass(frozen=True, slots=True)
class Change:
    """A field whose value differs from the snapshot before."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """What a snapshot said of the mobility."""

    day: date
    there: bool
    """Whether the mobility was in it at all."""
    first: bool
    """Whether it is the first snapshot that speaks of its project."""
    status: str | None
    changes: tuple[Change, ...]
    """What differs from the snapshot before; empty where nothing does."""


@dataclass(frozen=True, slots=True)
class OwnMobilityPage:
    """One mobility."""

    key: str
    mobility_activity_id: str
    institution: str | None
    blended: bool | None
    status: str | None
    at: date | None
    filled_in: tuple[MobilityField, ...]
    empty: tuple[MobilityField, ...]
    """Fields in which nothing was filled in."""
    findings: tuple[str, ...]
    """What stood out, as sentences."""
    history: tuple[Told, ...]
    """Newest first."""
    call: int | None
    cost: tuple[tuple[str, str], ...]
    """What the stay costs by unit costs, part by part; the virtual part brings no extra money."""


def own_mobility_page(whose: Scope, key: Key, language: str) -> OwnMobilityPage | None:
    """Return a mobility in reach; None for one that does not exist or is not theirs: they look alike."""
    reached = in_reach(register().mobilities(), whose)
    named = (reached[KEY[0]] == key.grant_agreement_number) & (reached[KEY[1]] == key.mobility_activity_id)
    found = reached.filter(named).limit(1).to_polars()
    if found.is_empty():
        return None
    row = found.row(0, named=True)
    fields = tuple(_field(name, row[name], language) for name in _FIELDS)
    return OwnMobilityPage(
        str(key), key.mobility_activity_id, row["institution"], row["blended"], row["status"],
        register().newest_day(), tuple(f for f in fields if f.value is not None),
        tuple(f for f in fields if f.value is None), _findings(key, language), _history(whose, key, language),
        row["call"], _cost(row, language),
    )  # fmt: skip


def _cost(row: Mapping[str, Any], language: str) -> tuple[tuple[str, str], ...]:
    """Return the parts of what the stay costs, with their amounts in words; none where its length is not known."""
    if not (row["duration_days"] and row["call"] and row["activity_type"]):
        return ()
    country = row["receiving_country"]
    stay = PlannedStay(
        call_year=row["call"], activity_type=row["activity_type"], days=row["duration_days"],
        country=country if country and len(country) == _CODE else None,
        travel_days=max(0, row["travel_days"] or 0), green=bool(row["green_travel"]),
    )  # fmt: skip
    return tuple(
        (say(f"unit_costs.parts.{part.name}", language), amount_in_words(part, language))
        for part in cost_of_stay(stay).parts.values()
    )


def _field(name: str, value: Any, language: str) -> MobilityField:
    return MobilityField(
        name, _label(name, language), _words(name, value, language), MOBILITIES.meaning(name, language)
    )


def _label(name: str, language: str) -> str:
    return say(f"labels.{name}", language) if has(f"labels.{name}", language) else name


def _words(name: str, value: Any, language: str) -> str | None:
    if value is None:
        return None
    if name == "status":
        return say(f"web.mobilities.status.{value}", language)
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if name == "call" else count(value, language)
    return value_in_words(value, language)


def _findings(key: Key, language: str) -> tuple[str, ...]:
    found = row_findings().filter(
        pl.col(KEY[0]) == key.grant_agreement_number, pl.col(KEY[1]) == key.mobility_activity_id
    )
    return tuple(finding_of(row).sentence(language) for row in found.iter_rows(named=True))


def _history(whose: Scope, key: Key, language: str) -> tuple[Told, ...]:
    """Return what each snapshot that speaks of the project said; rows that were not theirs then are not shown."""
    kept = register().kept
    said, before, first = list[Told](), None, True
    for snapshot in register().snapshots():
        if snapshot.table != "mobilities" or key.grant_agreement_number not in snapshot.covers:
            continue
        row = _row_in(kept.rows(snapshot), whose, key)
        changes = _changes(before, row, language) if before and row else ()
        status = None if row is None else _words("status", row["status"], language)
        said.append(Told(snapshot.date, row is not None, first, status, changes))
        before, first = row, False
    return tuple(reversed(said))


def _row_in(rows: pl.LazyFrame, whose: Scope, key: Key) -> Mapping[str, Any] | None:
    of = pl.coalesce("institution_oid", "institution").is_in(list(whose.institutions)).fill_null(False)
    if key.grant_agreement_number in coordinated_projects(whose):
        of = pl.lit(True)
    named = (pl.col(KEY[0]) == key.grant_agreement_number) & (pl.col(KEY[1]) == key.mobility_activity_id)
    found = rows.filter(named & of).select(*_FIELDS).head(1).collect()
    return None if found.is_empty() else found.row(0, named=True)


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], language: str) -> tuple[Change, ...]:
    return tuple(
        Change(
            _label(name, language), _words(name, before[name], language), _words(name, after[name], language)
        )
        for name in _FIELDS
        if before[name] != after[name]
    )
