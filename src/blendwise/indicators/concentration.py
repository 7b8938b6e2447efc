"""How unevenly ticks are spread: facts about a full count, so without uncertainty."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["effective_number", "gini", "herfindahl", "top_share"]


def gini(counts: Sequence[float]) -> float | None:
    """Return the Gini coefficient, 2 sum(i x_(i)) / (n sum(x)) - (n+1)/n; 0 even, near 1 all with one.

    State whether institutions without any are included. None where there is nothing to spread.

    >>> round(gini([541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]), 7)
    0.4620911
    """
    total, n = sum(counts), len(counts)
    if not total:
        return None
    weighted = sum(rank * count for rank, count in enumerate(sorted(counts), 1))
    return 2 * weighted / (n * total) - (n + 1) / n


def herfindahl(counts: Sequence[float]) -> float | None:
    """Return the Herfindahl index, the sum of squared shares; 1/n even, 1 all with one.

    >>> round(herfindahl([30, 30, 20, 20]), 12)
    0.26
    """
    total = sum(counts)
    return sum((count / total) ** 2 for count in counts) if total else None


def effective_number(counts: Sequence[float]) -> float | None:
    """Return how many equal institutions would be as concentrated: 1 / Herfindahl."""
    index = herfindahl(counts)
    return 1 / index if index else None


def top_share(counts: Sequence[float], k: int) -> float | None:
    """Return the share of the k largest together.

    >>> top_share([5, 3, 2], 1)
    0.5
    """
    total = sum(counts)
    return sum(sorted(counts, reverse=True)[:k]) / total if total else None
