"""The addresses of imports."""

from django.urls import path

from blendwise.web.imports.views.decisions import accept, discard, read_again
from blendwise.web.imports.views.feedback import feedback
from blendwise.web.imports.views.findings import findings
from blendwise.web.imports.views.imports import imports
from blendwise.web.imports.views.mapping import mapping
from blendwise.web.imports.views.one import one

app_name = "imports"
urlpatterns = [
    path("", imports, name="all"),
    path("<uuid:pk>", one, name="one"),
    path("<uuid:pk>/findings", findings, name="findings"),
    path("<uuid:pk>/feedback", feedback, name="feedback"),
    path("<uuid:pk>/mapping", mapping, name="mapping"),
    path("<uuid:pk>/accept", accept, name="accept"),
    path("<uuid:pk>/discard", discard, name="discard"),
    path("<uuid:pk>/read-again", read_again, name="read-again"),
]
