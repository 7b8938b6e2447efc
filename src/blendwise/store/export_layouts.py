"""In which layout the newest export of a project came: in that layout its changes go back into the register."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from blendwise.intake import Books, profiles
from blendwise.intake.profiles import Profile
from blendwise.intake.yes_no_words import YesNoWords
from blendwise.snapshots import Snapshot
from blendwise.store.data_folder import DataFolder

__all__ = ["ExportLayout", "export_layouts"]


@dataclass(frozen=True, slots=True)
class ExportLayout:
    """How an export was read: the profile, and by which header each of our columns went, in their order."""

    profile: Profile
    headers: Mapping[str, str]
    """Empty for a snapshot that was kept before its headers were."""
    words: YesNoWords
    """How the export writes yes and no, by column."""
    texts_kept: bool
    """Whether free text was kept at all; where it was not, nobody knows what the register holds."""

    def has_room_for(self, column: str) -> bool:
        """Tell whether something can be written into a column without taking away what nobody has seen."""
        return column in self.headers and (self.texts_kept or column != "virtual_description")


def export_layouts(store: DataFolder, projects: Collection[str]) -> dict[str, ExportLayout]:
    """Return, of projects that the register speaks of, in which layout each came last."""
    known = profiles(store.folder / "profiles")
    found: dict[str, ExportLayout] = {}
    for snapshot, covers in store.kept.state("mobilities"):
        mine = set(snapshot.covers if covers is None else covers) & set(projects)
        if mine:
            found |= _layouts_in(store, snapshot, mine, known)
    return found


def _layouts_in(
    store: DataFolder, snapshot: Snapshot, projects: set[str], known: Iterable[Profile]
) -> dict[str, ExportLayout]:
    project = pl.col("grant_agreement_number")
    rows = store.kept.rows(snapshot).filter(project.is_in(list(projects)))
    files = rows.select(project, "source_file").unique().sort("source_file", descending=True).collect()
    books = {one.file: one for one in snapshot.books}
    texts_kept = not snapshot.options.get("without_comments", False)
    layouts: dict[str, ExportLayout] = {}
    for number, file in files.iter_rows():
        layout = _layout(books.get(file), tuple(known), texts_kept)
        if number not in layouts or layout.profile.table == "mobilities":  # rather than a list of groups
            layouts[number] = layout
    return layouts


def _layout(books: Books | None, known: tuple[Profile, ...], texts_kept: bool) -> ExportLayout:
    names = books.profile.split(", ") if books else []
    used = [p for p in known if p.name in names and p.table in ("mobilities", "groups")]
    register = [p for p in used if p.table == "mobilities"] or used or [profiles()[0]]
    if books is None or not used:
        return ExportLayout(register[0], {}, {}, texts_kept)
    return ExportLayout(register[0], dict(books.headers), dict(books.words), texts_kept)
