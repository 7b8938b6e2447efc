"""What happens around every page: the content policy, the reader's language and theme, the second factor, errors."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from blendwise.errors import UserError
from blendwise.language import LANGUAGES
from blendwise.web.access import AGENCY_ROLES, signed_in
from blendwise.web.responses import problem

__all__ = ["THEMES", "content_policy", "readable_errors", "readers_way", "second_factor"]

Answer = Callable[[HttpRequest], HttpResponseBase]

THEMES = ("system", "light", "dark")
_YEAR = 365 * 24 * 3600


def content_policy(get_response: Answer) -> Answer:
    """Say to the browser what a page may load: our own files and nothing else, no inline script or style."""
    elsewhere = " ".join(str(p["address"]) for p in settings.CONFIGURATION.sign_on)
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        f"connect-src 'self'; manifest-src 'self'; form-action 'self' {elsewhere}".rstrip()
        + "; base-uri 'none'; frame-ancestors 'none'"
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
        language = _chosen(request, "lang", LANGUAGES) or _browsers_language(request)
        theme = _chosen(request, "theme", THEMES) or THEMES[0]
        request.language, request.theme = language, theme  # type: ignore[attr-defined]  # a request carries what we add
        with translation.override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        for name, value, known in (("lang", language, LANGUAGES), ("theme", theme, THEMES)):
            if request.GET.get(name) in known:
                response.set_cookie(
                    name,
                    value,
                    max_age=_YEAR,
                    samesite="Lax",
                    secure=settings.CONFIGURATION.secure,
                    httponly=True,
                )
        return response

    return answer


def _chosen(request: HttpRequest, name: str, known: tuple[str, ...]) -> str | None:
    return next((v for v in (request.GET.get(name), request.COOKIES.get(name)) if v in known), None)


def _browsers_language(request: HttpRequest) -> str:
    return translation.get_language_from_request(request).split("-")[0]


def second_factor(get_response: Answer) -> Answer:
    """Send who works for the agency, and has no second factor yet, to set one up before anything else."""
    from allauth.mfa.utils import is_mfa_enabled

    def answer(request: HttpRequest) -> HttpResponseBase:
        account = signed_in(request)
        free = request.path.startswith(("/account/", "/static/", "/health/"))
        if (
            account is None
            or free
            or settings.CONFIGURATION.demonstration
            or account.role not in AGENCY_ROLES
        ):
            return get_response(request)
        if is_mfa_enabled(account):
            return get_response(request)
        return redirect(reverse("mfa_activate_totp"))

    return answer


def readable_errors(get_response: Answer) -> Answer:
    """Turn what a person can act on into a page or a JSON problem with its sentence."""

    class Middleware:
        def __call__(self, request: HttpRequest) -> HttpResponseBase:
            return get_response(request)

        def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
            return problem(request, error, 422) if isinstance(error, UserError) else None

    return Middleware()


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
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """Answer 400."""
    return _no_page(request, 400, "bad-request")


@login_not_required
def our_fault(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return _no_page(request, 500, "our-fault")
