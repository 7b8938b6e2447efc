"""What somebody knows about a mobility and the virtual activities around it. None is "not told yet"."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Evidence", "Facts", "Party", "Purpose", "Reply", "TookPart", "VirtualActivity", "When"]


class Reply(StrEnum):
    """An answer to a plain question; partly is never taken as no, it leads to a further question."""

    YES = "yes"
    NO = "no"
    PARTLY = "partly"


class Party(StrEnum):
    """With whom the virtual activity is done."""

    HOST = "host"
    """The school or organisation that receives the participant."""
    WORKPLACE = "workplace"
    PEERS_ABROAD = "peers-abroad"
    """Learners or colleagues at the place of the stay."""
    COURSE_PROVIDER = "course-provider"
    MIXED_GROUP = "mixed-group"
    """A group of people from several countries, made for this mobility."""
    ELSEWHERE_ABROAD = "elsewhere-abroad"
    """People in another country who have no part in the stay."""
    HOME = "home"
    """The own school, class or family."""
    NOBODY = "nobody"


class Purpose(StrEnum):
    """What the virtual activity is for."""

    LEARNING = "learning"
    GETTING_TO_KNOW = "getting-to-know"
    """Getting to know people or the place, for the task."""
    PREPARING = "preparing"
    FOLLOWING_UP = "following-up"
    ARRANGING = "arranging"
    """Arranging the trip: contract, travel, housing, insurance."""


class When(StrEnum):
    """When the virtual activity takes place."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"
    LESSON_OF_STAY = "lesson-of-stay"
    """A lesson or work of the stay itself, followed online on the spot."""
    OUTSIDE_PROJECT = "outside-project"
    """Before the project began or after it ended."""


class TookPart(StrEnum):
    """Who takes part on the own side."""

    PARTICIPANTS = "participants"
    STAFF_ONLY = "staff-only"


class Evidence(StrEnum):
    """What is kept of a virtual activity."""

    DATE = "date"
    WHO = "who"
    WITH_WHOM = "with-whom"
    WHAT = "what"
    ITEM = "item"
    """One thing from it: a screenshot, an assignment, a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualActivity:
    """One thing done online or at a distance with the other side."""

    through_ict: Reply | None = None
    """Was something done online, or filmed and sent?"""
    part_of_plan: Reply | None = None
    """Was it part of the plan for this stay: same people, same aim?"""
    with_whom: frozenset[Party] | None = None
    purposes: frozenset[Purpose] | None = None
    took_part: TookPart | None = None
    number_taking_part: int | None = None
    """How many participants take part; asked for groups only."""
    out_of: int | None = None
    """How many are in all the groups it is done with, where it is more than one; 0 if one of them is not known."""
    when: When | None = None
    both_ways: Reply | None = None
    """Could both sides answer, live or in turns?"""
    general_offer: Reply | None = None
    """Is it an offer that anyone gets, also without this mobility?"""
    agreed_with_host: Reply | None = None
    """Does it stand in the learning agreement, or was it agreed with the host? Asked for general offers."""
    kept: frozenset[Evidence] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one mobility."""

    activity_type: str | None = None
    """A code, such as `LM-SHORT-VET`; `programme.recognise` finds it from a name."""
    travelled: Reply | None = None
    calendar_days: int | None = None
    """Days on the spot from the first to the last, without travel days: how the register counts."""
    school_days: int | None = None
    """Days of school or work on the spot, as a timetable counts."""
    virtual_days: int | None = None
    """Days of virtual work; asked only where the rules let some of them count, which no call does so far."""
    fewer_opportunities: Reply | None = None
    shorter_stay_justified: Reply | None = None
    partner_country: Reply | None = None
    """Is the stay in a country that is not associated to the programme? Asked in higher education only."""
    participants: int | None = None
    """People in the mobility, without accompanying persons; asked for groups only."""
    virtual_activities: tuple[VirtualActivity, ...] | None = None
    """None is "not told", an empty tuple "there were none"."""
    ects: int | None = None
    institutions: int | None = None
    countries: int | None = None
    together_online: Reply | None = None
    """Do the learners work together online, at the same time? Asked for blended intensive programmes."""
