"""Where an institution lies in the sector, without telling it anything about any other institution.

One statement is made of the sector, the same for everybody and for every choice of calls, so that nothing can be
learnt by laying two of them side by side: "at least half of the institutions have a share of 0.5% at most". Each
step holds more institutions than the threshold of disclosure control asks for besides the reader, shares are rounded
up to a coarse grid, and the highest step has no upper end. With too few institutions nothing is said at all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from blendwise.disclosure import default_policy
from blendwise.indicators import FEWEST_FOR_A_PERCENTAGE
from blendwise.web.access import Scope
from blendwise.web.models import Agency
from blendwise.web.readings.call_choice import figures_of, with_calls
from blendwise.web.readings.open_figures import own_rules
from blendwise.web.readings.view import View

__all__ = ["GRID", "Distribution", "Step", "distribution", "steps_of"]

GRID = 0.005
"""Shares are rounded up to half a percentage point."""
_MOST_STEPS = 4
_FEWEST_OTHERS = 10


@dataclass(frozen=True, slots=True)
class Step:
    """At least this part of the institutions has this share at most."""

    part: float
    """Between 0 and 1."""
    most: float
    """A share, rounded up to the grid."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """The sector in steps, and one's own share."""

    calls: tuple[int, ...]
    """The calls that it is about: the set with most institutions, whatever the reader chose."""
    steps: tuple[Step, ...]
    own: float | None
    """One's own share in those calls; None below twenty mobilities."""
    within: int | None
    """The first step whose share one's own does not exceed, from 0; the number of steps where it exceeds all."""

    @property
    def highest(self) -> float:
        """The highest share that is drawn."""
        return max([*(step.most for step in self.steps), self.own or 0.0, GRID])

    def table(self) -> pl.DataFrame:
        """Return the steps as a table to take along: this part of the institutions has this share at most."""
        rows = [("sector", step.part, step.most) for step in self.steps] + [("own", None, self.own)]
        return pl.DataFrame(rows, {"of": pl.String, "part": pl.Float64, "share": pl.Float64}, orient="row")


def steps_of(shares: Sequence[float], *, fewest_others: int, threshold: int) -> tuple[Step, ...]:
    """Cut the shares of institutions into steps of equal numbers, two to four; none where that tells too much.

    Besides the reader each step holds `threshold` institutions at least, and there are `fewest_others` in all.

    >>> steps_of([0.0] * 6 + [0.012, 0.02, 0.031, 0.04, 0.08, 0.5], fewest_others=10, threshold=5)
    (Step(part=0.5, most=0.0),)
    """
    number = min(_MOST_STEPS, len(shares) // (threshold + 1))
    if len(shares) <= fewest_others or number < 2:
        return ()
    ordered = sorted(shares)
    cuts = (math.ceil(len(ordered) * place / number) for place in range(1, number))
    steps = [
        Step(place / number, _up(ordered[cut - 1])) for place, cut in zip(range(1, number), cuts, strict=True)
    ]
    return tuple(
        step for step, after in zip(steps, [*steps[1:], None], strict=True) if _says_more(step, after)
    )


def _says_more(step: Step, after: Step | None) -> bool:
    """Tell whether a step is not already in the next one, which is of more institutions with the same share."""
    return after is None or after.most > step.most


def _up(share: float) -> float:
    return round(math.ceil(round(share / GRID, 9)) * GRID, 9)


def _threshold(policy: str, on: date) -> int:
    """Return below how many institutions a step says too much: as the agency's own rules have it, else the standard."""
    standard = default_policy(on=on).columns["*"]
    own = own_rules(policy, "*", on) if policy else None
    return (own or standard).below or standard.below or 0


def distribution(whose: Scope, on: date) -> Distribution | None:
    """Return the sector in steps with one's own share; None where too few institutions can be compared."""
    view, _ = with_calls(View())
    rows = figures_of(view, "institution").rows.filter(
        pl.col("institution_oid").is_not_null(), pl.col("mobilities") >= FEWEST_FOR_A_PERCENTAGE
    )
    share = pl.col("with_mobilities") / pl.col("mobilities")
    steps = steps_of(
        rows.select(share).to_series().to_list(),
        fewest_others=max(_FEWEST_OTHERS, Agency.current().smallest_count),
        threshold=_threshold(Agency.current().policy, on),
    )
    if not steps:
        return None
    mine = rows.filter(pl.col("institution_oid").is_in(whose.institutions)).select(share).to_series()
    own = float(mine[0]) if len(mine) else None
    within = None if own is None else next((i for i, s in enumerate(steps) if own <= s.most), len(steps))
    return Distribution(view.calls, steps, own, within)
