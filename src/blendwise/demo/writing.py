"""The demonstration data as files on disk: two dated folders of exports and a workbook of applications."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple

from blendwise.demo.applications import application_sheet
from blendwise.demo.dress import columns, group_columns, table
from blendwise.demo.earlier import earlier, earlier_rows
from blendwise.demo.files import File, files, twice_delivered
from blendwise.demo.flaws import plant
from blendwise.demo.mobilities import project_rows
from blendwise.demo.plan import Project, projects
from blendwise.demo.rows import Row
from blendwise.demo.spreadsheets import Cell, Sheet, delimited, workbook
from blendwise.errors import UserError
from blendwise.language import LANGUAGES, say

__all__ = ["DatedFolder", "DemoFiles", "write_files"]

FINAL = date(2025, 3, 24)  # the agency's report names 24 March (twice) and 25 March (once)
_ZIP_TIME = (2025, 3, 24, 12, 0, 0)


class DatedFolder(NamedTuple):
    """A folder with what the register said on a day."""

    date: date
    folder: Path


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """Where the demonstration data lie: a folder of exports per day, oldest first, and the applications."""

    folder: Path
    snapshots: tuple[DatedFolder, ...]
    applications: Path


def write_files(folder: Path, *, seed: int = 2025) -> DemoFiles:
    """Write the demonstration data into a folder: exports of the register on two days, and the applications.

    The institutions and all margins are those of the agency's report of 2025, or invented around them and
    marked so; the single rows are invented from `seed`, and the same seed gives the same bytes everywhere.
    The exports of the last snapshot carry the report's figures. Writing again replaces what was written.

    Raises UserError if the folder holds files that are not part of the demonstration data: an export that
    somebody left there would be counted with it.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     written = write_files(Path(folder))
    ...     [(snapshot.date.isoformat(), snapshot.folder.name) for snapshot in written.snapshots]
    [('2024-09-30', '2024-09-30'), ('2025-03-24', '2025-03-24')]
    """
    days = (earlier().day, FINAL)
    dated = tuple(DatedFolder(day, folder / str(day)) for day in days)
    written = DemoFiles(folder, dated, folder / "applications KA121-VET 2021-2024.xlsx")
    _refuse_other_files(written)
    try:
        _write(written, seed=seed)
    except OSError as error:
        raise UserError("general.not-writable", path=str(folder), reason=error.strerror) from error
    return written


def _running() -> list[Project]:
    return [project for project in projects() if project.call in earlier().calls]


def _read_mes(folder: Path) -> dict[Path, str]:
    return {folder / say("demo.read-me-name", to): say("demo.read-me", to) for to in LANGUAGES}


def _refuse_other_files(written: DemoFiles) -> None:
    """Look before anything is invented: a second run finds only its own files, whatever the seed."""
    before, final = (snapshot.folder for snapshot in written.snapshots)
    own = {written.applications, *_read_mes(written.folder)}
    own |= {before / file.path for file in files(_running(), complete=False)}
    own |= {final / file.path for file in files(projects(), complete=True)}
    others = sorted(p.name for p in written.folder.rglob("*") if p.is_file() and p not in own)
    if others:
        raise UserError("demo.other-files", folder=str(written.folder), names=others[:5])


def _write(written: DemoFiles, *, seed: int) -> None:
    before, final = written.snapshots
    for snapshot in written.snapshots:
        snapshot.folder.mkdir(parents=True, exist_ok=True)
    for path, text in _read_mes(written.folder).items():
        path.write_text(text, encoding="utf-8", newline="\n")
    rows = {project: project_rows(project, seed=seed) for project in projects()}
    written.applications.write_bytes(workbook([application_sheet(rows, seed=seed)]))
    _write_snapshot(final.folder, rows, "final", seed=seed)
    then = {project: earlier_rows(project, rows[project], seed=seed) for project in _running()}
    _write_snapshot(before.folder, then, "earlier", seed=seed)


def _write_snapshot(folder: Path, rows: Mapping[Project, list[Row]], state: str, *, seed: int) -> None:
    archives: dict[str, dict[str, bytes]] = {}
    flawed = _with_flaws(rows, state, seed=seed)
    for file in files(list(rows), complete=state == "final"):
        content = _content(file, [row for project in file.projects for row in flawed[project]], seed=seed)
        if file.archive:
            archives.setdefault(file.path, {})[file.file_name] = content
        else:
            (folder / file.path).write_bytes(content)
    for path, members in archives.items():
        (folder / path).write_bytes(_zipped(members))


def _with_flaws(rows: Mapping[Project, list[Row]], state: str, *, seed: int) -> dict[Project, list[Row]]:
    single = [project for project in rows if not twice_delivered(project)]
    flawed = plant([rows[project] for project in single], state, seed=seed)
    return dict(rows) | dict(zip(single, flawed, strict=True))


def _zipped(members: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _content(file: File, rows: Sequence[Row], *, seed: int) -> bytes:
    sheets = list(_sheets(file, rows, Random(f"{seed} {file.file_name}")))  # noqa: S311  # no secret
    if file.dress.form == "xlsx":
        return workbook(sheets)
    return delimited(sheets[0].rows, delimiter=file.dress.delimiter, encoding=file.dress.encoding)


def _sheets(file: File, rows: Sequence[Row], rng: Random) -> Iterator[Sheet]:
    dress, language = file.dress, file.dress.language
    title = say("demo.title", language, name=file.title)
    listed = [row for row in rows if row.data_type == "Group"]
    others = [row for row in rows if row.data_type != "Group"]
    if file.part != "groups":
        cells = table(others, columns(), dress, title=title, rng=rng)
        yield Sheet(say("demo.mobilities-sheet", language), cells, merged=6 if dress.titles else 0)
    if file.part == "groups" or (listed and file.part == "everything"):
        cells = table(listed, group_columns(), dress, title=title, rng=rng)
        yield Sheet(say("demo.groups-sheet", language), cells)
    if dress.overview:
        yield Sheet(say("demo.overview-sheet", language), _overview(others, language))


def _overview(rows: Sequence[Row], language: str) -> list[list[Cell]]:
    """Count the main rows per project, as offices do on a sheet beside the export."""
    counted: dict[str, int] = {}
    for row in rows:
        counted[row.grant_agreement_number] = counted.get(row.grant_agreement_number, 0) + row.is_main
    head: list[Cell] = [say("demo.overview-project", language), say("demo.overview-count", language)]
    lines: list[list[Cell]] = [[project, count] for project, count in counted.items()]
    return [head, *lines]
