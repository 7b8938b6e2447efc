"""What the pages on imports need: the list of them, and one with where it is and what it found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from blendwise.indicators import SnapshotChange
from blendwise.intake import Books, Finding
from blendwise.web.access import Permission, may
from blendwise.web.models import Account, Import
from blendwise.web.readings.file_books import FileBooks, file_books, total_books
from blendwise.web.readings.paging import Page, page_of
from blendwise.web.states import AT_WORK, IN_QUEUE, ImportState, steps_from

__all__ = [
    "MOST_IN_FEEDBACK",
    "ImportKind",
    "ImportLine",
    "ImportPage",
    "ImportsPage",
    "Problem",
    "import_page",
    "imports_for",
    "imports_page",
]

_MOST_FILES = 50


MOST_IN_FEEDBACK = 100_000
"""Rows of which a feedback workbook is made while somebody waits."""


@dataclass(frozen=True, slots=True)
class ImportLine:
    """An import in the list."""

    id: UUID
    state: str
    day: date
    """The day whose snapshots it makes."""
    made: datetime
    by: str | None
    institution: str | None
    """Whose own export it is; None for the agency's."""
    first_file: str
    files: int
    rows: int | None
    """Rows read; None as long as that is not known."""


@dataclass(frozen=True, slots=True)
class ImportsPage:
    """The imports that somebody may see, newest first."""

    lines: tuple[ImportLine, ...]
    pages: Page
    limit: int
    """The largest upload, in bytes."""


@dataclass(frozen=True, slots=True)
class ImportKind:
    """A kind of finding: how often, and the first one."""

    code: str
    effect: str
    n: int
    finding: Finding

    def as_dict(self, language: str) -> dict[str, Any]:
        """Return it as plain values, with the sentence of the first one."""
        return {
            "code": self.code,
            "effect": self.effect,
            "n": self.n,
            "first": self.finding.as_dict(language),
        }


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an import failed or was refused as a whole, as it was said when it happened."""

    sentences: Mapping[str, str]
    """By language."""

    def sentence(self, language: str) -> str:
        """Return what was wrong and what to do."""
        return self.sentences.get(language, "")

    def as_dict(self, language: str) -> dict[str, str]:
        """Return it in the reader's language."""
        return {"sentence": self.sentence(language)}


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One import: where it is, what it found, what can be done with it."""

    id: UUID
    state: str
    day: date
    made: datetime
    by: str | None
    institution: str | None
    files: tuple[Mapping[str, Any], ...]
    """Name and size in bytes of each."""
    rows_done: int
    rows_expected: int | None
    """About how many rows there are; None where that can't be told in advance."""
    file_now: str
    ahead: int
    """How many imports are in the queue before this one."""
    books: tuple[FileBooks, ...]
    """What became of each row, by file."""
    total: FileBooks
    """The books of all files together."""
    kinds: tuple[ImportKind, ...]
    """Kinds of findings, worst first."""
    attention: int
    """How many findings are more than a note."""
    change: SnapshotChange | None
    """What keeping it changes in the projects that were known already; None where none was."""
    asks: tuple[Finding, ...]
    """What must be confirmed before it can be accepted."""
    can: frozenset[str]
    """The steps that a person can take now."""
    problem: Problem | None
    """Why it failed or was refused as a whole."""
    newest_wins: bool
    skip_refused: bool
    has_files: bool
    """Whether its files are still here, so that a feedback file can be made."""
    snapshots: tuple[str, ...]
    columns_of: str | None
    """The file whose columns are not known; None where there is none."""

    @property
    def at_work(self) -> bool:
        """Whether it goes on by itself, so that it is worth looking again."""
        return self.state in (*AT_WORK, *IN_QUEUE)

    @property
    def feedback_most(self) -> int | None:
        """Of how many rows a feedback file is made; None where it can be made of these."""
        return MOST_IN_FEEDBACK if self.rows_done > MOST_IN_FEEDBACK else None

    @property
    def findings_here(self) -> bool:
        """Whether the findings can still be read: until it is thrown away, and with its snapshots after that."""
        return bool(self.kinds) and (
            self.has_files or bool(self.snapshots) or self.state == ImportState.TO_MAP
        )

    @property
    def first_files(self) -> tuple[FileBooks, ...]:
        """The books of the first files."""
        return self.books[:_MOST_FILES]

    @property
    def more_files(self) -> int:
        """How many files are not listed."""
        return max(0, len(self.books) - _MOST_FILES)

    @property
    def since(self) -> date | None:
        """The day with which it is compared."""
        return None if self.change is None else self.change.days[0]

    @property
    def hundredths(self) -> int | None:
        """How far the reading is, from 0 to 100; None where that can't be told."""
        if not self.rows_expected or not self.rows_done:
            return None
        return min(99, self.rows_done * 100 // self.rows_expected)


def imports_for(account: Account) -> QuerySet[Import]:
    """Return the imports that somebody may see: all of them, or those of one institution's own exports."""
    found: QuerySet[Import] = Import.objects.select_related("by", "institution")
    if may(account, Permission.IMPORT_SECTOR):
        return found
    return found.filter(institution=account.institution, institution__isnull=False)


def imports_page(account: Account, number: int) -> ImportsPage:
    """Return a page of the list."""
    found = imports_for(account)
    pages = page_of(found.count(), number, 25)
    lines = tuple(_line(one) for one in found[pages.start : pages.end])
    return ImportsPage(lines, pages, settings.CONFIGURATION.upload_limit)


def _line(one: Import) -> ImportLine:
    return ImportLine(
        id=one.pk, state=one.state, day=one.day, made=one.made, by=None if one.by is None else str(one.by),
        institution=None if one.institution is None else one.institution.name,
        first_file=one.files[0]["name"] if one.files else "", files=len(one.files),
        rows=sum(books["read"] for books in one.books) if one.books else None,
    )  # fmt: skip


def import_page(one: Import) -> ImportPage:
    """Return an import with everything that its page shows; the findings themselves are read page by page."""
    books = tuple(Books.from_dict(values) for values in one.books)
    kinds = tuple(_kind(values) for values in one.kinds)
    return ImportPage(
        id=one.pk, state=one.state, day=one.day, made=one.made, by=None if one.by is None else str(one.by),
        institution=None if one.institution is None else one.institution.name, files=tuple(one.files),
        rows_done=one.rows_done, rows_expected=one.rows_expected, file_now=one.file_now, ahead=_ahead(one),
        books=tuple(map(file_books, books)), total=total_books(books), kinds=kinds,
        attention=sum(kind.n for kind in kinds if kind.effect != "note"),
        change=None if one.change is None else _change(one.change),
        asks=tuple(kind.finding for kind in kinds if kind.effect == "unconfirmed"), can=steps_from(one.state),
        problem=None if one.problem is None else Problem(one.problem), newest_wins=one.newest_wins,
        skip_refused=one.skip_refused, has_files=one.state in (ImportState.TO_DECIDE, ImportState.REFUSED),
        snapshots=tuple(one.snapshots), columns_of=None if one.questions is None else one.questions["file"],
    )  # fmt: skip


def _ahead(one: Import) -> int:
    if one.state not in IN_QUEUE:
        return 0
    before = Import.objects.filter(Q(state__in=AT_WORK) | Q(state__in=IN_QUEUE, made__lt=one.made))
    return before.count()


def _kind(values: Mapping[str, Any]) -> ImportKind:
    place = {name: values[name] for name in ("file", "sheet", "row", "column", "header", "value")}
    finding = Finding(values["code"], **place, details=json.loads(values["details"]))
    return ImportKind(values["code"], values["effect"], values["n"], finding)


def _change(values: Mapping[str, Any]) -> SnapshotChange:
    first, second = (date.fromisoformat(day) for day in values["days"])
    return SnapshotChange((first, second), **{name: n for name, n in values.items() if name != "days"})
