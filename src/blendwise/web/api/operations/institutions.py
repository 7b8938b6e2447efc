"""Institutions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from blendwise.web.access import Permission, scope
from blendwise.web.api.keys import caller
from blendwise.web.api.pages import Asked, Page, page_of
from blendwise.web.api.problems import FAILURES
from blendwise.web.readings.institution_list import institution_list

router = Router(tags=["institutions"])


class InstitutionGiven(Schema):
    """An institution and what it registered."""

    id: UUID
    key: str
    name: str
    mobilities: int | None
    blended: int | None
    share: float | None


@router.get("/institutions", response={200: Page[InstitutionGiven], **FAILURES})
def institutions(request: HttpRequest, asked: Query[Asked]) -> Any:
    """The institutions that one may see, by name, with their complete mobilities over all calls."""
    found = institution_list(scope(caller(request, Permission.SEE_SECTOR, Permission.SEE_OWN)))
    return page_of(request, asked, len(found), found[asked.first : asked.end])
