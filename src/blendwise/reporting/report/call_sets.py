"""Which calls may be taken together: those of almost the same institutions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

__all__ = ["ALIKE", "call_sets"]

ALIKE = Fraction(3, 4)
"""Two calls belong together from this overlap on: institutions in both / institutions in either. A choice of
ours: calls of one frame share about nine in ten, a frame and a sample of it about one in three."""


def call_sets(institutions: Mapping[int, Collection[str]]) -> list[tuple[int, ...]]:
    """Group calls whose institutions overlap almost wholly; the group with most institutions comes first.

    `institutions` maps a call to the institutions that had a project in it. A call joins a group when it
    overlaps enough with each call in it, so that figures of a group speak of one set of institutions.

    >>> call_sets({2021: "ABCDE", 2022: "ABCDE", 2023: "AB", 2024: "AB"})
    [(2021, 2022), (2023, 2024)]
    """
    groups: list[list[int]] = []
    for call in sorted(institutions):
        fitting = (
            g for g in groups if all(_overlap(institutions[call], institutions[c]) >= ALIKE for c in g)
        )
        group = next(fitting, None)
        if group is None:
            groups.append([call])
        else:
            group.append(call)
    return sorted(
        (tuple(g) for g in groups), key=lambda g: (-len(set().union(*(institutions[c] for c in g))), g)
    )


def _overlap(some: Collection[str], others: Collection[str]) -> Fraction:
    either = set(some) | set(others)
    return Fraction(len(set(some) & set(others)), len(either)) if either else Fraction(0)
