"""Measure a function as a process of its own, in turn with others, and print ratios."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

RUNS = 1 if "--once" in sys.argv else 3


@dataclass(frozen=True)
class Measured:
    """Medians: seconds of the work itself by the clock, seconds of processors, most memory of its process (MB).

    Where others work on the machine too, the seconds of processors are the surer ones.
    """

    seconds: float
    processor: float
    megabytes: float


def measure(
    functions: Mapping[str, Sequence[str]], runs: int = RUNS, once: Sequence[str] = ()
) -> dict[str, Measured]:
    """Run `module:function arguments` of each name in turn, A B C A B C, each time in a new process.

    Those named in `once` run in the first round only: peers that take minutes.
    """
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in functions}
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
start, begun = time.perf_counter(), time.process_time()
function(*sys.argv[2:])
seconds, processor = time.perf_counter() - start, time.process_time() - begun
print(json.dumps([seconds, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def _once(call: Sequence[str]) -> tuple[float, float, float]:
    done = subprocess.run([sys.executable, "-c", _CODE, *call], check=True, capture_output=True, text=True)
    seconds, processor, megabytes = json.loads(done.stdout.splitlines()[-1])
    return seconds, processor, megabytes


def table(title: str, measured: Mapping[str, Measured], ours: str) -> None:
    """Print a table: seconds, memory, and how many times ours takes of each."""
    print(f"\n### {title}\n\n| | seconds | of processors | peak memory, MB | ours / this | by processors |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    of = measured[ours]
    for name, m in measured.items():
        ratios = f"{of.seconds / m.seconds:.2f} | {of.processor / m.processor:.2f}"
        print(f"| {name} | {m.seconds:.2f} | {m.processor:.2f} | {m.megabytes:.0f} | {ratios} |", flush=True)


def machine() -> str:
    """Name the machine by its cores only."""
    return f"{os.cpu_count()} cores"
