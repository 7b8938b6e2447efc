"""What all figures of one audit share: assumptions, warnings, details, and how an undetermined check shows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from blendwise.estimation.audit.checks import Checks
from blendwise.estimation.audit.ratio import Range
from blendwise.estimation.audit.strata import TOGETHER
from blendwise.estimation.result import Estimate, Scope
from blendwise.records import Question, Unit

__all__ = ["Figures", "two_digits"]

FEW_TICKS = 30
"""With fewer checked ticks the definition of blended has hardly been tried on them."""


def two_digits(number: float) -> float:
    """Round an estimated number to the two digits that count: 723.4 is about 720.

    >>> two_digits(723.4)
    720.0
    """
    if number < 10:
        return float(round(number))
    step = 10 ** (math.floor(math.log10(number)) - 1)
    return float(round(number / step) * step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Builds the figures of one audit, each from its range with the undetermined counted either way."""

    checks: Checks
    level: float
    scope: Scope
    method: str
    details: Mapping[str, float]
    """Standard error, design effect, and whatever else holds for all figures."""

    def figure(
        self,
        estimand: str,
        lowest: Range,
        highest: Range,
        *,
        numerator: float | None = None,
        denominator: float | None = None,
    ) -> Estimate:
        """Build a figure: a point when both ranges are one, else bounds from the lowest to the highest."""
        defined = lowest.value is not None and highest.value is not None
        one = lowest == highest
        ends = {"if_none": lowest.value, "if_all": highest.value}
        known = {name: value for name, value in ends.items() if value is not None}
        return Estimate(
            question=Question.TRUTH,
            estimand=estimand,
            scope=self.scope,
            value=lowest.value if one else None,
            low=lowest.low if defined else None,
            high=highest.high if defined else None,
            level=self.level if defined else None,
            numerator=numerator if one else None,
            denominator=denominator,
            unit=Unit.MOBILITIES,
            population="validation",
            method=self.method,
            clusters=len(set(self.checks.strata.institutions) - {TOGETHER}) or None,
            design_effect=self.details.get("design_effect"),
            assumptions=self.assumptions,
            warnings=self.warnings,
            details=MappingProxyType({**self.counts, **self.details, **known}),
        )

    def whole(self, lowest: Range, highest: Range) -> Estimate:
        """Build the share of all mobilities from its number, with the sentence that fits the finds."""
        of = self.checks.strata.mobilities
        shares = [
            Range(*(None if x is None else x / of for x in (r.value, r.low, r.high)))
            for r in (lowest, highest)
        ]
        figure = self.figure(f"audit.share{self._ending}", *shares, numerator=lowest.value, denominator=of)
        numbers = {
            "about": two_digits(lowest.value or 0),
            "about_none": two_digits(lowest.value or 0),
            "about_all": two_digits(highest.value or 0),
        }
        return replace(figure, details=MappingProxyType({**figure.details, **numbers}))

    @property
    def _ending(self) -> str:
        """Choose the sentence: by the undetermined if there are any, else by what was found without a tick."""
        if self.counts["undetermined"]:
            return "-one-open" if self.counts["undetermined"] == 1 else ""
        return {0: "-none-found", 1: "-one-found"}.get(int(self.counts["found_unticked"]), "")

    def not_looked_at(self, estimand: str) -> Estimate:
        """Build a figure on ticks that nobody checked: undefined, for an assumption is no estimate."""
        nothing = Range(None, None, None)
        return self.figure(f"{estimand}-not-checked", nothing, nothing)

    @property
    def counts(self) -> dict[str, float]:
        """Return what was looked at and found."""
        ticked, looked = self.checks.strata.ticked, self.checks.looked_at
        return {
            "checked": float(looked.sum()),
            "checked_unticked": float(looked[~ticked].sum()),
            "found_unticked": float(self.checks.blended[~ticked].sum()),
            "checked_ticked": float(looked[ticked].sum()),
            "undetermined": float(self.checks.undetermined.sum()),
            "ticks": self.checks.strata.ticks,
            "mobilities": self.checks.strata.mobilities,
        }

    @property
    def assumptions(self) -> tuple[str, ...]:
        """Return what must hold for every figure."""
        ticks = ("audit.assumptions.ticks-right",) if self.checks.ticks_assumed else ()
        return (
            "audit.assumptions.drawn-at-random",
            "audit.assumptions.one-definition",
            "audit.assumptions.blind",
            *ticks,
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what a reader must be told with every figure."""
        enough = min(FEW_TICKS, self.checks.strata.ticks)
        few = not self.checks.ticks_assumed and self.counts["checked_ticked"] < enough
        holds = {
            "audit.warnings.undetermined": self.counts["undetermined"] > 0,
            "audit.warnings.joined": self.checks.joined,
            "audit.warnings.few-ticks": few,
        }
        return tuple(key for key, true in holds.items() if true)
