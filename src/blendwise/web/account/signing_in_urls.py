"""Which of allauth's addresses this site has: signing in and its second factor. There is no sign-up."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as elsewhere
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, re_path

from blendwise.web.access import Permission, permit, public
from blendwise.web.account.views.sign_on import sign_on, sign_on_answer

__all__ = ["urlpatterns"]


@public
def nothing_here(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001 - a view takes its request
    """Answer 404: allauth knows this address by its name, this site does not have it."""
    raise Http404


def _open(address: str, view: Any, name: str) -> URLPattern:
    return path(address, public(view), name=name)


def _own(address: str, view: Any, name: str) -> URLPattern:
    return path(address, permit(Permission.OWN_ACCOUNT)(view), name=name)


urlpatterns = [
    _open("login/", account.login, "account_login"),
    _open("logout/", account.logout, "account_logout"),
    _open("inactive/", account.account_inactive, "account_inactive"),
    _open("password/reset/", account.password_reset, "account_reset_password"),
    _open("password/reset/done/", account.password_reset_done, "account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    _open("password/reset/key/done/", account.password_reset_from_key_done, "account_reset_password_from_key_done"),
    _own("password/change/", account.password_change, "account_change_password"),
    _own("password/set/", account.password_set, "account_set_password"),
    _own("reauthenticate/", account.reauthenticate, "account_reauthenticate"),
    _open("second-factor/authenticate/", factor.authenticate, "mfa_authenticate"),
    _open("second-factor/keys/login/", webauthn.login_webauthn, "mfa_login_webauthn"),
    _own("second-factor/", factor.index, "mfa_index"),
    _own("second-factor/reauthenticate/", factor.reauthenticate, "mfa_reauthenticate"),
    _own("second-factor/app/activate/", totp.activate_totp, "mfa_activate_totp"),
    _own("second-factor/app/deactivate/", totp.deactivate_totp, "mfa_deactivate_totp"),
    _own("second-factor/recovery-codes/", recovery.view_recovery_codes, "mfa_view_recovery_codes"),
    _own("second-factor/recovery-codes/generate/", recovery.generate_recovery_codes, "mfa_generate_recovery_codes"),
    _own("second-factor/recovery-codes/download/", recovery.download_recovery_codes, "mfa_download_recovery_codes"),
    _own("second-factor/keys/", webauthn.list_webauthn, "mfa_list_webauthn"),
    _own("second-factor/keys/add/", webauthn.add_webauthn, "mfa_add_webauthn"),
    _own("second-factor/keys/reauthenticate/", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    _own("second-factor/keys/<int:pk>/remove/", webauthn.remove_webauthn, "mfa_remove_webauthn"),
    _own("second-factor/keys/<int:pk>/edit/", webauthn.edit_webauthn, "mfa_edit_webauthn"),
    path("sign-on/<str:provider_id>/", sign_on, name="openid_connect_login"),
    path("sign-on/<str:provider_id>/answer/", sign_on_answer, name="openid_connect_callback"),
    _open("sign-on-cancelled/", elsewhere.login_cancelled, "socialaccount_login_cancelled"),
    _open("sign-on-failed/", elsewhere.login_error, "socialaccount_login_error"),
    *(
        path(f"none/{name}/", nothing_here, name=name)
        for name in ("account_signup", "account_email", "socialaccount_signup", "socialaccount_connections")
    ),
]  # fmt: skip
