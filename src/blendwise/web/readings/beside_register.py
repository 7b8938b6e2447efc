"""What an institution keeps beside the register about one mobility."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from blendwise.language import say
from blendwise.programme import Outcome, activity_types
from blendwise.programme.plain_facts import from_plain
from blendwise.programme.short_check import FOLLOW_UPS
from blendwise.web.access import Scope
from blendwise.web.models import OwnRecord
from blendwise.web.readings.activity_check import FollowUp, follow_up
from blendwise.web.readings.facts import TOLD_BESIDE, Key, judged, own_rows
from blendwise.web.readings.own_records import own_activities, own_records
from blendwise.web.readings.verdicts import Precedents, precedents

__all__ = ["BesideRegister", "RemarkShown", "StayTold", "beside_register", "stay_questions"]


@dataclass(frozen=True, slots=True)
class RemarkShown:
    """A line of the discussion."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class StayTold:
    """A fact of the stay, and how it is asked."""

    label: str
    answer: str
    asked: FollowUp


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
    stay_told: tuple[StayTold, ...]
    """What was told of the stay that the register does not say."""
    stay_asked: FollowUp | None
    """What the verdict asks of the stay; None where it asks nothing that can be told here."""
    remarks: tuple[RemarkShown, ...]
    precedents: Precedents | None
    """What was decided before of like cases; None where no activity is known."""

    @property
    def contradicts(self) -> bool:
        """Whether the verdict goes against what was decided of all like cases before."""
        return bool(self.precedents and self.outcome and self.precedents.contradicts(self.outcome))


def beside_register(whose: Scope, key: Key, language: str) -> BesideRegister:
    """Return what an institution keeps about a mobility."""
    one = own_records(whose).filter(**asdict(key)).first()
    if one is None:
        return BesideRegister("", "", None, None, "", None, None, (), 0, (), None, (), None)
    activities = tuple(own_activities(whose).filter(mobilities=one).values_list("pk", "title"))
    remarks = one.remarks.filter(institution__key__in=whose.institutions).select_related("by")
    return BesideRegister(
        decision=one.decision, reason_not=one.reason_not, decided=one.decided.date() if one.decided else None,
        outcome=Outcome(one.outcome) if one.outcome else None, rules_version=one.rules_version,
        outcome_before=Outcome(one.outcome_before) if one.outcome_before else None,
        turned=one.turned.date() if one.turned else None,
        activities=activities, of_others=one.activities.count() - len(activities),
        stay_told=tuple(_stay_told(one.stay_facts, language)), stay_asked=_stay_asked(one, language),
        remarks=tuple(RemarkShown(str(r.by or "–"), r.at, r.text) for r in remarks),
        precedents=precedents(whose, from_plain(one.facts), record=one.pk) if activities else None,
    )  # fmt: skip


def stay_questions(whose: Scope, keys: Iterable[Key]) -> tuple[str, ...]:
    """Return what the rules can ask of the stays of mobilities and the register does not say, as answers are named."""
    kinds = (activity_types().get(row["activity_type"] or "") for row in own_rows(whose, keys).values())
    fields = {field for kind in kinds if kind for field in kind.fields}
    asked = [name for name in TOLD_BESIDE if (name in _OF_ALL_FIELDS or _HIGHER in fields)]
    return tuple(name.replace("_", "-") for name in asked)


_HIGHER = "HED"
_OF_ALL_FIELDS = ("shorter_stay_justified",)
"""What is asked outside higher education too."""


def _stay_told(facts: Mapping[str, Any], language: str) -> Iterator[StayTold]:
    for name, value in facts.items():
        asked = follow_up(FOLLOW_UPS[name], language)
        answer = say(f"web.activity.reply.{value}", language) if asked.choices else str(value)
        yield StayTold(say(f"short_check.follow.{asked.name}.short", language), answer, asked)


def _stay_asked(one: OwnRecord, language: str) -> FollowUp | None:
    verdict = judged(from_plain(one.facts), one.call)
    asks = verdict.question.asks if verdict and verdict.question else None
    return follow_up(FOLLOW_UPS[asks], language) if asks in TOLD_BESIDE else None
