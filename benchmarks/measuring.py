"""Measure a function as a process of its own, in turn with others, and print ratios."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

RUNS = 3


@dataclass(frozen=True)
class Measured:
    """Median seconds of the work itself, and the most memory that its process held (MB)."""

    seconds: float
    megabytes: float


def measure(
    functions: Mapping[str, Sequence[str]], runs: int = RUNS, once: Sequence[str] = ()
) -> dict[str, Measured]:
    """Run `module:function arguments` of each name in turn, A B C A B C, each time in a new process.

    Those named in `once` run in the first round only: peers that take minutes.
    """
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in functions}
    for number in range(runs):
        for name, call in functions.items():
            if number == 0 or name not in once:
                found[name].append(_once(call))
    return {
        name: Measured(*(statistics.median(v) for v in zip(*runs_, strict=True)))
        for name, runs_ in found.items()
    }


_CODE = """
import importlib, json, resource, sys, time
module, name = sys.argv[1].split(":")
function = getattr(importlib.import_module(module), name)
start = time.perf_counter()
function(*sys.argv[2:])
seconds = time.perf_counter() - start
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def _once(call: Sequence[str]) -> tuple[float, float]:
    done = subprocess.run([sys.executable, "-c", _CODE, *call], check=True, capture_output=True, text=True)
    seconds, megabytes = json.loads(done.stdout.splitlines()[-1])
    return seconds, megabytes


def table(title: str, measured: Mapping[str, Measured], ours: str) -> None:
    """Print a table: seconds, memory, and how many times ours takes of each."""
    print(
        f"\n### {title}\n\n| | seconds (median) | peak memory, MB | ours / this |\n| --- | ---: | ---: | ---: |"
    )
    for name, m in measured.items():
        print(f"| {name} | {m.seconds:.2f} | {m.megabytes:.0f} | {measured[ours].seconds / m.seconds:.2f} |")


def machine() -> str:
    """Name the machine by its cores only."""
    return f"{os.cpu_count()} cores"
