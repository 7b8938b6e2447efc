"""Who must sign in first: a page leads there, a program that asked for JSON is told so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase

from blendwise.errors import UserError
from blendwise.web.responses import problem, wants_json

__all__ = ["SigningInFirst"]


class SigningInFirst(LoginRequiredMiddleware):
    """Django's own, with 401 and a problem instead of an address where JSON was asked for."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Look for who asks only where it matters: an open address answers without session and database."""
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(  # type: ignore[override]  # its stub knows a redirect only; any answer will do
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        """Lead to where one signs in, or say that one must."""
        if wants_json(request):
            return problem(request, UserError("web.sign-in-first"), 401)
        return super().handle_no_permission(request, view_func)
