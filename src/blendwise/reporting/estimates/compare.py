"""`compare`: two calls, or two sets of calls, of the same institutions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from blendwise.errors import UserError
from blendwise.estimation.chance_test import ChanceTest, p_in_words
from blendwise.estimation.clusters import clustered_share, wilson_effective
from blendwise.estimation.contrasts import (
    clustered_difference,
    sign_flip_of_calls,
    sign_test,
)
from blendwise.estimation.differences import difference_of_groups, square_and_add
from blendwise.estimation.institutions import institution_counts, outside_pattern
from blendwise.estimation.power import Plan, SmallestChange, correlation_between_calls, smallest_change
from blendwise.estimation.result import Array, Estimate, Limits, Scope
from blendwise.indicators import say_of
from blendwise.language import listing, plural, say
from blendwise.records import Question, Unit
from blendwise.reporting.estimates.answer import (
    Answer,
    about_characteristic,
    estimate_row,
    frame_of,
    paragraphs,
    said,
    test_row,
)
from blendwise.reporting.estimates.counts import CallCounts, of_calls
from blendwise.reporting.estimates.growth import Growth
from blendwise.reporting.report.call_sets import call_sets
from blendwise.store import Store

__all__ = [
    "CallComparison",
    "compare_calls",
    "comparison_answer",
    "comparison_of",
    "counts_sentence",
    "refusal",
]


@dataclass(frozen=True)
class CallComparison:
    """Two sets of calls, and what can be compared in them.

    `before` and `after` hold the institutions with a project in both, as in `indicators.between_calls`. Where
    the sets have other institutions `comparable` is false: then the shares of all may not be set side by side.
    """

    before: CallCounts
    after: CallCounts
    unit: Unit
    everyone: tuple[CallCounts, CallCounts]
    """Both sets with all their institutions."""
    comparable: bool
    characteristic: str = "blended"

    @cached_property
    def paired(self) -> pl.DataFrame:
        """A row per institution; columns b1, t1, b2, t2."""
        first = self.before.rows.rename({"ticks": "b1", "totals": "t1"})
        second = self.after.rows.rename({"ticks": "b2", "totals": "t2"})
        joined = first.join(second, on="key", how="full", coalesce=True)
        named = joined.with_columns(institution=pl.coalesce("institution", "institution_right"))
        return named.drop("institution_right").fill_null(0).sort("key")

    @cached_property
    def columns(self) -> tuple[Array, Array, Array, Array]:
        """Ticks and totals before, ticks and totals after, an entry per institution."""
        b1, t1, b2, t2 = (self.paired[name].cast(pl.Float64).to_numpy() for name in ("b1", "t1", "b2", "t2"))
        return b1, t1, b2, t2

    @property
    def in_both(self) -> int:
        """How many institutions had a project in both."""
        return len(self.before.keys)

    @cached_property
    def contrast(self) -> Estimate:
        """The change in share, from the change of each institution."""
        scope = Scope(calls=(*self.before.calls, *self.after.calls))
        return clustered_difference(
            *self.columns, calls=(self.before.label, self.after.label), unit=self.unit, scope=scope
        )

    @cached_property
    def newcombe(self) -> Estimate | None:
        """The same by Newcombe on the effective sizes of both; None where there is no spread to judge by."""
        b1, t1, b2, t2 = self.columns
        if self.contrast.low is None:
            return None
        limits = [wilson_effective(b[t > 0], t[t > 0]) for b, t in ((b2, t2), (b1, t1))]
        shares = b2.sum() / t2.sum(), b1.sum() / t1.sum()
        found = square_and_add(shares[0], limits[0], shares[1], limits[1])
        return _newcombe(self.contrast, found)

    @cached_property
    def moves(self) -> tuple[int, int, int]:
        """At how many institutions with both the number of ticks rose, fell and stayed."""
        changes = self._changes
        return int((changes > 0).sum()), int((changes < 0).sum()), int((changes == 0).sum())

    @property
    def _changes(self) -> Array:
        return np.asarray((self.paired["b2"] - self.paired["b1"]).to_numpy(), dtype=float)

    @cached_property
    def signs(self) -> ChanceTest:
        """The exact sign test of rises against falls in the number of ticks."""
        return sign_test(self._changes)

    @cached_property
    def flips(self) -> ChanceTest:
        """The sign-flip test of the change in share."""
        return sign_flip_of_calls(*self.columns)

    @cached_property
    def detectable(self) -> SmallestChange | None:
        """The smallest rise and fall that the next call would show; None where that can't be said."""
        b1, t1, b2, t2 = self.columns
        there = t2 > 0
        now = clustered_share(b2[there], t2[there], unit=self.unit)
        if now.value is None or not now.design_effect or int(there.sum()) < 2:
            return None
        together = correlation_between_calls(b1, t1, b2, t2)
        plan = Plan(
            share=now.value, total=float(t2.sum()), next_total=float(t2.sum()), institutions=int(there.sum()),
            design_effect=now.design_effect, correlation=0.0 if np.isnan(together) else together,
        )  # fmt: skip
        return smallest_change(plan, unit=self.unit)

    @cached_property
    def outliers(self) -> tuple[Growth, ...]:
        """The institutions outside the common pattern of the earlier calls that had mobilities in both."""
        rows = self.everyone[0].rows.filter(pl.col("totals") > 0)
        if rows.height < 3 or not rows["ticks"].sum():
            return ()
        counts = institution_counts(rows["key"].to_list(), rows["ticks"], rows["totals"], unit=self.unit)
        found = outside_pattern(counts)
        keys = [key for key, out in zip(counts.names, found.outside, strict=True) if out == 1.0]
        apart = self.paired.filter(pl.col("key").is_in(keys) & (pl.col("t2") > 0))
        return tuple(
            Growth(row["institution"], (row["b1"], row["b2"]), (row["t1"], row["t2"]))
            for row in apart.iter_rows(named=True)
        )

    def alone(self, growth: Growth) -> Estimate:
        """Return the difference of one institution, as if its mobilities were chances of their own."""
        return difference_of_groups(
            growth.ticks[1], growth.totals[1], growth.ticks[0], growth.totals[0],
            groups=(self.after.label, self.before.label), unit=self.unit,
            scope=Scope(institution=growth.institution),
        )  # fmt: skip


def _newcombe(contrast: Estimate, limits: Limits) -> Estimate:
    return Estimate(
        question=Question.PROCESS,
        estimand="estimates.change-unpaired",
        scope=contrast.scope,
        value=contrast.value,
        low=float(limits.low),
        high=float(limits.high),
        level=0.95,
        numerator=contrast.numerator,
        denominator=contrast.denominator,
        unit=contrast.unit,
        population="census",
        method="newcombe-effective-sizes",
        clusters=contrast.clusters,
        assumptions=("estimation.assumption.institutions-independent", "estimates.assumption.calls-apart"),
    )


def compare_calls(
    store: Store,
    before: Sequence[int],
    after: Sequence[int],
    *,
    unit: Unit = Unit.MOBILITIES,
    characteristic: str = "blended",
) -> CallComparison:
    """Set two calls, or two sets of calls, side by side.

    Raises UserError for a call that is in both or does not exist, and where no institution is in both.
    """
    if shared := sorted(set(before) & set(after)):
        raise UserError("estimates.same-call", call=shared[0])
    figures = store.figures(
        by=["institution"], calls=[*before, *after], unit=unit, characteristic=characteristic
    )
    what = figures.query.characteristic
    return comparison_of(of_calls(figures, before), of_calls(figures, after), unit=unit, characteristic=what)


def comparison_of(
    before: CallCounts, after: CallCounts, *, unit: Unit, characteristic: str = "blended"
) -> CallComparison:
    """Set the counts of two sets of calls side by side, of the institutions with a project in both.

    Raises UserError where no institution is in both.
    """
    same = before.keys & after.keys
    if not same:
        raise UserError("estimates.none-in-both", before=before.label, after=after.label)
    alike = len(call_sets({0: before.keys, 1: after.keys})) == 1
    return CallComparison(
        before.within(same), after.within(same), unit, (before, after), alike, characteristic
    )


def comparison_answer(found: CallComparison, language: str) -> Answer:
    """Say what changed, what chance explains, and what would show; refuse what may not be compared."""
    refused = None if found.comparable else refusal(found, language)
    parts = [
        about_characteristic(found.characteristic, language),
        counts_sentence(found, language),
        said(found.contrast, language),
        found.newcombe.sentence(language) if found.newcombe else "",
        _signs(found, language),
        "\n".join(e.sentence(language) for e in _detectable(found)),
        *(_outlier(found, growth, language) for growth in found.outliers),
        say("estimates.compare.caution", language),
    ]
    return Answer(paragraphs(*parts), frame_of(_rows(found, language)), refused)


def refusal(found: CallComparison, language: str) -> str:
    """Say that the sets have other institutions, and which can be compared."""
    x, y = (
        plural(
            "estimates.in-calls", len(c.calls), language, calls=listing([str(k) for k in c.calls], language)
        )
        for c in (found.before, found.after)
    )
    first, second = (len(every.keys) for every in found.everyone)
    key = "indicators.change.not-comparable"
    return say(key, language, i1=first, x=x, i2=second, y=y, i=found.in_both)


def counts_sentence(found: CallComparison, language: str) -> str:
    """Say how the registered share changed at the institutions compared; nothing where a share is lacking."""
    b1, t1, b2, t2 = (float(column.sum()) for column in found.columns)
    if not t1 or not t2:
        return ""
    form = "higher" if b2 / t2 > b1 / t1 else "lower" if b2 / t2 < b1 / t1 else "same"
    sentence = say(
        f"estimates.compare.counts.{form}", language, before=found.before.label, after=found.after.label, k1=b1,
        k2=b2, n2=t2, s1=b1 / t1, s2=b2 / t2, d=abs(b2 / t2 - b1 / t1),
        of1=plural(f"format.{found.unit.value}", int(t1), language),
        share=say_of("indicators.asked.share", found.characteristic, language),
    )  # fmt: skip
    return f"{sentence} {plural('indicators.change.institutions', found.in_both, language)}"


def _signs(found: CallComparison, language: str) -> str:
    return f"{_sign_sentence(found, language)}\n{_flip_sentence(found, language)}"


def _sign_sentence(found: CallComparison, language: str) -> str:
    rose, fell, same = found.moves
    return plural(
        "estimates.compare.signs",
        found.in_both,
        language,
        rose=rose,
        fell=fell,
        same=same,
        p=p_in_words(float(found.signs), language),
    )


def _flip_sentence(found: CallComparison, language: str) -> str:
    return "\n".join([found.flips.sentence(language), *found.flips.warning_sentences(language)])


def _detectable(found: CallComparison) -> tuple[Estimate, ...]:
    return (found.detectable.rise, found.detectable.fall) if found.detectable else ()


def _outlier(found: CallComparison, growth: Growth, language: str) -> str:
    alone = found.alone(growth)
    title = say("estimates.compare.outlier", language, institution=growth.institution)
    return "\n".join(
        [title, growth.sentence(language), alone.sentence(language), *alone.warning_sentences(language)]
    )


def _rows(found: CallComparison, language: str) -> list[dict[str, Any]]:
    rows = [estimate_row("change", found.contrast, language)]
    if found.newcombe:
        rows.append(estimate_row("change-unpaired", found.newcombe, language))
    scope = found.contrast.scope.phrase(language)
    rows += [
        test_row(found.signs, _sign_sentence(found, language), scope, language),
        test_row(found.flips, _flip_sentence(found, language), scope, language),
    ]
    rows += [
        estimate_row(name, e, language)
        for name, e in zip(("smallest-rise", "smallest-fall"), _detectable(found), strict=False)
    ]
    for growth in found.outliers:
        rows.append(estimate_row(f"outlier: {growth.institution}", found.alone(growth), language))
        rows.append(_growth_row(found, growth, language))
    return rows


def _growth_row(found: CallComparison, growth: Growth, language: str) -> dict[str, Any]:
    return {
        "part": f"growth: {growth.institution}", "question": Question.COUNT.value,
        "sentence": growth.sentence(language), "value": float(growth.by_size), "unit": found.unit.value,
        "numerator": float(growth.ticks[0]), "denominator": float(growth.totals[1]), "population": "census",
        "method": "ticks-kept", "version": "1", "scope": growth.institution,
    }  # fmt: skip
