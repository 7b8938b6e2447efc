"""A proposed mapping as people read it: what each column of a file would be, how surely, and by which values."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from blendwise.intake.profiles import plain
from blendwise.intake.suggestions import Proposal
from blendwise.language import decimal, say

__all__ = ["doubtful_text", "proposal_frame"]

_SCHEMA = {"column": pl.String, "header": pl.String, "samples": pl.String, "mapped_to": pl.String,
           "score": pl.Float64, "suggestions": pl.String}  # fmt: skip


def proposal_frame(proposal: Proposal, mapping: Mapping[str, str]) -> pl.DataFrame:
    """Return a row per column of the file: its values, what it is saved as, and what else it could be."""
    mapped = {plain(header): column for column, header in mapping.items()}
    rows = []
    for s in proposal.suggestions:
        column, scores = mapped.get(plain(s.header)), dict(s.ranked)
        others = ", ".join(f"{name} ({score:.2f})" for name, score in s.ranked if name != column)
        score = None if column is None else scores.get(column)
        rows.append((s.letter, s.header, " | ".join(s.samples), column, score, others))
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def doubtful_text(proposal: Proposal, mapping: Mapping[str, str], language: str) -> str:
    """List what is not mapped though it could be, each as the option that maps it; empty where there is nothing."""
    found = proposal.doubtful(mapping)
    lines = [
        say("cli.profile.doubtful", language, option=f'--map {column}="{header}"',
            score=decimal(score, language, places=2))
        for header, column, score in found
    ]  # fmt: skip
    return "\n".join([say("cli.profile.not-mapped", language), *lines]) if lines else ""
