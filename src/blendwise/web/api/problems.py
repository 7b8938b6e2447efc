"""Errors as programs read them: problem details, as RFC 9457 has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from blendwise.errors import UserError
from blendwise.web.responses import language

__all__ = ["FAILURES", "Described", "Problem", "answer_with_problems", "refuse_methods"]


class Problem(Schema):
    """What is wrong, in the reader's language, and what to do."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, Any]] | None = None


FAILURES: Mapping[Any, Any] = {frozenset({400, 401, 403, 404, 409, 422}): Problem}
"""What every operation may answer beside its result."""


class Described(NinjaAPI):
    """An API whose description says that its errors are problem details."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the description of all operations."""
        schema = super().get_openapi_schema(**options)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= _FIRST_ERROR:
                        answer["content"] = {_MEDIA_TYPE: next(iter(answer["content"].values()))}
        return schema


_MEDIA_TYPE = "application/problem+json"
_FIRST_ERROR = 400
_UNKNOWN = ("general.unknown-name", "general.no-data", "snapshots.none-on-day", "web.not-found")
"""Codes that say that something is not there."""
_OF_CODE = {"imports.too-large": 413, "web.second-factor-first": 403, "web.token-reads-only": 403}
_OF_KIND = {404: "web.not-found", 403: "web.not-for-you", 401: "web.sign-in-first", 400: "web.bad-request"}


def answer_with_problems(api: NinjaAPI) -> None:
    """Make every error of the API a problem."""

    @api.exception_handler(UserError)
    def refused(request: HttpRequest, error: UserError) -> HttpResponse:
        return _problem(
            request, error, 404 if error.code.startswith(_UNKNOWN) else _OF_CODE.get(error.code, 409)
        )

    @api.exception_handler(ValidationError)
    def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
        faults = [{"where": list(map(str, e["loc"])), "what": e["msg"]} for e in error.errors]
        return _problem(request, UserError("web.bad-request"), 422, errors=faults)

    @api.exception_handler(AuthenticationError)
    def unknown_person(request: HttpRequest, _: AuthenticationError) -> HttpResponse:
        response = _problem(request, UserError(_OF_KIND[401]), 401)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(PermissionDenied)
    def not_allowed(request: HttpRequest, _: PermissionDenied) -> HttpResponse:
        return _problem(request, UserError(_OF_KIND[403]), 403)

    @api.exception_handler(Http404)
    def not_there(request: HttpRequest, _: Http404) -> HttpResponse:
        return _problem(request, UserError(_OF_KIND[404]), 404)

    @api.exception_handler(HttpError)
    def malformed(request: HttpRequest, error: HttpError) -> HttpResponse:
        return _problem(
            request, UserError(_OF_KIND.get(error.status_code, "web.bad-request")), error.status_code
        )


def refuse_methods(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Make a problem of the answer that an address does not know a method."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        refused = _problem(request, UserError("web.other-method", methods=response.headers["Allow"]), 405)
        refused.headers["Allow"] = response.headers["Allow"]
        return refused

    return answer


def _problem(request: HttpRequest, error: UserError, status: int, **more: Any) -> HttpResponse:
    body = {
        "type": "about:blank",
        "title": error.code,
        "status": status,
        "detail": error.sentence(language(request)),
    }
    return JsonResponse(body | more, status=status, content_type=_MEDIA_TYPE)
