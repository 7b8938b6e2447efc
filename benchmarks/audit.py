"""How long an audit sample takes for 50, 5,000 and 10,000 strata: `python -m benchmarks audit`.

Each step in a process of its own, so that one does not warm another. No peer does the same job; the limit is a
single pass over the strata with NumPy.
"""

from __future__ import annotations

import numpy as np

from benchmarks.measuring import machine, measure, table
from blendwise.estimation import audit
from blendwise.estimation.audit import Checks

COUNTS = (50, 5_000, 10_000)


def checks(count: str) -> Checks:
    """Return a made-up audit: half of the strata ticked, two to eleven checks in each."""
    n = int(count)
    rng = np.random.default_rng(n)
    sizes = rng.integers(20, 500, n).astype(float)
    checked = rng.integers(2, 12, n)
    found = rng.binomial(checked, rng.beta(0.5, 10, n))
    names = [f"stratum {row}" for row in range(n)]
    owners = [f"institution {row % (n // 2)}" for row in range(n)]
    groups = audit.strata(names, owners, [row >= n // 2 for row in range(n)], sizes)
    return audit.checks_of(groups, checked, found)


def one_pass(count: str) -> None:
    done = checks(count)
    share = done.blended / done.checked
    weight = done.strata.sizes / done.strata.sizes.sum()
    float((weight**2) @ (share * (1 - share) / (done.checked - 1)))


def estimate(count: str) -> None:
    audit.estimate(checks(count))


def shares(count: str) -> None:
    audit.shares_by_stratum(checks(count))


def plan(count: str) -> None:
    done = checks(count)
    audit.plan_by_budget(done.strata, budget=float(6 * len(done.strata)))


def main() -> None:
    print(f"## An audit sample, {machine()}")
    for count in COUNTS:
        steps = {"estimate": estimate, "one pass": one_pass, "shares by stratum": shares, "plan": plan}
        calls = {name: [f"benchmarks.audit:{step.__name__}", str(count)] for name, step in steps.items()}
        table(f"{count:,} strata", measure(calls), ours="estimate")


if __name__ == "__main__":
    main()
