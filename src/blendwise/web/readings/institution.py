"""Everything about one institution, for the agency."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

import polars as pl

from blendwise.indicators import (
    Gap,
    Influence,
    Population,
    SnapshotChange,
    between_snapshots,
    gap_of,
    influences,
)
from blendwise.records import Unit
from blendwise.web.access import Scope
from blendwise.web.models import Institution
from blendwise.web.readings.call_choice import call_choice, figures_of, link_to, with_calls
from blendwise.web.readings.legal_shapes import LegalShape, links_of
from blendwise.web.readings.own_figures import OwnFigures, own_figures
from blendwise.web.readings.own_words import ThreeFigures, three_figures
from blendwise.web.readings.reach import coordinated_projects, own
from blendwise.web.readings.register import register, remembered
from blendwise.web.readings.row_findings import finding_of, findings_of
from blendwise.web.readings.sector import funnel_of, places_of
from blendwise.web.readings.view import View

__all__ = [
    "ApplicationRow",
    "ContactShown",
    "FindingKind",
    "InstitutionPage",
    "NoteShown",
    "PersonShown",
    "Plan",
    "findings_table",
    "institution_page",
]

_DAYS = 6
"""How many days of the register are compared at most."""
_SHOWN = 10
"""How many findings of a kind are written out; the file has all."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What was pledged and what became of it, all in participants."""

    applied: int
    pledged: int
    expected_by_budget: float | None
    expected_by_mix: float | None
    registered: int
    """All participants in the register."""
    blended: int
    """Those with a mobility that is registered as blended."""
    gap: Gap
    """The distance between pledge and register, as factors of volume and mix."""


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application of the institution, its lines added up; a grant is that of the whole application."""

    call: int | None
    grant_agreement_number: str | None
    participants: int
    pledged: int
    requested_grant: float | None
    awarded_grant: float | None


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding on rows that now hold."""

    code: str
    n: int
    sentences: tuple[str, ...]
    """The first ten, written out."""


@dataclass(frozen=True, slots=True)
class NoteShown:
    """A note of the agency."""

    id: UUID
    by: str
    made: datetime
    text: str


@dataclass(frozen=True, slots=True)
class ContactShown:
    """Whom the agency can reach."""

    id: UUID
    name: str
    work: str
    email: str
    telephone: str


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Somebody of the institution with an account."""

    name: str
    role: str
    active: bool
    last_signed_in: datetime | None


@dataclass(frozen=True, slots=True)
class InstitutionPage:
    """One institution, with the history of its earlier legal shapes."""

    id: UUID
    name: str
    oid: str
    view: View
    at: date | None
    figures: OwnFigures | None
    """None where the register does not speak of it."""
    calls_without_project: tuple[int, ...]
    """Calls that the register knows, in which it had no project: no zero."""
    influence: Influence | None
    """How much it weighs in the total; None where there is nothing to divide."""
    place: str
    """Where it lies in the funnel, in a word."""
    funnel_sentences: tuple[str, ...]
    rank_sentence: str | None
    plan: Plan | None
    """None where no application is known."""
    applications: tuple[ApplicationRow, ...]
    projects: tuple[str, ...]
    """Projects that it coordinates and in which others send participants too: consortia."""
    changes: tuple[SnapshotChange, ...]
    """Between each day of the register and the next, the newest first."""
    findings: tuple[FindingKind, ...]
    notes: tuple[NoteShown, ...]
    contacts: tuple[ContactShown, ...]
    people: tuple[PersonShown, ...]
    links: tuple[LegalShape, ...]
    """Its earlier and later legal shapes."""
    shares_counts: bool
    shares_texts: bool
    three: ThreeFigures
    """Registered, known and verified, apart from each other."""

    @property
    def link(self) -> str:
        """The choices of an address that always shows this view, whatever is imported later."""
        return link_to(self.view, self.at) if self.at else ""


def institution_page(institution: Institution, asked: View, language: str) -> InstitutionPage:
    """Return everything about an institution. Raises UserError for a call or name that does not exist."""
    view = with_calls(asked)[0]
    whose = Scope(everyone=False, institutions=institution.all_keys())
    figures, known = own_figures(whose, view), call_choice(view.at).calls
    name = _name_in(view, institution.key)
    place, sentences, rank = _standing(view, institution.key, name, language)
    return InstitutionPage(
        id=institution.pk, name=institution.name, oid=institution.key, view=view, at=register().newest_day(view.at),
        figures=figures,
        calls_without_project=tuple(c for c in known if figures and c not in figures.calls_with_project),
        influence=_influence(view, name), place=place, funnel_sentences=sentences, rank_sentence=rank,
        plan=_plan(view, institution.key), applications=_applications(whose),
        projects=_consortia(whose), changes=_changes(whose), findings=_findings(institution.key, language),
        notes=tuple(
            NoteShown(n.pk, n.by.name if n.by else "", n.made, n.text) for n in institution.notes.select_related("by")
        ),
        contacts=tuple(
            ContactShown(c.pk, c.name, c.work, c.email, c.telephone) for c in institution.contacts.all()
        ),
        people=tuple(
            PersonShown(p.name, p.role, p.is_active, p.last_login)
            for p in institution.people.filter(erased__isnull=True).order_by("name")
        ),
        links=links_of(institution), shares_counts=institution.shares_counts, shares_texts=institution.shares_texts,
        three=_three(whose, view),
    )  # fmt: skip


def _three(whose: Scope, view: View) -> ThreeFigures:
    """Return what is registered, in mobilities whatever the unit, beside what the institution knows and shares."""
    found = own_figures(whose, replace(view, unit=Unit.MOBILITIES))
    registered = (found.registered.numerator or 0) if found else 0
    return three_figures(registered, view.calls, Institution.objects.filter(key__in=whose.institutions))


def _name_in(view: View, key: str) -> str | None:
    """Return the name by which the figures of the sector call an institution; None where they do not."""
    found = figures_of(view, "institution").rows.filter(pl.col("institution_oid") == key)
    return None if found.is_empty() else str(found["institution"][0] or key)


def _influence(view: View, name: str | None) -> Influence | None:
    return next((i for i in influences(figures_of(view, "institution")) if i.institution == name), None)


def _standing(
    view: View, key: str, name: str | None, language: str
) -> tuple[str, tuple[str, ...], str | None]:
    """Return where an institution lies in the funnel, in a word and in sentences, and its place with its interval."""
    funnel, places = funnel_of(view), places_of(view)
    if funnel is None or places is None or name is None:
        return "none", (), None
    found = funnel.found
    sentences = (found.wide.about(name, language), found.outside.about(name, language))
    return funnel.position(key), sentences, places[0].about(name, language)


def _plan(view: View, key: str) -> Plan | None:
    found = figures_of(view, "institution").rows.filter(pl.col("institution_oid") == key)
    if found.is_empty() or found["pledged"][0] is None:
        return None
    row = found.row(0, named=True)
    return Plan(
        row["applied"], row["pledged"], row["expected_by_budget"], row["expected_by_mix"], row["participants"],
        row["with_participants"], gap_of(row),
    )  # fmt: skip


@remembered
def _applications(whose: Scope) -> tuple[ApplicationRow, ...]:
    """Return the applications in reach, newest call first."""
    lines = register().applications()
    if lines is None:
        return ()
    mine = lines.filter(own(lines, whose.institutions))
    found = (
        mine.group_by("call", "grant_agreement_number")
        .aggregate(
            participants=mine.participants.sum().fill_null(0),
            pledged=mine.blended_participants.sum().fill_null(0),
            requested=mine.requested_grant.max().cast("float64"),
            awarded=mine.awarded_grant.max().cast("float64"),
        )
        .to_polars()
        .sort("call", "grant_agreement_number", descending=[True, False], nulls_last=True)
    )
    return tuple(ApplicationRow(*row) for row in found.iter_rows())


@remembered
def _consortia(whose: Scope) -> tuple[str, ...]:
    """Return the projects that are coordinated and in which others send participants too."""
    projects, table = coordinated_projects(whose), register().mobilities()
    if not projects:
        return ()
    others = table.filter(table.grant_agreement_number.isin(list(projects)) & ~own(table, whose.institutions))
    return tuple(
        sorted(
            others.select("grant_agreement_number").distinct().to_polars()["grant_agreement_number"].to_list()
        )
    )


@remembered
def _changes(whose: Scope) -> tuple[SnapshotChange, ...]:
    """Compare the institution's mobilities between the last days of the register."""
    store = register()
    days = sorted({s.date for s in store.snapshots() if s.table == "mobilities"})[-_DAYS:]
    population = Population(institutions=tuple(sorted(whose.institutions)))
    changes = [
        between_snapshots(store.mobilities(a), store.mobilities(b), population, (a, b))
        for a, b in pairwise(days)
    ]
    return tuple(change for change in reversed(changes) if change.total or change.gone)


def _findings(key: str, language: str) -> tuple[FindingKind, ...]:
    """Return the findings of an institution by kind, the most frequent first."""
    kinds = findings_of((key,)).partition_by("code", as_dict=True)
    ordered = sorted(kinds.items(), key=lambda item: (-item[1].height, item[0]))
    return tuple(
        FindingKind(
            str(code),
            rows.height,
            tuple(finding_of(row).sentence(language) for row in rows.head(_SHOWN).iter_rows(named=True)),
        )
        for (code,), rows in ordered
    )


def findings_table(key: str, language: str) -> pl.DataFrame:
    """Return every finding of an institution with its sentence, as a table to take along."""
    rows = findings_of((key,))
    sentences = [finding_of(row).sentence(language) for row in rows.iter_rows(named=True)]
    shown = rows.drop("details", "key", "institution")
    return shown.with_columns(sentence=pl.Series(sentences, dtype=pl.String))
