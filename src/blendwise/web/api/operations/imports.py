"""Imports: files in, how far they are, and the decision to keep them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from blendwise.web.access import Permission, may
from blendwise.web.actions.imports import accept, bring_in, discard
from blendwise.web.api.keys import caller
from blendwise.web.api.operations.snapshots import FindingGiven
from blendwise.web.api.pages import Asked, Page, page_of
from blendwise.web.api.problems import FAILURES, Problem
from blendwise.web.models import Import
from blendwise.web.readings.import_findings import FindingsChoice, findings_page
from blendwise.web.readings.imports import import_page, imports_for
from blendwise.web.responses import language, plain
from blendwise.web.states import ImportState
from blendwise.web.uploads import refuse_too_large

router = Router(tags=["imports"])


class ImportGiven(Schema):
    """Where an import is."""

    id: UUID
    state: ImportState
    day: date
    made: datetime
    files: list[str]


class BooksGiven(Schema):
    """Rows read = accepted + attached + left out, always."""

    file: str
    profile: str
    read: int
    accepted: int
    attached: int
    left_out: dict[str, int]
    """How many for which reason."""
    drafts: int
    accompanying: int


class KindGiven(Schema):
    """A kind of finding: how often, and the first one."""

    code: str
    effect: str
    n: int
    first: dict[str, Any]


class ImportFollowed(ImportGiven):
    """Where an import is, how far, what it found, and why it was refused or failed."""

    rows_done: int
    rows_expected: int | None
    """About how many rows there are; null where that can't be told in advance."""
    ahead: int
    """How many imports are in the queue before this one."""
    can: list[str]
    """The steps that can be taken now."""
    problem: str | None
    """Why it failed or was refused as a whole."""
    books: list[BooksGiven]
    kinds: list[KindGiven]
    """Kinds of findings, worst first; the findings themselves come in pages."""
    change: dict[str, Any] | None
    """What keeping it changes in the projects that were known already."""
    snapshots: list[str]


class FoundGiven(FindingGiven):
    """A finding beside the row that it speaks of."""

    row_as_read: dict[str, Any] | None


class FindingsAsked(Asked):
    """Which findings are asked for, and which page of them."""

    code: str = ""
    effect: str = ""
    file: str = ""


class Decided(Schema):
    """The decision on an import that waits for one."""

    keep: bool
    confirmed: bool = False
    """Also where many complete mobilities would become drafts, or be gone."""


@router.post("/imports", response={202: ImportGiven, **FAILURES, 413: Problem})
def bring(
    request: HttpRequest,
    files: File[list[UploadedFile]] = [],  # noqa: B006 - ninja reads it as what the description says
    day: Query[date | None] = None,
) -> Any:
    """Bring files; the site reads them in the background. The day is that of the export, today unless given."""
    account = caller(request, Permission.IMPORT)
    refuse_too_large(request)
    own = None if may(account, Permission.IMPORT_SECTOR) else account.institution
    brought = bring_in(by=account, uploads=files, day=None if own else day, for_institution=own)
    return Status(202, _given(brought))


@router.get("/imports", response={200: Page[ImportGiven], **FAILURES})
def imports(request: HttpRequest, asked: Query[Asked]) -> Any:
    """The imports that one may see, newest first."""
    found = imports_for(caller(request, Permission.IMPORT))
    shown = [_given(one) for one in found[asked.first : asked.end]]
    return page_of(request, asked, found.count(), shown)


@router.get("/imports/{uuid:identifier}", response={200: ImportFollowed, **FAILURES})
def one_import(request: HttpRequest, identifier: UUID) -> Any:
    """How far an import is, what it found, and why it was refused."""
    one, lang = _one(request, identifier), language(request)
    page = import_page(one)
    told = plain(page, lang) | {"problem": page.problem and page.problem.sentence(lang)}
    return told | _given(one) | {"can": sorted(page.can)}


@router.get("/imports/{uuid:identifier}/findings", response={200: Page[FoundGiven], **FAILURES})
def import_findings(request: HttpRequest, identifier: UUID, asked: Query[FindingsAsked]) -> Any:
    """The findings of an import, each beside the row it speaks of, in the order of the files."""
    one, choice = _one(request, identifier), FindingsChoice(asked.code, asked.effect, asked.file)
    found = findings_page(one, choice, asked.page, asked.per_page)
    shown = found.rows if found.pages.number == asked.page else ()
    return page_of(request, asked, found.pages.total, [row.as_dict(language(request)) for row in shown])


@router.post("/imports/{uuid:identifier}/decision", response={200: ImportGiven, **FAILURES})
def decide(request: HttpRequest, identifier: UUID, decided: Decided) -> Any:
    """Keep an import as a whole, or throw it away."""
    account, one = caller(request, Permission.IMPORT), _one(request, identifier)
    if decided.keep:
        return _given(accept(by=account, of=one, confirmed=decided.confirmed))
    return _given(discard(by=account, of=one))


def _one(request: HttpRequest, identifier: UUID) -> Import:
    found: Import | None = imports_for(caller(request, Permission.IMPORT)).filter(pk=identifier).first()
    if found is None:
        raise Http404
    return found


def _given(one: Import) -> dict[str, Any]:
    return {
        "id": one.pk, "state": one.state, "day": one.day, "made": one.made,
        "files": [str(file["name"]) for file in one.files],
    }  # fmt: skip
