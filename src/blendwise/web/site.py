"""The site as a Django application."""

from django.apps import AppConfig


class Site(AppConfig):
    """All tables of the site; the desks own none."""

    name = "blendwise.web"
    label = "web"
    verbose_name = "Blendwise"
