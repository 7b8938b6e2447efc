"""How long it takes to set institutions side by side: `python -m benchmarks.institutions`.

Sizes are lognormal around 300 mobilities, ticks come from the pattern of the report's table without its giant
(a = 0.24, b = 27.8). Each step is timed on its own, with what it needs already there. The peer of the fit is
the same likelihood written with scipy's log-gamma, one term per institution. With `--outside` it measures
instead how often an institution is set aside in worlds in which nobody lies outside the common pattern.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from scipy.special import betaln

from blendwise.estimation import institutions
from blendwise.estimation.institutions.beta_binomial import log_likelihood, tables_of
from blendwise.estimation.institutions.counts import pairs_of
from blendwise.estimation.proportions import clopper_pearson, wilson

SIZES = (50, 5_000, 500_000)
PATTERNS = ((0.24, 27.8), (1.5, 100.0), (2.0, 20.0))
FAMILIES = (6, 14, 42, 100)

Found = TypeVar("Found")


def table_of(institutions_: int) -> institutions.InstitutionCounts:
    """Return a table of so many institutions, always the same."""
    rng = np.random.Generator(np.random.Philox(institutions_))
    trials = np.maximum(1, rng.lognormal(5.7, 0.7, institutions_).astype(int))
    hits = rng.binomial(trials, rng.beta(0.24, 27.8, institutions_))
    return institutions.institution_counts([str(i) for i in range(institutions_)], hits, trials)


def _seconds(work: Callable[[], Found]) -> tuple[float, Found]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def steps(count: int) -> dict[str, float]:
    """Time every step for a number of institutions, in seconds."""
    table = table_of(count)
    times: dict[str, float] = {}
    processor = time.process_time()
    times["Wilson intervals"], _ = _seconds(lambda: wilson(table.hits, table.trials))
    times["Clopper-Pearson intervals"], _ = _seconds(lambda: clopper_pearson(table.hits, table.trials))
    times["beta-binomial fit"], _ = _seconds(lambda: institutions.fit_beta_binomial(table))
    times["outside the pattern"], _ = _seconds(lambda: institutions.outside_pattern(table))
    times["funnel"], _ = _seconds(lambda: institutions.funnel(table))
    times["shrinkage, hierarchical"], rates = _seconds(lambda: institutions.hierarchical(table))
    times["expected ranks and intervals"], _ = _seconds(lambda: institutions.ranking(rates))
    processor = time.process_time() - processor
    return times | {"together": sum(times.values()), "together, processor time": processor}


def likelihood_ratio(count: int) -> tuple[float, float]:
    """Time one likelihood by counts of counts and by log-gamma per institution, in seconds."""
    table = table_of(count)
    tables = tables_of(pairs_of(table))
    misses = table.trials - table.hits
    ours = min(_seconds(lambda: log_likelihood(tables, np.array(0.01), np.array(28.0)))[0] for _ in range(5))

    def with_log_gamma() -> float:
        return float((betaln(0.28 + table.hits, 27.72 + misses) - betaln(0.28, 27.72)).sum())

    return ours, min(_seconds(with_log_gamma)[0] for _ in range(5))


def set_aside(a: float, b: float, count: int, worlds: int) -> tuple[float, float]:
    """Draw worlds in which nobody lies outside: how often is someone set aside, at first and second look."""
    rng = np.random.Generator(np.random.Philox(count))
    first = second = 0
    for _ in range(worlds):
        trials = np.maximum(5, rng.lognormal(5.7, 0.7, count).astype(int))
        hits = rng.binomial(trials, rng.beta(a, b, count))
        found = institutions.outside_pattern(
            institutions.institution_counts([str(i) for i in range(count)], hits, trials)
        )
        first += bool((found.first_look < found.threshold).any())
        second += bool((found.outside == 1).any())
    return first / worlds, second / worlds


def print_set_aside(worlds: int = 200) -> None:
    """Print how often someone is set aside in worlds in which nobody lies outside."""
    print("| pattern | institutions | fitted pattern taken as known | with the doubt about it |")
    print("|---|---|---|---|")
    for a, b in PATTERNS:
        for count in FAMILIES:
            first, second = set_aside(a, b, count, worlds)
            print(f"| a = {a:g}, b = {b:g} | {count} | {first:.2f} | {second:.2f} |", flush=True)


def main() -> int:
    """Print both tables; with `--outside` how often someone is set aside wrongly, which takes minutes."""
    if "--outside" in sys.argv:
        print_set_aside()
        return 0
    columns = [steps(count) for count in SIZES]
    print(f"{'seconds':32}" + "".join(f"{count:>12,}" for count in SIZES))
    for name in columns[0]:
        print(f"{name:32}" + "".join(f"{column[name]:12.3f}" for column in columns))
    print(f"\n{'one likelihood, milliseconds':32}{'ours':>12}{'log-gamma':>12}{'ratio':>12}")
    for count in SIZES:
        ours, peer = likelihood_ratio(count)
        print(f"{count:<32,}{1000 * ours:12.3f}{1000 * peer:12.3f}{peer / ours:12.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
