"""How often do the clustered intervals hold the truth: `python -m benchmarks.coverage_clusters`.

Institutions have the sizes of the published table (20 known, 22 of equal size), taken in turn for other
numbers of institutions. Each has a chance of its own, beta distributed around `share` with correlation
`icc`, and its ticks are binomial. An interval covers if it holds `share`; no interval is no cover. Prints a
Markdown table.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from benchmarks.curves import CLUSTERS, write_picture
from blendwise.estimation.cluster_bootstrap import bca, bootstrap_t, percentile
from blendwise.estimation.clusters import ClusteredLimits, korn_graubard, linear_t, logit_t, wilson_effective
from blendwise.estimation.result import Array

LISTED = (244, 985, 630, 641, 652, 244, 298, 796, 118, 207, 93, 458, 468, 472, 144, 200, 258, 310, 473, 580)
SIZES = np.array([*LISTED, *[7467 // 22 + (place < 7467 % 22) for place in range(22)]])
"""Mobilities per institution: the published ones, and the 7,467 others divided over 22 (15,738 in all)."""

CHUNK = 250
"""Tables at a time, so that a thousand resamples of each fit in memory."""


@dataclass(frozen=True, slots=True)
class Truth:
    share: float
    icc: float
    institutions: int

    @property
    def sizes(self) -> Array:
        """Return the sizes in turn; 14 institutions are every third of the 42, large and small."""
        order = np.sort(SIZES)[::3] if self.institutions < len(SIZES) else SIZES
        return np.resize(order, self.institutions).astype(float)

    def tables(self, count: int, seed: int) -> Array:
        """Return `count` tables of ticks, a row per table."""
        rng = np.random.default_rng([seed, self.institutions, round(1e4 * self.share), round(1e4 * self.icc)])
        rest = 1 / self.icc - 1
        chances = rng.beta(self.share * rest, (1 - self.share) * rest, size=(count, self.institutions))
        return rng.binomial(self.sizes.astype(int), chances).astype(float)


@dataclass(frozen=True, slots=True)
class Measured:
    covered: float
    above: float
    width: float


def measured(truth: Truth, limits: ClusteredLimits, tables: Array) -> Measured:
    """Return how often the interval holds the share, how often the share is above it, and its mean width."""
    low, high = [], []
    for first in range(0, len(tables), CHUNK):
        found = limits(tables[first : first + CHUNK], truth.sizes)
        low.append(found.low)
        high.append(found.high)
    lows, highs = np.concatenate(low), np.concatenate(high)
    covered = (lows <= truth.share) & (truth.share <= highs)
    return Measured(
        float(covered.mean()), float(np.mean(truth.share > highs)), float(np.nanmean(highs - lows))
    )


TRUTHS = [
    *(Truth(0.0165, 0.02, k) for k in (14, 42, 400)),
    *(Truth(0.0165, 0.08, k) for k in (14, 42, 400)),
    *(Truth(0.05, 0.08, k) for k in (14, 42)),
]


def methods(replicates: int) -> dict[str, ClusteredLimits]:
    """Return the intervals to measure, by the name in the table."""
    again = {"seed": 20250324, "replicates": replicates}
    return {
        "linear t": linear_t,
        "logit-t": logit_t,
        "Korn-Graubard": korn_graubard,
        "Wilson, effective": wilson_effective,
        "percentile": partial(percentile, **again),  # type: ignore[dict-item]  # a partial has no __name__
        "bootstrap-t": partial(bootstrap_t, **again),  # type: ignore[dict-item]  # a partial has no __name__
        "BCa": partial(bca, **again),  # type: ignore[dict-item]  # a partial has no __name__
    }


def lines(replications: int, replicates: int, seed: int) -> Iterator[str]:
    """Yield the table: coverage / truth above the interval / mean width in percentage points."""
    chosen = methods(replicates)
    yield "| share | icc | institutions | " + " | ".join(chosen) + " |"
    yield "|---" * (3 + len(chosen)) + "|"
    for truth in TRUTHS:
        tables = truth.tables(replications, seed)
        cells = (measured(truth, limits, tables) for limits in chosen.values())
        shown = " | ".join(f"{c.covered:.3f} / {c.above:.3f} / {100 * c.width:.1f}" for c in cells)
        yield f"| {100 * truth.share:g} % | {truth.icc:g} | {truth.institutions} | {shown} |"


CURVES = (6, 10, 14, 24, 42, 80, 150, 400)
"""Numbers of institutions along the curves."""


def curve_rows(
    replications: int, replicates: int, seed: int, numbers: Sequence[int] = CURVES
) -> Iterator[dict[str, object]]:
    """Yield what the picture is drawn from: how often each interval held the share, by number of institutions."""
    chosen = {name: limits for name, limits in methods(replicates).items() if name in CLUSTERS.methods}
    for share, icc in ((0.0165, 0.02), (0.0165, 0.08), (0.05, 0.08)):
        for k in numbers:
            truth = Truth(share, icc, k)
            tables = truth.tables(replications, seed)
            for name, limits in chosen.items():
                covered = measured(truth, limits, tables).covered
                panel = f"share {100 * share:g}%, icc {icc:g}"
                yield {"panel": panel, "institutions": k, "method": name, "covered": round(covered, 4)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=2000, help="tables per row")
    parser.add_argument("--replicates", type=int, default=1000, help="bootstrap resamples per table")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--curves", action="store_true", help="measure the curves of the documentation instead"
    )
    chosen = parser.parse_args()
    if chosen.curves:
        rows = curve_rows(chosen.replications, chosen.replicates, chosen.seed)
        pl.DataFrame(list(rows)).write_csv(CLUSTERS.results)
        write_picture(CLUSTERS)
        return
    start = time.perf_counter()
    for line in lines(chosen.replications, chosen.replicates, chosen.seed):
        print(line, flush=True)
    print(
        f"\n{chosen.replications} tables per row, {chosen.replicates} resamples per table, "
        f"{time.perf_counter() - start:.0f} s."
    )


if __name__ == "__main__":
    main()
