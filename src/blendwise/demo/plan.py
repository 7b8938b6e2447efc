"""Which institutions have which projects, and the margins that each project must have.

The numbers and their origin stand in `institutions.toml`: published where the agency's report publishes
them, invented and marked as invented where it does not.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["Groups", "Institution", "Project", "projects"]


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution of the frame; `invented` tells that its name does not exist."""

    name: str
    oid: str
    profile: str
    invented: bool


@dataclass(frozen=True, slots=True)
class Groups:
    """The group mobilities of a project: participants of each, ticked and not, and how a file shows them."""

    form: str
    ticked: tuple[int, ...]
    unticked: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.ticked) + len(self.unticked)


@dataclass(frozen=True, slots=True)
class Project:
    """One project: its margins in complete mobilities (groups included) and its pledge in participants."""

    institution: Institution
    call: int
    serial: int
    mobilities: int
    blended: int
    pledged: int
    groups: Groups

    @property
    def grant_agreement_number(self) -> str:
        """The project's number, in the register's form."""
        return f"{self.call}-1-NL01-KA121-VET-{self.serial:09d}"

    @property
    def participants(self) -> int:
        """The participants of the complete mobilities."""
        return self.mobilities - len(self.groups) + sum(self.groups.ticked + self.groups.unticked)


@cache
def projects() -> tuple[Project, ...]:
    """List the projects of all calls, institution by institution, in the order of `institutions.toml`."""
    text = Path(__file__).with_name("institutions.toml").read_text(encoding="utf-8")
    return tuple(
        project
        for place, record in enumerate(tomllib.loads(text)["institution"], start=1)
        for project in _of_institution(place, record)
    )


def _of_institution(place: int, record: dict[str, Any]) -> list[Project]:
    # E1999 and 00099: numbers beyond those that the Commission has given out, so that they are nobody's.
    institution = Institution(
        name=record["name"],
        oid=f"E1999{place:04d}",
        profile=record["profile"],
        invented=record.get("invented", False),
    )
    return [
        Project(
            institution=institution,
            call=int(call),
            serial=990_000 + 1_000 * (int(call) - 2020) + place,
            mobilities=margins["mobilities"],
            blended=margins["blended"],
            pledged=margins["pledged"],
            groups=_groups(margins.get("groups", {})),
        )
        for call, margins in record["calls"].items()
    ]


def _groups(record: dict[str, Any]) -> Groups:
    return Groups(
        form=record.get("form", ""),
        ticked=tuple(record.get("ticked", ())),
        unticked=tuple(record.get("unticked", ())),
    )
