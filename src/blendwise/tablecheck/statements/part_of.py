"""A part of a whole, such as "15 of 29": whether all of it belongs there, and both are of one unit."""

from __future__ import annotations

from blendwise.tablecheck.evaluation import Outcome
from blendwise.tablecheck.statements.statement import Detail, Entry, Statement
from blendwise.tablecheck.values import Scope

__all__ = ["OPTIONAL", "REQUIRED", "check"]

REQUIRED = ("says", "part", "whole")
OPTIONAL = ("outside", "part-unit", "whole-unit")


def check(entry: Entry, scope: Scope) -> Statement:
    """See whether a part can be a share of a whole.

    `outside` is how many of the part do not belong to the whole; units are words such as "mobilities".
    """
    part, whole = entry.number("part", scope), entry.number("whole", scope)
    details = []
    if part > whole:
        details.append(Detail("part-exceeds-whole", {"part": part, "whole": whole}))
        return entry.result(Outcome.FAILS, *details)
    outside = entry.number("outside", scope) if "outside" in entry.data else 0
    if outside:
        values = {"part": part, "whole": whole, "outside": outside, "inside": part - outside}
        details.append(Detail("part-outside-whole", dict(values)))
    if _units(entry) is not None:
        one, other = _units(entry) or ("", "")
        details.append(Detail("units-differ", {"one": one, "other": other}))
    if details:
        return entry.result(Outcome.CONFLICT, *details)
    return entry.result(Outcome.HOLDS, Detail("part-of-whole", {"part": part, "whole": whole}))


def _units(entry: Entry) -> tuple[str, str] | None:
    """Return the two units if both are given and differ."""
    if "part-unit" not in entry.data or "whole-unit" not in entry.data:
        return None
    one, other = entry.text("part-unit"), entry.text("whole-unit")
    return (one, other) if one.casefold() != other.casefold() else None
