"""What an unticked mobility has in common with those known as blended, as numbers that can be said in words.

A mobility is *known* as blended if it is ticked, or if the institution confirmed it. For each thing two mobilities can
share (host, department, journey, …) it is counted how many of the others that share it are known, and of how many.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import polars as pl

from blendwise.records import FREE_TEXT, MOBILITIES

__all__ = ["FEATURES", "FOLDS", "SHARED", "with_features", "with_known"]

SHARED: Mapping[str, tuple[str, ...]] = {
    "same-group": ("group_activity_id",),
    "same-journey": ("_host", "start_date", "end_date"),
    "same-host": ("_host",),
    "same-department": ("_department",),
    "same-department-and-host": ("_department", "_host"),
    "same-period": ("_department", "_week"),
    "same-type": ("activity_type", "call"),
}
"""What mobilities can share, and the columns that say so; where one is not filled in, nothing is shared."""
TEXTS = ("words", "described")
"""Words in the texts that point at a virtual part; and whether the virtual part is described at all."""
ANSWERS = "earlier-answers"
"""Confirmed less denied by the institution, among others with the same host."""
FEATURES = (*SHARED, *TEXTS, ANSWERS)
FOLDS = 5
"""In training, what others share is counted in the other four fifths only: else a mobility would foretell itself."""
_PRIOR = 2.0
"""So many mobilities of an average kind are added to each count, so that one of one is no certainty."""
_MOST_WORDS = 3
_TEXT_COLUMNS = (
    "group_activity_id", "receiving_organisation_oid", "receiving_organisation", "department", "field_of_education",
    "level_of_education", "activity_type", "virtual_description", "comments",
)  # fmt: skip


@cache
def _signs() -> str:
    words = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))["signs"]
    return "|".join(word.replace(" ", r"\s+") for word in words)


def with_known(mobilities: pl.DataFrame, answers: pl.DataFrame | None) -> pl.DataFrame:
    """Add `_answer` (confirmed or denied by the institution, else null) and `_known` (ticked or confirmed)."""
    key = list(MOBILITIES.key)
    if answers is None:
        answered = mobilities.with_columns(_answer=pl.lit(None, pl.Boolean))
    else:
        told = answers.select(*key, pl.col("blended").alias("_answer")).unique(key, keep="last")
        answered = mobilities.join(told, on=key, how="left", maintain_order="left")
    ticked = pl.col("blended").fill_null(value=False)
    return answered.with_columns(_known=pl.coalesce("_answer", ticked))


def with_features(known: pl.DataFrame) -> pl.DataFrame:
    """Add, per feature, its number for ranking; for training as `fold:<feature>`; and what stands behind it.

    `known:<feature>` and `of:<feature>` are the counts behind what is shared; all leave the mobility itself out.
    """
    columns = _common(known)
    columns = columns.with_columns(
        _counted(name, keys) for name, keys in SHARED.items() for _counted in _COUNTS
    )
    share = float(columns["_known"].mean() or 0.0)  # type: ignore[arg-type]
    scored = columns.with_columns(
        expression
        for name, keys in SHARED.items()
        for expression in (
            _log_odds(f"known:{name}", f"of:{name}", share, keys).alias(name),
            _log_odds(f"fold-known:{name}", f"fold-of:{name}", share, keys).alias(f"fold:{name}"),
        )
    )
    return scored.with_columns(pl.col(name).alias(f"fold:{name}") for name in (*TEXTS, ANSWERS))


def _common(known: pl.DataFrame) -> pl.DataFrame:
    lacking = [name for name in _TEXT_COLUMNS if name not in known.columns]
    dates = [name for name in ("start_date", "end_date") if name not in known.columns]
    whole = known.with_columns(
        *(pl.lit(None, pl.String).alias(name) for name in lacking),
        *(pl.lit(None, pl.Date).alias(name) for name in dates),
    )
    text = pl.concat_str([pl.col(name).fill_null("") for name in FREE_TEXT], separator=" ").str.to_lowercase()
    return (
        whole.with_row_index("_row")
        .with_columns(
            _host=pl.coalesce(
                "receiving_organisation_oid", pl.col("receiving_organisation").str.to_lowercase()
            ),
            _department=pl.coalesce(
                "department",
                pl.concat_str(
                    "field_of_education", pl.col("level_of_education").fill_null(""), separator="/"
                ),
            ),
            _week=pl.col("start_date").dt.truncate("2w"),
            _fold=pl.struct(list(MOBILITIES.key)).hash(seed=7) % FOLDS,
            words=text.str.extract_all(_signs()).list.n_unique().clip(0, _MOST_WORDS).cast(pl.Float64),
            described=(pl.col("virtual_description").str.strip_chars().str.len_chars() > 0)
            .fill_null(value=False)
            .cast(pl.Float64),
        )
        .with_columns(_answers().alias(ANSWERS))
    )


def _answers() -> pl.Expr:
    """Count confirmed less denied among others of the same host, between -1 and 1, cautious where there are few."""
    said = pl.col("_answer").cast(pl.Int64) * 2 - 1
    others = said.sum().over("_host") - said.fill_null(0)
    number = said.count().over("_host") - said.is_not_null().cast(pl.Int64)
    return pl.when(pl.col("_host").is_not_null()).then(others / (number + _PRIOR)).otherwise(0.0)


def _filled(keys: Sequence[str]) -> pl.Expr:
    return pl.all_horizontal(pl.col(name).is_not_null() for name in keys)


def _known_others(name: str, keys: Sequence[str]) -> pl.Expr:
    others = pl.col("_known").sum().over(keys).cast(pl.Int64) - pl.col("_known").cast(pl.Int64)
    return pl.when(_filled(keys)).then(others).otherwise(0).alias(f"known:{name}")


def _others(name: str, keys: Sequence[str]) -> pl.Expr:
    return (
        pl.when(_filled(keys)).then(pl.len().over(keys).cast(pl.Int64) - 1).otherwise(0).alias(f"of:{name}")
    )


def _known_elsewhere(name: str, keys: Sequence[str]) -> pl.Expr:
    known = pl.col("_known").cast(pl.Int64)
    elsewhere = known.sum().over(keys) - known.sum().over([*keys, "_fold"])
    return pl.when(_filled(keys)).then(elsewhere).otherwise(0).alias(f"fold-known:{name}")


def _elsewhere(name: str, keys: Sequence[str]) -> pl.Expr:
    elsewhere = pl.len().over(keys).cast(pl.Int64) - pl.len().over([*keys, "_fold"]).cast(pl.Int64)
    return pl.when(_filled(keys)).then(elsewhere).otherwise(0).alias(f"fold-of:{name}")


_COUNTS = (_known_others, _others, _known_elsewhere, _elsewhere)


def _log_odds(known: str, of: str, share: float, keys: Sequence[str]) -> pl.Expr:
    """Return how much likelier than average the shared thing makes it: a log odds ratio, 0 where it says nothing."""
    average = min(max(share, 1e-4), 1 - 1e-4)
    smoothed = (pl.col(known) + _PRIOR * average) / (pl.col(of) + _PRIOR)
    bounded = smoothed.clip(1e-6, 1 - 1e-6)
    ratio = (bounded / (1 - bounded)).log() - pl.lit(average / (1 - average)).log()
    return pl.when(_filled(keys)).then(ratio).otherwise(0.0)
