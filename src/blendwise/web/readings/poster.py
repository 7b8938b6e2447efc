"""A page and poster for a department: what blended is, three examples from its own field, where to check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from blendwise.language import say
from blendwise.practices import FIELDS, Block, blocks_for, examples_for
from blendwise.reporting.paper import Poster, poster_pdf

__all__ = ["Example", "PosterPage", "poster_file", "poster_page"]


@dataclass(frozen=True, slots=True)
class Example:
    """A building block that fits the field."""

    name: str
    title: str
    short: str
    phase: str
    """When it happens, in words."""
    on: bool
    """Whether it is on the poster."""


@dataclass(frozen=True, slots=True)
class PosterPage:
    """What hangs on the wall."""

    field: str
    fields: tuple[tuple[str, str], ...]
    """Every field of education, by name and in words."""
    title: str
    lead: str
    examples: tuple[tuple[str, str], ...]
    """Three things done elsewhere: what they are called, and what happens."""
    others: tuple[Example, ...]
    """Everything that fits the field, of which three can be chosen."""
    address: str
    """Where the check is."""


def poster_page(field: str, chosen: Sequence[str], address: str, language: str) -> PosterPage:
    """Return the poster for a field with the examples chosen. Raises UserError for an unknown field or example."""
    examples = examples_for(field, chosen)
    named = say(f"practices.fields.{field}", language) if field in FIELDS else field
    return PosterPage(
        field=field,
        examples=tuple((block.title(language), block.short(language)) for block in examples),
        others=tuple(_example(block, language, on=block in examples) for block in blocks_for(field)),
        fields=tuple((name, say(f"practices.fields.{name}", language)) for name in FIELDS),
        title=say("web.poster.title", language),
        lead=say("web.poster.lead", language, field=named),
        address=address,
    )


def _example(block: Block, language: str, *, on: bool) -> Example:
    phase = say(f"short_check.when.{block.phase}", language)
    return Example(block.name, block.title(language), block.short(language), phase, on)


def poster_file(page: PosterPage, language: str) -> bytes:
    """Return the poster as a tagged PDF with a code for a telephone."""
    call, note = say("web.poster.call", language), say("web.poster.note", language)
    return poster_pdf(Poster(page.title, page.lead, page.examples, call, page.address, note), language)
