"""The addresses of the institution desk."""

from django.urls import path

from blendwise.web.institution.views.figures import figures

app_name = "institution"
urlpatterns = [
    path("", figures, name="figures"),
]
