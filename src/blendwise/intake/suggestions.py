"""For a layout that nobody knows: which of our columns each of its columns could be, best first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from blendwise import programme
from blendwise.errors import UserError, unknown_name
from blendwise.intake.layouts import wordlist
from blendwise.intake.mobilities import looks_like_project
from blendwise.intake.profiles import PROJECT_DATES, Profile, plain, profiles
from blendwise.intake.sheets import Sheet, letter
from blendwise.intake.values import DateOrder, read_date, read_integer, read_money, read_yes_no
from blendwise.records import MOBILITIES, TABLES, Kind

__all__ = ["Proposal", "Suggestion", "accepted_profile", "propose"]

_SAMPLES = 3
_LIKELY, _SURE = 0.55, 0.8
"""From these scores on, a column is proposed, and saved without being named."""
_READERS = {
    Kind.BOOLEAN: read_yes_no,
    Kind.INTEGER: read_integer,
    Kind.NUMBER: read_money,
    Kind.MONEY: read_money,
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A column of the file: its letter, header, a few values, and what it could be with a score from 0 to 1."""

    letter: str
    header: str
    samples: tuple[str, ...]
    ranked: tuple[tuple[str, float], ...]

    @property
    def likely(self) -> str | None:
        """What the column probably is."""
        return self.ranked[0][0] if self.ranked and self.ranked[0][1] >= _LIKELY else None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping proposed for a sheet, on the model of the shipped profile that is nearest."""

    model: Profile
    header_row: int
    suggestions: tuple[Suggestion, ...]

    def mapping(self, chosen: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return our columns with the header of which it is sure, and the user's own choices laid over them.

        No header is used twice. What is only likely, or does not fit by its values, is not in it.
        """
        mapping = dict(chosen or {})
        taken = {plain(header) for header in mapping.values()}
        pairs = [(score, c, s.header) for s in self.suggestions for c, score in s.ranked if score >= _SURE]
        for _, column, header in sorted(pairs, key=lambda p: (-p[0], p[1])):
            if column not in mapping and plain(header) not in taken:
                mapping[column] = header
                taken.add(plain(header))
        return mapping

    def doubtful(self, mapping: Mapping[str, str]) -> list[tuple[str, str, float]]:
        """Return the headers that a mapping leaves out though they could be something: header, column, score."""
        taken = {plain(header) for header in mapping.values()}
        return [
            (s.header, *s.ranked[0])
            for s in self.suggestions
            if s.likely is not None and plain(s.header) not in taken
        ]


def propose(sheet: Sheet) -> Proposal:
    """Propose a mapping for a sheet whose layout is not known."""
    row = _header_row(sheet)
    headers = [(i, text.strip()) for i, text in enumerate(sheet.head[row - 1]) if text and text.strip()]
    below = sheet.head[row : row + 20]
    samples = {i: _samples([row[i] for row in below if i < len(row)]) for i, _ in headers}
    ranked = {p.name: [_rank(text, samples[i], p) for i, text in headers] for p in profiles()}
    model = max(profiles(), key=lambda p: sum(r[0][1] for r in ranked[p.name] if r))
    found = tuple(
        Suggestion(
            letter(i + sheet.first_column),
            text,
            () if _is_personal(text, samples[i]) else samples[i][:_SAMPLES],
            tuple(ranks[:_SAMPLES]),
        )
        for (i, text), ranks in zip(headers, ranked[model.name], strict=True)
    )
    return Proposal(model, row, found)


def _samples(texts: Sequence[str | None]) -> tuple[str, ...]:
    """Return the different texts of a column, in their order."""
    return tuple(dict.fromkeys(text.strip() for text in texts if text and text.strip()))


def _header_row(sheet: Sheet) -> int:
    """Take the row with most different words, none of them a number; of equals the upper one."""
    if not any(any(row) for row in sheet.head):
        raise UserError("intake.nothing-to-map", file=sheet.source.name)

    def words(row: Sequence[str | None]) -> int:
        return len({text for text in row if text and read_money(text.strip()) is None})

    return max(range(1, len(sheet.head) + 1), key=lambda n: (words(sheet.head[n - 1]), -n))


def _is_personal(header: str, samples: Sequence[str]) -> bool:
    """Tell whether a column holds names, addresses or birth dates: by its header, or by addresses among its values."""
    words = plain(header)
    named = any(word in words for word in wordlist("personal", "headers"))
    organisation = any(word in words for word in wordlist("personal", "unless"))
    return (named and not organisation) or any("@" in value for value in samples)


def _rank(header: str, samples: Sequence[str], profile: Profile) -> list[tuple[str, float]]:
    if _is_personal(header, samples):
        return []
    scores = {column: _score(column, header, samples, profile) for column in profile.columns}
    return sorted(
        ((c, round(s, 3)) for c, s in scores.items() if s > 0.3), key=lambda pair: (-pair[1], pair[0])
    )


def _score(column: str, header: str, samples: Sequence[str], profile: Profile) -> float:
    """Weigh how like the header is (most) and whether the values can be what the column holds."""
    like = max(
        SequenceMatcher(None, plain(alias), plain(header)).ratio() for alias in profile.columns[column]
    )
    return 0.7 * like + 0.3 * _plausible(column, samples, profile)


def _plausible(column: str, samples: Sequence[str], profile: Profile) -> float:
    if not samples:
        return 0.5
    if column in _WORDS or column == "data_type":
        return _share(samples, _words(column, profile))
    table = MOBILITIES if profile.table == "groups" else TABLES[profile.table]
    kind = Kind.DATE if column in PROJECT_DATES else table[column].kind
    if kind is Kind.DATE:
        return _share(samples, lambda s: read_date(s, DateOrder.DAY_FIRST) is not None)
    if kind in _READERS:
        return _share(samples, lambda s: _READERS[kind](s) is not None)
    return 0.0 if _is_something_else(samples, profile) else 0.5


_WORDS: Mapping[str, Callable[[str], bool]] = {
    "grant_agreement_number": looks_like_project,
    "status": lambda text: text.casefold() in wordlist("status", "complete") | wordlist("status", "draft"),
    "activity_type": lambda text: programme.recognise(text) is not None,
}
"""Columns of text of which the values are known by sight."""


def _words(column: str, profile: Profile) -> Callable[[str], bool]:
    if column in _WORDS:
        return _WORDS[column]
    known = {plain(word) for words in profile.data_types.values() for word in words}
    return lambda text: plain(text) in known


def _share(samples: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, samples)) / len(samples)


def _is_something_else(samples: Sequence[str], profile: Profile) -> bool:
    """Tell whether all values of a column of text are of a kind that has a column of its own."""
    kinds = [*(_words(column, profile) for column in (*_WORDS, "data_type")), _is_yes_or_no, _is_day]
    return any(_share(samples, fits) == 1 for fits in kinds)


def _is_yes_or_no(text: str) -> bool:
    return not text.isdigit() and read_yes_no(text) is not None


def _is_day(text: str) -> bool:
    return read_date(text, DateOrder.DAY_FIRST) is not None


def accepted_profile(proposal: Proposal, name: str, chosen: Mapping[str, str]) -> Profile:
    """Make a profile of a proposal, with the user's own choices (our column to header) laid over it.

    Raises UserError where a column or header does not exist, or an essential column has none.
    """
    headers = [s.header for s in proposal.suggestions if not _is_personal(s.header, s.samples)]
    for column, header in chosen.items():
        if column not in proposal.model.columns:
            raise unknown_name(column, "column", proposal.model.columns)
        if plain(header) not in map(plain, headers):
            raise unknown_name(header, "column", headers)
    mapping = proposal.mapping(chosen)
    lacking = [c for c in proposal.model.essential if c not in mapping]
    if lacking:
        raise UserError("intake.profile-incomplete", columns=lacking)
    model = proposal.model
    return Profile(
        name,
        model.table,
        model.essential,
        {c: (h,) for c, h in mapping.items()},
        model.data_types,
        model.missing,
    )
