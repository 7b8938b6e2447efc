"""What an institution keeps beside the register about one mobility."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from blendwise.programme import Outcome
from blendwise.programme.plain_facts import from_plain
from blendwise.web.access import Scope
from blendwise.web.models import OwnRecord
from blendwise.web.readings.facts import Key
from blendwise.web.readings.verdicts import Precedents, precedents

__all__ = ["BesideRegister", "RemarkShown", "beside_register"]


@dataclass(frozen=True, slots=True)
class RemarkShown:
    """A line of the discussion."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class BesideRegister:
    """Decision, verdict, virtual activities and discussion; all empty where nothing was kept yet."""

    decision: str
    reason_not: str
    decided: date | None
    outcome: Outcome | None
    rules_version: str
    activities: tuple[tuple[UUID, str], ...]
    remarks: tuple[RemarkShown, ...]
    precedents: Precedents | None
    """What was decided before of like cases; None where no activity is known."""

    @property
    def contradicts(self) -> bool:
        """Whether the verdict goes against what was decided of all like cases before."""
        return bool(self.precedents and self.outcome and self.precedents.contradicts(self.outcome))


def beside_register(whose: Scope, key: Key) -> BesideRegister:
    """Return what an institution keeps about a mobility."""
    one = OwnRecord.objects.filter(
        grant_agreement_number=key.grant_agreement_number, mobility_activity_id=key.mobility_activity_id,
        institution__key__in=whose.institutions,
    ).first()  # fmt: skip
    if one is None:
        return BesideRegister("", "", None, None, "", (), (), None)
    activities = tuple(one.activities.values_list("pk", "title"))
    return BesideRegister(
        decision=one.decision, reason_not=one.reason_not, decided=one.decided.date() if one.decided else None,
        outcome=Outcome(one.outcome) if one.outcome else None, rules_version=one.rules_version, activities=activities,
        remarks=tuple(RemarkShown(str(r.by or "–"), r.at, r.text) for r in one.remarks.select_related("by")),
        precedents=precedents(whose, from_plain(one.facts)) if activities else None,
    )  # fmt: skip
