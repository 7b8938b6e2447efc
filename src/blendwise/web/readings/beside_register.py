"""What an institution keeps beside the register about one mobility."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from blendwise.programme import Outcome
from blendwise.programme.plain_facts import from_plain
from blendwise.web.access import Scope
from blendwise.web.readings.facts import Key
from blendwise.web.readings.own_records import own_activities, own_records
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
    outcome_before: Outcome | None
    """What the verdict was before a newer export turned it over; None where none did, or somebody looked since."""
    turned: date | None
    activities: tuple[tuple[UUID, str], ...]
    """Those of the own institution."""
    of_others: int
    """How many that other institutions of the consortium keep; their texts stay with them."""
    remarks: tuple[RemarkShown, ...]
    precedents: Precedents | None
    """What was decided before of like cases; None where no activity is known."""

    @property
    def contradicts(self) -> bool:
        """Whether the verdict goes against what was decided of all like cases before."""
        return bool(self.precedents and self.outcome and self.precedents.contradicts(self.outcome))


def beside_register(whose: Scope, key: Key) -> BesideRegister:
    """Return what an institution keeps about a mobility."""
    one = own_records(whose).filter(**asdict(key)).first()
    if one is None:
        return BesideRegister("", "", None, None, "", None, None, (), 0, (), None)
    activities = tuple(own_activities(whose).filter(mobilities=one).values_list("pk", "title"))
    remarks = one.remarks.filter(institution__key__in=whose.institutions).select_related("by")
    return BesideRegister(
        decision=one.decision, reason_not=one.reason_not, decided=one.decided.date() if one.decided else None,
        outcome=Outcome(one.outcome) if one.outcome else None, rules_version=one.rules_version,
        outcome_before=Outcome(one.outcome_before) if one.outcome_before else None,
        turned=one.turned.date() if one.turned else None,
        activities=activities, of_others=one.activities.count() - len(activities),
        remarks=tuple(RemarkShown(str(r.by or "–"), r.at, r.text) for r in remarks),
        precedents=precedents(whose, from_plain(one.facts), record=one.pk) if activities else None,
    )  # fmt: skip
