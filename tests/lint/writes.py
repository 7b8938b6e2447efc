"""Writes occur only in `web/actions`: there each leaves its event in the audit log.

Looks in the syntax tree for calls that write a model: `.save(…)`, `.delete(…)`, `.create(…)`, `.update(…)` on a
query, `bulk_…`, `get_or_create` and `update_or_create`, outside `actions/` and the migrations.
"""

import ast
import sys
from pathlib import Path

SITE = Path(__file__).parents[2] / "src/blendwise/web"
WRITES = {"save", "delete", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update"}
QUERIES = {"objects", "filter", "exclude", "all", "_default_manager", "select_for_update", "order_by"}
FREE = ("actions", "migrations")


def from_query(node: ast.expr) -> bool:
    """Tell whether an expression is a query: `Model.objects`, `….filter(…)`."""
    while isinstance(node, ast.Call):
        node = node.func
    return isinstance(node, ast.Attribute) and (node.attr in QUERIES or from_query(node.value))


def writes(tree: ast.AST) -> list[int]:
    """Return the lines of calls that write."""
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name, on = node.func.attr, node.func.value
        if name in WRITES or (name == "update" and from_query(on)):
            found.append(node.lineno)
    return found


def main() -> int:
    faults = [
        f"{file.relative_to(SITE.parents[2])}:{line}: a write belongs in web/actions"
        for file in sorted(SITE.rglob("*.py"))
        if file.relative_to(SITE).parts[0] not in FREE
        for line in writes(ast.parse(file.read_text(encoding="utf-8")))
    ]
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
