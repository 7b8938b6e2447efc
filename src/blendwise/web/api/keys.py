"""How a program says who it is: with a token; a page of the site is known by its session."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from blendwise.errors import UserError
from blendwise.web.access import Permission, may
from blendwise.web.models import Account
from blendwise.web.readings.api_tokens import account_of_token
from blendwise.web.signing_in import token_lacks_second_factor

__all__ = ["Session", "Token", "caller"]


class Token(HttpBearer):
    """`Authorization: Bearer bw_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Account | None:  # noqa: ARG002 - ninja calls it so
        """Return whom the token acts for; an agency role that lacks a second factor is told so."""
        account = account_of_token(token)
        if account is not None and token_lacks_second_factor(account):
            raise UserError("web.second-factor-first")
        return account


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
