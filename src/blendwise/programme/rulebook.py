"""The programme's rules as values: each with its source and with how sure it is.

Nothing asks for "the current value": rules are read for a call year, with `rules_at`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from blendwise.language import has, say

__all__ = [
    "ActivityRule",
    "ActivityType",
    "Blending",
    "CallRules",
    "Criterion",
    "DayBasis",
    "RuleValue",
    "Rulebook",
    "Source",
    "Status",
]

T = TypeVar("T")


class Status(StrEnum):
    """How sure a value of the programme is."""

    OFFICIAL = "official"
    """Read in a text of the Commission or of the law."""
    SEEN = "seen"
    """Read on a page that quotes the programme guide."""
    KNOWN = "known"
    """General knowledge of the programme, not seen on a page."""
    OWN = "own"
    """Our interpretation."""
    ASSUMED = "assumed"
    """Taken over from an earlier call or from a neighbouring field."""
    CONFLICT = "conflict"
    """Two sources disagree; both values are kept and none is chosen."""
    NOT_FOUND = "not-found"
    """Looked for and not there."""


class Blending(StrEnum):
    """Whether an activity may have a virtual part."""

    OPTIONAL = "optional"
    COMPULSORY = "compulsory"
    IMPOSSIBLE = "impossible"


class DayBasis(StrEnum):
    """How the days of a stay are counted."""

    CALENDAR = "calendar"
    """Every day from the first to the last on the spot."""
    SCHOOL = "school"
    """Only the days on which there is school or work."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: a page that was read in a month, or knowledge that is named as such."""

    id: str
    address: str | None
    read: str
    official: bool = False

    def name(self, language: str) -> str:
        """Return what this source is, in a language."""
        key = f"programme.sources.{self.id}"
        return say(key, language) if has(key, language) else self.id


@dataclass(frozen=True, slots=True)
class RuleValue(Generic[T]):
    """One value of the programme, with its origin.

    `value` is None where nobody knows it (`not-found`) or where sources disagree (`conflict`); then
    `claims` has every value that a source gives, with that source.
    """

    value: T | None
    status: Status
    sources: tuple[Source, ...]
    stated_in: int
    """The call whose file states the value; an earlier call than asked for means that it was taken over."""
    claims: tuple[tuple[T, Source], ...] = ()

    @property
    def possible(self) -> tuple[T, ...]:
        """Every value that may hold: one, those in conflict, or none if not found."""
        if self.value is not None:
            return (self.value,)
        return tuple(dict.fromkeys(value for value, _ in self.claims))


@dataclass(frozen=True, slots=True)
class ActivityType:
    """A kind of mobility, as the register names it."""

    code: str
    code_status: Status
    """`seen` in the register's documentation, or `own` where no page names a code."""
    who: str
    """`learner` or `staff`."""
    direction: str
    """`outgoing`, or `incoming`: then the institution is the receiving one."""
    group: bool
    fields: tuple[str, ...]
    """Fields of education: VET, SCH, ADU, HED, YOU."""
    counts_as_mobility: bool
    aliases: tuple[str, ...]
    """Names under which exports show it; the first is the register's own."""
    too_wide: bool = False
    """The register's code covers types with different limits, so that it can't be judged by."""

    @property
    def register_name(self) -> str:
        """The name in the register."""
        return self.aliases[0]

    @property
    def label_key(self) -> str:
        """Where the name for a reader stands in the language files; the register's name if it has none."""
        key = f"programme.activities.{self.code}"
        return key if has(key, "en") else self.register_name

    def label(self, language: str) -> str:
        """Return the name for a reader."""
        return say(self.label_key, language) if has(self.label_key, language) else self.register_name


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRule:
    """What a call says about one activity type. Days are days of the physical part, without travel days.

    None means that there is no such rule; a `RuleValue` without value that it is not known.
    """

    code: str
    call_year: int
    available: RuleValue[bool]
    blending: RuleValue[str]
    day_basis: RuleValue[str]
    minimum_days: RuleValue[int] | None = None
    maximum_days: RuleValue[int] | None = None
    minimum_days_fewer_opportunities: RuleValue[int] | None = None
    minimum_days_partner_country: RuleValue[int] | None = None
    virtual_days_towards_minimum: RuleValue[int] | None = None
    """How many virtual days count towards the minimum; no rule means none."""
    minimum_group: RuleValue[int] | None = None
    minimum_group_fewer_opportunities: RuleValue[int] | None = None
    """The smallest group if it is of participants with fewer opportunities only."""
    maximum_group: RuleValue[int] | None = None
    minimum_institutions: RuleValue[int] | None = None
    minimum_countries: RuleValue[int] | None = None
    minimum_ects: RuleValue[int] | None = None
    conditions: RuleValue[tuple[str, ...]] | None = None

    def stated(self) -> Iterator[tuple[str, RuleValue[object]]]:
        """Go through the values that this rule has, by name, in a fixed order."""
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if isinstance(value, RuleValue):
                yield name, value


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition, put as a question with yes, no or unknown."""

    id: str
    kind: str
    """`necessary`, `supporting` (never makes it fail) or `confidence` (never changes the verdict)."""
    scope: str
    """`stay` or `activity`: each virtual activity is judged by itself."""
    status: Status
    sources: tuple[Source, ...]
    fields: tuple[str, ...]
    """The fields of education to which it applies; empty for all."""
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CallRules:
    """The rules of one call."""

    call_year: int
    version: str
    activity_types: Mapping[str, ActivityType]
    activities: Mapping[str, ActivityRule]
    criteria: Mapping[str, Criterion]
    first_group_calls: Mapping[str, int] = field(repr=False)

    def activity(self, code: str) -> ActivityRule | None:
        """Return the rule of an activity type, or None for a code that does not exist."""
        return self.activities.get(code)

    def group_mobility_first_call(self, field_of_education: str) -> int | None:
        """Return the first call with group mobility in a field (VET, SCH, …), or None if there is none."""
        return self.first_group_calls.get(field_of_education)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All calls that a folder of rules holds, with the edition by which a verdict can be traced."""

    version: str
    sources: Mapping[str, Source]
    activity_types: Mapping[str, ActivityType]
    criteria: Mapping[str, Criterion]
    calls: Mapping[int, CallRules]

    def newest_known_call(self, code: str | None = None) -> int:
        """Return the newest call of which the minimum of a stay is known: of this type, else of any.

        Of the call that comes next often no page is found yet.
        """
        known = [
            year
            for year, rules in self.calls.items()
            if any(_minimum_known(rule) for rule in rules.activities.values() if code in (None, rule.code))
        ]
        return max(known) if known or code is None else self.newest_known_call()


def _minimum_known(rule: ActivityRule) -> bool:
    return rule.available.value is not False and bool(rule.minimum_days and rule.minimum_days.possible)
