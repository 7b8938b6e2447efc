"""Group mobilities (from call 2024), in the forms in which they stand in a file.

main-row      one row with the number of participants
subgroups     a main row without it, and sub-rows that each have a number, dates and flags
participants  a main row without it, and a sub-row per participant
sheet, file   a list of groups of its own: a second sheet of the workbook, or a second file
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from blendwise.demo.plan import Project
from blendwise.demo.rows import Row, sub_row
from blendwise.demo.shape import shape
from blendwise.demo.stays import places, stay, virtual_description

__all__ = ["LISTS", "group_rows"]

LISTS = ("sheet", "file")
"""The forms in which groups stand in a list of their own, without a mobility number."""


def group_rows(project: Project, *, first: int, rng: Random) -> list[Row]:
    """Invent the groups of a project, as its plan sizes them, numbered from `first`."""
    sizes = [(size, True) for size in project.groups.ticked]
    sizes += [(size, False) for size in project.groups.unticked]
    return [
        row
        for place, (size, ticked) in enumerate(sizes)
        for row in _shown(
            _group(project, first + place, size, ticked=ticked, rng=rng), project.groups.form, rng
        )
    ]


def _group(project: Project, number: int, size: int, *, ticked: bool, rng: Random) -> Row:
    country = shape().countries.draw(rng)
    return Row(
        grant_agreement_number=project.grant_agreement_number,
        mobility_activity_id=f"{project.serial:09d}-MOB-{number:05d}",
        group_activity_id=f"{project.serial:09d}-GRP-{number:05d}",
        status="Complete",
        activity_type=shape().group.label,
        accompanying_person=False,
        participants=size,
        blended=ticked,
        virtual_description=virtual_description(ticked=ticked, rng=rng),
        **places(project, shape().group, country, rng),
        **stay(project, shape().group, country, rng),
    )


def _shown(group: Row, form: str, rng: Random) -> list[Row]:
    if form in LISTS:
        return [replace(group, data_type="Group", mobility_activity_id=None)]
    if form == "main-row":
        return [group]
    parts = _subgroups(group, rng) if form == "subgroups" else _participants(group, rng)
    return [replace(group, participants=None), *parts]


def _subgroups(group: Row, rng: Random) -> list[Row]:
    size = group.participants or 0
    first = rng.randint(size // 3, size - size // 3)
    return [_subgroup(group, first, later=0, rng=rng), _subgroup(group, size - first, later=1, rng=rng)]


def _subgroup(group: Row, size: int, *, later: int, rng: Random) -> Row:
    return sub_row(
        group,
        "Subgroup",
        group_activity_id=group.group_activity_id,
        participants=size,
        start_date=group.start_date and group.start_date + timedelta(days=later),
        end_date=group.end_date,
        fewer_opportunities=rng.random() < shape().persons["fewer_opportunities"],
        green_travel=group.green_travel,
    )


def _participants(group: Row, rng: Random) -> list[Row]:
    share = shape().persons["fewer_opportunities"]
    return [
        sub_row(
            group,
            "Participant",
            group_activity_id=group.group_activity_id,
            fewer_opportunities=rng.random() < share,
        )
        for _ in range(group.participants or 0)
    ]
