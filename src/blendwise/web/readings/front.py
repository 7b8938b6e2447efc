"""What the front page needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from blendwise.web.access import Role
from blendwise.web.models import Agency
from blendwise.web.readings.open_figures import OpenFinding, open_finding

__all__ = ["FrontPage", "front_page"]


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What the front page shows."""

    agency: str
    """The name of the agency whose site this is."""
    demonstration_roles: tuple[str, ...]
    """Roles one can sign in as with one click; none on a real site."""
    finding: OpenFinding | None
    """What everybody may see; None where there is nothing."""


def front_page(on: date) -> FrontPage:
    """Return what the front page shows; `on` is the day whose rules of disclosure hold."""
    roles = tuple(Role) if settings.CONFIGURATION.demonstration else ()
    return FrontPage(Agency.current().name, roles, open_finding(on))
