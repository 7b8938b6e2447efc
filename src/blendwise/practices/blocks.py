"""The building blocks, read from their data file."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from blendwise.errors import unknown_name
from blendwise.language import say

__all__ = ["FIELDS", "Block", "blocks", "blocks_for", "examples_for"]

FIELDS = (
    "building", "care", "hospitality", "business-admin", "ict-media", "technology", "transport-logistics", "green",
    "beauty-retail", "creative", "safety-sports", "entry-level",
)  # fmt: skip
"""Fields of vocational education, as the catalogue groups them; their names stand under `practices.fields`."""
_ON_A_POSTER = 3


@dataclass(frozen=True, slots=True)
class Block:
    """One thing that can be done."""

    name: str
    fields: tuple[str, ...]
    """The fields it was made for, in order of fit."""
    phase: str
    everywhere: bool
    """Whether it fits any other field too: then it is no example of one field's own."""

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
    return tuple(
        Block(name, tuple(one["fields"]), one["phase"], one.get("everywhere", False))
        for name, one in found.items()
    )


def blocks_for(field: str) -> tuple[Block, ...]:
    """Return every building block that fits a field, its own first. Raises UserError for an unknown field."""
    if field not in FIELDS:
        raise unknown_name(field, "field", FIELDS)
    fitting = [block for block in blocks() if field in block.fields]

    def fit(block: Block) -> tuple[bool, int, int]:
        return block.everywhere, block.fields.index(field), len(block.fields)

    elsewhere = [block for block in blocks() if block.everywhere and field not in block.fields]
    return (*sorted(fitting, key=fit), *elsewhere)


def examples_for(field: str, chosen: Collection[str] = ()) -> tuple[Block, ...]:
    """Return three building blocks for a field: those chosen, filled up with those that fit it best.

    Raises UserError for a field or a block that does not exist.

    >>> [block.name for block in examples_for("care")]
    ['care-case-round', 'residents-story-table', 'session-scenario-swap']
    >>> [block.name for block in examples_for("care", ["mystery-box"])]
    ['mystery-box', 'care-case-round', 'residents-story-table']
    """
    there = {block.name: block for block in blocks_for(field)}
    for name in chosen:
        if name not in there:
            raise unknown_name(name, "block", there)
    names = dict.fromkeys([*chosen, *there])
    return tuple(there[name] for name in names)[:_ON_A_POSTER]
