"""Split text in cells: CSV, tabs, two or more spaces, or Markdown's pipes, whichever fits most lines."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator

from blendwise.errors import UserError

__all__ = ["split_text"]

Grid = list[list[str]]
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")


def split_text(text: str) -> Grid:
    """Split a text in rows of cells.

    The first way of splitting, from the surest mark to the least sure, that gives most lines the same number
    of cells is taken: pipes, tabs, semicolons, two or more spaces, commas.
    """
    for split in (_pipes, _marked("\t"), _marked(";"), _spaces, _marked(",")):
        grid = _squared(list(split(text)))
        if grid is not None:
            return grid
    raise UserError("tablecheck.one-column" if text.strip() else "tablecheck.empty")


def _squared(grid: Grid) -> Grid | None:
    """Accept a split where most lines, two at least, have the same number of cells, two or more."""
    widths = Counter(len(row) for row in grid if sum(map(bool, row)) > 1)
    lines = sum(any(row) for row in grid)
    if not widths or lines < 2:
        return None
    width, often = widths.most_common(1)[0]
    if width < 2 or often < 2 or 2 * often < lines:
        return None
    return [_padded(row, width) for row in grid]


def _padded(row: list[str], width: int) -> list[str]:
    """Drop the empty cells at the end that a spreadsheet exports, and fill up lines such as a title."""
    while len(row) > width and not row[-1]:
        row = row[:-1]
    return row + [""] * (width - len(row)) if sum(map(bool, row)) < 2 else row


def _pipes(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if "|" in line and not _RULE.match(line):
            yield [cell.strip().replace("**", "") for cell in line.strip().strip("|").split("|")]


def _marked(mark: str) -> Callable[[str], Iterator[list[str]]]:
    def split(text: str) -> Iterator[list[str]]:
        try:
            for row in csv.reader(text.splitlines(), delimiter=mark):
                yield [cell.strip() for cell in row]
        except csv.Error as error:
            raise UserError("tablecheck.not-csv", reason=str(error)) from None

    return split


def _spaces(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        yield re.split(r"(?:\u00a0| ){2,}", line.strip())
