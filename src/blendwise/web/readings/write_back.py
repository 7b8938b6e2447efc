"""The closed loop: where own record and register differ, the file that mends it, and the proof once they agree."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from blendwise.errors import UserError
from blendwise.intake.write_back import TickChange, write_back
from blendwise.language import say
from blendwise.programme import When
from blendwise.store import (
    Agreement,
    ExportLayout,
    FallenBack,
    OwnDecision,
    Standing,
    export_layouts,
    fallen_back,
    standings,
)
from blendwise.web.access import Scope
from blendwise.web.models import Decision, OwnRecord, VirtualActivity
from blendwise.web.readings.own_records import own_activities, own_records
from blendwise.web.readings.paging import Page, page_of
from blendwise.web.readings.project_ends import LastDay, last_days
from blendwise.web.readings.reach import in_reach
from blendwise.web.readings.register import register, remembered

__all__ = ["FORMS", "Difference", "WriteBackPage", "write_back_file", "write_back_page"]

FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
"""The forms in which the register takes an import, with their media types."""
_WRITABLE = (Agreement.TICK_LACKING, Agreement.TICK_SURPLUS, Agreement.DESCRIPTION_LACKING)
_SETTLED = (Agreement.AGREES, Agreement.DESCRIPTION_DIFFERS)
_PER_PAGE = 100
T = TypeVar("T")
_TIMINGS = {When.BEFORE: "Before", When.DURING: "During", When.AFTER: "After"}
"""How the register says when a virtual part takes place (seen for higher education; for vocational assumed)."""


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
    own_description: str | None
    registered_description: str | None


@dataclass(frozen=True, slots=True)
class WriteBackPage:
    """What still has to be written back, and what the register has taken over."""

    open: int
    """How many mobilities differ."""
    writable: int
    """Of those, how many a file can mend."""
    agreeing: int
    """How many agree."""
    differences: tuple[Difference, ...]
    """Those that differ, a page of them."""
    page: Page
    proofs: tuple[Difference, ...]
    """The newest that agree, with the day since which they do."""
    otherwise_described: tuple[Difference, ...]
    """Those of which the register holds another description: it stays, unless somebody chooses to replace it."""
    fallen_back: tuple[FallenBack, ...]
    """All in reach that were complete and are drafts in the register now, whether decided on or not."""
    projects: tuple[LastDay, ...]
    """Every project, with the last day on which something can still be ticked."""
    one_layout: bool
    """Whether one file can hold all projects: their exports came in one layout."""
    newest: date | None
    """The day of the newest export."""

    @property
    def to_write(self) -> tuple[LastDay, ...]:
        """Projects with something to write back, or a description that can be replaced."""
        return tuple(one for one in self.projects if one.changes)


def _held(whose: Scope) -> list[Standing]:
    """Hold every decision of an institution against the newest snapshot."""
    records = own_records(whose).exclude(decision="")
    ordered = list(records.order_by("grant_agreement_number", "mobility_activity_id"))
    layouts = export_layouts(register(), {r.grant_agreement_number for r in ordered})
    told = _first_activities(whose, ordered)
    decisions = [_decision(one, told.get(one.pk), layouts.get(one.grant_agreement_number)) for one in ordered]
    return standings(register(), decisions) if decisions else []


def _first_activities(whose: Scope, records: Sequence[OwnRecord]) -> dict[object, VirtualActivity]:
    """Return, of records decided as blended, the virtual activity that was kept first."""
    blended = [one.pk for one in records if one.decision == Decision.BLENDED]
    links = OwnRecord.activities.through.objects.filter(
        ownrecord__in=blended, virtualactivity__in=own_activities(whose)
    )
    newest_first = links.select_related("virtualactivity").order_by("-virtualactivity__made")
    return {link.ownrecord_id: link.virtualactivity for link in newest_first}  # the last one met stays


def _decision(one: OwnRecord, told: VirtualActivity | None, layout: ExportLayout | None) -> OwnDecision:
    """Return a decision with what is told of its virtual part, as far as the register has room for it."""
    cells: dict[str, object] = {}
    if told is not None:
        hours = None if told.contact_hours is None else float(told.contact_hours)
        timing = _TIMINGS.get(When(told.when)) if told.when else None
        cells = {"virtual_description": told.title, "virtual_contact_hours": hours, "virtual_timing": timing}
    room = {name: cell for name, cell in cells.items() if layout is not None and layout.has_room_for(name)}
    return OwnDecision(
        grant_agreement_number=one.grant_agreement_number,
        mobility_activity_id=one.mobility_activity_id,
        blended=one.decision == Decision.BLENDED,
        **room,  # type: ignore[arg-type]  # each of the type of its own field
    )


@remembered
def _fallen_back(whose: Scope) -> tuple[FallenBack, ...]:
    table = in_reach(register().mobilities(), whose)
    drafts = table.filter(table.status == "draft")
    rows = drafts.select("grant_agreement_number", "mobility_activity_id", "blended").to_polars()
    return tuple(fallen_back(register(), rows)) if len(rows) else ()


def write_back_page(whose: Scope, number: int, today: date, language: str) -> WriteBackPage:
    """Return where own record and register stand to each other, and until when that can be mended."""
    held = _held(whose)
    differing = [one for one in held if one.agreement not in _SETTLED]
    agreeing = [one for one in held if one.agreement is Agreement.AGREES]
    otherwise = [one for one in held if one.agreement is Agreement.DESCRIPTION_DIFFERS]
    page = page_of(len(differing), number, _PER_PAGE)
    writable = [one for one in differing if one.agreement in _WRITABLE]
    changes = Counter(one.decision.grant_agreement_number for one in [*writable, *otherwise])
    return WriteBackPage(
        open=len(differing),
        writable=len(writable),
        agreeing=len(agreeing),
        differences=_shown(differing[page.start : page.end], language),
        page=page,
        proofs=_shown(sorted(agreeing, key=_newest, reverse=True)[:_PER_PAGE], language),
        otherwise_described=_shown(otherwise[:_PER_PAGE], language),
        fallen_back=_fallen_back(whose),
        projects=last_days(whose, changes, today, language),
        one_layout=_one_layout(changes) is not None,
        newest=register().newest_day(),
    )


def _newest(standing: Standing) -> date:
    return standing.since or date.min


def _shown(held: Sequence[Standing], language: str) -> tuple[Difference, ...]:
    return tuple(
        Difference(
            one.decision.grant_agreement_number, one.decision.mobility_activity_id,
            say(f"own_record.{one.agreement}", language), one.agreement, one.since,
            one.decision.virtual_description, one.registered_description,
        )
        for one in held
    )  # fmt: skip


def _one_layout(projects: Iterable[str]) -> ExportLayout | None:
    """Return the layout in which the exports of projects came; None where they came in several."""
    layouts = list(export_layouts(register(), set(projects)).values())
    first = layouts[0] if layouts else None
    return first if all(one == first for one in layouts) else None


def write_back_file(whose: Scope, form: str, project: str = "", *, replace: bool = False) -> bytes:
    """Return the import file for the register, as `xlsx` or `csv`, with only the rows that change.

    It is in the layout in which the newest export came, of one project or of all. `replace` puts our descriptions in
    the place of those that the register holds already. Raises UserError where nothing differs that a file can mend, or
    the exports of the projects came in several layouts.
    """
    wanted = (*_WRITABLE, Agreement.DESCRIPTION_DIFFERS) if replace else _WRITABLE
    changing = [
        one for one in _held(whose)
        if one.agreement in wanted and project in ("", one.decision.grant_agreement_number)
    ]  # fmt: skip
    layout = _one_layout(one.decision.grant_agreement_number for one in changing)
    if changing and layout is None:
        raise UserError("write_back.several-layouts")
    with tempfile.TemporaryDirectory() as folder:
        written = write_back(
            [_change(one, replace=replace) for one in changing], Path(folder) / f"write-back.{form}",
            profile=layout.profile if layout else None, headers=layout.headers if layout else None,
            words=layout.words if layout else None,
        )  # fmt: skip
        return written.path.read_bytes()


def _change(one: Standing, *, replace: bool) -> TickChange:
    """Return what is to stand in the register: what it holds of the virtual part stays, unless told otherwise."""
    own = one.decision
    return TickChange(
        grant_agreement_number=own.grant_agreement_number,
        mobility_activity_id=own.mobility_activity_id,
        blended=own.blended,
        virtual_description=_to_stand(own.virtual_description, one.registered_description, replace=replace),
        virtual_contact_hours=_to_stand(
            own.virtual_contact_hours, one.registered_contact_hours, replace=replace
        ),
        virtual_timing=_to_stand(own.virtual_timing, one.registered_timing, replace=replace),
    )


def _to_stand(ours: T | None, theirs: T | None, *, replace: bool) -> T | None:
    return ours if ours is not None and (replace or theirs is None) else theirs
