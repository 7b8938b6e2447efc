"""Which institutions differ more than chance explains? Funnel limits around a target.

`funnel` is the recommended one: its limits allow for institutions that differ from each other, by the
beta-binomial pattern of those within the common pattern. `exact_funnel` assumes one rate for all.
Spiegelhalter's own two ways to widen normal limits stand in `normal_funnel`, for comparison.

Sources: Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202 (limits, over-dispersion, winsorising);
Spiegelhalter (2005), Quality and Safety in Health Care 14, 347-351.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from blendwise.estimation.institutions.bands import Band, bands_of, checked, curve_sizes, pooled, positions
from blendwise.estimation.institutions.beta_binomial import BetaBinomialFit, Pattern
from blendwise.estimation.institutions.comparison import Comparison, Level, Sentence
from blendwise.estimation.institutions.counts import InstitutionCounts, Integers, Pairs
from blendwise.estimation.institutions.laws import Binomial, Law, law_of
from blendwise.estimation.institutions.outside_pattern import pattern_warnings, split_pattern, usual_threshold
from blendwise.estimation.result import Array, Limits

__all__ = ["LEVELS", "Funnel", "exact_funnel", "few_warning", "funnel", "summary"]

LEVELS = (0.95, 0.998)
"""About two and about three standard errors (Spiegelhalter 2005)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Funnel(Comparison):
    """Limits that chance stays within, per level and institution.

    `position` counts the bands an institution lies outside of: 2 above the widest of two, 1 above the
    narrow one only, 0 within, negative below, NaN without trials. `phi` and `tau` are the over-dispersion
    that was used (1 and 0 when none was).
    """

    target: float
    bands: tuple[Band, ...]
    curve_sizes: Integers
    position: Array
    phi: float = 1.0
    tau: float = 0.0

    def outside(self, level: float) -> tuple[str, ...]:
        """Return the institutions outside the band of a level."""
        depth = 1 + [band.level for band in self.bands].index(level)
        return tuple(self.counts.names[row] for row in np.flatnonzero(np.abs(self.position) >= depth))

    def about(self, institution: str, language: str) -> str:
        """Return what is said of one institution."""
        row = self.counts.row(institution)
        place = float(self.position[row])
        values = {
            "institution": institution,
            "share": self._share(row),
        }
        if np.isnan(place):
            return Sentence("funnel.one.no-trials", values).say(language, self.counts.unit)
        band = self.bands[max(0, int(abs(place)) - 1)]
        values |= {"level": Level(band.level)}
        values |= {"low": float(band.limits.low[row]), "high": float(band.limits.high[row])}
        form = "above" if place > 0 else "below" if place < 0 else "within"
        return Sentence(f"funnel.one.{form}", values).say(language, self.counts.unit)


def law_limits(law: Law, sizes: Integers, level: float) -> Limits:
    """Return the interpolated limits of a law at each size."""
    low, high = law.limits([(1 - level) / 2, (1 + level) / 2], sizes)
    return Limits(low, high)


def funnel(
    counts: InstitutionCounts, *, levels: Sequence[float] = LEVELS, threshold: float | None = None
) -> Funnel:
    """Return funnel limits that allow for institutions that differ from each other: the recommended funnel.

    Limits are quantiles of the beta-binomial fitted to the institutions within the common pattern
    (`outside_pattern`, with `threshold`), interpolated as Spiegelhalter does for the binomial; the target is
    the mean of that pattern. Where institutions do not differ beyond chance these are the exact limits.

    Misleads when an institution's size itself depends on its rate, and with fewer than about ten
    institutions, whose pattern is hardly known. Raises UserError without any trials or for a level outside
    0 to 1.

    Formula: beta-binomial quantiles at each size, interpolated: (r - alpha) / n.
    Source: Spiegelhalter (2005); Griffiths (1973).
    Shapes: an `InstitutionCounts`, a row per institution; results in the same order.
    Unit: that of the table: mobilities or participants, and shares of them.
    Assumes: institutions within the pattern come from one beta distribution.

    >>> from blendwise.estimation.institutions import institution_counts
    >>> names = [f"school {i}" for i in range(16)]
    >>> table = institution_counts(names, [0, 1, 2, 1, 3] * 3 + [60], [90, 80, 120, 100, 150] * 3 + [100])
    >>> funnel(table).outside(0.998)
    ('school 15',)
    """
    pairs, levels = checked(counts, levels)
    split = split_pattern(pairs, usual_threshold(pairs.institutions) if threshold is None else threshold)
    words = (*pattern_warnings(split.fit), *few_warning(pairs))
    method = "beta-binomial"
    return _law_funnel(counts, pairs, levels, law_of(split.fit), method, words, split.fit)


def exact_funnel(
    counts: InstitutionCounts, *, target: float | None = None, levels: Sequence[float] = LEVELS
) -> Funnel:
    """Return the exact binomial funnel limits around one rate for all institutions.

    `target` is that rate; without it the share of all together. Misleads wherever institutions differ for
    any reason at all, which they do: then it flags most of the large ones, and a warning says so.

    Formula: binomial quantiles at each size, interpolated: (r - alpha) / n.
    Source: Spiegelhalter (2005).
    Shapes: an `InstitutionCounts`, a row per institution; results in the same order.
    Unit: that of the table: mobilities or participants, and shares of them.
    Errors: UserError without any trials, for a target or level outside 0 to 1.
    Assumes: one chance for all institutions.

    >>> from blendwise.estimation.institutions import institution_counts
    >>> table = institution_counts(["A", "B"], [104, 155], [244, 15494])
    >>> [band.smallest_low for band in exact_funnel(table).bands]
    [223, 417]
    """
    pairs, levels = checked(counts, levels)
    law = Binomial(pooled(pairs, target))
    return _law_funnel(counts, pairs, levels, law, "exact-binomial", (), None)


def _law_funnel(
    counts: InstitutionCounts,
    pairs: Pairs,
    levels: tuple[float, ...],
    law: Law,
    method: str,
    words: tuple[Sentence, ...],
    fit: BetaBinomialFit | None,
) -> Funnel:
    sizes = curve_sizes(pairs)
    of_pairs, bands = bands_of(
        pairs, sizes, levels, partial(law_limits, law), lambda n, level: law.no_hit(n) < (1 - level) / 2
    )
    position = pairs.spread(positions(pairs.hits / pairs.trials, of_pairs))
    assumption = "own-rate" if fit and fit.pattern is Pattern.SPREAD else "one-rate"
    return Funnel(
        counts=counts,
        method=method,
        said=summary(counts, position, bands, law.mean, assumption),
        assumptions=(assumption, "one-population"),
        warnings=(*words, *_beyond_chance(position, bands, pairs, assumption)),
        target=law.mean,
        bands=bands,
        curve_sizes=sizes,
        position=position,
    )


def summary(
    counts: InstitutionCounts, position: Array, bands: tuple[Band, ...], target: float, assumption: str
) -> tuple[Sentence, ...]:
    """Return how many lie outside the widest band, and from which size anyone can be low."""
    wide = bands[-1]
    outside = int((np.abs(position) >= len(bands)).sum())
    values = {"target": target, "level": Level(wide.level), "scope": counts.within, "k": len(counts)}
    return (
        Sentence(f"funnel.summary.{assumption}", values, n=outside),
        *_sizes(bands, int(counts.trials.max())),
    )


def _sizes(bands: tuple[Band, ...], largest: int) -> Iterator[Sentence]:
    """Yield from which size anyone can be low, per band; where nobody can in one, nobody can in a wider one."""
    for band in bands:
        yield _smallest(band, largest)
        if band.smallest_low is None or band.smallest_low > largest:
            return


def _smallest(band: Band, largest: int) -> Sentence:
    """Return from which size anyone can be low; no size is named that no institution here has."""
    values: dict[str, object] = {"level": Level(band.level)}
    if band.smallest_low is None:
        return Sentence("funnel.never-low", values)
    if band.smallest_low > largest:
        return Sentence("funnel.none-large-enough", values)
    return Sentence("funnel.smallest", values | {"size": band.smallest_low})


FEW = 10


def few_warning(pairs: Pairs) -> tuple[Sentence, ...]:
    """Warn when the spread of institutions rests on fewer than ten of them."""
    few = pairs.institutions < FEW
    return (Sentence("warnings.few", n=pairs.institutions),) if few else ()


def _beyond_chance(
    position: Array, bands: tuple[Band, ...], pairs: Pairs, assumption: str
) -> tuple[Sentence, ...]:
    """Warn when more lie outside the narrow band than one common rate explains, by three standard errors."""
    outside, miss = int((np.abs(position) >= 1).sum()), 1 - bands[0].level
    expected = pairs.institutions * miss
    if assumption != "one-rate" or outside <= expected + 3 * np.sqrt(expected * (1 - miss)):
        return ()
    values = {"n": outside, "k": pairs.institutions, "level": Level(bands[0].level)}
    return (Sentence("warnings.beyond-chance", values),)
