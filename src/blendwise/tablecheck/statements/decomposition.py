"""A change of a share that is put down to one of its two counts, and how much of it that count makes.

The part of the denominator is what would have changed with the numerator kept; the rest is the numerator's.
"""

from __future__ import annotations

from fractions import Fraction

from blendwise.tablecheck.evaluation import Outcome
from blendwise.tablecheck.statements.comparison import counts
from blendwise.tablecheck.statements.statement import Detail, Entry, Statement
from blendwise.tablecheck.values import Scope
from blendwise.tablecheck.wording import Points, Share

__all__ = ["OPTIONAL", "REQUIRED", "check"]

REQUIRED = ("says", "from", "to", "claimed")
OPTIONAL = ()
_COUNTS = ("numerator", "denominator")


def check(entry: Entry, scope: Scope) -> Statement:
    """Divide the change over the two counts; `claimed` says which of them is said to make all of it."""
    (k1, n1), (k2, n2) = (counts(entry.parts(key, allowed=_COUNTS)[0], scope) for key in ("from", "to"))
    claimed = entry.text("claimed")
    if claimed not in _COUNTS:
        raise entry.refusal("claimed", "count")
    before, after, kept = k1 / n1, k2 / n2, k1 / n2
    total = after - before
    if not total:
        return entry.result(Outcome.NOT_CHECKABLE, Detail("no-change", {"before": Share(before)}))
    by = {"denominator": kept - before, "numerator": after - kept}
    share = by[claimed] / total
    shares: dict[str, object] = {"before": Share(before), "after": Share(after), "kept": Share(kept)}
    changes = {"total": total, "by_denominator": by["denominator"], "by_numerator": by["numerator"]}
    values = shares | {name: Points(change) for name, change in changes.items()}
    values |= {"k1": k1, "k2": k2, "n1": n1, "n2": n2, "share": Share(share, 0)}
    return entry.result(_outcome(share), Detail(f"decomposed-{claimed}", values))


def _outcome(share: Fraction) -> Outcome:
    if share >= 1:
        return Outcome.HOLDS
    return Outcome.PARTLY if share > 0 else Outcome.FAILS
