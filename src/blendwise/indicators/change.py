"""What changed: between two calls of the same institutions, and between two snapshots of the same projects."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

import ibis
import ibis.expr.types as ir
import polars as pl

from blendwise.indicators.figure import say_of
from blendwise.indicators.figures import Figures
from blendwise.indicators.population import Population
from blendwise.indicators.query import known_characteristic
from blendwise.language import plural, say
from blendwise.records import Question, Unit

__all__ = [
    "CHANGES",
    "CallChange",
    "SnapshotChange",
    "between_calls",
    "between_snapshots",
    "changed_mobilities",
    "same_institutions",
]

CHANGES = ("new", "gone", "ticked", "unticked")
"""What can happen to a mobility between two snapshots."""


@dataclass(frozen=True, slots=True)
class CallChange:
    """The registered share in two calls, of the institutions that had a project in both."""

    calls: tuple[int, int]
    institutions: int
    numerators: tuple[int, int]
    denominators: tuple[int, int]
    rose: int
    fell: int
    same: int
    unit: Unit
    population: Population
    characteristic: str = "blended"
    question: ClassVar[Question] = Question.COUNT
    method: ClassVar[str] = "same-institutions"
    version: ClassVar[str] = "1"

    @property
    def difference(self) -> Fraction | None:
        """The later share less the earlier one (between -1 and 1)."""
        if not all(self.denominators):
            return None
        return Fraction(self.numerators[1], self.denominators[1]) - Fraction(
            self.numerators[0], self.denominators[0]
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as plain values, a column per call."""
        values: dict[str, Any] = {
            "unit": self.unit.value,
            "characteristic": self.characteristic,
            "institutions": self.institutions,
        }
        for call, k, n in zip(self.calls, self.numerators, self.denominators, strict=True):
            values |= {
                f"numerator_{call}": k,
                f"denominator_{call}": n,
                f"share_{call}": k / n if n else None,
            }
        difference = None if self.difference is None else float(self.difference)
        return values | {"difference": difference, "rose": self.rose, "fell": self.fell, "same": self.same}

    def sentence(self, language: str) -> str:
        """Say how the share changed, or that nothing can be compared."""
        a, b = self.calls
        if not self.institutions:
            return say("indicators.change.none", language, a=a, b=b)
        key, difference = f"indicators.change.{self.unit.value}", self.difference
        if difference is None:
            return say(f"{key}.undefined", language, a=a, b=b)
        form = "higher" if difference > 0 else "lower" if difference < 0 else "same"
        (k1, k2), (n1, n2) = self.numerators, self.denominators
        changed = say(
            f"{key}.{form}", language, a=a, b=b, k1=k1, n1=n1, k2=k2, n2=n2, s1=Fraction(k1, n1),
            s2=Fraction(k2, n2), d=abs(difference),
            share=say_of("indicators.asked.share", self.characteristic, language),
        )  # fmt: skip
        return f"{changed} {plural('indicators.change.institutions', self.institutions, language)}"

    def ticks_sentence(self, language: str) -> str:
        """Say how the number of ticks changed, and at how many institutions it rose and fell."""
        (k1, k2), (a, b) = self.numerators, self.calls
        return plural(
            "indicators.change.ticks", self.institutions, language, a=a, b=b, k1=k1, k2=k2, u=self.rose, d=self.fell,
            e=self.same, ticks=say_of("indicators.asked.ticks", self.characteristic, language),
        )  # fmt: skip


def same_institutions(figures: Figures, first: Collection[int], second: Collection[int]) -> frozenset[str]:
    """Return the institutions, by key, that had a project in both sets of calls: the one meaning of "the same".

    `figures` must be divided by institution alone. Who is not known is no institution.
    """
    there = figures.calls.filter(pl.col("institution_oid").is_not_null())
    keys = [
        set(there.filter(pl.col("call").is_in(list(calls)))["institution_oid"]) for calls in (first, second)
    ]
    return frozenset(keys[0] & keys[1])


def between_calls(figures: Figures, first: int, second: int) -> CallChange:
    """Compare two calls; `figures` must be divided by institution alone and hold both calls."""
    unit, key = figures.query.unit.value, f"with_{figures.query.unit.value}"
    by_call: dict[int, dict[str, tuple[int, int]]] = {first: {}, second: {}}
    for row in figures.calls.iter_rows(named=True):
        if row["call"] in by_call:
            by_call[row["call"]][row["institution_oid"]] = (row[key], row[unit])
    same = same_institutions(figures, [first], [second])
    both = [(by_call[first][i], by_call[second][i]) for i in sorted(same)]
    moves = [(later[0] > earlier[0]) - (later[0] < earlier[0]) for earlier, later in both]
    return CallChange(
        (first, second), len(both),
        (sum(e[0] for e, _ in both), sum(k[0] for _, k in both)),
        (sum(e[1] for e, _ in both), sum(k[1] for _, k in both)),
        moves.count(1), moves.count(-1), moves.count(0), figures.query.unit,
        figures.query.population, figures.query.characteristic,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SnapshotChange:
    """How the register changed between two days, in mobilities of one population."""

    days: tuple[date, date]
    new: int
    gone: int
    ticked: int
    """Present both times, ticked only the second time."""
    unticked: int
    total: int
    """Mobilities on the second day."""
    characteristic: str = "blended"

    def sentence(self, language: str) -> str:
        """Say what is new, gone, newly ticked and un-ticked."""
        d1, d2 = self.days
        return say_of(
            "indicators.change.snapshots", self.characteristic, language, d1=d1, d2=d2, gone=self.gone,
            on=self.ticked, off=self.unticked, new=plural("indicators.change.new", self.new, language),
            of=plural("indicators.change.of", self.total, language),
        )  # fmt: skip


def between_snapshots(
    earlier: ir.Table,
    later: ir.Table,
    population: Population,
    days: tuple[date, date],
    characteristic: str = "blended",
) -> SnapshotChange:
    """Compare the mobilities of a population on two days, mobility by mobility."""
    changes = changed_mobilities(earlier, later, population, characteristic)
    found = changes.group_by("change").aggregate(n=changes.count()).to_polars()
    counts = {kind: int(n) for kind, n in found.iter_rows()}
    total = sum(n for kind, n in counts.items() if kind != "gone")
    return SnapshotChange(
        days,
        **{kind: counts.get(kind, 0) for kind in CHANGES},
        total=total,
        characteristic=known_characteristic(characteristic),
    )


def changed_mobilities(
    earlier: ir.Table, later: ir.Table, population: Population, characteristic: str = "blended"
) -> ir.Table:
    """Return the key of every mobility of a population on either day, with what changed: one of `CHANGES`, or null."""
    before, after = (
        _keyed(population.of(t), characteristic, name) for t, name in ((earlier, "before"), (later, "after"))
    )
    both = [before.project_before == after.project_after, before.mobility_before == after.mobility_after]
    joined = before.outer_join(after, both)
    change = ibis.cases(
        (joined.project_before.isnull(), "new"),
        (joined.project_after.isnull(), "gone"),
        (joined.has_after & ~joined.has_before, "ticked"),
        (joined.has_before & ~joined.has_after, "unticked"),
        else_=None,
    )
    return joined.select(
        grant_agreement_number=ibis.coalesce(joined.project_before, joined.project_after),
        mobility_activity_id=ibis.coalesce(joined.mobility_before, joined.mobility_after),
        change=change,
    )


def _keyed(rows: ir.Table, characteristic: str, name: str) -> ir.Table:
    return rows.select(
        **{
            f"project_{name}": rows.grant_agreement_number,
            f"mobility_{name}": rows.mobility_activity_id,
            f"has_{name}": rows[known_characteristic(characteristic)].fill_null(False),
        }
    )
