"""Until when something can still be ticked, per project: its end, and the time for the final report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from blendwise.language import say
from blendwise.programme import source_name
from blendwise.programme.final_report import reporting_period
from blendwise.web.access import Scope
from blendwise.web.models import ProjectEnd
from blendwise.web.readings.reach import in_reach
from blendwise.web.readings.register import register, remembered

__all__ = ["LastDay", "last_days", "projects_in_reach"]


@dataclass(frozen=True, slots=True)
class LastDay:
    """A project, when it ends, and until when the register takes an import of it."""

    project: str
    changes: int
    """How many mobilities a file can put right."""
    registered: date | None
    """When the project ends by the export; None where that doesn't say so."""
    own: date | None
    """When it ends by the institution, which goes before."""
    last_day: date | None
    """The last day for the final report; None where the end is not known."""
    over: bool
    """Whether that day is past."""
    days: int | None
    """So many days after the end the report is due; None where no source says so."""
    status: str
    """How sure that is, as a word."""
    sources: tuple[str, ...]

    @property
    def end(self) -> date | None:
        """When the project ends."""
        return self.own or self.registered


@remembered
def _ends_in_register(whose: Scope) -> dict[str, date | None]:
    table = in_reach(register().mobilities(), whose)
    ends = table.group_by("grant_agreement_number").aggregate(end=table.project_end_date.max()).to_polars()
    return dict(ends.sort("grant_agreement_number", descending=True).iter_rows())


def projects_in_reach(whose: Scope) -> tuple[str, ...]:
    """Return the projects of which somebody sees mobilities, the newest first."""
    return tuple(_ends_in_register(whose))


def last_days(whose: Scope, changes: Mapping[str, int], today: date, language: str) -> tuple[LastDay, ...]:
    """Return, per project in reach, until when something can still be ticked; `changes` is what is still to be."""
    entered = ProjectEnd.objects.filter(institution__key__in=whose.institutions)
    own = {one.grant_agreement_number: one.day for one in entered.order_by("changed")}
    return tuple(
        _last_day(project, registered, own.get(project), changes.get(project, 0), today, language)
        for project, registered in _ends_in_register(whose).items()
    )


def _last_day(
    project: str, registered: date | None, own: date | None, changes: int, today: date, language: str
) -> LastDay:
    period, end = reporting_period(project), own or registered
    last = period.last_day(end) if period and end else None
    return LastDay(
        project, changes, registered, own, last, last is not None and last < today, period.days if period else None,
        say(f"programme.statuses.{period.status}", language) if period else "",
        tuple(source_name(one, language) for one in period.source_ids) if period else (),
    )  # fmt: skip
