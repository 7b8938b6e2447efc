"""The addresses of the agency desk."""

from django.urls import path

from blendwise.web.agency.views.overview import overview

app_name = "agency"
urlpatterns = [
    path("", overview, name="overview"),
]
