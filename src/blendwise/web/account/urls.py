"""The addresses of one's own account; those of signing in itself are in `signing_in_urls`."""

from django.urls import path

from blendwise.web.account.views.demonstration import demonstration
from blendwise.web.account.views.invitation import invitation
from blendwise.web.account.views.own_account import account, erase, export
from blendwise.web.account.views.tokens import revoke, tokens

app_name = "own"
urlpatterns = [
    path("", account, name="account"),
    path("export", export, name="export"),
    path("erase", erase, name="erase"),
    path("invitation/<str:token>", invitation, name="invitation"),
    path("tokens", tokens, name="tokens"),
    path("tokens/<uuid:token>/revoke", revoke, name="revoke-token"),
    path("demonstration/<str:role>", demonstration, name="demonstration"),
]
