"""How a program says who it is: with a token; a page of the site is known by its session."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from blendwise.errors import UserError
from blendwise.web.access import Permission, may
from blendwise.web.models import Account, TokenScope
from blendwise.web.readings.api_tokens import known_token
from blendwise.web.signing_in import token_lacks_second_factor

__all__ = ["Session", "Token", "caller"]

_READING = ("GET", "HEAD", "OPTIONS")


class Token(HttpBearer):
    """`Authorization: Bearer bw_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Account | None:
        """Return whom the token acts for; tell why where it does not open what is asked for."""
        found = known_token(token)
        if found is None:
            return None
        if token_lacks_second_factor(found.account):
            raise UserError("web.second-factor-first")
        if found.scope == TokenScope.READ and request.method not in _READING:
            raise UserError("web.token-reads-only")
        return found.account


class Session(SessionAuth):
    """Somebody who is signed in on the site."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Account | None:  # noqa: ARG002 - ninja calls it so
        """Return who is signed in."""
        return request.user if request.user.is_authenticated else None


def caller(request: HttpRequest, *permissions: Permission) -> Account:
    """Return who calls; only who has one of the permissions is let in."""
    account = cast("Account", request.auth)  # type: ignore[attr-defined]  # ninja puts it there
    if not any(may(account, permission) for permission in permissions):
        raise PermissionDenied(permissions)
    return account
