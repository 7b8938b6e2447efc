"""The addresses of one's own account; those of signing in itself are allauth's."""

from django.urls import path

from blendwise.web.account.views.demonstration import demonstration
from blendwise.web.account.views.tokens import revoke, tokens

app_name = "own"
urlpatterns = [
    path("tokens", tokens, name="tokens"),
    path("tokens/<uuid:token>/revoke", revoke, name="revoke-token"),
    path("demonstration/<str:role>", demonstration, name="demonstration"),
]
