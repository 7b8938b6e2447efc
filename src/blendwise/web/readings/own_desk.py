"""The first page of an institution: its own figures, the sector around it, and the consortia it coordinates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from blendwise.indicators import Figure, Figures, Query, figures
from blendwise.records import Unit
from blendwise.web.access import Scope
from blendwise.web.models import Institution
from blendwise.web.readings.call_choice import call_choice, with_calls
from blendwise.web.readings.evidence import LeavingEvidence, leaving_evidence
from blendwise.web.readings.own_figures import OwnFigures, own_figures
from blendwise.web.readings.own_words import ThreeFigures, three_figures
from blendwise.web.readings.reach import coordinated_projects
from blendwise.web.readings.register import register, remembered
from blendwise.web.readings.sector_distribution import Distribution, distribution
from blendwise.web.readings.view import View

__all__ = ["MemberFigure", "OwnDesk", "own_desk"]


@dataclass(frozen=True, slots=True)
class MemberFigure:
    """What one sender registered in the projects that are coordinated."""

    institution: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class OwnDesk:
    """What an institution sees first."""

    name: str
    view: View
    ways: tuple[tuple[int, ...], ...]
    """The calls that can be chosen. Which institutions had a project in them is not for this desk."""
    at: date | None
    figures: OwnFigures | None
    """None where the register does not speak of it."""
    calls_without_project: tuple[int, ...]
    sector: Distribution | None
    """None where the sector is too small to stay anonymous."""
    members: tuple[MemberFigure, ...]
    """Of each sender in the coordinated projects, also its own; empty without members."""
    three: ThreeFigures
    """Registered, known and verified, apart from each other."""
    leaving: tuple[LeavingEvidence, ...]
    """Evidence that is soon deleted."""


def own_desk(whose: Scope, name: str, asked: View, on: date) -> OwnDesk:
    """Return the first page of an institution. Raises UserError for a call that does not exist."""
    view, choice = with_calls(replace(asked, without=()))[0], call_choice(asked.at)
    found = own_figures(whose, view)
    absent = tuple(c for c in choice.calls if found and c not in found.calls_with_project)
    return OwnDesk(
        name, view, choice.ways, register().newest_day(view.at), found, absent, distribution(whose, on),
        _members(whose, view), _three(whose, view), leaving_evidence(whose, on),
    )  # fmt: skip


def _three(whose: Scope, view: View) -> ThreeFigures:
    """Return what is registered, in mobilities whatever the unit, beside what the institution knows itself."""
    found = own_figures(whose, replace(view, unit=Unit.MOBILITIES))
    registered = (found.registered.numerator or 0) if found else 0
    own = Institution.objects.filter(key__in=whose.institutions)
    return three_figures(registered, view.calls, own, shared_only=False)


@remembered
def _members(whose: Scope, view: View) -> tuple[MemberFigure, ...]:
    """Count by sender in the coordinated projects; none where nobody else sends in them."""
    projects = coordinated_projects(whose)
    if not projects:
        return ()
    table = register().mobilities(view.at)
    population = register().population(calls=view.calls, drafts=view.drafts, at=view.at)
    found: Figures = figures(
        table.filter(table.grant_agreement_number.isin(list(projects))), None,
        Query(population, ("institution",), view.unit, at=register().newest_day(view.at)),
    )  # fmt: skip
    members = tuple(MemberFigure(str(f.group["institution"] or ""), f) for f in found)
    return members if len(members) > 1 else ()
