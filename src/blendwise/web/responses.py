"""How a reading becomes an answer: a page, JSON at the same address, or a file with the same rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any
from uuid import UUID

import polars as pl
from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from blendwise.errors import UserError
from blendwise.language import LANGUAGES
from blendwise.reporting.tables import table_bytes
from blendwise.web.access import signed_in
from blendwise.web.form_as_data import form_as_data
from blendwise.web.models import Agency
from blendwise.web.navigation import main_menu

__all__ = [
    "FILES",
    "as_problem",
    "download",
    "file_of",
    "language",
    "plain",
    "problem",
    "show",
    "surroundings",
    "wants_json",
    "wants_problem",
]

FILES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}
"""The forms in which every table can be taken along, and their media types."""

_YEAR = 365 * 24 * 3600


def show(request: HttpRequest, template: str, page: Any, *, status: int = 200, **more: Any) -> HttpResponse:
    """Answer with a reading: as JSON where that is asked for, else as the page made of it.

    `page` is a frozen dataclass of `readings`, or None where there is nothing yet; `more` are forms and further
    readings that the page carries, which the JSON has under their names.
    """
    if wants_json(request):
        lang = language(request)
        found = {name: _carried(value, lang) for name, value in more.items() if value is not None}
        found |= {} if page is None else plain(page, lang)
        return JsonResponse(found, status=status, json_dumps_params={"ensure_ascii": False})
    return render(request, template, {"page": page, **more}, status=status)


def _carried(value: Any, lang: str) -> Any:
    return form_as_data(value) if isinstance(value, BaseForm) else plain(value, lang)


def download(request: HttpRequest, frame: pl.DataFrame, form: str, name: str) -> HttpResponse:
    """Answer with a table as a file, in one of `FILES`; its name says what it is."""
    return file_of(table_bytes(frame, form, language(request)), FILES[form], f"{name}.{form}")


def file_of(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Answer with a file to be saved, never to be shown or run by the browser."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def language(request: HttpRequest) -> str:
    """Return the reader's language."""
    return str(getattr(request, "language", LANGUAGES[0]))


def remember(response: HttpResponseBase, name: str, value: str) -> None:
    """Keep a reader's choice in their browser for a year."""
    response.set_cookie(
        name, value, max_age=_YEAR, samesite="Lax", secure=settings.CONFIGURATION.secure, httponly=True
    )


def remember_language(response: HttpResponseBase, language: str) -> None:
    """Keep a reader's language in their browser."""
    remember(response, "lang", language)


def wants_json(request: HttpRequest) -> bool:
    """Tell whether JSON was asked for, by `?format=json` or by the header Accept."""
    return request.GET.get("format") == "json" or request.get_preferred_type(
        ["text/html", "application/json"]
    ) == ("application/json")


def problem(request: HttpRequest, error: UserError, status: int) -> HttpResponse:
    """Answer with what is wrong and what to do: a page, or a problem as RFC 9457 has it."""
    sentence = error.sentence(language(request))
    if wants_problem(request):
        return as_problem(error, status, language(request))
    return render(request, "problem.html", {"sentence": sentence, "status": status}, status=status)


def wants_problem(request: HttpRequest) -> bool:
    """Tell whether what is wrong is to be said to a program."""
    return wants_json(request) or request.path.startswith("/api/")


def as_problem(error: UserError, status: int, lang: str) -> JsonResponse:
    """Answer with what is wrong as RFC 9457 has it."""
    body = {"type": "about:blank", "title": error.code, "status": status, "detail": error.sentence(lang)}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Give every template the reader's language and theme, who reads, the menu, and whether it is a demonstration."""
    account, agency = signed_in(request), Agency.current()
    return {
        "lang": language(request),
        "theme": getattr(request, "theme", "system"),
        "account": account,
        "menu": main_menu(account, request.path),
        "agency": agency,
        "demonstration": settings.CONFIGURATION.demonstration,
        "other_languages": [code for code in agency.offered() if code != language(request)],
        "file_forms": tuple(FILES),
    }


def plain(value: Any, lang: str) -> Any:
    """Return a value as JSON has it: dataclasses as objects, fractions as numbers, dates as ISO texts."""
    if hasattr(value, "as_dict"):
        return plain(value.as_dict(lang), lang)
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name), lang) for f in fields(value)}
    return next((turn(value, lang) for kind, turn in _PLAIN if isinstance(value, kind)), value)


_PLAIN: tuple[tuple[Any, Callable[[Any, str], Any]], ...] = (
    (pl.DataFrame, lambda v, _: v.to_dicts()),
    (Mapping, lambda v, lang: {str(k): plain(x, lang) for k, x in v.items()}),
    ((list, tuple, set, frozenset), lambda v, lang: [plain(x, lang) for x in v]),
    (Enum, lambda v, _: v.value),
    (Fraction, lambda v, _: float(v)),
    (date, lambda v, _: v.isoformat()),
    (UUID, lambda v, _: str(v)),
)
