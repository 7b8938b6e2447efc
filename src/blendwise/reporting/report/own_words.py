"""What institutions know themselves, for a report that a site makes: a data folder knows the register only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["OwnWords"]


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What institutions themselves know of their mobilities, as far as they share it."""

    by_call: tuple[tuple[int, int, int], ...]
    """Call, known (decided to be blended), and of those verified (an activity with evidence counts)."""
    sharing: int
    not_shared: int

    def of(self, calls: Sequence[int]) -> tuple[int, int]:
        """Return how many mobilities are known and verified in some calls."""
        chosen = [row for row in self.by_call if row[0] in calls]
        return sum(known for _, known, _ in chosen), sum(verified for _, _, verified in chosen)
