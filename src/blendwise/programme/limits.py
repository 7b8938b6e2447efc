"""The limits of duration of every call and activity type, as plain rows for work on whole tables."""

from __future__ import annotations

from dataclasses import dataclass

from blendwise.programme.rulebook import ActivityRule, Rulebook, RuleValue

__all__ = ["DurationLimit", "limits_of"]


@dataclass(frozen=True, slots=True)
class DurationLimit:
    """How long the physical part may be, in days of the register (calendar days, without travel days).

    None is "not known" (or, for `minimum_fewer_opportunities`, "no lower minimum"). Where sources disagree,
    `minimum` and `maximum` are the widest limits and `disputed_maximum` the narrowest maximum: a stay
    between the two is doubtful, not wrong. `source` is the id of the first source of the minimum, else of
    the maximum; `programme.source_name` gives its words.
    """

    call_year: int
    activity_type: str
    minimum: int | None
    minimum_fewer_opportunities: int | None
    maximum: int | None
    disputed_maximum: int | None
    source: str | None


def limits_of(book: Rulebook) -> list[DurationLimit]:
    """List the limits of a rulebook, for the activity types that a call has."""
    return [
        _limit(rule)
        for call in book.calls.values()
        for rule in call.activities.values()
        if rule.available.value is not False
    ]


def _limit(rule: ActivityRule) -> DurationLimit:
    maxima = _possible(rule.maximum_days)
    sources = [v.sources[0].id for v in (rule.minimum_days, rule.maximum_days) if v and v.sources]
    return DurationLimit(
        call_year=rule.call_year,
        activity_type=rule.code,
        minimum=min(_possible(rule.minimum_days), default=None),
        minimum_fewer_opportunities=min(_possible(rule.minimum_days_fewer_opportunities), default=None),
        maximum=max(maxima, default=None),
        disputed_maximum=min(maxima) if len(maxima) > 1 else None,
        source=sources[0] if sources else None,
    )


def _possible(value: RuleValue[int] | None) -> tuple[int, ...]:
    return value.possible if value else ()
