"""How often do the intervals of an audit hold the truth: `python -m benchmarks.coverage_audit`.

Strata are the 42 institutions with their published sizes (20 known, 22 of equal size); the checks go by the
square root of the size, four at least. In every replication each institution gets a chance from the named
truth, its mobilities are blended or not by that chance, and the checks are drawn without replacement. What an
interval has to hold is the share of truly blended in that population. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl
from scipy.special import betaincinv
from scipy.stats import norm

from benchmarks.coverage_clusters import SIZES
from benchmarks.curves import AUDIT, write_picture
from blendwise.estimation.audit.model import group_posterior, limits_of_sum
from blendwise.estimation.audit.two_phase import share_and_variance, total_of
from blendwise.estimation.proportions import wilson
from blendwise.estimation.result import Array

LEVEL = 0.95
Z = float(norm.isf((1 - LEVEL) / 2))
NODES = (36, 24)
NAMES = tuple(str(place) for place in range(len(SIZES)))


@dataclass(frozen=True, slots=True)
class Truth:
    """A name, and how the chances of institutions are drawn (a row per replication)."""

    name: str
    chances: Callable[[np.random.Generator, tuple[int, int]], Array]


TRUTHS = [
    Truth("0.05 % everywhere", lambda _, shape: np.full(shape, 0.0005)),
    Truth("mean 1 %, skewed (beta .25, 24.75)", lambda rng, shape: rng.beta(0.25, 24.75, shape)),
    Truth("mean 4 % (beta 1, 24)", lambda rng, shape: rng.beta(1, 24, shape)),
    Truth("a tenth of institutions at 30 %", lambda rng, shape: np.where(rng.random(shape) < 0.1, 0.3, 0.0)),
]


def allocation(checks: int) -> Array:
    """Return checks by the square root of the size, four at least."""
    root = np.sqrt(SIZES)
    return np.asarray(np.maximum(4.0, np.round(checks * root / root.sum())))


@dataclass(frozen=True, slots=True)
class Audits:
    """Checked and found per institution, a row per replication, and the true share of each replication."""

    checked: Array
    found: Array
    truth: Array


def simulated(truth: Truth, checks: int, replications: int, seed: Sequence[int]) -> Audits:
    rng = np.random.default_rng(seed)
    chances = truth.chances(rng, (replications, len(SIZES)))
    blended = rng.binomial(SIZES, chances)
    checked = allocation(checks)
    found = rng.hypergeometric(blended, SIZES - blended, checked.astype(int))
    return Audits(checked, found.astype(float), blended.sum(axis=1) / SIZES.sum())


Interval = tuple[float, float, float]
"""Estimate, lower and upper limit of the share."""


def wald(sizes: Array, checked: Array, found: Array) -> Interval:
    share, variance = share_and_variance(sizes, checked, found)
    return share, share - Z * variance**0.5, share + Z * variance**0.5


def korn_graubard(sizes: Array, checked: Array, found: Array) -> Interval:
    total = total_of(sizes, checked, found, LEVEL)
    return total.value / total.size, total.low / total.size, total.high / total.size


def stratified_wilson(sizes: Array, checked: Array, found: Array) -> Interval:
    """Return the weighted sum of Wilson limits at the z that makes the sum's variance right (after Yan and Su)."""
    weight = sizes / sizes.sum()
    share = float(weight @ (found / checked))
    limits = wilson(found, checked, level=LEVEL)
    half = ((limits.high - limits.low) / 2) ** 2 / Z**2
    z = Z * float(np.sqrt((weight**2) @ half)) / float(weight @ np.sqrt(half))
    ends = wilson(found, checked, level=float(1 - 2 * norm.sf(z)))
    return share, float(weight @ ends.low), float(weight @ ends.high)


def independent_jeffreys(sizes: Array, checked: Array, found: Array) -> Interval:
    """Return the posterior of the sum under Beta(½, ½) per stratum, as a beta with its mean and variance."""
    weight = sizes / sizes.sum()
    share, size = (found + 0.5) / (checked + 1), checked + 1
    mean = float(weight @ share)
    variance = float((weight**2) @ (share * (1 - share) / (size + 1)))
    together = mean * (1 - mean) / variance - 1
    ends = betaincinv(mean * together, (1 - mean) * together, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return mean, float(ends[0]), float(ends[1])


NOTHING = group_posterior([], np.zeros(0), np.zeros(0), np.zeros(0))


def hierarchical(sizes: Array, checked: Array, found: Array) -> Interval:
    group = group_posterior(NAMES, sizes, checked, found, nodes=NODES)
    low, high = limits_of_sum(group, NOTHING, LEVEL)
    return group.expected / sizes.sum(), low / sizes.sum(), high / sizes.sum()


METHODS: dict[str, Callable[[Array, Array, Array], Interval]] = {
    "stratified Wald": wald,
    "Korn-Graubard": korn_graubard,
    "stratified Wilson": stratified_wilson,
    "independent Jeffreys": independent_jeffreys,
    "hierarchical": hierarchical,
}


@dataclass(frozen=True, slots=True)
class Measured:
    covered: float
    above: float
    width: float
    bias: float


def measured(method: Callable[[Array, Array, Array], Interval], audits: Audits) -> Measured:
    """Return coverage, how often the truth lies above the interval, mean width and mean error."""
    sizes = SIZES.astype(float)
    found = np.array([method(sizes, audits.checked, row) for row in audits.found])
    value, low, high = found.T
    covered = (low <= audits.truth + 1e-12) & (audits.truth <= high + 1e-12)
    return Measured(
        float(covered.mean()),
        float((audits.truth > high + 1e-12).mean()),
        float((high - low).mean()),
        float((value - audits.truth).mean()),
    )


def lines(replications: int, seed: int) -> Iterator[str]:
    """Yield the table: coverage / mean width / bias, both in percentage points."""
    yield "| truth | checks | " + " | ".join(METHODS) + " |"
    yield "|---" * (2 + len(METHODS)) + "|"
    for number, truth in enumerate(TRUTHS):
        for checks in (400, 1000):
            audits = simulated(truth, checks, replications, [seed, checks, number])
            cells = (measured(method, audits) for method in METHODS.values())
            shown = " | ".join(f"{c.covered:.3f} / {100 * c.width:.1f} / {100 * c.bias:+.2f}" for c in cells)
            yield f"| {truth.name} | {int(audits.checked.sum())} | {shown} |"


CURVES = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Mean shares along the curves, in percent."""


def _skewed(mean: float, rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    return rng.beta(25 * mean, 25 * (1 - mean), shape)


def curve_rows(
    replications: int,
    seed: int,
    *,
    shares: Sequence[float] = CURVES,
    methods: Sequence[str] = AUDIT.methods,
    checks: Sequence[int] = (400, 1000),
) -> Iterator[dict[str, object]]:
    """Yield what the picture is drawn from: how often each interval held the truth, by the mean share."""
    for wanted in checks:
        for share in shares:
            truth = Truth(f"mean {share:g} %", partial(_skewed, share / 100))
            audits = simulated(truth, wanted, replications, [seed, wanted, round(1000 * share)])
            panel = f"{int(audits.checked.sum())} checks"
            for name in methods:
                covered = measured(METHODS[name], audits).covered
                yield {"panel": panel, "share": share, "method": name, "covered": round(covered, 4)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=2000, help="audits per row")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--curves", action="store_true", help="measure the curves of the documentation instead"
    )
    chosen = parser.parse_args()
    if chosen.curves:
        pl.DataFrame(list(curve_rows(chosen.replications, chosen.seed))).write_csv(AUDIT.results)
        write_picture(AUDIT)
        return
    start = time.perf_counter()
    for line in lines(chosen.replications, chosen.seed):
        print(line, flush=True)
    print(f"\n{chosen.replications} audits per row, {time.perf_counter() - start:.0f} s.")


if __name__ == "__main__":
    main()
