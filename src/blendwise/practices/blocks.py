"""The building blocks, read from their data file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from blendwise.errors import unknown_name
from blendwise.language import say

__all__ = ["FIELDS", "Block", "blocks", "examples_for"]

FIELDS = (
    "building", "care", "hospitality", "business-admin", "ict-media", "technology", "transport-logistics", "green",
    "beauty-retail", "creative", "safety-sports", "entry-level",
)  # fmt: skip
"""Fields of vocational education, as the catalogue groups them; their names stand under `practices.fields`."""


@dataclass(frozen=True, slots=True)
class Block:
    """One thing that can be done."""

    name: str
    fields: tuple[str, ...]
    """The fields it was made for, in order of fit."""
    phase: str

    def title(self, language: str) -> str:
        """Return what it is called."""
        return say(f"practices.{self.name}.title", language)

    def short(self, language: str) -> str:
        """Return what happens, in one sentence."""
        return say(f"practices.{self.name}.short", language)


@cache
def blocks() -> tuple[Block, ...]:
    """Return all building blocks, in the order of their file."""
    file = Path(__file__).with_name("blocks.toml")
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(Block(name, tuple(one["fields"]), one["phase"]) for name, one in found.items())


def examples_for(field: str, number: int = 3) -> tuple[Block, ...]:
    """Return the building blocks that fit a field best. Raises UserError for a field that does not exist.

    >>> [block.name for block in examples_for("care")]
    ['care-case-round', 'residents-story-table', 'buddy-in-messenger']
    """
    if field not in FIELDS:
        raise unknown_name(field, "field", FIELDS)
    fitting = (block for block in blocks() if field in block.fields)
    return tuple(sorted(fitting, key=lambda block: block.fields.index(field))[:number])
