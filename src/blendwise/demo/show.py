"""The demonstration from files to report, through the same doors as any other file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from blendwise.demo import write_files
from blendwise.errors import UserError
from blendwise.indicators import influences
from blendwise.language import say
from blendwise.reporting.figures_table import figures_text
from blendwise.reporting.imports import import_text
from blendwise.reporting.report import write_report
from blendwise.store import Store, open_store

__all__ = ["show"]

_MARK = ".blendwise-demo"
"""A file that says that what lies beside it is a demonstration, and may be replaced."""


def show(folder: Path, language: str, data: Path | None = None) -> Iterator[str]:
    """Write the files, read them in, and yield what there is to see, line by line; what was there is replaced.

    Snapshots go to `data`, or else beside the files, also when `data` is the folder itself.
    """
    if data is None or data.resolve() == folder.resolve():
        data = folder / "data"
    files, data = _places(folder, data)
    yield say("demonstration.writing", language, folder=str(files))
    written = write_files(files)
    store = open_store(data)
    deliveries = [(dated.folder, dated.date) for dated in written.snapshots]
    deliveries.append((written.applications, written.snapshots[-1].date))
    for path, day in deliveries:
        yield say("demonstration.reading", language, path=str(path))
        yield import_text(store.import_files([path], day=day), language)
    yield from _figures(store, language)
    report = write_report(store, folder / f"report.{language}.html", language=language)
    yield say("demonstration.report", language, path=str(report), data=str(data))


def _places(folder: Path, data: Path) -> tuple[Path, Path]:
    """Return where files and snapshots go, emptied of an earlier demonstration, and of nothing else."""
    files = folder / "files"
    marks = {files: folder / _MARK, data: (folder if data.parent == folder else data) / _MARK}
    for place, mark in marks.items():
        if place.is_dir() and any(place.iterdir()) and not mark.exists():
            names = [place.name] if place.parent == folder else sorted(p.name for p in place.iterdir())[:5]
            raise UserError("demo.other-files", folder=str(mark.parent), names=names)
    for place, mark in marks.items():
        shutil.rmtree(place, ignore_errors=True)
        _set(mark)
    return files, data


def _set(mark: Path) -> None:
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    except OSError as error:
        raise UserError(
            "general.not-writable", path=str(mark.parent), reason=error.strerror or str(error)
        ) from error


def _figures(store: Store, language: str) -> Iterator[str]:
    ticked = store.figures(by=["institution"], calls=[2021, 2022])
    yield figures_text(ticked, language)
    yield influences(ticked)[0].sentence(language)
    for unit in ("mobilities", "participants"):
        yield store.figures(calls=[2023, 2024], unit=unit).sentence(language)
        yield store.figures(calls=[2023, 2024], unit=unit, without=["ROC Midden Nederland"]).sentence(
            language
        )
