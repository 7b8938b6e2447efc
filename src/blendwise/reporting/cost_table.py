"""What a stay costs, as people read it: a line per part, each with how sure it is and its sources."""

from __future__ import annotations

from typing import Any

import polars as pl

from blendwise.language import decimal, say
from blendwise.programme import source_name
from blendwise.programme.unit_costs import CostPart, StayCost
from blendwise.reporting.tables import text_table

__all__ = ["amount_in_words", "cost_frame", "cost_text"]


def amount_in_words(part: CostPart, language: str) -> str:
    """Write the amount of a part, with what it would be by a source that disagrees; or that it is not known."""
    if part.amount is None:
        return say("unit_costs.not-known", language)
    amount = decimal(part.amount, language, places=2)
    if not part.other_amounts:
        return amount
    others = [decimal(one, language, places=2) for one in part.other_amounts]
    return say("unit_costs.disputed", language, amount=amount, others=others)


def cost_text(cost: StayCost, language: str) -> str:
    """Return a line per part, the sum of what is known, and that the virtual part brings no extra money."""
    heads = [say(f"labels.{name}", language) for name in ("part", "cost", "status", "source")]
    rows = [
        [
            say(f"unit_costs.parts.{part.name}", language), amount_in_words(part, language),
            say(f"programme.statuses.{part.status}", language),
            ", ".join(source_name(one, language) for one in part.source_ids),
        ]
        for part in cost.parts.values()
    ]  # fmt: skip
    total = say("unit_costs.total", language, amount=decimal(cost.known, language, places=2))
    table = text_table(heads, rows, [False, True, False, False])
    return "\n\n".join([table, f"{total}\n{say('unit_costs.virtual', language)}"])


def cost_frame(cost: StayCost, language: str) -> pl.DataFrame:
    """Return a row per part: amount in euro, how sure it is, and the names of its sources."""
    rows = [
        (part.name, part.amount, part.status.value, [source_name(one, language) for one in part.source_ids])
        for part in cost.parts.values()
    ]
    schema: dict[str, Any] = dict.fromkeys(("part", "cost", "status", "source"), pl.String)
    schema |= {"cost": pl.Decimal(18, 2), "source": pl.List(pl.String)}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(pl.col("source").list.join("; "))
