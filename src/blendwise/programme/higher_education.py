"""The compulsory conditions of blended formats in higher education (C12)."""

from __future__ import annotations

from collections.abc import Iterator

from blendwise.programme.comparing import at_least, possible
from blendwise.programme.facts import Facts
from blendwise.programme.reasons import Answer, Reason, no, not_applicable, reply, unknown, worst, yes
from blendwise.programme.rulebook import ActivityRule, Blending, CallRules, RuleValue

__all__ = ["compulsory_conditions"]


def compulsory_conditions(facts: Facts, rule: ActivityRule | None, rules: CallRules) -> Reason:
    """C12: what higher education demands of a format in which the virtual part is compulsory."""
    if rule is None or rule.blending.value != Blending.COMPULSORY:
        return not_applicable("C12")
    if not set(rules.criteria["C12"].fields) & set(rules.activity_types[rule.code].fields):
        return not_applicable("C12")
    met = yes("C12", rules={"blending": rule.blending}, type=rules.activity_types[rule.code].label_key)
    return worst([_virtual_part(facts, rule), *_numbers(facts, rule), _together(facts, rule)]) or met


def _virtual_part(facts: Facts, rule: ActivityRule) -> Reason | None:
    used = {"blending": rule.blending}
    if facts.virtual_activities is None:
        return unknown("C12", "virtual-part-not-told", "virtual_activities", rules=used)
    return None if facts.virtual_activities else no("C12", "no-virtual-part", rules=used)


def _numbers(facts: Facts, rule: ActivityRule) -> Iterator[Reason | None]:
    yield _enough("institutions", facts.institutions, rule.minimum_institutions)
    yield _enough("countries", facts.countries, rule.minimum_countries)
    yield _enough("ects", facts.ects, rule.minimum_ects)


def _enough(name: str, told: int | None, limit: RuleValue[int] | None) -> Reason | None:
    if limit is None:
        return None
    enough = at_least(told, possible(limit))
    used = {f"minimum_{name}": limit}
    if enough is Answer.NO:
        return no("C12", f"too-few-{name}", rules=used, told=told, minimum=min(possible(limit)))
    if enough is Answer.UNKNOWN:
        asks = name if told is None else None
        return unknown(
            "C12", f"{name}-not-told", asks, rules=used, minimum=min(possible(limit), default=None)
        )
    return None


def _together(facts: Facts, rule: ActivityRule) -> Reason | None:
    if not rule.conditions or "together-online" not in (rule.conditions.value or ()):
        return None
    together = reply("C12", "together_online", facts.together_online)
    if together.answer is Answer.YES:
        return None
    used = {"conditions": rule.conditions}
    if together.answer is Answer.NO:
        return no("C12", "not-together-online", rules=used)
    return unknown("C12", "together-online-not-told", "together_online", rules=used)
