"""The kinds of statement that a claims file can hold: a file per kind, with its keys and its check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from blendwise.tablecheck.statements import (
    claim,
    comparison,
    decomposition,
    identity,
    order,
    part_of,
    presence,
    same,
)
from blendwise.tablecheck.statements.statement import COMMON, Detail, Entry, Statement
from blendwise.tablecheck.values import Scope

__all__ = ["KINDS", "Detail", "Entry", "Kind", "Statement"]


@dataclass(frozen=True, slots=True)
class Kind:
    """What an entry of a kind must and may hold, and the function that checks it."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    check: Callable[[Entry, Scope], Statement]

    @property
    def known(self) -> tuple[str, ...]:
        """All keys that an entry of this kind may hold."""
        return tuple(dict.fromkeys((*self.required, *self.optional, *COMMON)))


KINDS: Mapping[str, Kind] = {
    "identity": Kind(identity.REQUIRED, identity.OPTIONAL, identity.check),
    "claim": Kind(claim.REQUIRED, claim.OPTIONAL, claim.check),
    "order": Kind(order.REQUIRED, order.OPTIONAL, order.check),
    "same": Kind(same.REQUIRED, same.OPTIONAL, same.check),
    "part-of": Kind(part_of.REQUIRED, part_of.OPTIONAL, part_of.check),
    "presence": Kind(presence.REQUIRED, presence.OPTIONAL, presence.check),
    "comparison": Kind(comparison.REQUIRED, comparison.OPTIONAL, comparison.check),
    "decomposition": Kind(decomposition.REQUIRED, decomposition.OPTIONAL, decomposition.check),
}
