"""The check of a table from a report."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from blendwise.errors import UserError
from blendwise.web.api.problems import Problem
from blendwise.web.readings.checked_table import checked_table
from blendwise.web.responses import language, plain

router = Router(tags=["tables"])


class TableSent(Schema):
    """A table as it stands in a report: column names, then rows, parted by tabs, semicolons or pipes."""

    text: str = Field(max_length=1_000_000)
    numerator: str = ""
    denominator: str = ""
    percentage: str = ""


class TableChecked(Schema):
    """Which rows contradict themselves, and what may explain it."""

    readable: bool
    """Whether there is a table in it; if not, the sentence says why, and nothing else is known."""
    sentence: str
    consistent: bool | None = None
    checked: int = 0
    rounding: str | None = None
    inconsistent: list[dict[str, Any]] = Field(default_factory=list)
    undefined: list[dict[str, Any]] = Field(default_factory=list)
    explanations: list[dict[str, Any]] = Field(default_factory=list)
    roles: dict[str, Any] | None = None
    sums: dict[str, Any] | None = None
    order: dict[str, Any] | None = None
    notes: list[dict[str, Any]] = Field(default_factory=list)


@router.post("/check-table", response={200: TableChecked, frozenset({400, 422}): Problem}, auth=None)
def check_table(request: HttpRequest, sent: TableSent) -> Any:
    """Does a published table agree with itself? Open to everybody; nothing is kept."""
    named = {
        name: value for name in ("numerator", "denominator", "percentage") if (value := getattr(sent, name))
    }
    lang = language(request)
    try:
        found = checked_table(sent.text + "\n", named, lang)
    except UserError as error:
        return {"readable": False, "sentence": error.sentence(lang)}
    return {"readable": True, **plain(found, lang)}
