"""The work list: unticked mobilities, likeliest first, each with the reasons for its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from blendwise.language import plural, say
from blendwise.overlooked.features import ANSWERS, FEATURES, SHARED, with_features, with_known
from blendwise.overlooked.model import FEWEST_KNOWN, Calibration, Fitted, by_rules, fit
from blendwise.records import MOBILITIES

__all__ = ["Overlooked", "PlaceReason", "Ranked", "overlooked"]

_REASONS = 3
_LEAST_ADDED = 0.05
"""What adds less than this to the log odds is no reason worth reading."""


@dataclass(frozen=True, slots=True)
class PlaceReason:
    """Why a mobility stands where it does: a feature, and the counts behind it."""

    feature: str
    known: int
    """How many others that share it are known as blended; of `words` the number of words."""
    of: int

    def sentence(self, language: str) -> str:
        """Say the reason."""
        if self.feature in SHARED and self.known == self.of == 1:
            return say(f"overlooked.reasons.{self.feature}.only", language)
        return plural(f"overlooked.reasons.{self.feature}", self.known, language, of=self.of)


@dataclass(frozen=True, slots=True)
class Ranked:
    """One unticked mobility in the list."""

    rank: int
    grant_agreement_number: str
    mobility_activity_id: str
    score: float
    likelihood: float | None
    """None where there are too few known cases for a model."""
    reasons: tuple[PlaceReason, ...]
    """The weightiest first; empty where nothing points at a virtual part."""

    def sentences(self, language: str) -> list[str]:
        """Say the reasons, or that there is none."""
        told = [reason.sentence(language) for reason in self.reasons]
        return told or [say("overlooked.reasons.none", language)]


@dataclass(frozen=True)
class Overlooked:
    """The list of one institution. Nothing is ticked by it: it only says where to look first.

    `rows` has the key, `rank` (1 is likeliest), `score`, `likelihood` and per reason `reason_1`, `known_1`, `of_1` …
    """

    rows: pl.DataFrame
    known: int
    """How many mobilities are known as blended."""
    calibration: Calibration | None
    weights: Mapping[str, float]
    """What each feature weighs: the whole model."""

    @property
    def by_model(self) -> bool:
        """Whether a model ranked, or fixed weights because too few cases are known."""
        return self.calibration is not None

    def first(self, n: int, start: int = 0) -> list[Ranked]:
        """Return `n` mobilities of the list, from place `start` on."""
        return [_ranked(row) for row in self.rows.slice(start, n).iter_rows(named=True)]

    def __iter__(self) -> Iterator[Ranked]:
        return (_ranked(row) for row in self.rows.iter_rows(named=True))

    def sentences(self, language: str) -> list[str]:
        """Say by what was ranked, how well it foretells, and that nothing is ticked."""
        if self.calibration is None:
            told = [plural("overlooked.by-rules", self.known, language, fewest=FEWEST_KNOWN)]
        else:
            better = 1 - self.calibration.brier / self.calibration.brier_of_average
            told = [plural("overlooked.by-model", self.known, language)]
            told.append(say("overlooked.calibration", language, share=better))
            told.append(
                say(f"overlooked.by-{'answers' if self.calibration.by_answers else 'ticks'}", language)
            )
        return [*told, say("overlooked.never-ticks", language)]


def overlooked(mobilities: pl.DataFrame, answers: pl.DataFrame | None = None) -> Overlooked:
    """Rank the unticked mobilities of one institution by how likely they were blended.

    `mobilities` has the columns of the register (`records.MOBILITIES`; `department` too where it is kept), `answers`
    the key and `blended`: what the institution confirmed or denied earlier. Answered mobilities are not ranked, but
    are learnt from. Give the mobilities of one institution: it learns from own data only. A column that is not there
    tells nothing.
    """
    features = with_features(with_known(mobilities, answers))
    known = int(features["_known"].sum())
    enough = known >= FEWEST_KNOWN and known < len(features)
    fitted = fit(features) if enough else by_rules(features)
    asked = ~features["_known"] & features["_answer"].is_null()
    rows = _with_reasons(features, fitted).filter(asked)
    ranked = rows.sort(["score", *MOBILITIES.key], descending=[True, False, False]).with_columns(
        rank=pl.int_range(1, pl.len() + 1)
    )
    return Overlooked(ranked, known, fitted.calibration, fitted.weights)


def _with_reasons(features: pl.DataFrame, fitted: Fitted) -> pl.DataFrame:
    """Write down, per mobility, the features that added most, with the counts behind them."""
    order = np.argsort(-fitted.added, axis=1)[:, :_REASONS]
    counts = {"known": _behind(features, "known"), "of": _behind(features, "of")}
    unknown = pl.Series("likelihood", [None] * len(features), dtype=pl.Float64)
    likelihood = unknown if fitted.likelihood is None else pl.Series("likelihood", fitted.likelihood)
    shown = features.select(*MOBILITIES.key).with_columns(pl.Series("score", fitted.score), likelihood)
    rows, names = np.arange(len(features)), np.array(FEATURES)
    for place in range(_REASONS):
        which = order[:, place]
        counted = (fitted.added[rows, which] > _LEAST_ADDED) & (counts["known"][rows, which] > 0)
        shown = shown.with_columns(
            pl.when(pl.Series(counted)).then(pl.Series(names[which])).alias(f"reason_{place + 1}"),
            *(pl.Series(f"{name}_{place + 1}", counts[name][rows, which]) for name in counts),
        )
    return shown


def _behind(features: pl.DataFrame, name: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the counts behind each feature; of words their number, of answers 1 if they speak for it."""
    columns = [pl.col(f"{name}:{feature}").alias(feature) for feature in SHARED]
    columns += [pl.col("words").cast(pl.Int64), pl.col("described").cast(pl.Int64)]
    columns.append((pl.col(ANSWERS) > 0).cast(pl.Int64).alias(ANSWERS))
    return features.select(columns).select(FEATURES).to_numpy()


def _ranked(row: Mapping[str, Any]) -> Ranked:
    reasons = tuple(
        PlaceReason(row[f"reason_{n}"], row[f"known_{n}"], row[f"of_{n}"])
        for n in range(1, _REASONS + 1)
        if row[f"reason_{n}"] is not None
    )
    return Ranked(
        row["rank"],
        row["grant_agreement_number"],
        row["mobility_activity_id"],
        row["score"],
        row["likelihood"],
        reasons,
    )
