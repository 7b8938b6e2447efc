"""Snapshots and the findings made when they were read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from blendwise.web.access import Permission
from blendwise.web.api.keys import caller
from blendwise.web.api.pages import Asked, Page, page_of
from blendwise.web.api.problems import FAILURES
from blendwise.web.readings.register import register
from blendwise.web.responses import language

router = Router(tags=["snapshots"])


class SourceGiven(Schema):
    """A file that a snapshot came from."""

    name: str
    sha256: str
    size: int


class SnapshotGiven(Schema):
    """What was kept of a day."""

    id: str
    table: str
    date: date
    created: datetime
    rows: int
    calls: list[int]
    sources: list[SourceGiven]
    sha256: str


class FindingGiven(Schema):
    """Something in a file that needs attention, with its place."""

    code: str
    effect: str
    file: str | None
    sheet: str | None
    row: int | None
    column: str | None
    header: str | None
    value: str | None
    sentence: str


@router.get("/snapshots", response={200: Page[SnapshotGiven], **FAILURES})
def snapshots(request: HttpRequest, asked: Query[Asked]) -> Any:
    """What is kept, oldest first."""
    caller(request, Permission.SEE_SECTOR)
    found = register().snapshots()
    return page_of(request, asked, len(found), found[asked.first : asked.end])


@router.get("/snapshots/{identifier}/findings", response={200: Page[FindingGiven], **FAILURES})
def findings(request: HttpRequest, identifier: str, asked: Query[Asked]) -> Any:
    """The findings made when a snapshot was read, in the order of its files."""
    caller(request, Permission.SEE_SECTOR)
    found = register().findings(identifier)
    shown = [
        FindingGiven(
            code=f.code, effect=f.effect, file=f.file, sheet=f.sheet, row=f.row, column=f.column, header=f.header,
            value=f.value, sentence=f.sentence(language(request)),
        )
        for f in found[asked.first : asked.end]
    ]  # fmt: skip
    return page_of(request, asked, len(found), shown)
