"""The addresses of one's own account; those of signing in itself are allauth's."""

from django.urls import path

from blendwise.web.account.views.demonstration import demonstration

app_name = "own"
urlpatterns = [
    path("demonstration/<str:role>", demonstration, name="demonstration"),
]
