"""What the checks showed: per stratum how many were checked, found blended, and could not be determined."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from blendwise.errors import UserError
from blendwise.estimation.audit.strata import TOGETHER, Strata
from blendwise.estimation.result import Array, check_counts, check_numbers

__all__ = ["Checks", "checks_of", "join_thin_strata", "refuse_thin_strata", "take_ticks_as_right"]

FEWEST = 2
"""One check says nothing about the spread in its stratum."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checks:
    """The results of an audit, an entry per stratum; `blended` and `undetermined` are parts of `checked`.

    `ticks_assumed`: nobody looked at the ticks and all are taken as right. `joined`: strata with too few
    checks were put together afterwards.
    """

    strata: Strata
    checked: Array
    blended: Array
    undetermined: Array
    ticks_assumed: bool = False
    joined: bool = False

    @property
    def looked_at(self) -> Array:
        """Return the checks that were really done, per stratum."""
        return np.where(self.strata.ticked & self.ticks_assumed, 0.0, self.checked)

    def part(self, which: NDArray[np.bool_], *, undetermined_blended: bool) -> tuple[Array, Array, Array]:
        """Return sizes, checked and blended of some strata, with the undetermined counted one way."""
        blended = self.blended + self.undetermined if undetermined_blended else self.blended
        return self.strata.sizes[which], self.checked[which], blended[which]


def checks_of(strata: Strata, checked: ArrayLike, blended: ArrayLike, undetermined: ArrayLike = 0) -> Checks:
    """Return checked results, an entry per stratum in the order of `strata`.

    Raises UserError for more checks than mobilities, or more outcomes than checks.

    Formula: counts kept beside their strata; nothing is estimated.
    Source: Cochran (1977), chapter 5.
    Shapes: one number per stratum, in the order of `strata`.
    Unit: mobilities.
    Assumes: checks are drawn by lot within each stratum, and the reader does not know the tick.
    Not for: verdicts per mobility, which `tally` counts and tests.
    """
    shape = (len(strata),)
    looked = check_numbers("checked", checked, shape=shape)
    check_counts(looked, strata.sizes, hits_name="checked", trials_name="sizes", whole=True)
    open_ = np.broadcast_to(check_numbers("undetermined", undetermined), shape)
    found = check_numbers("blended", blended, shape=shape)
    check_counts(open_, looked, hits_name="undetermined", trials_name="checked", whole=True)
    check_counts(found + open_, looked, hits_name="blended + undetermined", trials_name="checked", whole=True)
    return Checks(strata=strata, checked=looked, blended=found, undetermined=np.array(open_))


def take_ticks_as_right(checks: Checks) -> Checks:
    """Take every tick as right, where nobody looked at the ticks; the result then states it as an assumption.

    Raises UserError when ticks were checked: what was seen goes before what is assumed.

    Formula: checks of ticked strata set to all mobilities, all blended.
    Source: Tenenbein (1970), with one of the two error rates known.
    Shapes: one number per stratum, in the order of `strata`.
    Unit: mobilities.
    Assumes: every tick is right, which the result then says.
    Not for: an audit in which ticks were checked.
    """
    ticked = checks.strata.ticked
    if checks.checked[ticked].any():
        raise UserError("audit.ticks-were-checked", checks=int(checks.checked[ticked].sum()))
    everything = np.where(ticked, checks.strata.sizes, checks.checked)
    return replace(
        checks,
        checked=everything,
        blended=np.where(ticked, checks.strata.sizes, checks.blended),
        ticks_assumed=True,
    )


def refuse_thin_strata(checks: Checks) -> None:
    """Refuse strata without a check, and strata with one check unless that is all there is."""
    whole = checks.checked == checks.strata.sizes
    none, one = (checks.checked == 0), (checks.checked == 1) & ~whole
    ticked = checks.strata.ticked
    if none[ticked].all() and ticked.any():
        raise UserError("audit.ticks-not-checked")
    if none.any():
        raise UserError("audit.stratum-without-checks", names=checks.strata.named(none))
    if one.any():
        raise UserError("audit.stratum-with-one-check", names=checks.strata.named(one))


def join_thin_strata(checks: Checks) -> Checks:
    """Put strata with fewer than two checks together, per tick status; the result says that it was done.

    If that is still too few, the smallest other stratum of the same status joins them. The checks of a joined
    stratum then count alike, although its parts may have been drawn at different rates: better to check more.

    Formula: strata with fewer than two checks added to one another per tick status.
    Source: Cochran (1977), section 5A.12, on collapsed strata.
    Shapes: one number per stratum, in the order of `strata`.
    Unit: mobilities.
    Errors: none.
    Assumes: checks of joined strata were drawn at about the same rate.
    Not for: a plan: it is a repair.
    """
    rows: list[list[int]] = []
    for status in (False, True):
        of_status = [int(row) for row in np.flatnonzero(checks.strata.ticked == status)]
        thin = [row for row in of_status if checks.checked[row] < min(FEWEST, checks.strata.sizes[row])]
        others = sorted(set(of_status) - set(thin), key=lambda row: checks.strata.sizes[row])
        while thin and others and checks.checked[thin].sum() < FEWEST:
            thin.append(others.pop(0))
        rows += [[row] for row in sorted(others)] + ([sorted(thin)] if thin else [])
    if len(rows) == len(checks.strata):
        return checks
    return _grouped(checks, rows)


def _grouped(checks: Checks, rows: list[list[int]]) -> Checks:
    old = checks.strata
    firsts = [group[0] for group in rows]
    strata = Strata(
        names=tuple(" + ".join(old.names[row] for row in group) for group in rows),
        institutions=tuple(old.institutions[group[0]] if len(group) == 1 else TOGETHER for group in rows),
        ticked=old.ticked[firsts],
        sizes=_sums(old.sizes, rows),
    )
    return replace(
        checks,
        strata=strata,
        checked=_sums(checks.checked, rows),
        blended=_sums(checks.blended, rows),
        undetermined=_sums(checks.undetermined, rows),
        joined=True,
    )


def _sums(values: Array, rows: list[list[int]]) -> Array:
    return np.array([values[group].sum() for group in rows])
