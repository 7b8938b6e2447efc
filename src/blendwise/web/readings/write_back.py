"""The closed loop: where own record and register differ, the file that mends it, and the proof once they agree."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from blendwise.intake.write_back import TickChange, write_back
from blendwise.language import say
from blendwise.store.own_record import Agreement, OwnDecision, Standing, standings
from blendwise.web.access import Scope
from blendwise.web.models import Decision
from blendwise.web.readings.own_records import own_activities, own_records
from blendwise.web.readings.paging import Page, page_of
from blendwise.web.readings.reach import in_reach
from blendwise.web.readings.register import register

__all__ = ["FORMS", "Difference", "WriteBackPage", "write_back_file", "write_back_page"]

FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
"""The forms in which the register takes an import, with their media types."""
_WRITABLE = (Agreement.TICK_LACKING, Agreement.TICK_SURPLUS, Agreement.DESCRIPTION_DIFFERS)
_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """A mobility on which own record and register were held beside each other."""

    project: str
    mobility: str
    says: str
    """How they stand to each other, in words."""
    agreement: Agreement
    since: date | None
    """Since which snapshot the register says what it says."""


@dataclass(frozen=True, slots=True)
class WriteBackPage:
    """What still has to be written back, and what the register has taken over."""

    open: int
    """How many mobilities differ."""
    writable: int
    """Of those, how many a file can mend."""
    fallen_back: int
    """How many were complete and are drafts in the register now."""
    agreeing: int
    """How many agree."""
    differences: tuple[Difference, ...]
    """Those that differ, a page of them."""
    page: Page
    proofs: tuple[Difference, ...]
    """The newest that agree, with the day since which they do."""
    projects: tuple[str, ...]
    """Projects with something to write back."""
    newest: date | None
    """The day of the newest export."""


def _held(whose: Scope) -> list[Standing]:
    """Hold every decision of an institution against the newest snapshot."""
    records = own_records(whose).exclude(decision="")
    titles = (
        {}
        if not _has_descriptions(whose)
        else dict(
            records.filter(activities__in=own_activities(whose))
            .order_by("-activities__made")
            .values_list("pk", "activities__title")
        )
    )  # the last one met is the oldest, and stays
    decisions = [
        OwnDecision(
            grant_agreement_number=r.grant_agreement_number, mobility_activity_id=r.mobility_activity_id,
            blended=r.decision == Decision.BLENDED,
            virtual_description=titles.get(r.pk) if r.decision == Decision.BLENDED else None,
        )
        for r in records.order_by("grant_agreement_number", "mobility_activity_id")
    ]  # fmt: skip
    return standings(register(), decisions) if decisions else []


def _has_descriptions(whose: Scope) -> bool:
    """Tell whether the register has room for descriptions: in vocational education it has a tick only."""
    table = in_reach(register().mobilities(), whose)
    return bool(table.virtual_description.notnull().any().to_polars())


def write_back_page(whose: Scope, number: int, language: str) -> WriteBackPage:
    """Return where own record and register stand to each other."""
    held = _held(whose)
    differing = [one for one in held if one.agreement is not Agreement.AGREES]
    agreeing = [one for one in held if one.agreement is Agreement.AGREES]
    page = page_of(len(differing), number, _PER_PAGE)
    writable = [one for one in differing if one.agreement in _WRITABLE]
    return WriteBackPage(
        open=len(differing),
        writable=len(writable),
        fallen_back=sum(one.agreement is Agreement.FALLEN_BACK for one in differing),
        agreeing=len(agreeing),
        differences=_shown(differing[page.start : page.end], language),
        page=page,
        proofs=_shown(sorted(agreeing, key=_newest, reverse=True)[:_PER_PAGE], language),
        projects=tuple(dict.fromkeys(one.decision.grant_agreement_number for one in writable)),
        newest=register().newest_day(),
    )


def _newest(standing: Standing) -> date:
    return standing.since or date.min


def _shown(held: Sequence[Standing], language: str) -> tuple[Difference, ...]:
    return tuple(
        Difference(
            one.decision.grant_agreement_number, one.decision.mobility_activity_id,
            say(f"own_record.{one.agreement}", language), one.agreement, one.since,
        )
        for one in held
    )  # fmt: skip


def write_back_file(whose: Scope, form: str) -> bytes:
    """Return the import file for the register, as `xlsx` or `csv`, with only the rows that change.

    Raises UserError where nothing differs that a file can mend.
    """
    changes = [
        TickChange(
            grant_agreement_number=one.decision.grant_agreement_number,
            mobility_activity_id=one.decision.mobility_activity_id,
            blended=one.decision.blended,
            virtual_description=one.decision.virtual_description,
        )
        for one in _held(whose)
        if one.agreement in _WRITABLE
    ]
    with tempfile.TemporaryDirectory() as folder:
        written = write_back(
            changes, Path(folder) / f"write-back.{form}", own_profiles=register().folder / "profiles"
        )
        return written.path.read_bytes()
