"""What if the rules, or the plan, were a little different? An overlay names only what differs.

An overlay is a TOML file: `[every-activity]` and `[activity.<code>]` hold values that take the place of the rule
(`virtual-days-towards-minimum = 2`); `calls` narrows it to some calls; `[[route]]` holds facts that take the
place of those of a plan (`virtual-days = 2`). Those that come with the program are found by their name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from blendwise.errors import UserError, unknown_name
from blendwise.language import has, say
from blendwise.programme.comparing import possible
from blendwise.programme.facts import Facts, Reply
from blendwise.programme.refusals import Refusals, nearest_of
from blendwise.programme.rulebook import ActivityRule, CallRules, Rulebook, RuleValue, Source, Status
from blendwise.programme.schema import (
    LIST_OF_TABLES,
    RULE_VALUES,
    TABLE,
    TEXT,
    WORDS,
    Shape,
    check_table,
    one_of,
    read_toml,
)
from blendwise.programme.school_days import calendar_days_spanned
from blendwise.programme.verdict import Verdict, judge, with_calendar_days

__all__ = [
    "AS_PLANNED",
    "AT_LEAST_TWO",
    "FROM_SCHOOL_DAYS",
    "PlanTried",
    "Route",
    "WhatIf",
    "other_rules",
    "own_what_if",
    "read_what_if",
    "route_name",
    "shipped_what_ifs",
    "try_plan",
]

_FOLDER = Path(__file__).parent / "overlays"
AS_PLANNED = "as-planned"
"""The route on which no fact differs."""
FROM_SCHOOL_DAYS = "from-school-days"
"""Calendar days of a stay of which only school days are told: as many as from a Monday on."""
AT_LEAST_TWO = "at-least-2"
OWN = "own"
"""An overlay that is entered rather than read, and its route."""
_SOURCE = Source("what-if", None, "")
_CALLS = Shape(
    "whole-number", lambda v: isinstance(v, list) and all(type(one) is int and one > 0 for one in v)
)
_DAYS = Shape("whole-or-zero", lambda v: v == FROM_SCHOOL_DAYS or (type(v) is int and v >= 0))
_PEOPLE = Shape("whole-number", lambda v: v == AT_LEAST_TWO or (type(v) is int and v > 0))
_REPLY = one_of(*Reply)
_FACTS: Mapping[str, Shape] = {
    "activity-type": TEXT,
    "calendar-days": _DAYS,
    "virtual-days": _DAYS,
    "participants": _PEOPLE,
    "fewer-opportunities": _REPLY,
    "shorter-stay-justified": _REPLY,
    "partner-country": _REPLY,
}
_SHAPES = {
    "calls": _CALLS,
    "title": TABLE,
    "every-activity": TABLE,
    "activity": TABLE,
    "route": LIST_OF_TABLES,
}


@dataclass(frozen=True, slots=True)
class Route:
    """A way to plan it differently: facts that take the place of those told, for some activity types."""

    name: str
    facts: Mapping[str, Any]
    types: tuple[str, ...] = ()
    """The types of activity to which it applies; none is all."""

    def applied(self, facts: Facts) -> Facts | None:
        """Return the facts with what differs; None where the route is not for this type of activity."""
        if self.types and facts.activity_type not in self.types:
            return None
        changed = dict(self.facts)
        if changed.get("calendar_days") == FROM_SCHOOL_DAYS:
            days = facts.school_days
            changed["calendar_days"] = facts.calendar_days or (
                calendar_days_spanned(days)[0] if days else None
            )
        if changed.get("participants") == AT_LEAST_TWO:
            changed["participants"] = max(2, facts.participants or 0)
        return replace(facts, **changed)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """An overlay: values that take the place of rules, and routes that take the place of facts."""

    name: str
    titles: Mapping[str, str]
    calls: tuple[int, ...]
    """The calls for which it holds; none is all."""
    every: Mapping[str, Any]
    by_activity: Mapping[str, Mapping[str, Any]]
    routes: tuple[Route, ...]
    """At least one; `as-planned` where no fact differs."""

    @property
    def changes_rules(self) -> bool:
        """Whether a rule differs, and not only the plan."""
        return bool(self.every or any(self.by_activity.values()))

    def title(self, language: str) -> str:
        """Return what is tried, in a language."""
        key = f"what_if.shipped.{self.name}"
        return say(key, language) if has(key, language) else self.titles.get(language, self.name)


def route_name(route: str, language: str) -> str:
    """Return what a route is, in a language; one of somebody's own file goes by its name."""
    key = f"what_if.routes.{route}"
    return say(key, language) if has(key, language) else route


def shipped_what_ifs() -> tuple[str, ...]:
    """Return the names of the overlays that come with the program.

    >>> shipped_what_ifs()
    ('school-days', 'today-allows', 'virtual-days')
    """
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.toml")))


def read_what_if(named: str | Path, book: Rulebook) -> WhatIf:
    """Read an overlay: the name of one that comes with the program, or a file.

    Raises UserError if there is nothing of that name, RulesError with every fault found.
    """
    file = Path(named) if str(named) not in shipped_what_ifs() else _FOLDER / f"{named}.toml"
    if not file.is_file():
        if file.suffix == ".toml":
            raise UserError("general.not-found", path=str(named))
        raise unknown_name(str(named), "what-if.overlay", shipped_what_ifs())
    refusals = Refusals()
    table = read_toml(file, file.name, refusals)
    check_table(table, file.name, refusals, shapes=_SHAPES, optional=_SHAPES)
    refusals.raise_if_any()
    read = _what_if(file.stem, table, book, refusals)
    refusals.raise_if_any()
    _check_order(read, book, refusals)
    refusals.raise_if_any()
    return read


def own_what_if(
    activity_type: str,
    book: Rulebook,
    *,
    virtual_days: int | None = None,
    minimum_days: int | None = None,
    maximum_days: int | None = None,
    day_basis: str | None = None,
) -> WhatIf:
    """Return an overlay of one's own for one type of activity; None leaves a rule as it is.

    Virtual days count towards the minimum, and the stay is then planned with so many of them. Raises RulesError where
    no stay could meet what is asked.

    >>> from blendwise.programme import shipped
    >>> own_what_if("LM-SHORT-VET", shipped(), minimum_days=8).by_activity["LM-SHORT-VET"]
    {'minimum_days': 8}
    """
    told = {
        "virtual_days_towards_minimum": virtual_days, "minimum_days": minimum_days, "maximum_days": maximum_days,
        "day_basis": day_basis,
    }  # fmt: skip
    values = {name: value for name, value in told.items() if value is not None}
    facts = {"virtual_days": virtual_days} if virtual_days else {}
    route = Route(OWN, MappingProxyType(facts), (activity_type,))
    made = WhatIf(OWN, MappingProxyType({}), (), {}, MappingProxyType({activity_type: values}), (route,))
    refusals = Refusals()
    _is_type(activity_type, f"{OWN}.toml", book, refusals)
    refusals.raise_if_any()
    _check_order(made, book, refusals)
    refusals.raise_if_any()
    return made


def _check_order(what_if: WhatIf, book: Rulebook, refusals: Refusals) -> None:
    """Refuse values that no stay can meet once they are laid over the rules in force."""
    for rules in other_rules(book, what_if).calls.values():
        for rule in rules.activities.values():
            for low, high in (
                (rule.minimum_days, rule.maximum_days),
                (rule.minimum_group, rule.maximum_group),
            ):
                least, most = max(possible(low), default=0), min(possible(high), default=None)
                if most is not None and least > most:
                    at = f"{what_if.name}.toml [activity.{rule.code}] {rules.call_year}"
                    refusals.add("minimum-above-maximum", at, minimum=least, maximum=most)


def _what_if(name: str, table: Mapping[str, Any], book: Rulebook, refusals: Refusals) -> WhatIf:
    at = f"{name}.toml"
    by_activity = {
        code: _values(values, f"{at} [activity.{code}]", refusals)
        for code, values in table.get("activity", {}).items()
        if _is_type(code, f"{at} [activity.{code}]", book, refusals)
    }
    routes = tuple(_route(one, at, book, refusals) for one in table.get("route", ()))
    return WhatIf(
        name,
        MappingProxyType(table.get("title", {})),
        tuple(table.get("calls", ())),
        _values(table.get("every-activity", {}), f"{at} [every-activity]", refusals),
        MappingProxyType(by_activity),
        routes or (Route(AS_PLANNED, {}),),
    )


def _is_type(code: str, at: str, book: Rulebook, refusals: Refusals) -> bool:
    if code not in book.activity_types:
        near = nearest_of(code, book.activity_types)
        refusals.add("unknown-activity", at, activity=code, nearest=near)
    return code in book.activity_types


def _values(table: Any, at: str, refusals: Refusals) -> dict[str, Any]:
    if not check_table(table, at, refusals, shapes=RULE_VALUES, optional=RULE_VALUES):
        return {}
    return {name.replace("-", "_"): value for name, value in table.items()}


def _route(table: Mapping[str, Any], at: str, book: Rulebook, refusals: Refusals) -> Route:
    shapes = {"name": TEXT, "types": WORDS, "facts": TABLE}
    place = f"{at} [[route]]"
    if not check_table(table, place, refusals, shapes=shapes, optional=("types",)):
        return Route("", {})
    facts = table["facts"]
    check_table(facts, f"{place} facts", refusals, shapes=_FACTS, optional=_FACTS)
    for code in (*table.get("types", ()), *([facts["activity-type"]] if "activity-type" in facts else ())):
        _is_type(code, place, book, refusals)
    told = {name.replace("-", "_"): _fact(name, value) for name, value in facts.items()}
    return Route(table["name"], MappingProxyType(told), tuple(table.get("types", ())))


def _fact(name: str, value: Any) -> Any:
    return Reply(value) if _FACTS[name] is _REPLY and value in list(Reply) else value


def other_rules(book: Rulebook, what_if: WhatIf) -> Rulebook:
    """Return the rulebook with the overlay laid over it; every value that it changes has status `own`."""
    calls = {
        year: _other_call(rules, what_if) if not what_if.calls or year in what_if.calls else rules
        for year, rules in book.calls.items()
    }
    return replace(
        book,
        version=f"{book.version}+{what_if.name}",
        sources=MappingProxyType({**book.sources, _SOURCE.id: _SOURCE}),
        calls=MappingProxyType(calls),
    )


def _other_call(rules: CallRules, what_if: WhatIf) -> CallRules:
    activities = {
        code: _other_rule(rule, {**what_if.every, **what_if.by_activity.get(code, {})})
        for code, rule in rules.activities.items()
    }
    return replace(rules, version=f"{rules.version}+{what_if.name}", activities=MappingProxyType(activities))


def _other_rule(rule: ActivityRule, values: Mapping[str, Any]) -> ActivityRule:
    stated: dict[str, Any] = {
        name: RuleValue(
            tuple(value) if isinstance(value, list) else value, Status.OWN, (_SOURCE,), rule.call_year
        )
        for name, value in values.items()
    }
    return replace(rule, **stated)


@dataclass(frozen=True, slots=True)
class PlanTried:
    """One plan by the rules in force, and by the overlay on each of its routes."""

    what_if: WhatIf
    now: Verdict
    then: Mapping[str, Verdict]
    """By the name of the route; a route that is not for this type of activity is not there."""


def try_plan(facts: Facts, call_year: int, what_if: WhatIf, book: Rulebook) -> PlanTried:
    """Judge one plan by the rules of its call, and again with what the overlay changes.

    >>> from blendwise.programme import shipped
    >>> week = Facts(activity_type="LM-SHORT-VET", travelled=Reply.YES, calendar_days=8, fewer_opportunities=Reply.NO)
    >>> tried = try_plan(week, 2024, read_what_if("virtual-days", shipped()), shipped())
    >>> tried.now.decided_by[0], tried.then["two-virtual-days"].outcome.value
    ('C2', 'needs-information')
    """
    if call_year not in book.calls:
        raise unknown_name(str(call_year), "call", map(str, book.calls))
    rules = other_rules(book, what_if).calls[call_year]
    routes = {route.name: route.applied(facts) for route in what_if.routes}
    then = {name: _judged(changed, rules) for name, changed in routes.items() if changed is not None}
    return PlanTried(what_if, _judged(facts, book.calls[call_year]), MappingProxyType(then))


def _judged(facts: Facts, rules: CallRules) -> Verdict:
    return judge(with_calendar_days(facts, rules), rules)
