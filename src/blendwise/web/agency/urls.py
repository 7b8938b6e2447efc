"""The addresses of the agency desk."""

from django.urls import path

from blendwise.web.agency.views.budget import budget, forget, keep
from blendwise.web.agency.views.explore import explore
from blendwise.web.agency.views.institution import contact, institution, no_contact, no_note, note
from blendwise.web.agency.views.institutions import institutions, places
from blendwise.web.agency.views.known import known
from blendwise.web.agency.views.legal_shapes import legal_shapes, undo
from blendwise.web.agency.views.origins import origins
from blendwise.web.agency.views.overview import overview
from blendwise.web.agency.views.report import report
from blendwise.web.agency.views.rulings import rulings, withdraw
from blendwise.web.agency.views.snapshots import compare, snapshot, snapshots
from blendwise.web.agency.views.what_if import what_if

app_name = "agency"
urlpatterns = [
    path("", overview, name="overview"),
    path("report/<str:language>", report, name="report"),
    path("institutions", institutions, name="institutions"),
    path("institutions/places", places, name="places"),
    path("institutions/<uuid:of>", institution, name="institution"),
    path("institutions/<uuid:of>/note", note, name="note"),
    path("institutions/<uuid:of>/contact", contact, name="contact"),
    path("institutions/<uuid:of>/legal-shapes", legal_shapes, name="legal-shapes"),
    path("notes/<uuid:of>/remove", no_note, name="remove-note"),
    path("contacts/<uuid:of>/remove", no_contact, name="remove-contact"),
    path("legal-shapes/<uuid:of>/undo", undo, name="undo-link"),
    path("explore", explore, name="explore"),
    path("known", known, name="known"),
    path("rulings", rulings, name="rulings"),
    path("rulings/<uuid:ruling>/withdraw", withdraw, name="withdraw-ruling"),
    path("snapshots", snapshots, name="snapshots"),
    path("snapshots/compare", compare, name="compare"),
    path("snapshots/<str:name>", snapshot, name="snapshot"),
    path("budget", budget, name="budget"),
    path("budget/keep", keep, name="keep-weights"),
    path("budget/forget", forget, name="forget-weights"),
    path("what-if", what_if, name="what-if"),
    path("rows", origins, name="origins"),
]
