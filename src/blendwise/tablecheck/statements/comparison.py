"""Two shares that are compared: whether they are of one set and unit, and what can be compared instead."""

from __future__ import annotations

from fractions import Fraction

from blendwise.tablecheck.evaluation import Outcome
from blendwise.tablecheck.statements.statement import Detail, Entry, Statement
from blendwise.tablecheck.values import Scope
from blendwise.tablecheck.wording import Points, Share

__all__ = ["OPTIONAL", "REQUIRED", "check"]

REQUIRED = ("says", "from", "to")
OPTIONAL = ("same",)
_OF_A_SHARE = ("numerator", "denominator", "set", "unit")
_OF_A_SUBSET = ("name", "from", "to")
_COUNTS = ("numerator", "denominator")
Counts = tuple[Fraction, Fraction]


def check(entry: Entry, scope: Scope) -> Statement:
    """See whether two shares may be compared.

    They may not when their sets or their units differ. `same` lists subsets that are in both; those are
    compared, and the rest of both is shown as what it is: two different sets.
    """
    start, end = (entry.parts(key, allowed=_OF_A_SHARE)[0] for key in ("from", "to"))
    before, after = counts(start, scope), counts(end, scope)
    differing = [
        Detail(f"{key}s-differ", {"one": start.text(key), "other": end.text(key)})
        for key in ("set", "unit")
        if key in start.data and key in end.data and start.text(key).casefold() != end.text(key).casefold()
    ]
    if not differing:
        return entry.result(Outcome.HOLDS, _change("change", "", before, after))
    return entry.result(Outcome.NOT_COMPARABLE, *differing, *_within(entry, scope, before, after))


def counts(entry: Entry, scope: Scope) -> Counts:
    """Read a share's numerator and denominator; a denominator of 0 is refused."""
    numerator, denominator = entry.number("numerator", scope), entry.number("denominator", scope)
    if denominator <= 0:
        raise entry.refusal("denominator", "positive")
    return numerator, denominator


def _within(entry: Entry, scope: Scope, before: Counts, after: Counts) -> list[Detail]:
    """Compare each subset that is in both, and show the rest of both."""
    if "same" not in entry.data:
        return []
    details = []
    for subset in entry.parts("same", allowed=_OF_A_SUBSET):
        one, other = (counts(subset.parts(key, allowed=_COUNTS)[0], scope) for key in ("from", "to"))
        details.append(_change("same-change", subset.text("name"), one, other))
        before, after = _without(before, one), _without(after, other)
    if before[1] > 0 and after[1] > 0:
        details.append(_change("rest", "", before, after))
    return details


def _without(whole: Counts, part: Counts) -> Counts:
    return whole[0] - part[0], whole[1] - part[1]


def _change(code: str, name: str, before: Counts, after: Counts) -> Detail:
    one, other = before[0] / before[1], after[0] / after[1]
    suffix = "" if code == "rest" else "-up" if other > one else "-down" if other < one else "-none"
    values = {"name": name, "before": Share(one), "after": Share(other), "difference": Points(other - one)}
    numbers = {"k1": before[0], "n1": before[1], "k2": after[0], "n2": after[1]}
    return Detail(code + suffix, values | numbers)
