"""Which file holds which projects, in which dress: `files.toml` laid over the projects of a snapshot."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

from blendwise.demo.dress import Dress, dresses
from blendwise.demo.plan import Project

__all__ = ["File", "files", "twice_delivered"]


@dataclass(frozen=True, slots=True)
class File:
    """A file to write: its name, title and dress, its projects, and which of their rows it holds.

    `part` is everything, or only the groups that stand in a list of their own, or only the other rows;
    `archive` is the ZIP in which the file lies.
    """

    name: str
    title: str
    dress: Dress
    projects: tuple[Project, ...]
    part: str = "everything"
    archive: str | None = None

    @property
    def file_name(self) -> str:
        """The name with the ending that goes with the form."""
        return f"{self.name}.{self.dress.form}"

    @property
    def path(self) -> str:
        """The file on disk, within the snapshot's folder: itself or its archive."""
        return self.archive or self.file_name


@cache
def _layout() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("files.toml").read_text(encoding="utf-8"))


def twice_delivered(project: Project) -> bool:
    """Tell whether a project is delivered twice, so that its rows must be the same in both files."""
    return any(_is(project, record) for record in _layout()["again"])


def files(projects: Sequence[Project], *, complete: bool) -> list[File]:
    """Lay the projects of a snapshot out in files; only a complete set has projects twice and empty ones."""
    found = [*_together(projects), *_archived(projects), *_alone(projects)]
    if complete:
        found += [*_again(projects), *_empty()]
    placed = {project for file in found for project in file.projects}
    turns = cycle(dresses()[name] for name in _layout()["each"])
    for project in projects:
        if project not in placed:
            found += _own(project, next(turns))
    return found


def _is(project: Project, record: dict[str, Any]) -> bool:
    return (project.institution.name, project.call) == (record["institution"], record["call"])


def _among(projects: Sequence[Project], record: dict[str, Any]) -> tuple[Project, ...]:
    return tuple(
        p for p in projects if p.institution.name in record["institutions"] and p.call in record["calls"]
    )


def _together(projects: Sequence[Project]) -> Iterator[File]:
    for record in _layout()["together"]:
        if inside := _among(projects, record):
            yield File(record["file"], record["file"], dresses()[record["dress"]], inside)


def _archived(projects: Sequence[Project]) -> Iterator[File]:
    turns = cycle(dresses().values())
    for record in _layout()["archive"]:
        for project in _among(projects, record):
            yield File(
                _name(project, dress := next(turns)),
                _title(project),
                dress,
                (project,),
                archive=record["file"],
            )


def _alone(projects: Sequence[Project]) -> Iterator[File]:
    for record in _layout()["alone"]:
        yield from (file for p in projects if _is(p, record) for file in _own(p, dresses()[record["dress"]]))


def _again(projects: Sequence[Project]) -> Iterator[File]:
    for record in _layout()["again"]:
        for project in (p for p in projects if _is(p, record)):
            for dress in (dresses()[record["first"]], dresses()[record["second"]]):
                yield File(_name(project, dress), _title(project), dress, (project,))


def _empty() -> Iterator[File]:
    for record in _layout()["empty"]:
        number = record["grant_agreement_number"]
        yield File(number, number, dresses()[record["dress"]], ())


def _own(project: Project, dress: Dress) -> list[File]:
    name, title = _name(project, dress), _title(project)
    if project.groups.form != "file":
        return [File(name, title, dress, (project,))]
    return [
        File(name, title, dress, (project,), part="individuals"),
        File(f"{name} groups", title, dress, (project,), part="groups"),
    ]


def _title(project: Project) -> str:
    return f"{project.institution.name}, {project.grant_agreement_number}"


def _name(project: Project, dress: Dress) -> str:
    if dress.language == "nl":
        return f"{project.institution.name.replace(' / ', ' - ')} {project.call}"
    return project.grant_agreement_number
