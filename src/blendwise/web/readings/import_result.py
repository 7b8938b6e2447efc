"""What a delivery that was read shows, as plain values for the import's row: never more than fits on a page."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from blendwise.errors import UserError
from blendwise.indicators import institution_key
from blendwise.intake import Delivery, effects
from blendwise.intake.mapping import proposal_of
from blendwise.intake.profiles import profiles
from blendwise.intake.suggestions import Proposal, Suggestion
from blendwise.web.readings.register import register

__all__ = ["change_by", "kinds_in", "proposal_in", "questions_about", "rows_of_others"]

_WORST_FIRST = ("refused", "unconfirmed", "left-out", "read", "note")
_MAPPABLE = ("unknown-layout", "missing-column")
"""Findings that a mapping of the columns answers."""


def kinds_in(findings: Path) -> list[dict[str, Any]]:
    """Return the kinds of findings in a file, worst first: code, effect, how many, and the first one in full."""
    first = [
        pl.col(name).first() for name in ("file", "sheet", "row", "column", "header", "value", "details")
    ]
    grouped = (
        pl.scan_parquet(findings)
        .group_by("code", "effect", maintain_order=True)
        .agg(pl.len().alias("n"), *first)
    )
    kinds = grouped.collect().to_dicts()
    return sorted(kinds, key=lambda k: (_WORST_FIRST.index(effects()[k["code"]]), -k["n"], k["code"]))


def change_by(delivery: Delivery, day: date) -> dict[str, Any] | None:
    """Return what keeping a delivery would change, mobility by mobility; None where nothing can be compared."""
    change = register().change_by(delivery, day)
    if change is None:
        return None
    return {
        "days": [d.isoformat() for d in change.days], "new": change.new, "gone": change.gone,
        "ticked": change.ticked, "unticked": change.unticked, "total": change.total,
    }  # fmt: skip


def questions_about(delivery: Delivery) -> dict[str, Any] | None:
    """Return what must be asked about a file with unknown columns; None where something else is wrong too."""
    refused = pl.scan_parquet(delivery.findings).filter(pl.col("effect") == "refused").collect()
    if refused.is_empty() or not set(refused["code"]) <= set(_MAPPABLE):
        return None
    file, sheet = refused.row(0, named=True)["file"], refused.row(0, named=True)["sheet"]
    source = next((s for s in delivery.delivered if s.name == file), None)
    if source is None:
        return None
    proposal = proposal_of(source, sheet)
    columns = [
        {"letter": s.letter, "header": s.header, "samples": list(s.samples), "ranked": [list(r) for r in s.ranked]}
        for s in proposal.suggestions
    ]  # fmt: skip
    return {
        "file": file, "sheet": sheet, "model": proposal.model.name, "header_row": proposal.header_row,
        "columns": columns,
    }  # fmt: skip


def proposal_in(questions: dict[str, Any]) -> Proposal:
    """Return the proposal that `questions_about` described."""
    model = next(p for p in profiles() if p.name == questions["model"])
    found = tuple(
        Suggestion(c["letter"], c["header"], tuple(c["samples"]), tuple((n, s) for n, s in c["ranked"]))
        for c in questions["columns"]
    )
    return Proposal(model, questions["header_row"], found)


def rows_of_others(delivery: Delivery, keys: frozenset[str]) -> UserError | None:
    """Tell what in a delivery is not an institution's own; None where all is.

    Its rows must be its own, and so must every row that the register has of the same projects: the newest word
    on a project replaces the earlier one, so who may speak of a part of a project may not speak of the whole.
    """
    if set(delivery.tables) != {"mobilities"}:
        return UserError("imports.only-mobilities")
    rows = pl.scan_parquet(delivery.tables["mobilities"])
    key = pl.coalesce("institution_oid", "institution")
    others = rows.filter(key.is_null() | key.is_in(list(keys)).not_()).select(pl.len()).collect().item()
    if others:
        return UserError("imports.not-yours", n=others)
    projects = rows.select("grant_agreement_number").unique().collect()["grant_agreement_number"].to_list()
    return UserError("imports.project-of-others") if _others_in(projects, keys) else None


def _others_in(projects: list[str], keys: frozenset[str]) -> bool:
    """Tell whether the register has rows of others in these projects."""
    if register().newest_day() is None:
        return False
    known = register().mobilities()
    theirs = known.filter(known.grant_agreement_number.isin(projects))
    key = institution_key(theirs)
    return bool(theirs.filter(key.isnull() | key.notin(list(keys))).count().to_polars())
