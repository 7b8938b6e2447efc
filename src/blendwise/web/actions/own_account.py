"""What people do with their own account: its name and language, and its end."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from blendwise.errors import UserError
from blendwise.web.access import Role
from blendwise.web.actions.recording import action, record
from blendwise.web.models import Account, ApiToken

__all__ = ["change_own_account", "erase_account"]


@action
def change_own_account(*, by: Account, name: str, language: str) -> None:
    """Change one's name and language."""
    by.name, by.language = name, language
    by.save(update_fields=["name", "language"])
    record(by, "own-account-changed", by)


@action
def erase_account(*, by: Account) -> None:
    """Take out everything that says who one is, for good. The log keeps the id, which then points to nobody.

    Raises UserError for the only administrator: somebody must be able to invite others.
    """
    admins = Account.objects.filter(role=Role.ADMIN, is_active=True)
    if Role(by.role) is Role.ADMIN and not admins.exclude(pk=by.pk).exists():
        raise UserError("own_account.last-admin")
    for kept in (EmailAddress, Authenticator, SocialAccount):
        kept.objects.filter(user=by).delete()
    ApiToken.objects.filter(account=by).delete()
    record(by, "account-erased", by)
    by.name, by.email, by.is_active = "", f"{by.pk}@erased.invalid", False
    by.erased, by.last_login = timezone.now(), None
    by.set_unusable_password()
    by.save()
