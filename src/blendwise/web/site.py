"""The site as a Django application."""

from django.apps import AppConfig


class Site(AppConfig):
    """All tables of the site; the desks own none."""

    name = "blendwise.web"
    label = "web"
    verbose_name = "Blendwise"

    def ready(self) -> None:
        """Listen to what happens when people sign in."""
        from blendwise.web.signing_in import follow_security_steps

        follow_security_steps()
