"""The lot: which mobilities are checked, reproducible by anyone from the printed seed.

A mobility's lot is the SHA-256 of the seed and its number. Within each stratum the smallest lots are drawn.
So the draw does not depend on the order of rows, on a program's random numbers or on other strata, and a
larger plan with the same seed draws the same mobilities and some more.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from blendwise.errors import UserError, unknown_name
from blendwise.estimation.audit.checks import Checks, checks_of
from blendwise.estimation.audit.strata import Strata, StratumNames
from blendwise.estimation.result import Array, check_counts, check_numbers

__all__ = ["BlindRow", "Draw", "Drawn", "Verdict", "blinding_list", "draw", "for_second_reader", "tally"]

VERDICTS = ("blended", "not-blended", "undetermined")
Verdict = str
"""What a check says: one of `VERDICTS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A mobility that was drawn: its place in the lot of its stratum, and its chance of being drawn."""

    mobility: str
    institution: str
    stratum: str
    place: int
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draw:
    """All mobilities drawn with a seed. Keep it: without the strata the checks can't be weighted."""

    seed: str
    strata: Strata
    rows: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindRow:
    """What a reader gets to see: no tick, no stratum, and an order that says nothing on either."""

    number: int
    institution: str
    mobility: str


def _lot(seed: str, mobility: str, purpose: str = "") -> str:
    return sha256("\n".join([seed, purpose, mobility]).encode()).hexdigest()


def draw(
    strata: Strata,
    checks: Array,
    *,
    mobilities: Sequence[str],
    institutions: Sequence[str],
    in_strata: Sequence[str],
    seed: str,
) -> Draw:
    """Draw the planned number of checks in every stratum, without replacement.

    `checks` has a number per stratum, as in `Plan.checks`; the three sequences have an entry per mobility of
    the register: its number, its institution, its stratum. Any order of rows gives the same draw.

    Raises UserError for a mobility listed twice, an unknown stratum, or another number of mobilities in a
    stratum than was planned for: then the register has changed and the plan must be made again.

    Formula: within a stratum the mobilities with the smallest SHA-256 of seed and number; each has the chance
      checks / size.
    Source: Cochran (1977), chapter 5; Ohlsson (1995) on permanent random numbers.
    Shapes: a number per stratum, and three sequences with an entry per mobility.
    Unit: mobilities.
    Assumes: the seed was chosen before anybody saw the register.
    Not for: choosing which mobilities are looked at, or another seed until the draw pleases.
    """
    planned = check_numbers("checks", checks, shape=(len(strata),))
    check_counts(planned, strata.sizes, hits_name="checks", trials_name="sizes", whole=True)
    members = _members(strata, mobilities, institutions, in_strata)
    rows = []
    for row, name in enumerate(strata.names):
        if len(members[row]) != strata.sizes[row]:
            raise UserError(
                "audit.register-changed",
                name=StratumNames((name,)),
                now=len(members[row]),
                then=int(strata.sizes[row]),
            )
        ordered = sorted(members[row], key=lambda pair: _lot(seed, pair[0]))
        chance = float(planned[row] / strata.sizes[row])
        rows += [
            Drawn(mobility=mobility, institution=owner, stratum=name, place=place, probability=chance)
            for place, (mobility, owner) in enumerate(ordered[: int(planned[row])], 1)
        ]
    return Draw(seed=seed, strata=strata, rows=tuple(rows))


def _members(
    strata: Strata, mobilities: Sequence[str], institutions: Sequence[str], in_strata: Sequence[str]
) -> list[list[tuple[str, str]]]:
    index = {name: row for row, name in enumerate(strata.names)}
    members: list[list[tuple[str, str]]] = [[] for _ in index]
    seen: set[str] = set()
    for name, values in (("institutions", institutions), ("in_strata", in_strata)):
        check_numbers(name, np.zeros(len(values)), shape=(len(mobilities),))
    for mobility, owner, name in zip(mobilities, institutions, in_strata, strict=True):
        if name not in index:
            raise unknown_name(name, "audit.stratum", strata.names)
        if mobility in seen:
            raise UserError("audit.double-mobility", mobility=mobility)
        seen.add(mobility)
        members[index[name]].append((mobility, owner))
    return members


def blinding_list(drawn: Draw) -> tuple[BlindRow, ...]:
    """Return what the reader gets: the mobilities in an order that betrays neither tick nor stratum.

    Keep the draw itself away from the reader: knowing the tick pulls the verdict towards it.

    Formula: the mobilities drawn, numbered in an order by lot.
    Source: Lijmer and others (1999), on what knowing the answer does to a reader.
    Shapes: a row per mobility drawn.
    Unit: mobilities.
    Errors: none.
    Assumes: checks are drawn by lot within each stratum, and the reader does not know the tick.
    Not for: handing over the draw itself.
    """
    ordered = sorted(drawn.rows, key=lambda row: _lot(drawn.seed, row.mobility, "reading"))
    return tuple(
        BlindRow(number=number, institution=row.institution, mobility=row.mobility)
        for number, row in enumerate(ordered, 1)
    )


def for_second_reader(drawn: Draw, *, share: float = 0.1) -> tuple[BlindRow, ...]:
    """Return the part of the blinding list that a second reader judges too, drawn by lot: at least `share`.

    Numbers are those of the blinding list.

    Formula: a part of the list drawn by lot: `share` of it, rounded up.
    Source: Cochran (1977), chapter 2.
    Shapes: a row per mobility.
    Unit: mobilities.
    Errors: UserError for a share outside 0 to 1.
    Assumes: the first reader does not know which these are.
    Not for: a choice of the doubtful ones: agreement on those says nothing on the rest.
    """
    part = float(check_numbers("share", share, most=1))
    listed = blinding_list(drawn)
    lots = sorted(listed, key=lambda row: _lot(drawn.seed, row.mobility, "second reader"))
    chosen = lots[: math.ceil(part * len(lots) - 1e-9)]
    return tuple(sorted(chosen, key=lambda row: row.number))


def tally(drawn: Draw, verdicts: Mapping[str, Verdict]) -> Checks:
    """Count verdicts per stratum. `verdicts` maps the number of a mobility to one of `VERDICTS`.

    An audit may be counted half way: within each stratum the mobilities judged so far must then be the first
    of its lot. Raises UserError for a mobility that was not drawn, an unknown verdict, and one that was
    skipped: leaving out the hard ones is choosing.

    Formula: verdicts counted per stratum: blended, not blended, undetermined.
    Source: Tenenbein (1970).
    Shapes: a verdict per mobility, by its number.
    Unit: mobilities.
    Assumes: within a stratum the lot was followed.
    Not for: verdicts of mobilities that somebody chose.
    """
    known = {row.mobility for row in drawn.rows}
    for mobility, verdict in verdicts.items():
        if mobility not in known:
            raise UserError("audit.not-drawn", mobility=mobility)
        if verdict not in VERDICTS:
            raise unknown_name(verdict, "audit.verdict", VERDICTS)
    _refuse_skipped(drawn, verdicts)
    counts = {verdict: np.zeros(len(drawn.strata)) for verdict in VERDICTS}
    index = {name: row for row, name in enumerate(drawn.strata.names)}
    for row in drawn.rows:
        if row.mobility in verdicts:
            counts[verdicts[row.mobility]][index[row.stratum]] += 1
    return checks_of(drawn.strata, sum(counts.values()), counts["blended"], counts["undetermined"])


def _refuse_skipped(drawn: Draw, verdicts: Mapping[str, Verdict]) -> None:
    last: dict[str, int] = {}
    for row in drawn.rows:
        if row.mobility in verdicts:
            last[row.stratum] = max(last.get(row.stratum, 0), row.place)
    for row in drawn.rows:
        if row.mobility not in verdicts and row.place < last.get(row.stratum, 0):
            raise UserError("audit.skipped", mobility=row.mobility, stratum=StratumNames((row.stratum,)))
