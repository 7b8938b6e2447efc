"""The files of the calls: what each states, laid over what the call before said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from blendwise.programme.refusals import Refusals, nearest_of
from blendwise.programme.rulebook import (
    ActivityRule,
    ActivityType,
    CallRules,
    Criterion,
    RuleValue,
    Source,
    Status,
)
from blendwise.programme.schema import (
    LIST_OF_TABLES,
    RULE_VALUES,
    TABLE,
    TEXT_OR_WORDS,
    WHOLE,
    Shape,
    check_table,
    one_of,
    read_toml,
)

__all__ = ["Ground", "named_sources", "read_calls"]

Values = dict[str, RuleValue[Any]]
"""The values of one activity type, by their names in the file."""

_CALL_SHAPES = {"call": WHOLE, "every-activity": TABLE, "activity": TABLE}
_STATED = one_of(*(s for s in Status if s is not Status.CONFLICT))
_NEEDED = ("available", "blending", "day-basis")
_NEEDED_IF_AVAILABLE = ("minimum-days", "maximum-days")
_PAIRS = (
    ("minimum-days", "maximum-days"),
    ("minimum-group", "maximum-group"),
    ("minimum-group-fewer-opportunities", "maximum-group"),
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a call file may refer to, and where its faults are noted."""

    types: Mapping[str, ActivityType]
    sources: Mapping[str, Source]
    criteria: Mapping[str, Criterion]
    version: str
    refusals: Refusals


def read_calls(files: Iterable[Path], ground: Ground) -> dict[int, CallRules]:
    """Read the call files in the order of their years; each takes over what it does not state."""
    stated = _by_year(files, ground)
    _check_years(stated, ground.refusals)
    so_far: dict[str, Values] = {code: {} for code in ground.types}
    first_groups: dict[str, int] = {}
    resolved = {}
    for year in sorted(stated):
        so_far = {code: _taken_over(so_far[code]) | stated[year].get(code, {}) for code in ground.types}
        _check_whole(so_far, year, ground.refusals)
        if not ground.refusals.found:
            resolved[year] = {code: _rule(code, year, values) for code, values in so_far.items()}
            _note_groups(resolved[year], ground.types, first_groups)
    groups = MappingProxyType(first_groups)
    return {
        year: CallRules(year, ground.version, ground.types, MappingProxyType(rules), ground.criteria, groups)
        for year, rules in resolved.items()
    }


def _taken_over(values: Values) -> Values:
    """Return the values of the call before: no page ties them to this call, so they are assumed."""
    kept = (Status.CONFLICT, Status.NOT_FOUND)
    return {n: v if v.status in kept else replace(v, status=Status.ASSUMED) for n, v in values.items()}


def _by_year(files: Iterable[Path], ground: Ground) -> dict[int, dict[str, Values]]:
    stated: dict[int, dict[str, Values]] = {}
    for file in files:
        at = f"calls/{file.name}"
        table = read_toml(file, at, ground.refusals)
        if not check_table(
            table, at, ground.refusals, shapes=_CALL_SHAPES, optional=("every-activity", "activity")
        ):
            continue
        year = table["call"]
        if file.stem != str(year):
            ground.refusals.add("call-is-not-the-file", at, call=year)
        stated[year] = _statements(table, at, ground)
    return stated


def _statements(table: Mapping[str, Any], at: str, ground: Ground) -> dict[str, Values]:
    year = table["call"]
    every = _values(table.get("every-activity", {}), f"{at} [every-activity]", year, ground)
    stated = {code: dict(every) for code in ground.types}
    for code, values in table.get("activity", {}).items():
        place = f"{at} [activity.{code}]"
        if code in ground.types:
            stated[code] |= _values(values, place, year, ground)
        else:
            near = nearest_of(code, ground.types)
            ground.refusals.add("unknown-activity", place, activity=code, nearest=near)
    return stated


def _values(table: Any, at: str, year: int, ground: Ground) -> Values:
    shapes = dict.fromkeys(RULE_VALUES, TABLE)
    check_table(table, at, ground.refusals, shapes=shapes, optional=RULE_VALUES)
    if not TABLE.fits(table):
        return {}
    usable = {name: value for name, value in table.items() if name in RULE_VALUES and TABLE.fits(value)}
    read = {
        name: _value(value, RULE_VALUES[name], f"{at} {name}", year, ground) for name, value in usable.items()
    }
    return {name: value for name, value in read.items() if value is not None}


def _value(
    table: Mapping[str, Any], shape: Shape, at: str, year: int, ground: Ground
) -> RuleValue[Any] | None:
    if "conflict" in table:
        return _conflict(table, shape, at, year, ground)
    if table.get("status") == Status.NOT_FOUND:
        if len(table) > 1:
            ground.refusals.add("value-not-found", at)
        return RuleValue(None, Status.NOT_FOUND, (), year)
    shapes = {"value": shape, "status": _STATED, "source": TEXT_OR_WORDS}
    if not check_table(table, at, ground.refusals, shapes=shapes):
        return None
    named = named_sources(table["source"], at, ground.sources, ground.refusals)
    if table["status"] == Status.OFFICIAL and not any(source.official for source in named):
        ground.refusals.add("not-an-official-source", at)
    return RuleValue(_frozen(table["value"]), Status(table["status"]), named, year)


def _conflict(
    table: Mapping[str, Any], shape: Shape, at: str, year: int, ground: Ground
) -> RuleValue[Any] | None:
    if not check_table(table, at, ground.refusals, shapes={"conflict": LIST_OF_TABLES}):
        return None
    claims: list[tuple[Any, Source]] = []
    for claim in table["conflict"]:
        if check_table(
            claim, f"{at} conflict", ground.refusals, shapes={"value": shape, "source": TEXT_OR_WORDS}
        ):
            named = named_sources(claim["source"], at, ground.sources, ground.refusals)
            claims += [(_frozen(claim["value"]), source) for source in named]
    if len({value for value, _ in claims}) < 2:
        ground.refusals.add("conflict-of-one", at)
    return RuleValue(None, Status.CONFLICT, tuple(source for _, source in claims), year, tuple(claims))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def named_sources(
    named: str | list[str], at: str, sources: Mapping[str, Source], refusals: Refusals
) -> tuple[Source, ...]:
    """Return the sources that a value names, or note those that do not exist."""
    names = [named] if isinstance(named, str) else named
    for name in names:
        if name not in sources:
            refusals.add("unknown-source", at, source=name, nearest=nearest_of(name, sources))
    return tuple(sources[name] for name in names if name in sources)


def _check_years(stated: Mapping[int, object], refusals: Refusals) -> None:
    if not stated and not refusals.found:
        refusals.add("no-calls", "calls/")
    for before, after in pairwise(sorted(stated)):
        if after != before + 1:
            refusals.add("gap-between-calls", f"calls/{after}.toml", before=before, missing=before + 1)


def _check_whole(rules: Mapping[str, Values], year: int, refusals: Refusals) -> None:
    for code, values in rules.items():
        at = f"calls/{year}.toml [activity.{code}]"
        available = values.get("available")
        needed = _NEEDED + (_NEEDED_IF_AVAILABLE if available and available.value is not False else ())
        for name in needed:
            if name not in values:
                refusals.add("gap-in-activity", at, name=name)
        for low, high in _PAIRS:
            _check_order(values.get(low), values.get(high), f"{at} {low}", refusals)


def _check_order(
    low: RuleValue[int] | None, high: RuleValue[int] | None, at: str, refusals: Refusals
) -> None:
    if low and high and low.possible and high.possible and max(low.possible) > min(high.possible):
        refusals.add("minimum-above-maximum", at, minimum=max(low.possible), maximum=min(high.possible))


def _rule(code: str, year: int, values: Values) -> ActivityRule:
    return ActivityRule(code=code, call_year=year, **{n.replace("-", "_"): v for n, v in values.items()})


def _note_groups(
    rules: Mapping[str, ActivityRule], types: Mapping[str, ActivityType], first: dict[str, int]
) -> None:
    for code, rule in rules.items():
        if types[code].group and types[code].who == "learner" and rule.available.value:
            for field in types[code].fields:
                first.setdefault(field, rule.call_year)
