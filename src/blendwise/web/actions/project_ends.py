"""When a project ends, as its institution says it."""

from __future__ import annotations

from datetime import date

from blendwise.errors import UserError
from blendwise.web.access import scope
from blendwise.web.actions.recording import action, record
from blendwise.web.models import Account, ProjectEnd
from blendwise.web.readings.project_ends import projects_in_reach

__all__ = ["set_project_end"]

_LONGEST = 6
"""So many years after the year of its call every project has ended."""


@action
def set_project_end(*, by: Account, project: str, day: date | None) -> None:
    """Keep the last day of a project; None goes back to what the export says.

    Raises UserError where the project is not the institution's, or the day can't be one of its call.
    """
    if by.institution is None or project not in projects_in_reach(scope(by)):
        raise UserError("own_records.not-your-project", project=project)
    mine = ProjectEnd.objects.filter(institution=by.institution, grant_agreement_number=project)
    if day is None:
        mine.delete()
    else:
        call = int(project[:4]) if project[:4].isdecimal() else day.year
        if not call <= day.year <= call + _LONGEST:
            raise UserError(
                "own_records.unlikely-end", project=project, day=day, first=call, last=call + _LONGEST
            )
        ProjectEnd.objects.update_or_create(
            institution=by.institution, grant_agreement_number=project, defaults={"day": day, "by": by}
        )
    record(by, "project-end-set", by.institution, project=project, day=day.isoformat() if day else "")
