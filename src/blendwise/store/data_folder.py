"""A data folder: files go in, are looked at, and are kept as snapshots."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from blendwise.errors import UserError
from blendwise.intake import (
    Delivery,
    Finding,
    Options,
    findings_in,
    read_files,
    write_feedback,
)
from blendwise.snapshots import Snapshot, Snapshots
from blendwise.store.keeping import ImportResult, Kept, Weighed, keep_delivery, weigh_delivery
from blendwise.store.staging import OtherKeyError, keep_key, staged_key, staging_folder

__all__ = ["DataFolder", "default_place"]


def default_place() -> str:
    """Return BLENDWISE_DATA, else a folder of the user."""
    import click

    return os.environ.get("BLENDWISE_DATA") or str(Path(click.get_app_dir("blendwise")) / "data")


class DataFolder:
    """A data folder (a path, or a URI that Arrow can address) with its snapshots; it need not exist yet.

    This is all that an import needs; `Store` adds the figures, and the libraries that they take.
    """

    def __init__(self, place: str | Path | None = None) -> None:
        self.place = str(place) if place is not None else default_place()
        self.kept = Snapshots(self.place)

    @property
    def folder(self) -> Path:
        """Where the key and one's own profiles are: the data folder, or that of the user if it is remote."""
        import click

        return Path(click.get_app_dir("blendwise")) if "://" in self.place else Path(self.place)

    def staging(self) -> AbstractContextManager[Path]:
        """Give a folder of one's own for what is read but not kept: in the data folder, where that is a local one.

        It is removed at the end; one that a killed process left behind, by the next that asks for a folder.
        """
        return staging_folder(None if "://" in self.place else Path(self.place))

    def snapshots(self) -> list[Snapshot]:
        """Return what is kept, oldest first."""
        return self.kept.all()

    def import_files(
        self,
        paths: Sequence[str | Path],
        *,
        day: date | None = None,
        options: Options | None = None,
        confirmed: bool = False,
        feedback: tuple[Path, str] | None = None,
        progress: Callable[[str, int], None] | None = None,
    ) -> ImportResult:
        """Read files, folders or ZIPs and keep them as snapshots of a day (today unless given).

        All or nothing: if a file is refused, nothing is kept (unless `options.skip_refused`). `confirmed`
        lets in an export in which many complete mobilities are gone or have become drafts. `feedback` is a folder
        and a language: there, each file with findings is written again with a comment in each cell concerned.
        """
        day = _past_or_present(day or date.today())
        if feedback:
            _make_folder(feedback[0])
        with self.staging() as staging:
            delivery = self.read(paths, staging, options=options, progress=progress)
            try:
                kept = self.keep(delivery, day, options=options, confirmed=confirmed)
            except OtherKeyError:
                kept = None
            if kept is not None:
                findings = tuple(findings_in(pl.read_parquet(kept.findings)))
                files = _write_feedback(delivery, findings, *feedback) if feedback else ()
                return ImportResult(
                    kept.snapshots, kept.known, tuple(delivery.books), findings, kept.refused, files
                )
        return self.import_files(
            paths, day=day, options=options, confirmed=confirmed, feedback=feedback, progress=progress
        )

    def read(
        self,
        paths: Sequence[str | Path],
        folder: Path,
        *,
        options: Options | None = None,
        progress: Callable[[str, int], None] | None = None,
    ) -> Delivery:
        """Read files, folders or ZIPs into `folder`, which must exist and be empty; nothing is kept yet.

        The first of two steps: look at the delivery, `weigh` it, then `keep` it or remove the folder.
        """
        key = staged_key(self.folder, folder)
        return read_files(
            [Path(p) for p in paths], folder, key=key, options=self._with_profiles(options), progress=progress
        )

    def _with_profiles(self, options: Options | None) -> Options:
        return replace(options or Options(), own_profiles=self.folder / "profiles")

    def weigh(self, delivery: Delivery, day: date, *, options: Options | None = None) -> Weighed:
        """Find what keeping a delivery would do: what is known already, what would go or fall back to draft."""
        return weigh_delivery(delivery, self.kept, day, self._with_profiles(options))

    def keep(
        self, delivery: Delivery, day: date, *, options: Options | None = None, confirmed: bool = False
    ) -> Kept:
        """Keep a delivery as snapshots of a day, unless it is refused, or first to be confirmed.

        The key of a new data folder is kept with the first snapshot. Raises OtherKeyError where another import has
        kept another key since this one was read.
        """
        options, weighed = self._with_profiles(options), self.weigh(delivery, day, options=options)
        if weighed.new and (confirmed or not weighed.asks):
            keep_key(self.folder, delivery.findings.parent)
        return keep_delivery(delivery, weighed, self.kept, day, options, confirmed=confirmed)

    def findings(self, identifier: str) -> list[Finding]:
        """Return the findings made when a snapshot was read in."""
        return self.kept.findings(self.kept.get(identifier))

    def findings_file(self, identifier: str) -> Path:
        """Return the Parquet file with a snapshot's findings, to read a few of many; its hash is checked."""
        return self.kept.findings_file(self.kept.get(identifier))

    def rows_file(self, identifier: str) -> Path:
        """Return the Parquet file with a snapshot's rows; its hash is checked."""
        return self.kept.path(self.kept.get(identifier))


def _past_or_present(day: date) -> date:
    """Refuse a day to come: its snapshot would hold over every later import."""
    if day > date.today():
        raise UserError("snapshots.day-to-come", day=day)
    return day


def _make_folder(folder: Path) -> None:
    """Make the folder of the feedback files before anything is kept, or say why that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError("snapshots.no-feedback", path=str(folder), reason=reason) from error


def _write_feedback(
    delivery: Delivery, findings: Sequence[Finding], folder: Path, language: str
) -> tuple[Path, ...]:
    own = [(s, [f for f in findings if f.file == s.name and f.row is not None]) for s in delivery.delivered]
    return tuple(write_feedback(source, found, folder, language) for source, found in own if found)
