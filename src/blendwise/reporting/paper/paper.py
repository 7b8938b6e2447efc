"""A paper is a title and parts; Typst gets it as data, so that no text in it can be a command."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["Facts", "List", "Paper", "Part", "Text", "paper_pdf"]

_LAYOUT = Path(__file__).with_name("paper.typ")


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


def paper_pdf(paper: Paper, language: str) -> bytes:
    """Return a paper as PDF/UA-1, in A4."""
    import typst

    data = json.dumps({**asdict(paper), "language": language}, ensure_ascii=False)
    made: bytes = typst.compile(
        _LAYOUT.read_bytes(),
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        sys_inputs={"paper": data},
    )
    return made
