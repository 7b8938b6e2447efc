"""The criteria on the stay: it is eligible (C1) and its days lie within the limits (C2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from blendwise.errors import unknown_name
from blendwise.programme.comparing import answer_of, at_least, at_most, possible
from blendwise.programme.facts import Facts, Reply
from blendwise.programme.reasons import Answer, Reason, no, unknown, worst, yes
from blendwise.programme.rulebook import ActivityRule, Blending, CallRules, DayBasis, RuleValue

__all__ = ["counted_both_ways", "eligible_stay", "rule_of", "within_limits"]


def rule_of(facts: Facts, rules: CallRules) -> ActivityRule | None:
    """Return the rule of the activity type that the facts name. Raises UserError for an unknown code."""
    if facts.activity_type is None:
        return None
    rule = rules.activity(facts.activity_type)
    if rule is None:
        raise unknown_name(facts.activity_type, "activity-type", rules.activities)
    return rule


def _named(rule: ActivityRule, rules: CallRules) -> dict[str, Any]:
    return {"call": rules.call_year, "type": rules.activity_types[rule.code].label_key}


def eligible_stay(facts: Facts, rule: ActivityRule | None, rules: CallRules) -> Reason:
    """C1: there is a physical stay of an eligible type."""
    if rule is None:
        return worst([_travelled(facts), unknown("C1", "type-not-told", "activity_type")]) or yes("C1")
    met = yes("C1", rules={"available": rule.available}, **_named(rule, rules))
    return worst([_travelled(facts), *_eligible(facts, rule, rules)]) or met


def _travelled(facts: Facts) -> Reason | None:
    if facts.travelled is Reply.YES:
        return None
    if facts.travelled is Reply.NO:
        return no("C1", "did-not-travel")
    return unknown("C1", "partly" if facts.travelled else "not-told", "travelled")


def _eligible(facts: Facts, rule: ActivityRule, rules: CallRules) -> Iterator[Reason | None]:
    named = _named(rule, rules)
    used = {"available": rule.available}
    if rules.activity_types[rule.code].too_wide:
        yield unknown("C1", "type-too-wide", "activity_type", **named)
    if not rules.activity_types[rule.code].counts_as_mobility:
        yield no("C1", "not-a-mobility", **named)
    if rule.available.value is False:
        yield no("C1", "not-in-this-call", rules=used, **named)
    if rule.available.value is None:
        yield unknown("C1", "availability-open", None, rules=used, **named)
    if rule.blending.value == Blending.IMPOSSIBLE:
        yield no("C1", "blending-impossible", rules={"blending": rule.blending}, **named)
    yield _group_size(facts, rule, rules)


def _group_size(facts: Facts, rule: ActivityRule, rules: CallRules) -> Reason | None:
    used, minima = _group_rules(facts, rule), _group_minima(facts, rule)
    if not used:
        return None
    size, values = facts.participants, _named(rule, rules) | {"size": facts.participants}
    if size is None:
        return unknown("C1", "group-size-not-told", "participants", **_named(rule, rules))
    enough = at_least(size, minima) if rule.minimum_group else Answer.YES
    not_too_many = at_most(size, possible(rule.maximum_group)) if rule.maximum_group else Answer.YES
    if enough is Answer.NO:
        return no("C1", "group-too-small", rules=used, minimum=min(minima), **values)
    if not_too_many is Answer.NO:
        most = max(possible(rule.maximum_group))
        return no("C1", "group-too-large", rules=used, maximum=most, **values)
    if enough is Answer.UNKNOWN and len(minima) > len(possible(rule.minimum_group)):
        asks, least = "fewer_opportunities", min(minima)
        return unknown("C1", "group-fewer-opportunities-not-told", asks, rules=used, minimum=least, **values)
    settled = Answer.UNKNOWN not in (enough, not_too_many)
    return None if settled else unknown("C1", "group-size-open", None, rules=used, **values)


def _group_minima(facts: Facts, rule: ActivityRule) -> tuple[int, ...]:
    """Return every smallest size that may hold, given what is known of the participants."""
    found, fewer = possible(rule.minimum_group), possible(rule.minimum_group_fewer_opportunities)
    return _chosen(answer_of(facts.fewer_opportunities), fewer, found) if found and fewer else found


def _group_rules(facts: Facts, rule: ActivityRule) -> dict[str, RuleValue[Any]]:
    smaller = rule.minimum_group_fewer_opportunities
    if smaller and facts.fewer_opportunities is Reply.YES:
        return _kept({"minimum_group_fewer_opportunities": smaller, "maximum_group": rule.maximum_group})
    return _kept({"minimum_group": rule.minimum_group, "maximum_group": rule.maximum_group})


def counted_both_ways(facts: Facts, rule: ActivityRule, rules: CallRules) -> dict[DayBasis, Reason]:
    """Answer C2 with the days counted as calendar days and as school days."""
    return {
        DayBasis.CALENDAR: _counted(facts.calendar_days, "", facts, rule, rules),
        DayBasis.SCHOOL: _counted(facts.school_days, "-school-days", facts, rule, rules),
    }


def within_limits(rule: ActivityRule, ways: Mapping[DayBasis, Reason]) -> Reason:
    """C2: the physical part alone lies between the minimum and the maximum of its call.

    Where the rules do not settle how days are counted, both ways must agree.
    """
    found = [ways[DayBasis(basis)] for basis in rule.day_basis.possible or DayBasis]
    if len({reason.answer for reason in found}) == 1:
        return found[0]
    return unknown("C2", "day-basis-open", None, rules={"day_basis": rule.day_basis})


def _counted(days: int | None, suffix: str, facts: Facts, rule: ActivityRule, rules: CallRules) -> Reason:
    minima, maxima = _minima(facts, rule), possible(rule.maximum_days)
    limits = {"minimum": min(minima, default=None), "maximum": max(maxima, default=None)}
    used, values = _used(facts, rule), _named(rule, rules) | limits
    if days is None:
        asks = "school_days" if suffix else "calendar_days"
        return unknown("C2", f"not-told{suffix}", asks, rules=used, **values)
    counting = _counting_virtual_days(facts, rule)
    values |= {"days": days, "virtual": max(counting)}
    length = _Length(days, counting, minima, maxima, suffix)
    return (
        _outside(length, used | _virtual_rule(rule), values)
        or _undecided(length, facts, rule, used, values)
        or _within(length, used, _virtual_rule(rule), values)
    )


class _Length(NamedTuple):
    """How long a stay is, and between what it may be."""

    days: int
    counting: tuple[int, ...]
    """How many virtual days may count: one number, or none and the most if it was not told."""
    minima: tuple[int, ...]
    maxima: tuple[int, ...]
    suffix: str

    @property
    def alone(self) -> Answer:
        """Whether the days on the spot reach the minimum by themselves."""
        return at_least(self.days, self.minima)

    @property
    def reached(self) -> Answer:
        """Whether the minimum is reached, with the virtual days that count."""
        found = {at_least(self.days + virtual, self.minima) for virtual in self.counting}
        return found.pop() if len(found) == 1 else Answer.UNKNOWN


def _outside(length: _Length, used: dict[str, RuleValue[Any]], values: Mapping[str, Any]) -> Reason | None:
    if length.reached is Answer.NO:
        most = max(length.counting)
        because = f"too-short{'-with-virtual' if most else ''}{length.suffix}"
        return no("C2", because, rules=used, missing=min(length.minima) - length.days - most, **values)
    if at_most(length.days, length.maxima) is Answer.NO:
        excess = length.days - max(length.maxima)
        return no("C2", f"too-long{length.suffix}", rules=used, excess=excess, **values)
    return None


def _undecided(
    length: _Length,
    facts: Facts,
    rule: ActivityRule,
    used: dict[str, RuleValue[Any]],
    values: Mapping[str, Any],
) -> Reason | None:
    if len(length.counting) > 1 and length.alone is Answer.NO:
        return unknown("C2", "virtual-days-not-told", "virtual_days", rules=used, **values)
    if length.reached is Answer.UNKNOWN:
        return _open_minimum(facts, rule, used, values)
    if at_most(length.days, length.maxima) is Answer.UNKNOWN:
        return _open_limit(rule.maximum_days, "maximum", used, values)
    return None


def _within(
    length: _Length,
    used: dict[str, RuleValue[Any]],
    virtual: dict[str, RuleValue[Any]],
    values: Mapping[str, Any],
) -> Reason:
    if length.alone is Answer.YES:  # whoever reaches the strictest minimum is told that one
        strictest = {"minimum": max(length.minima, default=values["minimum"])}
        return yes("C2", f"met{length.suffix}", rules=used, **{**values, **strictest})
    return yes("C2", f"met-with-virtual{length.suffix}", rules=used | virtual, **values)


def _virtual_rule(rule: ActivityRule) -> dict[str, RuleValue[Any]]:
    return _kept({"virtual_days_towards_minimum": rule.virtual_days_towards_minimum})


def _counting_virtual_days(facts: Facts, rule: ActivityRule) -> tuple[int, ...]:
    """Return how many virtual days may count towards the minimum: one number, or none and all if not told."""
    allowed = max(possible(rule.virtual_days_towards_minimum), default=0)
    if facts.virtual_days is None:
        return (0, allowed) if allowed else (0,)
    return (min(facts.virtual_days, allowed),)


def _minima(facts: Facts, rule: ActivityRule) -> tuple[int, ...]:
    """Return every minimum that may hold, given what is known; none if the rule itself is not known."""
    found = possible(rule.minimum_days)
    shorter = possible(rule.minimum_days_fewer_opportunities)
    longer = possible(rule.minimum_days_partner_country)
    if found and shorter:
        found = _chosen(_may_be_shorter(facts), shorter, found)
    if found and longer:
        found = _chosen(answer_of(facts.partner_country), longer, found)
    return found


def _chosen(condition: Answer, then: tuple[int, ...], otherwise: tuple[int, ...]) -> tuple[int, ...]:
    return {Answer.YES: then, Answer.NO: otherwise}.get(condition, then + otherwise)


def _may_be_shorter(facts: Facts) -> Answer:
    replies = {answer_of(facts.fewer_opportunities), answer_of(facts.shorter_stay_justified)}
    if Answer.NO in replies:
        return Answer.NO
    return Answer.UNKNOWN if Answer.UNKNOWN in replies else Answer.YES


def _used(facts: Facts, rule: ActivityRule) -> dict[str, RuleValue[Any]]:
    used: dict[str, RuleValue[Any] | None] = {"day_basis": rule.day_basis}
    if rule.minimum_days_fewer_opportunities and _may_be_shorter(facts) is Answer.YES:
        used["minimum_days_fewer_opportunities"] = rule.minimum_days_fewer_opportunities
    elif rule.minimum_days_partner_country and facts.partner_country is Reply.YES:
        used["minimum_days_partner_country"] = rule.minimum_days_partner_country
    else:
        used["minimum_days"] = rule.minimum_days
    return _kept(used | {"maximum_days": rule.maximum_days})


def _kept(used: Mapping[str, RuleValue[Any] | None]) -> dict[str, RuleValue[Any]]:
    return {name: value for name, value in used.items() if value}


def _open_minimum(
    facts: Facts, rule: ActivityRule, used: Mapping[str, RuleValue[Any]], values: Mapping[str, Any]
) -> Reason:
    """Ask for what settles the minimum: a fact that chooses between two, or the rule itself."""
    known = bool(possible(rule.minimum_days))
    if known and rule.minimum_days_fewer_opportunities and _may_be_shorter(facts) is Answer.UNKNOWN:
        if facts.fewer_opportunities is Reply.YES:
            asks = "shorter_stay_justified"
            return unknown("C2", "justification-not-told", asks, rules=used, **values)
        return unknown("C2", "fewer-opportunities-not-told", "fewer_opportunities", rules=used, **values)
    if known and rule.minimum_days_partner_country and answer_of(facts.partner_country) is Answer.UNKNOWN:
        return unknown("C2", "partner-country-not-told", "partner_country", rules=used, **values)
    return _open_limit(rule.minimum_days, "minimum", used, values)


def _open_limit(
    limit: RuleValue[int] | None,
    name: str,
    used: Mapping[str, RuleValue[Any]],
    values: Mapping[str, Any],
) -> Reason:
    because = f"{name}-in-conflict" if possible(limit) else f"{name}-not-found"
    return unknown("C2", because, None, rules=used, claimed=list(map(str, possible(limit))), **values)
