"""Print how long function bodies are (median, 95th percentile, longest); fail above 40 and 100 lines."""

import ast
import statistics
import sys
from pathlib import Path

MOST_P95, MOST = 40, 100


def bodies() -> list[tuple[int, str]]:
    found = []
    for file in sorted(Path("src").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
                found.append(((node.end_lineno or 0) - first.lineno + 1, f"{file}:{node.lineno} {node.name}"))
    return sorted(found)


def main() -> int:
    found = bodies()
    lengths = [length for length, _ in found]
    p95 = lengths[int(0.95 * (len(lengths) - 1))]
    print(
        f"function bodies: median {statistics.median(lengths):g} lines, 95 % within {p95}, longest {lengths[-1]}"
    )
    too_long = [f"{length} lines: {place}" for length, place in found if length > MOST]
    print("\n".join(too_long), end="\n" if too_long else "")
    return 1 if p95 > MOST_P95 or too_long else 0


if __name__ == "__main__":
    sys.exit(main())
