"""From how often each mobility was listed, or how long each list is: no need to know which list.

Sources: Chao (1987) Biometrics 43:783-791; Darroch (1958) Biometrika 45:343-359.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from blendwise.errors import UserError
from blendwise.estimation.recapture.lower_bound import log_limits, lower_bound
from blendwise.estimation.result import Array, Estimate, Scope, check_level, check_numbers

__all__ = ["chao", "equal_lists", "independent_lists"]


def chao(
    listed: ArrayLike, *, mobilities: int | None = None, level: float = 0.95, scope: Scope | None = None
) -> Estimate:
    """Return Chao's lower bound from how many mobilities were on one list, on two, and so on.

    `listed` holds the number of mobilities on exactly 1, 2, ..., t lists. Holds as a lower bound also when
    some mobilities are easier to list than others. With none on two lists the bias-corrected form is used.

    Formula: S + f1^2 / (2 f2) x (t - 1)/t; with no f2 the bias-corrected form.
    Source: Chao (1987).
    Shapes: a number per times listed.
    Unit: mobilities.
    Errors: UserError that names the list or the pattern.
    Assumes: a closed population; being on a list more often is no less likely for being on one.
    Not for: a total: it is a lower bound.

    >>> round(chao([25, 22, 13, 5, 1, 2]).value, 4)
    79.8371
    """
    check_level(level)
    counts = np.atleast_1d(check_numbers("listed", listed))
    if len(counts) < 2:
        raise UserError("recapture.too-few-lists", lists=len(counts))
    once, twice, seen, t = float(counts[0]), float(counts[1]), float(counts.sum()), len(counts)
    scale = (t - 1) / t
    unseen = scale * (once**2 / (2 * twice) if twice else once * (once - 1) / 2)
    se = math.sqrt(max(_chao_variance(once, twice, scale, seen + unseen), 0.0))
    low, high = log_limits(seen + unseen, seen, se, level)
    return lower_bound(
        total=seen + unseen,
        low=low,
        high=high,
        level=level,
        seen=seen,
        lists=t,
        mobilities=mobilities,
        method="chao",
        warnings=(),
        details={"once": once, "twice": twice, "se": se},
        scope=scope,
    )


def _chao_variance(once: float, twice: float, scale: float, total: float) -> float:
    """Chao (1987), equation 10; without any on two lists as in Chao et al. (2014)."""
    if twice:
        r = once / twice
        return twice * (scale / 2 * r**2 + scale**2 * r**3 + scale**2 / 4 * r**4)
    if once <= 1:
        return 0.0
    return (
        scale * once * (once - 1) / 2
        + scale**2 * once * (2 * once - 1) ** 2 / 4
        - scale**2 * once**4 / (4 * total)
    )


def _darroch(sizes: Array, seen: float) -> float:
    """Solve seen = N (1 - Π(1 - size / N)): the number expected on at least one of independent lists."""
    if seen >= sizes.sum():
        raise UserError("recapture.no-overlap")

    def short(total: float) -> float:
        return float(total * -np.expm1(np.log1p(-np.minimum(sizes / total, 1 - 1e-15)).sum())) - seen

    top = max(seen, 1.0)
    while short(top) < 0:
        top *= 2
    return float(brentq(short, seen, top, xtol=1e-9)) if short(seen) < 0 else seen


def independent_lists(
    sizes: ArrayLike, seen: int, *, mobilities: int | None = None, scope: Scope | None = None
) -> Estimate:
    """Return the number if all lists are independent, each with a chance of its own (model Mt).

    `sizes` holds the length of every list, `seen` how many are on at least one. No interval: use `fit_all`
    where it is known who is on which lists.

    Formula: the N with N (1 - product of (1 - size / N)) = S.
    Source: Otis and others (1978), model Mt; Darroch (1958).
    Shapes: the length of every list.
    Unit: mobilities.
    Errors: UserError that names the list or the pattern.
    Assumes: lists cover one population, links are perfect, everything on a list is blended, lists are
      independent.
    Not for: lists that go together, or of other periods.

    >>> round(independent_lists([16, 28, 20, 26, 23, 32], 68).value, 4)
    75.0662
    """
    lengths = np.atleast_1d(check_numbers("sizes", sizes))
    return _from_lengths(lengths, seen, "independent-lists", mobilities, scope)


def equal_lists(
    sizes: ArrayLike, seen: int, *, mobilities: int | None = None, scope: Scope | None = None
) -> Estimate:
    """Return the number if all lists are independent and equally complete (model M0).

    Formula: the N with N (1 - (1 - p)^t) = S and N t p = all listings.
    Source: Otis and others (1978), model M0.
    Shapes: the length of every list.
    Unit: mobilities.
    Errors: UserError that names the list or the pattern.
    Assumes: lists cover one population, links are perfect, everything on a list is blended, lists are
      independent.
    Not for: lists of unlike length (`independent_lists`).

    >>> round(equal_lists([16, 28, 20, 26, 23, 32], 68).value, 4)
    75.4336
    """
    lengths = np.atleast_1d(check_numbers("sizes", sizes))
    return _from_lengths(np.full_like(lengths, lengths.mean()), seen, "equal-lists", mobilities, scope)


def _from_lengths(
    lengths: Array, seen: int, method: str, mobilities: int | None, scope: Scope | None
) -> Estimate:
    listed = float(check_numbers("seen", seen, least=float(lengths.max())))
    return lower_bound(
        total=_darroch(lengths, listed),
        low=None,
        high=None,
        level=0.95,
        seen=listed,
        lists=len(lengths),
        mobilities=mobilities,
        method=method,
        warnings=(),
        details={},
        scope=scope,
    )
