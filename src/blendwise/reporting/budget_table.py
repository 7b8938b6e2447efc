"""A division of a budget as people read it."""

from __future__ import annotations

from decimal import Decimal

from blendwise.indicators.applicants import Division
from blendwise.language import count, decimal, say
from blendwise.reporting.tables import text_table

__all__ = ["budget_text"]

_MONEY = ("estimate", "grant", "earned_by_pledge", "grant_with_registered", "difference_with_registered")


def budget_text(division: Division, language: str) -> str:
    """Return the sentences and a table of the grants, in euro."""
    heads = [say("labels.institution", language), say("budget.columns.blended_pledged", language)]
    heads += [say(f"budget.columns.{name}", language) for name in _MONEY]
    rows = [
        [row["institution"], count(row["blended_pledged"], language)]
        + [_euro(row[name], language) for name in _MONEY]
        for row in division.rows()
    ]
    table = text_table(heads, rows, [False, *[True] * (1 + len(_MONEY))])
    return "\n\n".join(["\n".join(division.sentences(language)), table])


def _euro(amount: Decimal, language: str) -> str:
    return decimal(amount, language, places=2)
