"""A delivery that waits for a decision: described beside its tables, so that another process can take it up."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from blendwise.intake import Books, Delivery
from blendwise.intake.sources import Source

__all__ = ["put_down", "take_up"]

_FILE = "delivery.json"


def put_down(delivery: Delivery, folder: Path) -> None:
    """Describe a delivery in the folder into which it was read; the description is there at once or not at all."""
    values = {
        "tables": {name: str(path) for name, path in delivery.tables.items()},
        "books": [books.as_dict() for books in delivery.books],
        "findings": str(delivery.findings),
        "sources": [_plain(source) for source in delivery.sources],
        "delivered": [_plain(source) for source in delivery.delivered],
        "refused": delivery.refused,
    }
    draft = folder / f"{_FILE}.draft"
    draft.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    draft.replace(folder / _FILE)


def take_up(folder: Path) -> Delivery:
    """Return the delivery that was put down in a folder. Raises FileNotFoundError where there is none."""
    values = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    return Delivery(
        tables={name: Path(path) for name, path in values["tables"].items()},
        books=[Books.from_dict(books) for books in values["books"]],
        findings=Path(values["findings"]),
        sources=[_source(source) for source in values["sources"]],
        delivered=[_source(source) for source in values["delivered"]],
        refused=values["refused"],
    )


def _plain(source: Source) -> dict[str, Any]:
    return {
        "name": source.name, "path": str(source.path), "form": source.form, "sha256": source.sha256,
        "modified": source.modified.isoformat(), "size": source.size,
    }  # fmt: skip


def _source(values: dict[str, Any]) -> Source:
    return Source(
        name=values["name"], path=Path(values["path"]), form=values["form"], sha256=values["sha256"],
        modified=datetime.fromisoformat(values["modified"]), size=values["size"],
    )  # fmt: skip
