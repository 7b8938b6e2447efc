"""Which row is the header, which profile fits, and which column is what."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from blendwise.intake.findings import Finding, Refusal
from blendwise.intake.profiles import Profile, columns_of, plain
from blendwise.intake.sheets import Sheet, letter

__all__ = ["Layout", "find_layout", "fits_nothing", "nearest_header", "wordlist"]

_SOME_HEADERS = 3
"""So many recognised headers make a row a header with something missing, rather than an unknown layout."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read a sheet: the profile, the row of the header, and the position of each of our columns."""

    profile: Profile
    header_row: int
    first_row: int
    """The first row of data, below the header and a row of hints."""
    width: int
    positions: Mapping[str, int]
    headers: Mapping[str, str]
    first_column: int
    day_first: bool = False
    """Whether the row of hints says that dates begin with the day."""

    def letter(self, column: str) -> str | None:
        """Return the letter of one of our columns."""
        position = self.positions.get(column)
        return None if position is None else letter(position + self.first_column)

    def in_order(self) -> list[tuple[str, str]]:
        """Return our columns with their headers, in the order of the file."""
        return [
            (column, self.headers[column])
            for column in sorted(self.positions, key=self.positions.__getitem__)
        ]


@cache
def wordlist(part: str, name: str) -> frozenset[str]:
    """Return a list of spellings from `values.toml`, in lower case."""
    data = tomllib.loads(Path(__file__).with_name("values.toml").read_text(encoding="utf-8"))
    return frozenset(word.casefold() for word in data[part][name])


def find_layout(sheet: Sheet, profiles: Sequence[Profile]) -> Layout | None:
    """Find header and profile of a sheet; None for a sheet without cells.

    Raises Refusal where an essential column is missing, a header stands twice, or no profile fits.
    """
    if not any(any(row) for row in sheet.head):
        return None
    fitting = [
        (row, p, found)
        for p in profiles
        for row, found in _candidates(sheet, p)
        if set(p.essential) <= found.keys()
    ]
    if not fitting:
        raise Refusal(_why_not(sheet, profiles))
    row, profile, _ = max(fitting, key=lambda c: len(c[2]))
    return _layout(sheet, profile, row)


def fits_nothing(sheet: Sheet, profiles: Sequence[Profile]) -> bool:
    """Tell whether a sheet is simply something else: not even a few of its headers are known."""
    return _best(sheet, profiles)[2] < _SOME_HEADERS


def _candidates(sheet: Sheet, profile: Profile) -> list[tuple[int, dict[str, int]]]:
    """Return, for each row near the top, which of our columns its cells would be."""
    return [(number, _recognised(cells, profile)) for number, cells in enumerate(sheet.head, 1)]


def _recognised(cells: Sequence[str | None], profile: Profile) -> dict[str, int]:
    found: dict[str, int] = {}
    for position, text in enumerate(cells):
        column = profile.column(text) if text else None
        if column is None:
            continue
        surer = column in found and profile.priority(column, str(text)) >= profile.priority(
            column, str(cells[found[column]])
        )
        if not surer:
            found[column] = position
    return found


def _best(sheet: Sheet, profiles: Sequence[Profile]) -> tuple[int, Profile, int]:
    rows = [(row, p, len(found)) for p in profiles for row, found in _candidates(sheet, p)]
    return max(rows, key=lambda c: c[2])


def _why_not(sheet: Sheet, profiles: Sequence[Profile]) -> Finding:
    row, profile, known = _best(sheet, profiles)
    cells = [text for text in sheet.head[row - 1] if text]
    if known < _SOME_HEADERS:
        widest = max(sheet.head, key=lambda r: sum(1 for text in r if text))
        total = sum(1 for text in widest if text)
        details = {"n": known, "m": total}
        return Finding("unknown-layout", sheet.source.name, sheet.name, details=details)
    found = _recognised(sheet.head[row - 1], profile)
    missing = next(column for column in profile.essential if column not in found)
    unused = [text for text in cells if profile.column(text) is None]
    texts = {
        "name": profile.columns[missing][0],
        "nearest": nearest_header(profile.columns[missing], unused) or "–",
        "purpose": f"intake.purpose.{missing}",
    }
    return Finding("missing-column", sheet.source.name, sheet.name, row, details=texts)


def nearest_header(aliases: Sequence[str], headers: Sequence[str]) -> str | None:
    """Return the header that looks most like one of the aliases."""
    scores = {h: max(SequenceMatcher(None, plain(a), plain(h)).ratio() for a in aliases) for h in headers}
    return max(scores, key=lambda h: scores[h]) if scores else None


def _layout(sheet: Sheet, profile: Profile, row: int) -> Layout:
    cells = sheet.head[row - 1]
    _refuse_doubles(sheet, profile, row)
    positions = _recognised(cells, profile)
    hints = sheet.head[row] if row < len(sheet.head) else []
    hinted = _is_hints(hints)
    return Layout(
        profile=profile,
        header_row=row,
        first_row=row + 1 + hinted,
        width=max(i for i, text in enumerate(cells, 1) if text),
        positions=positions,
        headers={column: str(cells[position]).strip() for column, position in positions.items()},
        first_column=sheet.first_column,
        day_first=hinted and any((text or "").strip().casefold().startswith("dd") for text in hints),
    )


def _refuse_doubles(sheet: Sheet, profile: Profile, row: int) -> None:
    """Refuse a header that we use and that stands twice, to the letter: nothing tells which one holds."""
    places: dict[str, list[int]] = {}
    for position, text in enumerate(sheet.head[row - 1]):
        if text and profile.column(text) in columns_of(profile.table):
            places.setdefault(plain(text), []).append(position)
    for positions in places.values():
        if len(positions) > 1:
            first, second = (letter(p + sheet.first_column) for p in positions[:2])
            name = str(sheet.head[row - 1][positions[1]]).strip()
            details = {"name": name, "c1": first, "c2": second}
            raise Refusal(Finding("duplicate-header", sheet.source.name, sheet.name, row, details=details))


def _is_hints(cells: Sequence[str | None]) -> bool:
    """Tell whether a row says of what form each field is: most of its cells are hints, none an identifier."""
    filled = [text.strip().casefold() for text in cells if text and text.strip()]
    words, patterns = wordlist("hints", "words"), wordlist("hints", "patterns")
    hints = Counter(text in words or text in patterns or _hint(text, words, patterns) for text in filled)
    return hints[True] > len(filled) / 2


def _hint(text: str, words: frozenset[str], patterns: frozenset[str]) -> bool:
    parts = [
        part
        for part in text.replace("*", " ").replace("(", " ").replace(")", " ").replace(",", " ").split()
        if part
    ]
    return all(part in words or part in patterns for part in parts)
