"""What the register said on an earlier day: fewer mobilities, some not yet ticked, some gone since."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from blendwise.demo.mobilities import individual
from blendwise.demo.plan import Project
from blendwise.demo.rows import Row

__all__ = ["Earlier", "earlier", "earlier_rows"]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The earlier day, the calls its export holds, and the shares of what differs (see `earlier.toml`)."""

    day: date
    calls: list[int]
    begun: dict[str, float]
    planned: dict[str, float]


@cache
def earlier() -> Earlier:
    """Read `earlier.toml`."""
    return Earlier(**tomllib.loads(Path(__file__).with_name("earlier.toml").read_text(encoding="utf-8")))


def earlier_rows(project: Project, rows: list[Row], *, seed: int) -> list[Row]:
    """Return the rows of a project as they were on the earlier day, given its final ones."""
    rng = Random(f"{seed} earlier {project.grant_agreement_number}")  # noqa: S311  # invented data, not a secret
    then: list[Row] = []
    there = False
    for row in rows:
        if row.is_main:
            before = _before(row, rng)
            there = before is not None
            then += [before] if before else []
        elif there:
            then.append(row)
    return then + list(_gone_later(project, len(rows), rng))


def _before(row: Row, rng: Random) -> Row | None:
    if row.start_date is None or row.start_date > earlier().day:
        return (
            replace(row, status="Draft", blended=False) if rng.random() < earlier().planned["draft"] else None
        )
    shares = earlier().begun
    if row.status == "Draft":
        return replace(row, status="Complete") if rng.random() < shares["fallen_back"] else row
    if rng.random() < shares["not_yet_there"]:
        return None
    if rng.random() < shares["still_draft"]:
        return replace(row, status="Draft")
    return _ticked_otherwise(row, rng)


def _ticked_otherwise(row: Row, rng: Random) -> Row:
    share = earlier().begun["not_yet_ticked" if row.blended else "unticked_later"]
    return replace(row, blended=not row.blended) if rng.random() < share else row


def _gone_later(project: Project, after: int, rng: Random) -> Iterator[Row]:
    """Invent mobilities that were complete on that day and are no longer there in the end."""
    count = round(project.mobilities * earlier().begun["gone_later"])
    for place in range(1, count + 1):
        row = individual(project, after + place, "complete", ticked=rng.random() < 0.2, rng=rng)
        if row.start_date and row.start_date <= earlier().day:
            yield row
