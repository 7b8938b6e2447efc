"""The applications of all projects: table 1 of the form per activity type, with grants asked and given."""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from blendwise.demo.plan import Project
from blendwise.demo.rows import Row
from blendwise.demo.shape import shape
from blendwise.demo.spreadsheets import Cell, Sheet
from blendwise.language import say

__all__ = ["application_sheet"]


@dataclass(frozen=True, slots=True)
class _Realised:
    """What came of one activity type: participants, mean days of a stay, mean euro of a participant."""

    participants: int
    days: float
    euro: float


def application_sheet(rows: Mapping[Project, list[Row]], *, seed: int) -> Sheet:
    """Invent the applications that fit what was realised; their pledges are those of the plan."""
    ordered = sorted(rows, key=lambda project: (project.call, project.serial))
    lines = [line for project in ordered for line in _application(project, rows[project], seed=seed)]
    titles: list[list[Cell]] = [[say("demo.applications-title", "en")], [say("demo.invented", "en")], []]
    return Sheet(say("demo.applications-sheet", "en"), [*titles, _headers(), *lines], merged=6)


@cache
def _headers() -> list[Cell]:
    text = Path(__file__).with_name("columns.toml").read_text(encoding="utf-8")
    headers: list[Cell] = tomllib.loads(text)["applications"]["headers"]
    return headers


@cache
def _flaw() -> dict[str, Any]:
    text = Path(__file__).with_name("flaws.toml").read_text(encoding="utf-8")
    flaw: dict[str, Any] = tomllib.loads(text)["applications"]["pledge-above-participants"]
    return flaw


def _application(project: Project, rows: list[Row], *, seed: int) -> list[list[Cell]]:
    rng = Random(f"{seed} application {project.grant_agreement_number}")  # noqa: S311  # no secret
    realised = _realised(rows)
    times = rng.uniform(*shape().applications["applied"])
    running = shape().applications["still_running"].get(str(project.call), 1.0)
    asked = {kind: math.ceil(done.participants * times * running) for kind, done in realised.items()}
    requested = round(sum(asked[kind] * done.euro for kind, done in realised.items()), 2)
    awarded = round(requested * min(1.0, rng.uniform(*shape().applications["awarded"]) / times), 2)
    institution = project.institution
    same = [
        project.call,
        project.grant_agreement_number,
        institution.oid,
        institution.name,
        requested,
        awarded,
    ]
    pledged = _pledged(project, asked, rng)
    return [
        [*same, *_activity(kind, asked[kind], pledged[kind], realised[kind], rng)] for kind in sorted(asked)
    ]


def _realised(rows: list[Row]) -> dict[str, _Realised]:
    by_kind: dict[str, list[Row]] = {}
    for row in rows:
        if row.counts:
            by_kind.setdefault(str(row.activity_type), []).append(row)
    return {kind: _of_kind(kind, members, rows) for kind, members in by_kind.items()}


def _of_kind(kind: str, members: list[Row], rows: list[Row]) -> _Realised:
    group = kind == shape().group.label
    participants = _group_participants(rows) if group else len(members)
    euro = sum((row.individual_support or 0) + (row.travel_support or 0) for row in members) / len(members)
    days = sum(row.duration_days or 0 for row in members) / len(members)
    return _Realised(participants, days, euro + shape().applications["organisational_support"])


def _group_participants(rows: list[Row]) -> int:
    """Count the participants of groups in whatever form: by their number, or a sub-row each."""
    return sum(row.participants or (row.data_type == "Participant") for row in rows if row.group_activity_id)


def _pledged(project: Project, asked: Mapping[str, int], rng: Random) -> Counter[str]:
    """Spread the pledge over the activity types, a participant at a time."""
    slots = [kind for kind, participants in asked.items() for _ in range(participants)]
    pledged = Counter(rng.sample(slots, project.pledged))
    if (project.institution.name, project.call) == (_flaw()["institution"], _flaw()["call"]):
        _exceed(pledged, asked, _flaw()["activity_type"])
    return pledged


def _exceed(pledged: Counter[str], asked: Mapping[str, int], kind: str) -> None:
    """Move pledges to one activity type until it has more of them than participants; their sum stays."""
    most = max(pledged, key=lambda other: pledged[other])
    moved = asked[kind] + 2 - pledged[kind]
    pledged.update({kind: moved, most: -moved})


def _activity(kind: str, asked: int, pledged: int, realised: _Realised, rng: Random) -> list[Cell]:
    applications = shape().applications
    label = {activity.code: activity.label for activity in shape().activities.things}.get(kind, kind)
    days = round(asked * realised.days)
    fewer = (
        0
        if kind.startswith(("SM-", "OA-"))
        else round(asked * rng.uniform(*applications["fewer_opportunities"]))
    )
    green = round(asked * rng.uniform(*applications["green_travel"]))
    return [label, asked, days, round(days / asked, 1), fewer, pledged, green]
