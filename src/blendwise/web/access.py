"""Who may what: roles and permissions as data. Nothing else decides.

Closed by default: `SigningInFirst` asks everybody to sign in, a view says with `permit` which
permission it needs or with `public` that it needs none, and a test walks all addresses for a view that says
neither. *Whose* rows a person sees is `scope`; every reading of mobilities takes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

if TYPE_CHECKING:
    from blendwise.web.models import Account

__all__ = [
    "AGENCY_ROLES",
    "INSTITUTION_ROLES",
    "PERMISSIONS",
    "Permission",
    "Role",
    "Scope",
    "may",
    "permit",
    "public",
    "scope",
    "signed_in",
    "someone",
]


class Role(StrEnum):
    """What a person is on this site."""

    ADMIN = "admin"
    OFFICER = "officer"
    COORDINATOR = "coordinator"
    READER = "reader"


AGENCY_ROLES = (Role.ADMIN, Role.OFFICER)
INSTITUTION_ROLES = (Role.COORDINATOR, Role.READER)


class Permission(StrEnum):
    """What can be allowed."""

    SEE_SECTOR = "see-sector"
    IMPORT = "import"  # whose exports, say the next two
    IMPORT_SECTOR = "import-sector"
    LINK_INSTITUTIONS = "link-institutions"
    WRITE_NOTES = "write-notes"
    RULE = "rule"
    KEEP_WEIGHTS = "keep-weights"
    MANAGE_PEOPLE = "manage-people"  # whose people, says `scope`
    MANAGE_SETTINGS = "manage-settings"
    READ_AUDIT_LOG = "read-audit-log"
    SEE_OWN = "see-own"
    IMPORT_OWN = "import-own"
    DECIDE_OWN = "decide-own"
    OWN_ACCOUNT = "own-account"


_OFFICER = {
    Permission.SEE_SECTOR,
    Permission.IMPORT,
    Permission.IMPORT_SECTOR,
    Permission.LINK_INSTITUTIONS,
    Permission.WRITE_NOTES,
    Permission.RULE,
    Permission.KEEP_WEIGHTS,
    Permission.OWN_ACCOUNT,
}
_READER = {Permission.SEE_OWN, Permission.OWN_ACCOUNT}
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(
        _OFFICER | {Permission.MANAGE_PEOPLE, Permission.MANAGE_SETTINGS, Permission.READ_AUDIT_LOG}
    ),
    Role.OFFICER: frozenset(_OFFICER),
    Role.COORDINATOR: frozenset(
        _READER | {Permission.IMPORT, Permission.IMPORT_OWN, Permission.DECIDE_OWN, Permission.MANAGE_PEOPLE}
    ),
    Role.READER: frozenset(_READER),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows somebody sees: everybody's, or those of one institution under all its legal shapes."""

    everyone: bool
    institutions: frozenset[str]
    """Keys of institutions, as `indicators.institution_key` makes them."""


def may(account: Account | None, permission: Permission) -> bool:
    """Tell whether somebody may do something."""
    return account is not None and account.is_active and permission in PERMISSIONS[Role(account.role)]


def scope(account: Account) -> Scope:
    """Return whose rows somebody sees. It is never an empty set, which a query could take for no limit at all."""
    if Role(account.role) in AGENCY_ROLES:
        return Scope(everyone=True, institutions=frozenset())
    if account.institution is None:
        raise PermissionDenied(account.role)
    return Scope(everyone=False, institutions=account.institution.all_keys())


P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def permit(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Let in only who has a permission; others get "not for you" and never learn whether the thing exists."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not may(signed_in(request), permission):
                raise PermissionDenied(permission)
            return view(request, *args, **kwargs)

        cast("Any", checked).permission = permission
        return checked

    return decorate


def public(view: View[P]) -> View[P]:
    """Open a view to everybody."""
    cast("Any", view).permission = None
    return cast("View[P]", login_not_required(cast("Any", view)))


def signed_in(request: HttpRequest) -> Account | None:
    """Return who asks, if that is known."""
    user = getattr(request, "user", None)
    return cast("Account", user) if user is not None and user.is_authenticated else None


def someone(request: HttpRequest) -> Account:
    """Return who asks, in a view that `permit` guards: there it is always known."""
    account = signed_in(request)
    if account is None:
        raise PermissionDenied
    return account
