"""What was registered: mobilities and participants, and how many of them have a characteristic."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir

from blendwise.indicators.population import institution_key
from blendwise.records import CHARACTERISTICS, Question, Unit

__all__ = ["QUESTION", "UNITS", "registered"]

QUESTION = Question.COUNT
UNITS = (Unit.MOBILITIES, Unit.PARTICIPANTS)


def registered(
    rows: ir.Table,
    by: Sequence[str],
    characteristic: str = CHARACTERISTICS[0],
    counted: ir.BooleanValue | None = None,
) -> ir.Table:
    """Count a population per group, institution and call.

    `by` are columns of the mobilities. `counted` says which rows count; the others only show that their group
    exists, so that an institution with nothing but drafts is 0 and not absent. An empty tick is no tick; how
    many were empty is counted apart. A group mobility is one mobility and as many participants as it has; a
    group whose number is not known adds none and is counted apart too.

    Returns a row per group with `institution_key`, `institution` (the name), `call`, `mobilities`,
    `with_mobilities`, `participants`, `with_participants`, `not_filled_in`, `participants_unknown`.
    """
    keyed = rows.mutate(institution_key=institution_key(rows), _counted=True if counted is None else counted)
    has = keyed._counted & keyed[characteristic].fill_null(False)
    groups = list(dict.fromkeys([*(c for c in by if c != "institution"), "institution_key", "call"]))
    people = keyed.participants.fill_null(0)
    return keyed.group_by(groups).aggregate(
        institution=keyed.institution.max(),
        mobilities=keyed.count(where=keyed._counted),
        with_mobilities=keyed.count(where=has),
        participants=people.sum(where=keyed._counted).fill_null(0),
        with_participants=people.sum(where=has).fill_null(0),
        not_filled_in=keyed.count(where=keyed._counted & keyed[characteristic].isnull()),
        participants_unknown=keyed.count(where=keyed._counted & keyed.participants.isnull()),
    )
