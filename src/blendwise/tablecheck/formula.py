"""The small language in which a claims file states arithmetic between figures.

    5978 - 29 + 375 = 6324                  whole numbers: exact
    146/6324 = 2,31%                        a number with decimals or a % sign: as far as it is rounded
    sum(Blended) = 259                      a column, its total rows left out
    Blended = [2021] + [2022]               in every row; a name with other signs stands in brackets
    count(Percentage > 4%) = 3              how many rows
    sum(Totaal where Blended >= 10) = ?     a question mark asks for the value
    2002 * mobilities / applied = ?         names of the figures in the claims file

Numbers are written as they are printed, Dutch or English. Nothing is ever executed as code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from blendwise.errors import UserError
from blendwise.tablecheck.printed import Printed, read_number

__all__ = [
    "Binary",
    "Call",
    "Compare",
    "Connect",
    "Formula",
    "Name",
    "Negative",
    "Node",
    "Number",
    "Question",
    "Text",
    "parse",
    "walk",
]

MOST_SIGNS = 500
MOST_DEPTH = 20
FUNCTIONS = ("sum", "count", "mean", "max", "min", "absent")
COMPARISONS = {
    "=": "=",
    "≠": "!=",
    "!=": "!=",
    "<": "<",
    "<=": "<=",
    "≤": "<=",
    ">": ">",
    ">=": ">=",
    "≥": ">=",
}
ROUNDED = ("->", "→", "≈")
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d(?:[\d.,]*\d)?(?:\s?%)?)
  | (?P<text>"[^"]*"|“[^”]*”)
  | \[(?P<column>[^\]]+)\]
  | (?P<name>[^\W\d]\w*)
  | (?P<question>\?\s?%?)
  | (?P<sign>->|→|≈|<=|>=|!=|[-−–+*×/()=≠<>≤≥])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed."""

    printed: Printed


@dataclass(frozen=True, slots=True)
class Text:
    """A text to compare labels with."""

    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A column, a figure of the claims file, or `rows`, the number of rows."""

    name: str


@dataclass(frozen=True, slots=True)
class Question:
    """The value that is asked for, as a percentage or not."""

    as_percentage: bool


@dataclass(frozen=True, slots=True)
class Negative:
    """Minus a value."""

    of: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """Two values with + - * or / between them."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison within a condition."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Connect:
    """Two conditions with `and` or `or` between them."""

    word: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function over the rows: of a value, of a condition, or of a value where a condition holds."""

    function: str
    value: Node | None
    where: Node | None


Node = Number | Text | Name | Question | Negative | Binary | Compare | Connect | Call


@dataclass(frozen=True, slots=True)
class Formula:
    """Sides with a sign between each two: `=`, `->` (as far as it is rounded) or a comparison."""

    text: str
    sides: tuple[Node, ...]
    signs: tuple[str, ...]


def parse(text: str) -> Formula:
    """Read a formula. Raises UserError `tablecheck.formula` that names the place where it stops making sense.

    >>> parse("114 - 4 + 36 = 146").signs
    ('=',)
    """
    if len(text) > MOST_SIGNS:
        raise UserError("tablecheck.formula-too-long", formula=text[:60], most=MOST_SIGNS)
    parser = _Parser(text)
    sides, signs = [parser.side()], []
    while parser.sign in ("=", *ROUNDED, *COMPARISONS):
        signs.append("->" if parser.sign in ROUNDED else COMPARISONS[parser.sign])
        parser.take()
        sides.append(parser.side())
    if parser.kind or not signs:
        raise parser.refusal()
    return Formula(text, tuple(sides), tuple(signs))


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything in it, but not what stands inside a function over the rows."""
    yield node
    if isinstance(node, Binary | Compare | Connect):
        yield from walk(node.left)
        yield from walk(node.right)
    if isinstance(node, Negative):
        yield from walk(node.of)


class _Parser:
    """Reads from left to right; `kind` and `sign` are those of the token ahead."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.start = self.end = self.depth = 0
        self.value = ""
        self.take()

    def take(self) -> str:
        """Go one token on and return the value of the one passed."""
        passed, self.start = self.value, self.end
        match = _TOKEN.match(self.text, self.end)
        if match is None and self.text[self.end :].strip():
            raise self.refusal()
        self.kind = match.lastgroup if match else None
        self.value = match[self.kind].strip() if match and self.kind else ""
        self.sign = self.value if self.kind == "sign" else ""
        self.word = self.value.casefold() if self.kind == "name" else ""
        self.end = match.end() if match else len(self.text)
        return passed

    def refusal(self) -> UserError:
        return UserError("tablecheck.formula", formula=self.text, rest=self.text[self.start :].strip() or "–")

    def expect(self, sign: str) -> None:
        if self.sign != sign:
            raise self.refusal()
        self.take()

    def side(self) -> Node:
        node = self.term()
        while self.sign and self.sign in "+-−–":
            sign = "+" if self.take() == "+" else "-"
            node = Binary(sign, node, self.term())
        return node

    def term(self) -> Node:
        node = self.factor()
        while self.sign and self.sign in "*×/":
            sign = "/" if self.take() == "/" else "*"
            node = Binary(sign, node, self.factor())
        return node

    def factor(self) -> Node:
        if self.sign and self.sign in "-−–":
            self.take()
            return Negative(self.deeper(self.factor))
        if self.sign == "(":
            return self.within(self.side)
        if self.kind == "name" and self.word in FUNCTIONS and self.text[self.end :].lstrip().startswith("("):
            function = self.take().casefold()
            return self.within(lambda: self.argument(function))
        return self.plain()

    def within(self, inner: Callable[[], Node]) -> Node:
        self.expect("(")
        node = self.deeper(inner)
        self.expect(")")
        return node

    def deeper(self, inner: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise self.refusal()
        node = inner()
        self.depth -= 1
        return node

    def plain(self) -> Node:
        kind = self.kind
        if kind == "number":
            printed = read_number(self.value)
            if printed is None:
                raise self.refusal()
            self.take()
            return Number(printed)
        if kind == "text":
            return Text(self.take()[1:-1])
        if kind == "question":
            return Question("%" in self.take())
        if kind in ("name", "column"):
            return Name(self.take())
        raise self.refusal()

    def argument(self, function: str) -> Node:
        """Read what stands between a function's brackets: `value where condition`, or a condition."""
        if function == "count":
            return Call(function, None, self.condition())
        value = self.side()
        if self.word != "where":
            return Call(function, value, None)
        self.take()
        return Call(function, value, self.condition())

    def condition(self) -> Node:
        node = self.all_of()
        while self.word == "or":
            self.take()
            node = Connect("or", node, self.all_of())
        return node

    def all_of(self) -> Node:
        node = self.comparison()
        while self.word == "and":
            self.take()
            node = Connect("and", node, self.comparison())
        return node

    def comparison(self) -> Node:
        left = self.side()
        if isinstance(left, Call) and left.function == "absent":
            return left
        if self.sign not in COMPARISONS:
            raise self.refusal()
        sign = COMPARISONS[self.take()]
        return Compare(sign, left, self.side())
