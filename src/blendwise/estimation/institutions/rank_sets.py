"""The places each institution can have, judged only by which differences are certain.

The frequentist counterpart of `ranks`: no pattern, no prior. An institution's place is at least one more
than the number of institutions certainly above it, and at most their number less those certainly below.
"Certainly" is a family of pairwise differences tested together, so that the set of places holds the true
place with the stated probability: of one institution (marginal), or of all at once (simultaneous).

Sources: Mogstad, Romano, Shaikh and Wilhelm (2024), Review of Economic Studies 91, 476-518; Romano and Wolf
(2005), JASA 100, 94-108 (stepping down); Hayter (1984), Annals of Statistics 12, 61-75 (the range bound).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from blendwise.errors import UserError
from blendwise.estimation.institutions.comparison import Comparison, Level, Sentence
from blendwise.estimation.institutions.counts import InstitutionCounts, pairs_of
from blendwise.estimation.result import Array, check_level, check_numbers
from blendwise.records import Question

__all__ = ["Places", "RankSets", "marginal_places", "rank_sets", "simultaneous_places"]

MOST = 2000
"""Every pair is compared: above this many institutions that takes too long."""

DRAWS, SEED = 50_000, 20_250_324
FEW_ENOUGH = 50
"""Up to this many the joint distribution of all differences is drawn; above, the range bounds it."""

Claims = NDArray[np.bool_]
Critical = Callable[[Claims, Claims], float]
"""The critical value of the comparisons that are open upwards, and downwards."""


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """First and last place each may have; 1 is the highest."""

    question: ClassVar[Question] = Question.PROCESS
    low: Array
    high: Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RankSets(Comparison):
    """The places each institution may have; `simultaneous` tells whether they hold for all at once."""

    low: Array
    high: Array
    level: float
    simultaneous: bool

    def about(self, institution: str, language: str) -> str:
        """Return what is said of one institution's place."""
        row = self.counts.row(institution)
        values: dict[str, object] = {"institution": institution, "level": Level(self.level)}
        if np.isnan(self.low[row]):
            return Sentence("ranks.one.undefined", values).say(language, self.counts.unit)
        values |= {"low": int(self.low[row]), "high": int(self.high[row])}
        values |= {"k": int(np.isfinite(self.low).sum())}
        form = "place" if self.low[row] == self.high[row] else "places"
        return Sentence(f"rank-sets.one.{form}", values).say(language, self.counts.unit)


def _checked(
    estimates: ArrayLike, standard_errors: ArrayLike, level: float
) -> tuple[Array, Array, NDArray[np.intp]]:
    """Return both columns sorted, and the order: the draws then do not depend on the order of rows."""
    check_level(level)
    value = check_numbers("estimates", np.atleast_1d(estimates), least=-np.inf)
    error = check_numbers("standard_errors", np.atleast_1d(standard_errors), positive=True, shape=value.shape)
    if value.size > MOST:
        raise UserError("institutions.too-many", n=value.size, most=MOST)
    order = np.lexsort((error, value))
    return value[order], error[order], order


def _step_down(distance: Array, wanted: Claims, critical: Critical) -> tuple[Claims, Claims]:
    """Return which distances are certainly above zero, and which certainly below.

    Each comparison is two claims, "not above" and "not below". Claims that fall are struck out and the
    rest is tested more sharply; the claim opposite to a fallen one stays, so that no direction is wrong
    more often than stated.
    """
    up, down = wanted.copy(), wanted.copy()
    while up.any() or down.any():
        limit = critical(up, down)
        fallen_up, fallen_down = up & (distance > limit), down & (distance < -limit)
        if not (fallen_up.any() or fallen_down.any()):
            break
        up, down = up & ~fallen_up, down & ~fallen_down
    return wanted & ~up, wanted & ~down


def marginal_places(estimates: ArrayLike, standard_errors: ArrayLike, *, level: float = 0.95) -> Places:
    """Return for each the places that hold its true place with probability `level`, one at a time.

    Estimates are independent and about normal with the standard errors given (of any scale that keeps
    the order). The critical value is computed by quadrature: given one institution's error the others'
    are independent. No sampling.

    Raises UserError for a standard error of 0 and for more than 2,000 estimates.

    Formula: 1 + those certainly higher, up to n - those certainly lower, by simultaneous differences from
      each.
    Source: Mogstad, Romano, Shaikh and Wilhelm (2024).
    Shapes: a row of estimates and one of standard errors; a first and last place each.
    Unit: places.
    Assumes: estimates independent and about normal.
    Not for: all places at once (`simultaneous_places`).

    >>> places = marginal_places([10.0, 6.0, 5.9, 0.0], [0.5, 0.5, 0.5, 0.5])
    >>> places.low.tolist(), places.high.tolist()
    ([1.0, 2.0, 2.0, 4.0], [1.0, 3.0, 3.0, 4.0])
    """
    value, error, order = _checked(estimates, standard_errors, level)
    low, high = np.empty(value.size), np.empty(value.size)
    for row in range(value.size):
        scale = np.hypot(error[row], error)
        distance = (value - value[row]) / scale
        others = np.arange(value.size) != row
        above, below = _step_down(distance, others, _one_against(error, row, scale, level))
        low[order[row]] = 1 + above.sum()
        high[order[row]] = value.size - below.sum()
    return Places(low, high)


def _one_against(error: Array, row: int, scale: Array, level: float) -> Critical:
    """Return the critical value of the largest (σ_k Z_k − σ_j Z_j)/scale, upwards and downwards as open."""
    sharpest = min(100.0, max(1.0, error[row] / error.min() / 4))
    z, weight = _normal_nodes(int(170 * sharpest) + 1)
    own = error[row] * z[:, None]

    def critical(up: Claims, down: Claims) -> float:
        some = up | down
        others, reach, is_up, is_down = error[some], scale[some], up[some], down[some]

        def shortfall(c: float) -> float:
            highest = np.where(is_up, ndtr((own + c * reach) / others), 1.0)
            lowest = np.where(is_down, ndtr((own - c * reach) / others), 0.0)
            return float(weight @ (highest - lowest).prod(axis=1)) - level

        return _root(shortfall, int(up.sum() + down.sum()), level)

    return critical


def _root(shortfall: Callable[[float], float], claims: int, level: float) -> float:
    """Solve for the critical value, between that of one claim and Bonferroni's of all, which always holds."""
    one, bonferroni = float(ndtri(level)), float(-ndtri((1 - level) / claims))
    if shortfall(one) >= 0:
        return one
    return float(brentq(shortfall, one, bonferroni, xtol=1e-9)) if shortfall(bonferroni) > 0 else bonferroni


def _normal_nodes(count: int) -> tuple[Array, Array]:
    """Return places and weights to average over a standard normal."""
    z = np.linspace(-8.5, 8.5, count)
    weight = np.exp(-(z**2) / 2)
    return z, weight / weight.sum()


def simultaneous_places(estimates: ArrayLike, standard_errors: ArrayLike, *, level: float = 0.95) -> Places:
    """Return for each the places such that all true places are held at once with probability `level`.

    As `marginal_places`, for all together. Up to 50 estimates the largest of all differences is drawn
    50,000 times from a counter-based generator with a fixed seed; above, the range of as many normals
    bounds it, which is exact for equal standard errors and wider otherwise.

    Formula: as `marginal_places`, with one critical value for all pairs.
    Source: Mogstad, Romano, Shaikh and Wilhelm (2024).
    Shapes: a row of estimates and one of standard errors; a first and last place each.
    Unit: places.
    Errors: UserError for a standard error of 0, and for more than 2,000 estimates.
    Assumes: estimates independent and about normal.
    Not for: one institution by itself, for which it is too wide.

    >>> places = simultaneous_places([10.0, 6.0, 5.9, 0.0], [0.5, 0.5, 0.5, 0.5])
    >>> places.low.tolist(), places.high.tolist()
    ([1.0, 2.0, 2.0, 4.0], [1.0, 3.0, 3.0, 4.0])
    """
    value, error, order = _checked(estimates, standard_errors, level)
    first, second = np.triu_indices(value.size, 1)
    distance = (value[second] - value[first]) / np.hypot(error[first], error[second])
    critical = _drawn(error, level) if value.size <= FEW_ENOUGH else _range_bound(value.size, level)
    above, _ = _step_down(distance, np.ones(distance.size, dtype=bool), critical)
    low, high = np.empty(value.size), np.empty(value.size)
    low[order] = 1.0 + np.bincount(first[above], minlength=value.size)
    high[order] = value.size - np.bincount(second[above], minlength=value.size)
    return Places(low, high)


def _drawn(error: Array, level: float) -> Critical:
    """Return the critical value of the largest open difference, from draws of a counter-based generator."""
    errors = error * np.random.Generator(np.random.Philox(SEED)).standard_normal((DRAWS, error.size))
    first, second = np.triu_indices(error.size, 1)

    def critical(up: Claims, down: Claims) -> float:
        largest = np.full(DRAWS, -np.inf)
        for i, j, is_up, is_down in zip(first, second, up, down, strict=True):
            difference = (errors[:, j] - errors[:, i]) / np.hypot(error[i], error[j])
            np.maximum(largest, _open_side(difference, up=is_up, down=is_down), out=largest)
        return float(np.quantile(largest, level, method="higher"))

    return critical


def _open_side(difference: Array, *, up: bool, down: bool) -> Array:
    """Return the part of a difference that still counts: both ways, one way, or (neither) nothing."""
    if up and down:
        return np.abs(difference)
    return difference if up else -difference if down else np.full_like(difference, -np.inf)


def _range_bound(count: int, level: float) -> Critical:
    """Return the critical value from the range of `count` standard normals over √2 (Hayter 1984)."""
    z, weight = _normal_nodes(681)

    def shortfall(c: float) -> float:
        within = ndtr(z + np.sqrt(2) * c) - ndtr(z)
        return float(count * (weight @ within ** (count - 1))) - level

    found = _root(shortfall, count * (count - 1), level)
    return lambda _up, _down: found


def rank_sets(counts: InstitutionCounts, *, level: float = 0.95, simultaneous: bool = False) -> RankSets:
    """Return the places each institution may have, without assuming a common pattern.

    Shares are compared on the arcsine scale (Anscombe 1948), where their standard error 1/(2√(n + ½)) does
    not depend on the share. Misleads for very small institutions with a share near 0: the normal
    approximation is then rough, and the sets too narrow or too wide by a place or so.
    Raises UserError above 2,000 institutions.

    Formula: `marginal_places` or `simultaneous_places` of arcsine shares.
    Source: Mogstad, Romano, Shaikh and Wilhelm (2024); Anscombe (1948).
    Shapes: an `InstitutionCounts`, a row per institution; results in the same order.
    Unit: that of the table: mobilities or participants, and shares of them.
    Assumes: institutions are independent; each has one chance for all of its mobilities.

    >>> from blendwise.estimation.institutions import institution_counts
    >>> sets = rank_sets(institution_counts("ABCD", [0, 1, 3, 50], [400, 300, 600, 500]))
    >>> sets.low.tolist(), sets.high.tolist()
    ([2.0, 2.0, 2.0, 1.0], [4.0, 4.0, 4.0, 1.0])
    """
    check_level(level)
    some = pairs_of(counts).place >= 0
    hits, trials = counts.hits[some], counts.trials[some]
    places = (simultaneous_places if simultaneous else marginal_places)(
        np.arcsin(np.sqrt((hits + 0.375) / (trials + 0.75))), 1 / np.sqrt(4 * trials + 2), level=level
    )
    low, high = np.full(len(counts), np.nan), np.full(len(counts), np.nan)
    low[some], high[some] = places.low, places.high
    form = "simultaneous" if simultaneous else "marginal"
    width = float(np.mean(places.high - places.low + 1))
    return RankSets(
        counts=counts,
        method=f"pairwise-rank-sets-{form}",
        said=(
            Sentence(
                f"rank-sets.summary.{form}", {"width": width, "k": int(some.sum()), "level": Level(level)}
            ),
        ),
        assumptions=("own-rate", "normal"),
        low=low,
        high=high,
        level=level,
        simultaneous=simultaneous,
    )
