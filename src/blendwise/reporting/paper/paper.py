"""A paper is a title and parts; Typst gets it as data, so that no text in it can be a command."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

__all__ = ["Facts", "List", "Paper", "Part", "Poster", "Text", "paper_pdf", "poster_pdf"]

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class List:
    """A list of sentences."""

    items: Sequence[str]
    kind: str = "list"


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with their values, a line each."""

    rows: Sequence[tuple[str, str]]
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it."""

    heading: str
    blocks: Sequence[Text | List | Facts]


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed."""

    title: str
    lead: str
    parts: Sequence[Part]
    footer: str


@dataclass(frozen=True, slots=True)
class Poster:
    """One page for a wall: what it is about, three examples, and where to go."""

    title: str
    lead: str
    examples: Sequence[tuple[str, str]]
    call: str
    address: str
    """Where it leads; also drawn as a code for a telephone."""
    note: str


def paper_pdf(paper: Paper, language: str) -> bytes:
    """Return a paper as PDF/UA-1, in A4."""
    return _compiled("paper", asdict(paper) | {"language": language})


def poster_pdf(poster: Poster, language: str) -> bytes:
    """Return a poster as PDF/UA-1, on one page of A4."""
    import segno

    drawn = segno.make(poster.address, error="m").svg_inline(scale=4, border=2)
    return _compiled("poster", asdict(poster) | {"language": language, "code": drawn})


def _compiled(layout: str, data: Mapping[str, Any]) -> bytes:
    """Lay out data: the file of a layout has its name, and finds the data under that name."""
    import typst

    made: bytes = typst.compile(
        (_FOLDER / f"{layout}.typ").read_bytes(),
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        sys_inputs={layout: json.dumps(data, ensure_ascii=False)},
    )
    return made
