"""What happens around every page: the content policy, the reader's language and theme, the second factor, errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import TooManyFilesSent
from django.db import DatabaseError, DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_vary_headers

from blendwise.errors import UserError
from blendwise.language import LANGUAGES
from blendwise.web.access import signed_in
from blendwise.web.models import Agency
from blendwise.web.moment import one_moment
from blendwise.web.responses import as_problem, language, problem, remember, wants_problem
from blendwise.web.signing_in import lacks_second_factor

__all__ = [
    "THEMES",
    "content_policy",
    "kept_by_nobody",
    "readable_errors",
    "readers_way",
    "second_factor",
    "understandable",
]

Answer = Callable[[HttpRequest], HttpResponseBase]

THEMES = ("system", "light", "dark")
WITHOUT_SECOND_FACTOR = (
    "account_logout", "account_reauthenticate", "openid_connect_login", "openid_connect_callback",
    "public:alive", "public:ready",
)  # fmt: skip
"""What somebody who still has to set up a second factor can reach, besides the pages for doing so."""


def content_policy(get_response: Answer) -> Answer:
    """Say to the browser what a page may load: our own files and nothing else, no inline script or style."""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return answer


def readers_way(get_response: Answer) -> Answer:
    """Set language and theme: what the address says (`?lang=en`, `?theme=dark`), else the cookie, else the browser."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        offered, usual = _languages(request)
        lang = _chosen(request, "lang", offered) or _browsers_language(request, offered) or usual
        theme = _chosen(request, "theme", THEMES) or THEMES[0]
        request.language, request.theme = lang, theme  # type: ignore[attr-defined]  # a request carries what we add
        with translation.override(lang):
            response = get_response(request)
        response.headers.setdefault("Content-Language", lang)
        patch_vary_headers(response, ("Accept", "Accept-Language", "Cookie"))
        for name, value, known in (("lang", lang, offered), ("theme", theme, THEMES)):
            if request.GET.get(name) in known:
                remember(response, name, value)
        return response

    return answer


def _chosen(request: HttpRequest, name: str, known: tuple[str, ...]) -> str | None:
    return next((v for v in (request.GET.get(name), request.COOKIES.get(name)) if v in known), None)


def _browsers_language(request: HttpRequest, offered: tuple[str, ...]) -> str | None:
    asked = translation.get_language_from_request(request).split("-")[0]
    return asked if request.headers.get("Accept-Language") and asked in offered else None


def _languages(request: HttpRequest) -> tuple[tuple[str, ...], str]:
    """Return the languages offered, and the one for whom no other is known; also while the database is away.

    Whether the site lives is told without a question to the database.
    """
    if not request.path.startswith("/health/"):
        with suppress(DatabaseError):
            agency = Agency.current()
            return agency.offered(), agency.language
    return LANGUAGES, LANGUAGES[0]


def kept_by_nobody(get_response: Answer) -> Answer:
    """Let no browser or proxy keep what was made for one person; a program may ask whether its answer changed."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers:
            kept = "no-cache" if request.path.startswith("/api/") else "no-store"
            response.headers.setdefault("Cache-Control", f"private, {kept}")
        return response

    return answer


def understandable(get_response: Answer) -> Answer:
    """Refuse an address with the sign NUL, which no text has and PostgreSQL does not take."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        asked = (request.path, *request.GET, *(v for values in request.GET.lists() for v in values[1]))
        return _no_page(request, 400, "bad-request") if _with_nul(asked) else get_response(request)

    return answer


def _with_nul(texts: Iterable[object]) -> bool:
    return any("\0" in str(text) for text in texts)


def one_look(get_response: Answer) -> Answer:
    """Look once, for a request that changes nothing, what register and settings hold: a page is of one moment."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        with one_moment():
            return get_response(request)

    return answer


def second_factor(get_response: Answer) -> Answer:
    """Send who works for the agency, and has no second factor yet, to set one up before anything else."""

    class Middleware:
        def __call__(self, request: HttpRequest) -> HttpResponseBase:
            return get_response(request)

        def process_view(self, request: HttpRequest, *_: object) -> HttpResponseBase | None:
            account = None if _open_without_second_factor(request) else signed_in(request)
            lacking = account is not None and lacks_second_factor(request, account)
            return redirect("mfa_index") if lacking else None

    return Middleware()


def _open_without_second_factor(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name if request.resolver_match else ""
    return name in WITHOUT_SECOND_FACTOR or name.startswith("mfa_")


def readable_errors(get_response: Answer) -> Answer:
    """Turn what a person can act on into a page or a JSON problem with its sentence."""

    class Middleware:
        def __call__(self, request: HttpRequest) -> HttpResponseBase:
            return get_response(request)

        def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
            if isinstance(error, UserError):
                return problem(request, error, _status_of(error))
            of_sender = isinstance(error, DataError | ValueError) and _with_nul(_sent(request))
            return _no_page(request, 400, "bad-request") if of_sender else None

    return Middleware()


_STATUS = {"web.not-found": 404, "imports.too-large": 413}


def _sent(request: HttpRequest) -> Iterator[object]:
    """Yield the values of a form that was sent."""
    for _, values in request.POST.lists():
        yield from values


def _status_of(error: UserError) -> int:
    return _STATUS.get(error.code, 422)


def _no_page(request: HttpRequest, status: int, code: str) -> HttpResponse:
    return problem(request, UserError(f"web.{code}"), status)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """Answer 404."""
    return _no_page(request, 404, "not-found")


@login_not_required
def not_for_you(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """Answer 403."""
    return _no_page(request, 403, "not-for-you")


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400; with 413 and its own sentence where there are more files than can be taken at once."""
    if isinstance(exception, TooManyFilesSent):
        too_many = UserError("imports.too-many-files", most=settings.DATA_UPLOAD_MAX_NUMBER_FILES)
        return problem(request, too_many, 413)
    return _no_page(request, 400, "bad-request")


@login_not_required
def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """Answer 403 to a form that did not come from a page of ours, or from one that is too old."""
    return _no_page(request, 403, "stale-form")


@login_not_required
def our_fault(request: HttpRequest) -> HttpResponse:
    """Answer 500, by a page that needs neither database nor session: they may be what is wrong."""
    error, lang = UserError("web.our-fault"), language(request)
    if wants_problem(request):
        return as_problem(error, 500, lang)
    page = {"lang": lang, "sentence": error.sentence(lang), "status": 500}
    return HttpResponse(render_to_string("our_fault.html", page), status=500)
