"""The addresses of the agency desk."""

from django.urls import path

from blendwise.web.agency.views.overview import overview
from blendwise.web.agency.views.report import report

app_name = "agency"
urlpatterns = [
    path("", overview, name="overview"),
    path("report/<str:language>", report, name="report"),
]
