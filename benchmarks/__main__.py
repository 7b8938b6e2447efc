"""`python -m benchmarks [NAME ...]`: run the named measurements, or those of the main job."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

MAIN_JOB = ("imports", "indicators", "estimates", "verdicts", "overlooked")
NOT_MEASUREMENTS = {"curves", "data", "measuring"}


def names() -> list[str]:
    """Return the measurements that there are."""
    found = (m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return [name for name in found if not name.startswith("_") and name not in NOT_MEASUREMENTS]


def main() -> int:
    asked = [a for a in sys.argv[1:] if not a.startswith("--")] or list(MAIN_JOB)
    unknown = [name for name in asked if name not in names()]
    if unknown:
        print(f"no such measurement: {', '.join(unknown)}; there are: {', '.join(names())}", file=sys.stderr)
        return 2
    for name in asked:
        importlib.import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
