"""Rows with something that does not fit, so that a data-quality chapter has something to show.

A flaw takes a fitting row and gives the rows that come in its place; its name is that of the finding which
it should lead to, as far as there is one. How often each is planted stands in `flaws.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from blendwise.demo.rows import Row, sub_row
from blendwise.demo.shape import shape

__all__ = ["counts", "plant"]

Change = Callable[[Row, Random], list[Row]]


@dataclass(frozen=True, slots=True)
class _Flaw:
    fits: Callable[[Row], bool]
    change: Change


@cache
def counts(state: str) -> Mapping[str, int]:
    """Return how many rows get which flaw, in the `final` or the `earlier` state."""
    text = Path(__file__).with_name("flaws.toml").read_text(encoding="utf-8")
    found: dict[str, int] = tomllib.loads(text)[state]
    return found


def plant(lists: Sequence[list[Row]], state: str, *, seed: int) -> list[list[Row]]:
    """Return the lists of rows with the flaws of a state planted, no row with more than one."""
    instead: dict[tuple[int, int], list[Row]] = {}
    for code, count in counts(state).items():
        rng = Random(f"{seed} {state} {code}")  # noqa: S311  # invented data, not a secret
        fitting = [
            (at, place)
            for at, rows in enumerate(lists)
            for place, row in enumerate(rows)
            if _FLAWS[code].fits(row) and (at, place) not in instead
        ]
        for at, place in rng.sample(fitting, count):
            instead[at, place] = _FLAWS[code].change(lists[at][place], rng)
    return [
        [new for place, row in enumerate(rows) for new in instead.get((at, place), [row])]
        for at, rows in enumerate(lists)
    ]


def _plain(row: Row) -> bool:
    return row.counts and not row.blended and row.group_activity_id is None


def _draft(row: Row) -> bool:
    return row.status == "Draft"


def _short(row: Row) -> bool:
    return _plain(row) and row.activity_type == "LM-SHORT-VET" and not row.fewer_opportunities


def _job_shadowing(row: Row) -> bool:
    return _plain(row) and row.activity_type == "SM-JOB-SHDW"


def _outgoing(row: Row) -> bool:
    return _plain(row) and row.receiving_country != "NL"


def _companion(row: Row) -> bool:
    return bool(row.accompanying_person)


def _groupable(year: int) -> Callable[[Row], bool]:
    def fits(row: Row) -> bool:
        return (
            _short(row)
            and row.grant_agreement_number.startswith(f"{year}-")
            and (row.duration_days or 0) <= 30
        )

    return fits


def _with(**values: Any) -> Change:
    return lambda row, _: [replace(row, **values)]


def _end_before_start(row: Row, _: Random) -> list[Row]:
    return [replace(row, start_date=row.end_date, end_date=row.start_date)]


def _lasting(days: int) -> Change:
    def change(row: Row, _: Random) -> list[Row]:
        end = row.start_date and row.start_date + timedelta(days=days - 1)
        return [replace(row, end_date=end, duration_days=days, funded_days=days, interruption_days=0)]

    return change


def _interruption_too_long(row: Row, _: Random) -> list[Row]:
    return [replace(row, interruption_days=(row.duration_days or 0) + 5)]


def _same_organisation(row: Row, _: Random) -> list[Row]:
    oid, name = row.sending_organisation_oid, row.sending_organisation_name
    return [replace(row, receiving_organisation_oid=oid, receiving_organisation_name=name)]


def _formula_as_text(row: Row, rng: Random) -> list[Row]:
    return [replace(row, comments=rng.choice(shape().texts["formula_like"]))]


def _twice_with_another_city(row: Row, _: Random) -> list[Row]:
    return [row, replace(row, receiving_city="Reykjavík")]


def _orphan_sub_row(row: Row, _: Random) -> list[Row]:
    return [row, replace(sub_row(row, "Itinerary"), mobility_activity_id=f"{row.mobility_activity_id}9")]


def _group(row: Row, **values: Any) -> Row:
    identifier = str(row.mobility_activity_id).replace("MOB", "GRP")
    return replace(row, activity_type=shape().group.label, group_activity_id=identifier, **values)


def _subgroup_sum_differs(row: Row, _: Random) -> list[Row]:
    group = _group(row, participants=12)
    return [group, *(sub_row(group, "Subgroup", participants=size) for size in (5, 6))]


_FLAWS = {
    "end-before-start": _Flaw(_plain, _end_before_start),
    "unreadable-date": _Flaw(_plain, _with(raw={"end_date": "31-04-2023"})),
    "unreadable-birth-date": _Flaw(_plain, _with(raw={"date_of_birth": "onbekend"})),
    "duration-below-minimum": _Flaw(_short, _lasting(8)),
    "duration-above-maximum": _Flaw(_job_shadowing, _lasting(75)),
    "interruption-too-long": _Flaw(_plain, _interruption_too_long),
    "travel-days-outside-limits": _Flaw(_plain, _with(travel_days=9, green_travel=False)),
    "unreadable-number": _Flaw(_plain, _with(raw={"duration_days": "n.v.t."})),
    "unreadable-yes-no": _Flaw(_plain, _with(raw={"green_travel": "?"})),
    "unknown-activity-type": _Flaw(_outgoing, _with(activity_type="Studiereis buitenland")),
    "same-organisation": _Flaw(_outgoing, _same_organisation),
    "formula-as-text": _Flaw(_plain, _formula_as_text),
    "missing-identifier": _Flaw(_draft, _with(mobility_activity_id=None)),
    "malformed-project-number": _Flaw(_draft, _with(grant_agreement_number="KA121 mbo 2022")),
    "orphan-sub-row": _Flaw(_plain, _orphan_sub_row),
    "contradictory-duplicates": _Flaw(_draft, _twice_with_another_city),
    "row-too-long": _Flaw(_draft, _with(beyond=("nog nakijken", "tel. school"))),
    "ticked-companion": _Flaw(_companion, _with(blended=True)),
    "group-not-yet-possible": _Flaw(_groupable(2023), lambda row, _: [_group(row, participants=11)]),
    "group-without-participants": _Flaw(_groupable(2024), lambda row, _: [_group(row)]),
    "subgroup-sum-differs": _Flaw(_groupable(2024), _subgroup_sum_differs),
}
