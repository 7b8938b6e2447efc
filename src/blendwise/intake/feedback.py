"""The feedback file: the data as delivered, with a colour and a comment in each cell that needs attention."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from blendwise.intake.findings import Finding
from blendwise.intake.reading import sheets_of
from blendwise.intake.sheets import Sheet, position
from blendwise.intake.sources import Source

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_feedback"]

_COLOURS = {
    "left-out": "#F4B6C2",
    "refused": "#F4B6C2",
    "unconfirmed": "#F4B6C2",
    "read": "#FBE3B5",
    "note": "#DCE6F2",
}
_COMMENT = {"x_scale": 2.5, "y_scale": 2.0}
_WIDEST = 400
_LONGEST = 32_767
"""As many characters as a cell of a spreadsheet program holds."""


def write_feedback(source: Source, findings: Sequence[Finding], folder: Path, language: str) -> Path:
    """Write the feedback file of one source into a folder and return it. Every cell is text; nothing is a formula.

    It repeats what was delivered, names included, so only its owner may read it.
    """
    import xlsxwriter

    folder.mkdir(parents=True, exist_ok=True)
    target = folder / (re.sub(r"[^\w.-]+", "_", source.name) + "-feedback.xlsx")
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    options = {
        "constant_memory": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        formats = {effect: book.add_format({"bg_color": colour}) for effect, colour in _COLOURS.items()}
        for number, sheet in enumerate(sheets_of(source), 1):
            name = re.sub(r"[\[\]:*?/\\']", " ", sheet.name or "")[:31].strip()
            if not name or book.get_worksheet_by_name(name):
                name = f"{number}"
            here = [f for f in findings if f.sheet == sheet.name and f.row is not None]
            _write_sheet(book.add_worksheet(name), sheet, here, formats, language)
    return target


def _write_sheet(
    out: Worksheet, sheet: Sheet, findings: Sequence[Finding], formats: dict[str, Format], language: str
) -> None:
    marked: dict[tuple[int, int], list[Finding]] = {}
    for finding in findings:
        place = (
            int(finding.row or 1) - 1,
            position(finding.column) if finding.column else sheet.first_column,
        )
        marked.setdefault(place, []).append(finding)
    longest = (finding.details["n"] for finding in findings if finding.code == "row-too-long")
    width = max([1, *(len(row) for row in sheet.head), *longest])
    for block in sheet.blocks(min(width, _WIDEST), 0):
        for row, *cells in block.rows.iter_rows():
            for column, value in enumerate(cells, sheet.first_column):
                if value is not None and (row - 1, column) not in marked:
                    out.write_string(row - 1, column, value[:_LONGEST])
                elif (row - 1, column) in marked:
                    _mark(
                        out, (row - 1, column), value or "", marked.pop((row - 1, column)), formats, language
                    )
    for place, left in marked.items():  # rows that are too long to be laid in columns, or places beyond them
        _mark(out, place, "", left, formats, language)


def _mark(
    out: Worksheet,
    place: tuple[int, int],
    value: str,
    findings: Sequence[Finding],
    formats: dict[str, Format],
    language: str,
) -> None:
    worst = min(findings, key=lambda f: list(_COLOURS).index(f.effect))
    out.write_string(*place, value[:_LONGEST], formats[worst.effect])
    out.write_comment(*place, "\n\n".join(f.sentence(language) for f in findings)[:_LONGEST], _COMMENT)
