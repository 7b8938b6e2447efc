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
from blendwise.web.api.pages import Asked, Page, page_of
from blendwise.web.api.problems import FAILURES, Problem
from blendwise.web.models import Import
from blendwise.web.readings.imports import imports_for
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
    first = (asked.page - 1) * asked.per_page
    shown = [_given(one) for one in found[first : first + asked.per_page]]
    return page_of(request, asked, found.count(), shown)


@router.get("/imports/{uuid:identifier}", response={200: ImportGiven, **FAILURES})
def one_import(request: HttpRequest, identifier: UUID) -> Any:
    """How far an import is."""
    return _given(_one(request, identifier))


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
