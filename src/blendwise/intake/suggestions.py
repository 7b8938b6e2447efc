"""For a layout that nobody knows: which of our columns each of its columns could be, best first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from blendwise.errors import UserError, unknown_name
from blendwise.intake.layouts import wordlist
from blendwise.intake.mobilities import looks_like_project
from blendwise.intake.profiles import PROJECT_DATES, Profile, plain, profiles
from blendwise.intake.sheets import Sheet, letter
from blendwise.intake.values import DateOrder, read_date, read_integer, read_money, read_yes_no
from blendwise.records import MOBILITIES, TABLES, Kind

__all__ = ["Proposal", "Suggestion", "accepted_profile", "propose"]

_SAMPLES = 3
_LIKELY = 0.55
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

    def mapping(self) -> dict[str, str]:
        """Return our columns with the header that suits each best; no header is used twice."""
        pairs = [
            (score, column, s.header)
            for s in self.suggestions
            for column, score in s.ranked
            if score >= _LIKELY
        ]
        chosen: dict[str, str] = {}
        for _, column, header in sorted(pairs, key=lambda p: (-p[0], p[1])):
            if column not in chosen and header not in chosen.values():
                chosen[column] = header
        return chosen


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
        return 0.3
    if column == "grant_agreement_number":
        return sum(map(looks_like_project, samples)) / len(samples)
    if column == "data_type":
        known = {plain(word) for words in profile.data_types.values() for word in words}
        return sum(plain(s) in known for s in samples) / len(samples)
    table = MOBILITIES if profile.table == "groups" else TABLES[profile.table]
    kind = Kind.DATE if column in PROJECT_DATES else table[column].kind
    if kind is Kind.DATE:
        return sum(read_date(s, DateOrder.DAY_FIRST) is not None for s in samples) / len(samples)
    if kind in _READERS:
        return sum(_READERS[kind](s) is not None for s in samples) / len(samples)
    return 0.5


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
    taken = {plain(header) for header in chosen.values()}
    mapping = {c: h for c, h in proposal.mapping().items() if plain(h) not in taken} | dict(chosen)
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
