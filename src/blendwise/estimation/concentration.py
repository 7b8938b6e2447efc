"""How much hangs on a few institutions: concentration of the ticks, and the influence of each institution.

The figures themselves are counts: what was registered is known, and so is who registered it. The interval
that `clustered_gini` and `clustered_hhi` give answers the other question: what it could have been with other
institutions. With one institution that holds more than a quarter of all ticks no such interval can be
trusted; they say so.

**Whether institutions without a tick are in the row decides the Gini** (the report's: 0.69 over the 20 with a
tick, 0.85 over all 42) and not the HHI. The estimates say how many there were.

Gini, HHI, effective number and top share are defined once, in `blendwise.indicators.concentration`; here they
take any column of numbers, say where it is wrong, and are NaN where there is nothing to divide.

Sources: Gini 1914; Dixon, Weiner, Mitchell-Olds and Woodley 1987 (Ecology 68, 1548) on n/(n − 1); Herfindahl
1950; Hoover 1936 (Rev. Econ. Stat. 18, 162); Yitzhaki 1991 (J. Bus. Econ. Stat. 9, 235) on the jackknife.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from blendwise.errors import UserError
from blendwise.estimation.result import Array, Estimate, Scope, check_counts, check_level, check_numbers
from blendwise.indicators import concentration
from blendwise.records import Question, Unit

__all__ = [
    "DOMINANT",
    "LeaveOneOut",
    "Lorenz",
    "clustered_gini",
    "clustered_hhi",
    "effective_number",
    "gini",
    "gini_against",
    "hhi",
    "hoover",
    "leave_one_out",
    "location_quotients",
    "lorenz",
    "top_share",
    "unbiased_gini",
]

DOMINANT = 0.25
"""Above this share of one institution the jackknife of a concentration is labelled unstable."""


@dataclass(frozen=True, slots=True)
class Lorenz:
    """The curve of cumulated ticks against cumulated mobilities, lowest share first, from (0, 0) to (1, 1).

    `order` holds the place of each institution in the row as it was given.
    """

    question: ClassVar[Question] = Question.COUNT
    mobilities: Array
    ticks: Array
    order: np.ndarray[tuple[int, ...], np.dtype[np.intp]]


@dataclass(frozen=True, slots=True)
class LeaveOneOut:
    """What the registered share is without each institution; NaN where nothing is left.

    `change` is share without − share with (a share, so times 100 for points), `ratio` is without / with.
    """

    question: ClassVar[Question] = Question.COUNT
    share: float
    ticks: Array
    totals: Array
    without: Array
    change: Array
    ratio: Array


def _row(name: str, values: ArrayLike) -> Array:
    row = check_numbers(name, values)
    if row.ndim != 1 or not row.size:
        raise UserError("estimation.not-a-row", name=name)
    return row


def gini(ticks: ArrayLike) -> float:
    """Return the Gini coefficient: 0 if all have the same, (n − 1)/n if one has all. NaN if nobody has any.

    Formula: 2 x the sum of place x value / (n x sum of values) - (n + 1)/n, values in order.
    Source: Gini (1912).
    Shapes: one number per institution, in a row.
    Unit: ticks, and shares of them.
    Errors: UserError that names the argument and the place.
    Assumes: none: these are facts of the register.
    Not for: two rows of which one has the institutions without a tick and the other has not.

    >>> print(f"{gini([541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]):.7f}")
    0.4620911
    """
    return _or_nan(concentration.gini(_row("ticks", ticks).tolist()))


def unbiased_gini(ticks: ArrayLike) -> float:
    """Return the Gini coefficient × n/(n − 1): 1 if one has all. NaN for a single one or without ticks.

    Formula: `gini` x n / (n - 1).
    Source: Gini (1912); Deltas (2003).
    Shapes: one number per institution, in a row.
    Unit: ticks, and shares of them.
    Errors: UserError that names the argument and the place.
    Assumes: none: these are facts of the register.
    Not for: mixing with the plain form: say which one it is.
    """
    n = len(_row("ticks", ticks))
    return gini(ticks) * n / (n - 1) if n > 1 else float("nan")


def hhi(ticks: ArrayLike) -> float:
    """Return the Herfindahl-Hirschman index, the sum of squared shares: 1 if one has all. Zeros do not count.

    Formula: the sum of squared shares of all ticks.
    Source: Herfindahl (1950); Hirschman (1945).
    Shapes: one number per institution, in a row.
    Unit: ticks, and shares of them.
    Errors: UserError that names the argument and the place.
    Assumes: none: these are facts of the register.
    Not for: how many institutions tick nothing: it does not see them.

    >>> print(f"{hhi([30, 30, 20, 20]):.2f}")
    0.26
    """
    return _or_nan(concentration.herfindahl(_row("ticks", ticks).tolist()))


def effective_number(ticks: ArrayLike) -> float:
    """Return 1/HHI: how many equal institutions would be as concentrated. NaN if nobody has any.

    Formula: 1 / the sum of squared shares.
    Source: Herfindahl (1950); Laakso and Taagepera (1979).
    Shapes: one number per institution, in a row.
    Unit: ticks, and shares of them.
    Errors: UserError that names the argument and the place.
    Assumes: none: these are facts of the register.
    Not for: a count of institutions that tick.
    """
    return _or_nan(concentration.effective_number(_row("ticks", ticks).tolist()))


def top_share(ticks: ArrayLike, k: int = 1) -> float:
    """Return the part of all ticks at the `k` institutions with most. NaN if nobody has any.

    Formula: the sum of the k largest numbers / the sum of all.
    Source: Hall and Tideman (1967).
    Shapes: one number per institution, in a row.
    Unit: ticks, and shares of them.
    Errors: UserError that names the argument and the place.
    Assumes: none: these are facts of the register.
    Not for: comparing rows of unlike numbers of institutions.
    """
    check_numbers("k", k, least=1)
    return _or_nan(concentration.top_share(_row("ticks", ticks).tolist(), k))


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _against(ticks: ArrayLike, totals: ArrayLike) -> tuple[Array, Array]:
    b, t = check_counts(ticks, totals, hits_name="ticks", trials_name="totals")
    return _row("ticks", b), _row("totals", t)


def lorenz(ticks: ArrayLike, totals: ArrayLike) -> Lorenz:
    """Return the Lorenz curve of ticks against mobilities; institutions in order of their share.

    Institutions without mobilities add nothing and come first. UserError if there is no tick at all.

    Formula: cumulated ticks against cumulated mobilities, institutions by share, lowest first.
    Source: Lorenz (1905).
    Shapes: one number per institution, in a row.
    Unit: ticks, and shares of them.
    Assumes: none: these are facts of the register.
    Not for: ticks over institutions instead of mobilities.
    """
    b, t = _against(ticks, totals)
    if not b.sum():
        raise UserError("estimation.nothing-to-divide", name="ticks")
    order = np.argsort(b / np.where(t == 0, 1, t), kind="stable")
    return Lorenz(
        np.concatenate([[0.0], np.cumsum(t[order]) / t.sum()]),
        np.concatenate([[0.0], np.cumsum(b[order]) / b.sum()]),
        order,
    )


def gini_against(ticks: ArrayLike, totals: ArrayLike) -> float:
    """Return the Gini coefficient of that curve: 0 if all institutions have one share. NaN without ticks.

    Institutions of one share may be pooled without changing it, so unknown sizes of those without a tick do
    not matter.

    Formula: 1 - twice the area under the curve of `lorenz`.
    Source: Gini (1912); Lorenz (1905).
    Shapes: one number per institution, in a row.
    Unit: ticks, and shares of them.
    Errors: UserError that names the argument and the place.
    Assumes: none: these are facts of the register.
    Not for: institutions of no mobilities, which add nothing.
    """
    if not _against(ticks, totals)[0].sum():
        return float("nan")
    curve = lorenz(ticks, totals)
    return float(1 - np.sum(np.diff(curve.mobilities) * (curve.ticks[1:] + curve.ticks[:-1])))


def hoover(ticks: ArrayLike, totals: ArrayLike) -> float:
    """Return the part of the ticks that would have to move for all to have one share. NaN without ticks.

    Formula: half the sum of the distances between the part of the ticks and the part of the mobilities.
    Source: Hoover (1936).
    Shapes: one number per institution, in a row.
    Unit: ticks, and shares of them.
    Errors: UserError that names the argument and the place.
    Assumes: none: these are facts of the register.
    Not for: who should tick more: it says how much would move, not where.
    """
    b, t = _against(ticks, totals)
    return float(np.sum(np.abs(b / b.sum() - t / t.sum())) / 2) if b.sum() else float("nan")


def location_quotients(ticks: ArrayLike, totals: ArrayLike) -> Array:
    """Return per institution its part of all ticks over its part of all mobilities; NaN if it has none.

    Formula: (b / B) / (t / T).
    Source: Florence (1939).
    Shapes: one number per institution, in a row.
    Unit: ticks, and shares of them.
    Errors: UserError that names the argument and the place.
    Assumes: none: these are facts of the register.
    Not for: small institutions, where it jumps with one tick.
    """
    b, t = _against(ticks, totals)
    if not b.sum():
        raise UserError("estimation.nothing-to-divide", name="ticks")
    return np.asarray((b / b.sum()) / (np.where(t == 0, np.nan, t) / t.sum()))


def leave_one_out(ticks: ArrayLike, totals: ArrayLike) -> LeaveOneOut:
    """Return what the registered share is without each institution in turn: facts, no estimates.

    Formula: (B - b) / (T - t) for each institution, less B / T and over it.
    Source: Cook (1977), on what a single case moves.
    Shapes: one number per institution, in a row.
    Unit: ticks, and shares of them.
    Errors: UserError that names the argument and the place.
    Assumes: none: these are facts of the register.
    Not for: a verdict on an institution; a share without it is about other institutions.

    >>> found = leave_one_out([104, 155], [244, 15494])
    >>> print(f"{found.without[0]:.4f} {found.change[0]:.5f} {found.ratio[0]:.3f}")
    0.0100 -0.00645 0.608
    """
    b, t = _against(ticks, totals)
    left_ticks, left = b.sum() - b, t.sum() - t
    share = float(b.sum() / t.sum()) if t.sum() else float("nan")
    without = left_ticks / np.where(left == 0, np.nan, left)
    ratio = without / share if share else np.full_like(without, np.nan)
    return LeaveOneOut(share, left_ticks, left, without, without - share, ratio)


def clustered_gini(
    ticks: ArrayLike, *, unit: Unit, scope: Scope | None = None, level: float = 0.95
) -> Estimate:
    """Estimate the Gini coefficient of ticks over institutions, with a jackknife interval, t with K − 1.

    Include institutions without a tick, or say in the scope that they are left out. Misleads: with one
    institution above a quarter of all ticks (it warns: unstable), and with few institutions always too short.
    Errors: UserError that names the place. Nobody has any: value None.

    Formula: the Gini coefficient - and + t x its jackknife standard error.
    Source: Efron and Stein (1981); Gini (1912).
    Shapes: one number per institution, in a row.
    Unit: ticks, and shares of them.
    Assumes: institutions are independent and could as well have been others like them.
    """
    x = _row("ticks", ticks)
    return _estimate("gini", x, gini(x), _gini_without_each(x), unit=unit, scope=scope, level=level)


def clustered_hhi(
    ticks: ArrayLike, *, unit: Unit, scope: Scope | None = None, level: float = 0.95
) -> Estimate:
    """Estimate the Herfindahl-Hirschman index of ticks over institutions, with a jackknife interval.

    As `clustered_gini`. `value` is a sum of squared shares; 1/value institutions would be as concentrated.

    Formula: the sum of squared shares - and + t x its jackknife standard error.
    Source: Efron and Stein (1981); Herfindahl (1950).
    Shapes: one number per institution, in a row.
    Unit: ticks, and shares of them.
    Errors: UserError that names the place. Nobody has any: value None.
    Assumes: institutions are independent and could as well have been others like them.
    Not for: one institution above a quarter of all ticks (it warns: unstable), and few institutions.
    """
    x = _row("ticks", ticks)
    left = np.where(x.sum() == x, np.nan, x.sum() - x)
    without = (np.sum(x**2) - x**2) / left**2
    return _estimate("hhi", x, hhi(x), without, least=1 / len(x), unit=unit, scope=scope, level=level)


def _gini_without_each(x: Array) -> Array:
    """Return the Gini coefficient without each institution, from one sort: those above move down a place."""
    order = np.argsort(x, kind="stable")
    ranked, n = x[order], len(x)
    places = np.arange(1, n + 1)
    weighted = np.dot(places, ranked) - places * ranked - (ranked.sum() - np.cumsum(ranked))
    left = np.where(ranked.sum() == ranked, np.nan, ranked.sum() - ranked)
    without = np.empty(n)
    without[order] = 2 * weighted / (max(n - 1, 1) * left) - n / max(n - 1, 1)
    return without


def _estimate(
    name: str,
    x: Array,
    value: float,
    without: Array,
    *,
    least: float = 0.0,
    unit: Unit,
    scope: Scope | None,
    level: float,
) -> Estimate:
    k, total = len(x), float(x.sum())
    half_level = (1 - check_level(level)) / 2
    se = float(np.sqrt((k - 1) / k * np.sum((without - without.mean()) ** 2)))
    judged = bool(total and k > 1 and se > 0)
    half = float(stats.t.isf(half_level, k - 1)) * se if judged else 0.0
    details = {"without_tick": float(np.sum(x == 0))}
    if total:
        details |= {"effective_number": effective_number(x), "top_share": top_share(x)}
    return Estimate(
        question=Question.PROCESS,
        estimand="estimation.gini-of-one" if name == "gini" and k == 1 else f"estimation.{name}",
        scope=replace(scope or Scope(), institutions=None),  # the sentence counts them itself
        value=value if total else None,
        low=max(value - half, least) if judged else None,
        high=min(value + half, 1.0) if judged else None,
        level=level if judged else None,
        numerator=total,
        denominator=float(k),
        unit=unit,
        population="census",
        method=f"{name}-jackknife",
        clusters=k,
        assumptions=("estimation.assumption.institutions-independent",),
        warnings=_warnings(x) if total else (),
        details=details | ({"se": se} if judged else {}),
    )


def _warnings(x: Array) -> tuple[str, ...]:
    found = {"one-institution": len(x) == 1, "dominant": len(x) > 1 and top_share(x) > DOMINANT}
    return tuple(f"estimation.warning.{name}" for name, holds in found.items() if holds)
