"""The cast of the cases: one good mobility with one good virtual activity, from which each case departs.

Anna does a short placement of fourteen days in call 2024; three weeks before it she talks online with her host
about the work. Everything that is asked is answered well, so whatever a case changes is what decides it.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from blendwise.programme import Evidence, Facts, Party, Purpose, Reply, TookPart, VirtualActivity, When

STAY = {
    "activity-type": "LM-SHORT-VET",
    "travelled": "yes",
    "calendar-days": 14,
    "fewer-opportunities": "no",
}
ACTIVITY = {
    "through-ict": "yes",
    "part-of-plan": "yes",
    "with-whom": ["host"],
    "purposes": ["getting-to-know"],
    "took-part": "participants",
    "when": "before",
    "both-ways": "yes",
    "general-offer": "no",
}
KINDS: Mapping[str, Callable[[Any], object]] = {
    "with_whom": lambda names: frozenset(map(Party, names)),
    "purposes": lambda names: frozenset(map(Purpose, names)),
    "kept": lambda names: frozenset(map(Evidence, names)),
    "took_part": TookPart,
    "when": When,
}
PLAIN = {
    "activity_type", "calendar_days", "school_days", "virtual_days", "participants", "number_taking_part", "out_of",
    "ects", "institutions", "countries",
}  # fmt: skip


def told(table: Mapping[str, Any]) -> dict[str, Any]:
    facts = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if value != "untold":
            facts[name] = value if name in PLAIN else KINDS.get(name, Reply)(value)
    return facts


def activity_of(table: Mapping[str, Any]) -> VirtualActivity:
    return VirtualActivity(**told({**ACTIVITY, **table}))


def facts_of(case: Mapping[str, Any]) -> Facts:
    if case.get("empty"):
        return Facts()
    activities: tuple[VirtualActivity, ...] | None
    activities = tuple(activity_of(one) for one in (case.get("activity", {}), *case.get("also", ())))
    if "no-activities" in case:
        activities = None if case["no-activities"] == "untold" else ()
    return Facts(**told({**STAY, **case.get("stay", {})}), virtual_activities=activities)


@pytest.fixture(scope="session")
def facts_from() -> Callable[[Mapping[str, Any]], Facts]:
    return facts_of


@pytest.fixture(scope="session")
def activity_from() -> Callable[[Mapping[str, Any]], VirtualActivity]:
    return activity_of
