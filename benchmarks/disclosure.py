"""How long protecting a table takes: `python -m benchmarks.disclosure [--all]`.

Random counts, institutions × characteristics, of which some 39% lie below 5; each is protected so that every
value from 0 up to the threshold stays possible. Beside ours to proven optimality stands the heuristic that
proves nothing, and the audit: two linear programs per sensitive cell, without which no table goes out. Prints
Markdown tables; `--all` adds 300 × 6 and three dimensions.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import numpy as np
from scipy import sparse

from blendwise.disclosure.audit import Outlook, exposed
from blendwise.disclosure.controlled import controlled_rounding
from blendwise.disclosure.determined import determined_cells, network
from blendwise.disclosure.primary import threshold
from blendwise.disclosure.small_counts import margins, small_count_rounding
from blendwise.disclosure.suppression import by_logarithm, suppress
from blendwise.disclosure.system import cross_table

SHAPES = ((10, 4), (20, 5), (42, 6), (100, 6))
ALL_SHAPES = (*SHAPES, (300, 6), (10, 6, 4), (42, 6, 2))
SEED = 2025
T = TypeVar("T")


def counts(shape: tuple[int, ...], seed: int = SEED) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Make a table in which institutions differ much in size."""
    rng = np.random.default_rng(seed)
    return rng.poisson(rng.lognormal(1.55, 1.1, shape))


def main() -> int:
    shapes = ALL_SHAPES if "--all" in sys.argv else SHAPES
    print("| table | sensitive | hidden | optimal s | heuristic s | its cost | audit s | optimal ÷ audit |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for shape in shapes:
        print("| " + " | ".join(row(shape)) + " |", flush=True)
    print("\n| other | size | s |\n| --- | --- | ---: |")
    for name, size, job in others():
        print(f"| {name} | {size} | {timed(job)[0]:.2f} |", flush=True)
    return 0


def row(shape: tuple[int, ...]) -> Iterator[str]:
    values, system = cross_table(counts(shape))
    sensitive, cost = threshold(values, below=5), by_logarithm(values)
    seconds, best = timed(lambda: suppress(values, system, sensitive, cost=cost, seconds=600))
    quick, hasty = timed(lambda: suppress(values, system, sensitive, cost=cost, seconds=0))
    seen = Outlook(
        np.where(best.hidden, np.nan, values),
        system,
        np.ones(values.size, dtype=np.bool_),
        sparse.csr_array((0, values.size)),
    )
    audit, leaking = timed(lambda: exposed(seen, sensitive.mask, sensitive.low, sensitive.high))
    if leaking.any() or not best.is_optimal:
        raise SystemExit(f"{shape}: not safe or not proven")
    yield " × ".join(map(str, shape))
    yield from (str(sensitive.mask.sum()), str(best.hidden.sum()), f"{seconds:.2f}", f"{quick:.2f}")
    yield from (f"{hasty.cost / best.cost:.2f} ×", f"{audit:.2f}", f"{seconds / audit:.1f}")


def others() -> Iterator[tuple[str, str, Callable[[], object]]]:
    grid = counts((42, 6))
    values, system = cross_table(grid)
    yield "controlled rounding to 5", "42 × 6", lambda: controlled_rounding(values, system, base=5)
    large = counts((100_000, 6))
    kinds = margins(large.shape)
    yield (
        "small count rounding to 5",
        "100,000 × 6",
        lambda: small_count_rounding(large.ravel(), kinds, base=5),
    )
    many, wide = cross_table(counts((500_000, 6)))
    hidden = (many > 0) & (many < 5)
    graph = network(wide, hidden)
    if graph is not None:
        known = lambda: determined_cells(graph, many, low=wide.low, high=wide.high)  # noqa: E731
        yield "exactly known cells by the graph", "500,000 × 6", known


def timed(job: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    result = job()
    return time.perf_counter() - start, result


if __name__ == "__main__":
    sys.exit(main())
