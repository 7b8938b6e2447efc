"""What was asked for: participants, the pledge among them, and what the awarded grant makes of the pledge."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from blendwise.indicators.population import institution_key
from blendwise.records import CHARACTERISTICS, Question, Unit

__all__ = ["DIVISIBLE_BY", "QUESTION", "UNITS", "expectation_by_mix", "pledged"]

QUESTION = Question.COUNT
UNITS = (Unit.PARTICIPANTS,)
DIVISIBLE_BY = frozenset({"institution", "call", "activity_type", "role"})
"""By which columns an application can be divided; of fields and countries it says nothing."""


def pledged(lines: ir.Table, by: Sequence[str], characteristic: str = CHARACTERISTICS[0]) -> ir.Table:
    """Sum applications per group, institution and call; in participants.

    The expectation by budget is, per application, pledge x awarded grant / requested grant; a group with a
    pledge whose grants are not known has none (`without_grant` counts such lines).

    Returns a row per group with `institution_key`, `institution`, `call`, `applied`, `pledged`,
    `expected_by_budget`, `without_grant`.
    """
    pledge = lines[f"{characteristic}_participants"].fill_null(0)
    known = lines.awarded_grant.notnull() & lines.requested_grant.notnull() & (lines.requested_grant > 0)
    ratio = lines.awarded_grant.cast("float64") / lines.requested_grant.cast("float64")
    keyed = lines.mutate(
        institution_key=institution_key(lines),
        _pledge=pledge,
        _expected=ibis.ifelse(pledge == 0, 0.0, ibis.ifelse(known, pledge * ratio, None)),
    )
    groups = list(dict.fromkeys([*(c for c in by if c != "institution"), "institution_key", "call"]))
    return keyed.group_by(groups).aggregate(
        institution=keyed.institution.max(),
        applied=keyed.participants.fill_null(0).sum(),
        pledged=keyed._pledge.sum(),
        expected_by_budget=keyed._expected.cast("decimal(28, 10)")
        .sum()
        .cast("float64"),  # exact, in any order
        without_grant=keyed._expected.isnull().cast("int64").sum(),
    )


def expectation_by_mix(applied: int, pledge: int, registered: int) -> float | None:
    """Return pledge x all registered / all applied; None where nothing was applied for.

    >>> expectation_by_mix(applied=200, pledge=20, registered=150)
    15.0
    """
    return pledge * registered / applied if applied else None
