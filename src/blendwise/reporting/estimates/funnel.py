"""`funnel`: which institutions stand out beyond chance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from blendwise.estimation.institutions import (
    Caterpillar,
    Funnel,
    InstitutionCounts,
    OutsidePattern,
    caterpillar,
    exact_funnel,
    funnel,
    hierarchical,
    outside_pattern,
)
from blendwise.estimation.institutions.comparison import Comparison
from blendwise.language import count, percent, say
from blendwise.reporting.contract import Contract
from blendwise.reporting.estimates.answer import Answer, about_characteristic, paragraphs
from blendwise.reporting.estimates.standings import Standings
from blendwise.reporting.tables import text_table

__all__ = ["SideBySide", "funnel_answer", "funnel_frame"]


@dataclass(frozen=True)
class SideBySide:
    """The same institutions by the exact funnel, the one that lets them differ, and their common pattern."""

    counts: InstitutionCounts
    characteristic: str = "blended"
    """What a tick stands for."""

    @cached_property
    def exact(self) -> Funnel:
        """Limits if chance alone makes institutions differ."""
        return exact_funnel(self.counts)

    @cached_property
    def wide(self) -> Funnel:
        """Limits that let institutions differ as they do."""
        return funnel(self.counts)

    @cached_property
    def outside(self) -> OutsidePattern:
        """Who lies outside the pattern that the others share."""
        return outside_pattern(self.counts)

    @cached_property
    def in_order(self) -> Caterpillar:
        """The institutions in the order of their estimated shares, each with its intervals."""
        return caterpillar(hierarchical(self.counts))


def funnel_answer(found: SideBySide, language: str, *, ranks: bool = False) -> Answer:
    """Say who stands out with and without differences between institutions, and show all with their limits.

    `ranks` adds estimated shares, places and lists of who differs, none without its uncertainty.
    """
    standings = Standings(found.counts) if ranks else None
    apart = (
        found.outside.about(name, language)
        for name, out in zip(found.counts.names, found.outside.outside, strict=True)
        if out == 1.0
    )
    text = paragraphs(
        about_characteristic(found.characteristic, language),
        _said(found.wide, language),
        "\n".join([found.outside.sentence(language), *apart]),
        _said(found.exact, language),
        _table(found, language),
        standings.text(language) if standings else "",
        found.wide.tail(language),
    )
    return Answer(text, funnel_frame(found, language, standings))


def _said(found: Comparison, language: str) -> str:
    words = (
        found.sentence(language),
        found.assumption_sentence(language),
        *found.warning_sentences(language),
    )
    return "\n".join(words)


def funnel_frame(found: SideBySide, language: str, standings: Standings | None = None) -> pl.DataFrame:
    """Return a row per institution: counts, limits of both funnels at both levels, and how many it is outside of.

    Each row says its own sentence and carries the contract of a result. `position` counts the limits beyond
    which an institution lies, negative below; empty without mobilities.
    """
    counts = found.counts
    columns: dict[str, object] = {
        "institution": list(counts.names),
        found.characteristic: counts.hits,
        counts.unit.value: counts.trials,
        "share": counts.rates,
    }
    for name, limits in (("exact", found.exact), ("pattern", found.wide)):
        for band in limits.bands:
            level = f"{100 * band.level:g}".replace(".", "_")
            columns |= {f"{name}_low_{level}": band.limits.low, f"{name}_high_{level}": band.limits.high}
        columns |= {f"{name}_position": limits.position}
    columns |= {"outside_pattern": found.outside.outside, "chance_given_others": found.outside.chance}
    columns |= standings.columns() if standings else {}
    columns |= {
        "denominator": counts.trials,
        "sentence": [found.wide.about(name, language) for name in counts.names],
    }
    return _contract(found, standings, language).on(
        pl.DataFrame(columns).with_columns(pl.selectors.float().fill_nan(None))
    )


def _contract(found: SideBySide, standings: Standings | None, language: str) -> Contract:
    parts = (found.wide, found.exact, found.outside, *(standings.parts if standings else ()))
    return Contract(
        question=found.wide.question, unit=found.counts.unit, scope=found.counts.scope.phrase(language),
        method="; ".join(dict.fromkeys(part.method for part in parts)),
        version="; ".join(dict.fromkeys(part.version for part in parts)),
    )  # fmt: skip


def _table(found: SideBySide, language: str) -> str:
    counts, band = found.counts, found.wide.bands[-1]
    headings = [
        say(f"labels.{name}", language)
        for name in ("institution", found.characteristic, counts.unit.value, "share")
    ]
    headings += [say("estimates.funnel.limits", language), say("estimates.funnel.place", language)]
    rows = [
        [name, count(int(k), language), count(int(n), language), *_limits(float(low), float(high), k, n, language),
         _place(float(place), language)]
        for name, k, n, low, high, place in zip(
            counts.names, counts.hits, counts.trials, band.limits.low, band.limits.high, found.wide.position,
            strict=True,
        )
    ]  # fmt: skip
    return text_table(headings, rows, [False, True, True, True, True, False])


def _limits(low: float, high: float, k: int, n: int, language: str) -> tuple[str, str]:
    if not n:
        return say("labels.undefined", language), ""
    share, least, most = (percent(value, language, places=1) for value in (int(k) / int(n), low, high))
    return share, f"{least}–{most}"


def _place(position: float, language: str) -> str:
    """Say in a word where an institution lies; nothing for within, so that who stands out is seen."""
    if np.isnan(position) or not position:
        return ""
    side = "above" if position > 0 else "below"
    return say(f"estimates.funnel.{side}.{'far' if abs(position) > 1 else 'near'}", language)
