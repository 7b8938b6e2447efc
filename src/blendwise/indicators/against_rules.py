"""Which registered mobilities do not fit the rules of their call: a row each, with place and rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
import polars as pl

from blendwise.indicators.population import Population
from blendwise.language import has, plural, say
from blendwise.programme import Rulebook, shipped, source_name
from blendwise.programme.against_rules import misfits_table
from blendwise.programme.registered import REGISTER_COLUMNS, registered_stays
from blendwise.records import Question, Unit

__all__ = ["QUESTION", "UNITS", "RuleMisfits", "against_rules"]

QUESTION = Question.COUNT
UNITS = (Unit.MOBILITIES,)
_PLACE = (
    "grant_agreement_number", "mobility_activity_id", "institution", "call", "activity_type", "source_file",
    "source_sheet", "source_row",
)  # fmt: skip


@dataclass(frozen=True)
class RuleMisfits:
    """What does not fit, a row per mobility and rule.

    `rows` has the place (project, mobility, file, sheet, row), institution, call, activity type, `calendar_days`,
    `participants`, then `misfit` (its kind), `rule`, `minimum`, `maximum`, `status` and `sources` of that rule.
    """

    rows: pl.DataFrame
    mobilities: int
    """How many mobilities were held against the rules."""
    population: Population
    rules_version: str

    def sentence(self, language: str) -> str:
        """Say how many things do not fit, among how many mobilities."""
        scope = self.population.scope(language)
        if self.rows.is_empty():
            return say("against_rules.none", language, n=self.mobilities, scope=scope)
        return plural(
            "against_rules.found", len(self.rows), language, mobilities=self.mobilities, scope=scope
        )

    def sentences(self, language: str) -> Iterator[str]:
        """Say of each row where it is, what does not fit, and what to do."""
        for row in self.rows.iter_rows(named=True):
            yield _sentence(row, language)

    def flat(self, language: str) -> pl.DataFrame:
        """Return the rows with the names of their sources as one text, and the sentence."""
        rows = [row | {"sources": "; ".join(row["sources"])} for row in self.as_rows(language)]
        return pl.DataFrame(rows, infer_schema_length=None)

    def as_rows(self, language: str) -> list[dict[str, Any]]:
        """Return the rows as plain values with their sentences and the names of their sources."""
        return [
            dict(row)
            | {"sources": [source_name(one, language) for one in row["sources"] or ()]}
            | {"sentence": _sentence(row, language), "rules_version": self.rules_version}
            for row in self.rows.iter_rows(named=True)
        ]


def against_rules(mobilities: ir.Table, population: Population, book: Rulebook | None = None) -> RuleMisfits:
    """Hold the mobilities of a population against the rules of their calls (those shipped unless given).

    What is not known, such as a lower limit for which nobody asked, is no misfit; what sources dispute neither.
    """
    rules = book or shipped()
    chosen = population.of(mobilities)
    needed = dict.fromkeys((*_PLACE, *REGISTER_COLUMNS, "blended"))
    rows: pl.DataFrame = chosen.select(*(name for name in needed if name in chosen.columns)).to_polars()
    found = misfits_table(registered_stays(rows), rules)
    kept = (
        *_PLACE,
        "calendar_days",
        "participants",
        "misfit",
        "rule",
        "minimum",
        "maximum",
        "status",
        "sources",
    )
    shown = found.select(name for name in kept if name in found.columns)
    order = [name for name in ("misfit", "institution", *_PLACE[:2]) if name in shown.columns]
    return RuleMisfits(shown.sort(order, nulls_last=True), len(rows), population, rules.version)


def _sentence(row: Mapping[str, Any], language: str) -> str:
    label = f"programme.activities.{row['activity_type']}"
    return say(
        f"against_rules.{row['misfit']}",
        language,
        at=_place(row, language),
        days=row["calendar_days"],
        participants=row["participants"],
        minimum=row["minimum"],
        maximum=row["maximum"],
        call=row["call"],
        type=label if has(label, language) else row["activity_type"],
        status=f"programme.statuses.{row['status'] or 'own'}",
    )


def _place(row: Mapping[str, Any], language: str) -> str:
    mobility = row["mobility_activity_id"]
    if row.get("source_file") and row.get("source_row") is not None:
        file, line = row["source_file"], row["source_row"]
        return say("against_rules.place-in-file", language, file=file, row=line, mobility=mobility)
    project = row["grant_agreement_number"]
    return say("against_rules.place", language, project=project, mobility=mobility)
