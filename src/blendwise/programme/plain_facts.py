"""Facts as plain values, for a file, a database or a program, and back. What is not told is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any

from blendwise.errors import UserError
from blendwise.programme.facts import Evidence, Facts, Party, Purpose, Reply, TookPart, VirtualActivity, When

__all__ = ["as_plain", "from_plain"]

_SETS: Mapping[str, type[StrEnum]] = {"with_whom": Party, "purposes": Purpose, "kept": Evidence}
_ONE: Mapping[str, type[StrEnum]] = {"when": When, "took_part": TookPart}
_NUMBERS = (
    "calendar_days",
    "school_days",
    "virtual_days",
    "participants",
    "number_taking_part",
    "out_of",
    "ects",
    "institutions",
    "countries",
)


def as_plain(facts: Facts | VirtualActivity) -> dict[str, Any]:
    """Return facts as texts, numbers and lists; sets come in alphabetical order, so that equal facts are equal.

    >>> as_plain(Facts(calendar_days=14, travelled=Reply.YES))
    {'travelled': 'yes', 'calendar_days': 14}
    """
    found = ((field.name, getattr(facts, field.name)) for field in fields(facts))
    return {name: _plain(value) for name, value in found if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(str(item) for item in value)
    if isinstance(value, tuple):
        return [as_plain(activity) for activity in value]
    return str(value) if isinstance(value, StrEnum) else value


def from_plain(values: Mapping[str, Any]) -> Facts:
    """Return the facts that plain values tell. Raises UserError for a name or value that cannot be.

    >>> from_plain({"travelled": "yes", "calendar_days": 14}).calendar_days
    14
    """
    told = dict(values)
    activities = told.pop("virtual_activities", None)
    activity = None if activities is None else tuple(_read(VirtualActivity, one) for one in activities)
    facts: Facts = _read(Facts, told, virtual_activities=activity)
    return facts


def _read(kind: type[Any], values: Mapping[str, Any], **more: Any) -> Any:
    known = {field.name for field in fields(kind)} - more.keys()
    for name in values:
        if name not in known:
            raise UserError("plain_facts.unknown", name=name, known=", ".join(sorted(known)))
    return kind(**{name: _value(name, value) for name, value in values.items()}, **more)


def _value(name: str, value: Any) -> Any:
    if value is None or name == "activity_type":
        return value
    try:
        if name in _NUMBERS:
            return int(value)
        if name in _SETS:
            return frozenset(_SETS[name](item) for item in value)
        return _ONE.get(name, Reply)(value)
    except (TypeError, ValueError):
        raise UserError("plain_facts.impossible", name=name, value=value) from None
