"""Two lists: Lincoln-Petersen and Chapman.

Sources: Chapman (1951) Univ. Calif. Publ. Stat. 1:131-160; Seber (1970) Biometrika 57:313-318 (its variance).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from blendwise.errors import UserError
from blendwise.estimation.recapture.lower_bound import log_limits, lower_bound
from blendwise.estimation.result import Estimate, Scope, check_counts, check_level

__all__ = ["chapman", "lincoln_petersen"]

FEW_ON_BOTH = 7
"""With fewer on both lists the estimate is too low on average (Robson and Regier 1964)."""


def _checked(first: int, second: int, both: int, level: float) -> tuple[float, float, float]:
    check_level(level)
    on_both, one = check_counts(both, first, hits_name="both", trials_name="first", whole=True)
    _, other = check_counts(both, second, hits_name="both", trials_name="second", whole=True)
    if not one or not other:
        raise UserError("recapture.empty-list")
    return float(one), float(other), float(on_both)


def lincoln_petersen(
    first: int,
    second: int,
    both: int,
    *,
    mobilities: int | None = None,
    level: float = 0.95,
    scope: Scope | None = None,
) -> Estimate:
    """Return first · second / both: the number there are if the lists are independent. For a check by hand.

    Too high on average with few on both lists, and undefined with none: use `chapman`.

    Formula: first x second / both.
    Source: Lincoln (1930); Petersen (1896).
    Shapes: single numbers.
    Unit: mobilities.
    Errors: UserError for an empty list and for more on both than on one.
    Assumes: lists cover one population, links are perfect, everything on a list is blended, lists are
      independent.
    Not for: few on both lists (`chapman`).

    >>> round(lincoln_petersen(135, 122, 49).value, 4)
    336.1224
    """
    one, other, on_both = _checked(first, second, both, level)
    total = one * other / on_both if on_both else None
    se = math.sqrt(one * other * (one - on_both) * (other - on_both) / on_both**3) if on_both else 0.0
    counts = {"first": one, "second": other, "both": on_both, "se": se}
    return _found(total, counts, "lincoln-petersen", mobilities=mobilities, level=level, scope=scope)


def chapman(
    first: int,
    second: int,
    both: int,
    *,
    mobilities: int | None = None,
    level: float = 0.95,
    scope: Scope | None = None,
) -> Estimate:
    """Return Chapman's estimate from two lists of mobilities: (first + 1)(second + 1) / (both + 1) - 1.

    Answers: how many truly blended mobilities were there at least, if ticks and reports name so many, and
    both name so many? `first` and `second` count each list, `both` those on both; `mobilities` is the number
    in the register, for the sentence. The interval is normal on the log of the number on neither.

    Misleads: lists that go together (who knows the word ticks and reports) make it too low, and those who can
    be on no list are missed altogether; links that were missed, or items on a list that are not blended, make
    it too high. Stratify by institution type and add up where you can.

    Formula: (first + 1)(second + 1) / (both + 1) - 1.
    Source: Chapman (1951); Seber (1970).
    Shapes: single numbers.
    Unit: mobilities.
    Errors: UserError for an empty list and for more on both than on one.
    Assumes: lists cover one population, links are perfect, everything on a list is blended, lists are
      independent.

    >>> round(chapman(135, 122, 49).value, 4)
    333.56
    """
    one, other, on_both = _checked(first, second, both, level)
    total = (one + 1) * (other + 1) / (on_both + 1) - 1
    se = math.sqrt(
        (one + 1) * (other + 1) * (one - on_both) * (other - on_both) / ((on_both + 1) ** 2 * (on_both + 2))
    )
    counts = {"first": one, "second": other, "both": on_both, "se": se}
    return _found(total, counts, "chapman", mobilities=mobilities, level=level, scope=scope)


def _found(
    total: float | None,
    counts: Mapping[str, float],
    method: str,
    *,
    mobilities: int | None,
    level: float,
    scope: Scope | None,
) -> Estimate:
    """Build the result: the interval is normal on the log of the number on neither list."""
    seen = counts["first"] + counts["second"] - counts["both"]
    low, high = log_limits(total, seen, counts["se"], level) if total is not None else (None, None)
    few = ("recapture.warnings.few-on-both",) if counts["both"] < FEW_ON_BOTH else ()
    return lower_bound(
        total=total,
        low=low,
        high=high,
        level=level,
        seen=seen,
        lists=2,
        mobilities=mobilities,
        method=method,
        warnings=few,
        details=counts,
        scope=scope,
    )
