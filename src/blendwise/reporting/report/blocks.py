"""What a section is made of. Each kind of block has a template of its name in `templates/blocks/`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from blendwise.reporting.charts import Drawing

__all__ = [
    "Bar",
    "Bars",
    "Block",
    "Books",
    "Cell",
    "Chart",
    "Column",
    "DataTable",
    "Facts",
    "Heading",
    "KeyFigure",
    "KeyFigures",
    "NotComparable",
    "Paragraph",
    "QuestionAnswer",
    "Questions",
    "Section",
    "Term",
]

Fill = Literal["registered", "plan", "unknown"]
"""The look tells the kind of answer: solid is registered, a tint with an edge a plan, a dashed edge unknown."""


class Block:
    """Anything that stands in a section; `kind` names its template."""

    kind: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Paragraph(Block):
    """A sentence or a few; `form` is body, lead or note."""

    text: str
    form: Literal["body", "lead", "note"] = "body"
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True, slots=True)
class Heading(Block):
    """A heading within a section."""

    text: str
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `absent` marks words in the place of a number, such as "no project"."""

    text: str
    absent: bool = False
    span: int = 1
    """Over how many columns it stands."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, what stands small under it, and what it holds.

    `main` is what a phone shows beside the name of a row; `blended` gives the numbers the colour of blended.
    """

    head: str
    under: str = ""
    number: bool = True
    main: bool = False
    blended: bool = False

    @property
    def label(self) -> str:
        """The head in one line, for a phone, where the heads are out of sight."""
        return f"{self.head} {self.under}".strip()


@dataclass(frozen=True, slots=True)
class DataTable(Block):
    """A table with caption, heads with scope, and a total line; the first cell of a row is its head."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    under: str = ""
    total: Sequence[Cell] = ()
    notes: Sequence[str] = ()
    long: bool = False
    """Whether it may run over a page; a short table is kept together."""
    kind: ClassVar[str] = "table"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its length as a share of the longest (0 to 1), and what stands at its end."""

    name: str
    length: float
    fill: Fill
    value: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Bars(Block):
    """Bars as a list, so that names wrap and stay readable on a phone."""

    caption: str
    under: str
    bars: Sequence[Bar]
    notes: Sequence[str] = ()
    kind: ClassVar[str] = "bars"


@dataclass(frozen=True, slots=True)
class Chart(Block):
    """A drawing with its title, its measure, a reading note and the table behind it."""

    caption: str
    under: str
    drawing: Drawing
    table: DataTable
    notes: Sequence[str] = ()
    numbered: bool = True
    kind: ClassVar[str] = "chart"


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A large number, its unit and what it says."""

    number: str
    unit: str
    text: str
    blended: bool = False


@dataclass(frozen=True, slots=True)
class KeyFigures(Block):
    """The three figures of the first page."""

    figures: Sequence[KeyFigure]
    kind: ClassVar[str] = "key_figures"


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """One of the three questions with its answer."""

    question: Literal["count", "process", "truth"]
    name: str
    answer: str


@dataclass(frozen=True, slots=True)
class Questions(Block):
    """The three questions, which never share a sentence."""

    answers: Sequence[QuestionAnswer]
    kind: ClassVar[str] = "questions"


@dataclass(frozen=True, slots=True)
class Term:
    """A part of an equation, or a word and its meaning."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Books(Block):
    """The books of a snapshot: rows read = accepted + attached + left out."""

    read: Term
    parts: Sequence[Term]
    notes: Sequence[str] = ()
    kind: ClassVar[str] = "books"


@dataclass(frozen=True, slots=True)
class Facts(Block):
    """Words with what they mean."""

    terms: Sequence[Term]
    kind: ClassVar[str] = "facts"


@dataclass(frozen=True, slots=True)
class NotComparable(Block):
    """The strip between figures of different sets of institutions."""

    strong: str
    text: str
    kind: ClassVar[str] = "not_comparable"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with blocks; `sheet` begins a new page on paper."""

    name: str
    heading: str
    blocks: Sequence[Block]
    sheet: bool = False
