"""How much of a change in share comes with more mobilities, and how much with other numbers of ticks.

A share falls when ticks stay and mobilities grow. Exactly: k2/n2 − k1/n1 = (k1/n2 − k1/n1) + (k2 − k1)/n2, the
first with the ticks kept and the mobilities of now. The split says what goes with what, not what caused it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from blendwise.language import percent, say

__all__ = ["Growth"]


@dataclass(frozen=True, slots=True)
class Growth:
    """Ticks and totals of one institution in two sets of calls; both totals above 0.

    >>> fall = Growth("ROC", ticks=(104, 87), totals=(244, 426))
    >>> f"{float(fall.kept):.3f} {float(fall.by_size):.3f} {float(fall.by_ticks):.3f} {float(fall.part):.2f}"
    '0.244 -0.182 -0.040 0.82'
    """

    institution: str
    ticks: tuple[int, int]
    totals: tuple[int, int]

    @property
    def shares(self) -> tuple[Fraction, Fraction]:
        """The share in both."""
        return Fraction(self.ticks[0], self.totals[0]), Fraction(self.ticks[1], self.totals[1])

    @property
    def kept(self) -> Fraction:
        """The later share if there had been as many ticks as before."""
        return Fraction(self.ticks[0], self.totals[1])

    @property
    def change(self) -> Fraction:
        """The later share less the earlier one."""
        return self.shares[1] - self.shares[0]

    @property
    def by_size(self) -> Fraction:
        """What of the change goes with another number of mobilities."""
        return self.kept - self.shares[0]

    @property
    def by_ticks(self) -> Fraction:
        """What of the change goes with another number of ticks."""
        return self.shares[1] - self.kept

    @property
    def part(self) -> Fraction:
        """Which part of the change goes with another number of mobilities; for a change that is not 0."""
        return self.by_size / self.change

    def sentence(self, language: str) -> str:
        """Say what goes with what; "explains" only where both work the same way."""
        same_way = self.change < 0 and self.by_size < 0 and self.by_ticks <= 0
        form = "same" if not self.change else "fall-by-growth" if same_way else "both"
        part = percent(self.part, language, places=0) if self.change else ""
        return say(
            f"estimates.growth.{form}", language, institution=self.institution, part=part,
            k1=self.ticks[0], k2=self.ticks[1], n1=self.totals[0], n2=self.totals[1],
            s1=self.shares[0], s2=self.shares[1], kept=self.kept,
            fall=-100 * self.change, size_fall=-100 * self.by_size, ticks_fall=-100 * self.by_ticks,
            change=100 * self.change, by_size=100 * self.by_size, by_ticks=100 * self.by_ticks,
        )  # fmt: skip
