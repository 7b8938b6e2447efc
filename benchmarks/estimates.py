"""How long every family of estimates takes: `python -m benchmarks estimates`.

For 50, 5,000 and 500,000 institutions, each method once, in seconds of processor time, beside the same job by a peer. Peers are
statsmodels, where that is installed, and SciPy in the way its own manual would do it (a call per institution, so
only for as many as take a few seconds). Below it the aims: the road from intervals to expected ranks for 500,000
institutions in under 30 s, an audit of 10,000 strata in under 1 s, hidden cells in 42 × 6 with 97 sensitive ones
in under 3 s and in 300 × 6 in under 60 s, all to proven optimality.

PyMC and R would be peers of the hierarchical model and of `survey`; they are not installed with the project, and this
measures only what is there.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from scipy import stats
from scipy.special import betaln

from benchmarks.audit import checks as audit_checks
from benchmarks.disclosure import counts as table_counts
from benchmarks.institutions import steps, table_of
from benchmarks.measuring import machine
from blendwise.disclosure.primary import threshold
from blendwise.disclosure.suppression import by_logarithm, suppress
from blendwise.disclosure.system import cross_table
from blendwise.estimation import (
    audit,
    cluster_bootstrap,
    clusters,
    concentration,
    differences,
    institutions,
    proportions,
)
from blendwise.estimation.agreement import krippendorff_alpha
from blendwise.estimation.cluster_variance import intra_cluster_correlation, linearise
from blendwise.estimation.institutions.beta_binomial import log_likelihood, tables_of
from blendwise.estimation.institutions.counts import pairs_of
from blendwise.estimation.institutions.multiple_testing import benjamini_hochberg
from blendwise.records import Unit
from blendwise.tablecheck.rounding import numerators

COUNTS = (50, 5_000, 500_000)
ALL = COUNTS[-1]
ONE_BY_ONE = 5_000
"""A peer that takes one institution at a time is not asked for more."""
TABLES = (((42, 6), 26, 3.0), ((300, 6), 2025, 60.0))
"""Tables to protect: shape, seed and the most seconds; the seed of the first gives 97 sensitive cells."""
Job = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Method:
    """A method and its peer, each with the largest number of institutions that it is asked for."""

    name: str
    ours: Callable[[Any], Job]
    peer: str = ""
    theirs: Callable[[Any], Job] | None = None
    most: int = ALL
    peer_most: int = ALL


def statsmodels_confint(method: str) -> Callable[[Any], Job]:
    def job(t: Any) -> Job:
        proportion_confint = import_module("statsmodels.stats.proportion").proportion_confint

        return lambda: proportion_confint(t.hits, t.trials, method=method)

    return job


def statsmodels_newcombe(t: Any) -> Job:
    confint_proportions_2indep = import_module("statsmodels.stats.proportion").confint_proportions_2indep

    half = len(t.hits) // 2
    rows = list(zip(t.hits[:half], t.trials[:half], t.hits[half:], t.trials[half:], strict=True))
    return lambda: [confint_proportions_2indep(*row, compare="diff", method="newcomb") for row in rows]


def statsmodels_bh(t: Any) -> Job:
    multipletests = import_module("statsmodels.stats.multitest").multipletests

    p = chances(t)
    return lambda: multipletests(p, method="fdr_bh")


def scipy_exact(t: Any) -> Job:
    rows = list(zip(t.hits.tolist(), t.trials.tolist(), strict=True))
    return lambda: [stats.binomtest(k, n).proportion_ci(method="exact") for k, n in rows]


def scipy_bootstrap(t: Any) -> Job:
    def share(b: Any, n: Any, axis: int = -1) -> Any:
        return b.sum(axis=axis) / n.sum(axis=axis)

    return lambda: stats.bootstrap(
        (t.hits, t.trials), share, paired=True, n_resamples=9999, method="percentile", batch=200, rng=1
    )


def log_gamma(t: Any) -> Job:
    misses = t.trials - t.hits
    return lambda: float(np.sum(betaln(0.28 + t.hits, 27.72 + misses) - betaln(0.28, 27.72)))


def chances(t: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.asarray(stats.binom.sf(t.hits, t.trials, t.hits.sum() / t.trials.sum()))


def halves(method: Callable[..., object]) -> Callable[[Any], Job]:
    def job(t: Any) -> Job:
        half = len(t.hits) // 2
        return lambda: method(t.hits[:half], t.trials[:half], t.hits[half:], t.trials[half:])

    return job


def likelihood(t: Any) -> Job:
    tables = tables_of(pairs_of(t))
    return lambda: log_likelihood(tables, np.array(0.01), np.array(28.0))


def grim(t: Any) -> Job:
    rows = [(f"{100 * k / n:.1f}", int(n)) for k, n in zip(t.hits, t.trials, strict=True)]
    return lambda: [numerators(printed, n) for printed, n in rows]


def readers(t: Any) -> Job:
    rng = np.random.default_rng(1)
    first = rng.integers(0, 4, len(t.hits)).astype(float)
    second = np.where(rng.random(len(first)) < 0.8, first, rng.integers(0, 4, len(first)))
    return lambda: krippendorff_alpha(np.stack([first, second]), replicates=0)


def adjusted(t: Any) -> Job:
    p = chances(t)
    return lambda: benjamini_hochberg(p)


def ranks(t: Any) -> Job:
    rates = institutions.hierarchical(t)
    return lambda: institutions.ranking(rates)


METHODS = (
    Method("Wilson", lambda t: lambda: proportions.wilson(t.hits, t.trials), "statsmodels", statsmodels_confint("wilson")),
    Method(
        "Clopper-Pearson", lambda t: lambda: proportions.clopper_pearson(t.hits, t.trials), "statsmodels",
        statsmodels_confint("beta"),
    ),
    Method("… the same", lambda t: lambda: proportions.clopper_pearson(t.hits, t.trials), "scipy.binomtest", scipy_exact, peer_most=ONE_BY_ONE),
    Method("Jeffreys", lambda t: lambda: proportions.jeffreys(t.hits, t.trials), "statsmodels", statsmodels_confint("jeffreys")),
    Method("mid-p", lambda t: lambda: proportions.mid_p(t.hits, t.trials)),
    Method("hypergeometric limits", lambda t: lambda: proportions.finite_population(t.hits, t.trials, 2 * t.trials), most=ONE_BY_ONE),
    Method("Newcombe", halves(differences.newcombe), "statsmodels", statsmodels_newcombe, peer_most=ONE_BY_ONE),
    Method("Miettinen-Nurminen", halves(differences.miettinen_nurminen)),
    Method("linearised variance, design effect", lambda t: lambda: linearise(t.hits, t.trials)),
    Method("intra-cluster correlation", lambda t: lambda: intra_cluster_correlation(t.hits, t.trials)),
    Method("clustered share", lambda t: lambda: clusters.clustered_share(t.hits, t.trials, unit=Unit.MOBILITIES)),
    Method(
        "bootstrap-t, 9,999 draws", lambda t: lambda: cluster_bootstrap.bootstrap_t(t.hits, t.trials, replicates=9999),
        "scipy.bootstrap", scipy_bootstrap, most=ONE_BY_ONE, peer_most=ONE_BY_ONE,
    ),
    Method("without each institution", lambda t: lambda: concentration.leave_one_out(t.hits, t.trials)),
    Method("Gini and Herfindahl, with intervals", lambda t: lambda: (
        concentration.clustered_gini(t.hits, unit=Unit.MOBILITIES), concentration.clustered_hhi(t.hits, unit=Unit.MOBILITIES)
    )),
    Method("exact funnel", lambda t: lambda: institutions.exact_funnel(t)),
    Method("funnel with differences", lambda t: lambda: institutions.funnel(t)),
    Method("one beta-binomial likelihood", likelihood, "log-gamma per row", log_gamma),
    Method("hierarchical shares", lambda t: lambda: institutions.hierarchical(t)),
    Method("ranks and their intervals", ranks),
    Method("Benjamini-Hochberg", adjusted, "statsmodels", statsmodels_bh),
    Method("Krippendorff's alpha, two readers", readers),
    Method("does a percentage fit (GRIM)", grim),
)  # fmt: skip


def seconds(job: Job, runs: int) -> float:
    """Return the least processor time of some runs: what else the machine does hardly counts in it."""
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        job()
        best = min(best, time.process_time() - start)
    return best


def row(method: Method, tables: dict[int, Any]) -> Iterator[str]:
    """Yield the cells of a method: our seconds for each number, and how many times ours the peer takes."""
    yield method.name
    mine = {n: seconds(method.ours(t), 3 if n < ALL else 1) for n, t in tables.items() if n <= method.most}
    yield from (written(mine.get(n)) for n in COUNTS)
    yield method.peer
    there = method.theirs is not None and (
        method.peer != "statsmodels" or find_spec("statsmodels") is not None
    )
    for n in COUNTS:
        if not there or method.theirs is None or n > min(method.most, method.peer_most):
            yield "not there" if method.theirs and not there else ""
            continue
        yield f"{seconds(method.theirs(tables[n]), 1) / mine[n]:.1f} ×"


def written(found: float | None) -> str:
    if found is None:
        return "–"
    return f"{1000 * found:.2f} ms" if found < 1 else f"{found:.1f} s"


def protected(shape: tuple[int, int], seed: int) -> tuple[float, int]:
    values, system = cross_table(table_counts(shape, seed))
    sensitive = threshold(values, below=5)
    start = time.process_time()
    best = suppress(values, system, sensitive, cost=by_logarithm(values), seconds=600)
    if not best.is_optimal:
        raise SystemExit(f"{shape}: not proven")
    return time.process_time() - start, int(sensitive.mask.sum())


def aims(all_shapes: bool) -> Iterator[str]:
    """Yield each aim, what was measured, and the ratio of the two."""
    roads = {count: steps(count)["together, processor time"] for count in COUNTS}
    yield aim("500,000 institutions: intervals, funnel, shrinkage, expected ranks", roads[ALL], 30)
    yield (
        f"| that road, seconds per 1,000 institutions | {1000 * roads[5_000] / 5_000:.3f} for 5,000, "
        f"{1000 * roads[ALL] / ALL:.3f} for 500,000 | linear | {100 * roads[5_000] / roads[ALL]:.2f} |"
    )
    done = audit_checks("10000")
    yield aim("two-phase estimate, 10,000 strata", seconds(lambda: audit.estimate(done), 3), 1)
    for shape, seed, most in TABLES if all_shapes else TABLES[:1]:
        took, sensitive = protected(shape, seed)
        yield aim(f"{shape[0]} × {shape[1]} with {sensitive} sensitive cells, proven optimal", took, most)


def aim(name: str, took: float, most: float) -> str:
    return f"| {name} | {took:.2f} s | {most:g} s | {took / most:.2f} |"


def main() -> int:
    """Print both tables; `--quick` leaves out the table of 300 × 6."""
    print(f"## Estimates, {machine()}\n")
    if find_spec("statsmodels") is None:
        print(
            "statsmodels is not installed, so that peer is lacking: make bench installs what measurements need.\n"
        )
    tables = {count: table_of(count) for count in COUNTS}
    heads = ["", *(f"{n:,}" for n in COUNTS), "peer", *(f"peer ÷ ours, {n:,}" for n in COUNTS)]
    print("| " + " | ".join(heads) + " |\n" + "| --- " + "| ---: " * 3 + "| --- " + "| ---: " * 3 + "|")
    for method in METHODS:
        print("| " + " | ".join(row(method, tables)) + " |", flush=True)
    print("\n| aim | measured | at most | measured ÷ aim |\n| --- | ---: | ---: | ---: |")
    for line in aims("--quick" not in sys.argv):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
