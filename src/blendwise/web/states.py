"""What can become of an import: its states and the steps between them, as data. Nothing else moves an import.

A step says from which states it starts, where it ends, and whether a person or the site itself takes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from blendwise.errors import UserError

__all__ = ["AT_WORK", "ENDED", "IN_QUEUE", "STEPS", "ImportState", "Step", "step", "steps_from"]


class ImportState(StrEnum):
    """Where an import is; its word stands under `web.imports.state.<state>`."""

    UPLOADED = "uploaded"
    READING = "reading"
    TO_MAP = "to-map"
    TO_DECIDE = "to-decide"
    ACCEPTED = "accepted"
    KEEPING = "keeping"
    KEPT = "kept"
    DISCARDED = "discarded"
    REFUSED = "refused"
    FAILED = "failed"


IN_QUEUE = (ImportState.UPLOADED, ImportState.ACCEPTED)
"""The worker is to take it up."""
AT_WORK = (ImportState.READING, ImportState.KEEPING)
"""A worker has it, as long as its lease lasts."""
ENDED = (ImportState.KEPT, ImportState.DISCARDED)
"""Its files are gone and nothing more can be done with it."""


@dataclass(frozen=True, slots=True)
class Step:
    """A way from one state to the next."""

    name: str
    starts: tuple[ImportState, ...]
    end: ImportState
    by_person: bool
    """Whether a person takes it; else the site does."""


_S = ImportState
STEPS: Sequence[Step] = (
    Step("begin-reading", (_S.UPLOADED,), _S.READING, by_person=False),
    Step("ask-mapping", (_S.READING,), _S.TO_MAP, by_person=False),
    Step("ask-decision", (_S.READING, _S.KEEPING), _S.TO_DECIDE, by_person=False),
    Step("refuse", (_S.READING, _S.KEEPING), _S.REFUSED, by_person=False),
    Step("fail", (_S.READING, _S.KEEPING), _S.FAILED, by_person=False),
    Step("put-back-to-read", (_S.READING, _S.KEEPING), _S.UPLOADED, by_person=False),
    Step("map", (_S.TO_MAP,), _S.UPLOADED, by_person=True),
    Step("read-again", (_S.TO_DECIDE, _S.REFUSED, _S.FAILED), _S.UPLOADED, by_person=True),
    Step("accept", (_S.TO_DECIDE,), _S.ACCEPTED, by_person=True),
    Step("begin-keeping", (_S.ACCEPTED,), _S.KEEPING, by_person=False),
    Step("put-back-to-keep", (_S.KEEPING,), _S.ACCEPTED, by_person=False),
    Step("keep", (_S.KEEPING,), _S.KEPT, by_person=False),
    Step("discard", (_S.UPLOADED, _S.READING, _S.TO_MAP, _S.TO_DECIDE, _S.REFUSED, _S.FAILED), _S.DISCARDED,
         by_person=True),
)  # fmt: skip
"""Every step there is. What is being kept cannot be stopped any more: it is done within moments, as a whole."""


def step(name: str, state: str) -> Step:
    """Return a step that can be taken from a state. Raises UserError where it cannot, with the state it is in."""
    found = next(s for s in STEPS if s.name == name)
    if state not in found.starts:
        raise UserError("imports.not-now", state=f"web.imports.state.{state}")
    return found


def steps_from(state: str) -> frozenset[str]:
    """Return the names of what a person can do with an import in a state."""
    return frozenset(s.name for s in STEPS if s.by_person and state in s.starts)
