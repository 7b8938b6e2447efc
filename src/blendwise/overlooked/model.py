"""How likely it is that an unticked mobility was blended: a logistic model of what it shares with known ones.

Known ones are the positive cases; all others, most of which are truly not blended, the negative ones. What such a
model foretells is being *known*. From it follows the likelihood that one that is not known was blended all the same,
if what is known is a fair draw of what was done (Elkan and Noto 2008, equation 3). Once the institution has answered
enough questions, the likelihood is set by its answers instead (Platt 1999), which needs no such assumption.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from blendwise.overlooked.features import FEATURES, FOLDS

__all__ = ["FEWEST_ANSWERS", "FEWEST_KNOWN", "Calibration", "CalibrationBin", "Fitted", "by_rules", "fit"]

FEWEST_ANSWERS = 10
"""So many answers of yes, and of no, set the likelihood."""
FEWEST_KNOWN = 20
"""With fewer known cases a model would learn their accidents; then fixed weights are used."""
_RULES = dict(zip(FEATURES, (1.0, 1.0, 0.8, 0.3, 0.5, 0.3, 0.1, 1.0, 6.0, 1.0), strict=True))
"""The weights that are used then: our own. A virtual part that is described weighs most: it was done."""
_EDGES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Mobilities for which the model foretold about the same: what it said, and what was so."""

    low: float
    high: float
    mobilities: int
    foretold: float
    """Mean share foretold to be known as blended."""
    observed: float
    """Share that is known as blended."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well the model foretells what is known, each fifth foretold from the other four."""

    bins: tuple[CalibrationBin, ...]
    brier: float
    """Mean squared difference of foretold and known; lower is better (Brier 1950)."""
    brier_of_average: float
    """The same for somebody who says the average of all."""
    by_answers: bool
    """Whether the likelihood is set by the institution's answers; else by an assumption on its ticks."""


@dataclass(frozen=True)
class Fitted:
    """What each mobility got: a score, its likelihood if there is a model, and what each feature added to it."""

    score: Floats
    likelihood: Floats | None
    added: Floats
    """Per mobility and feature, in log odds above the average mobility."""
    weights: dict[str, float]
    calibration: Calibration | None


def by_rules(features: pl.DataFrame) -> Fitted:
    """Score by fixed weights, without a likelihood: for institutions with few known cases."""
    weights = np.array([_RULES[name] for name in FEATURES])
    added = features.select(FEATURES).to_numpy() * weights
    return Fitted(added.sum(axis=1), None, added, dict(_RULES), None)


def fit(features: pl.DataFrame) -> Fitted:
    """Fit the model on all mobilities, and foretell each fifth from the other four for its calibration.

    A feature that lowers the score of a mobility is never among its reasons.
    """
    known = features["_known"].to_numpy().astype(np.float64)
    training = features.select(f"fold:{name}" for name in FEATURES).to_numpy()
    centre, spread = training.mean(axis=0), training.std(axis=0)
    spread[spread == 0] = 1.0
    scaled = (training - centre) / spread
    foretold = _cross_foretold(scaled, known, features["_fold"].to_numpy())
    weights, intercept = _logistic(scaled, known)
    added = (features.select(FEATURES).to_numpy() - centre) / spread * weights
    score = added.sum(axis=1) + intercept
    by_answers = _by_answers(features, foretold, score)
    likelihood = _by_ticks(foretold, known, score) if by_answers is None else by_answers
    named = dict(zip(FEATURES, map(float, weights / spread), strict=True))
    calibration = _calibration(_expit(foretold), known, by_answers=by_answers is not None)
    return Fitted(score, likelihood, added, named, calibration)


def _by_ticks(foretold: Floats, known: Floats, score: Floats) -> Floats:
    """Turn the chance of being known into that of being blended, of one that is not known."""
    rate = float(_expit(foretold)[known == 1].mean())  # Elkan and Noto (2008), section 2, estimator e1
    found: Floats = np.minimum(1.0, (1 - rate) / max(rate, 1e-9) * np.exp(np.clip(score, -700, 700)))
    return found


def _by_answers(features: pl.DataFrame, foretold: Floats, score: Floats) -> Floats | None:
    """Return the likelihood that the institution's own answers give to a score; None where they are too few."""
    answer = features["_answer"]
    asked = (answer.is_not_null() & ~features["blended"].fill_null(value=False)).to_numpy()
    said = answer.fill_null(value=False).to_numpy()[asked].astype(np.float64)
    if min(said.sum(), len(said) - said.sum()) < FEWEST_ANSWERS:
        return None
    weights, intercept = _logistic(foretold[asked].reshape(-1, 1), said)
    return _expit(score * weights[0] + intercept)


def _logistic(scaled: Floats, known: Floats) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    model = LogisticRegression(C=1.0, solver="newton-cholesky").fit(scaled, known)
    return model.coef_[0], float(model.intercept_[0])


def _cross_foretold(scaled: Floats, known: Floats, folds: npt.NDArray[np.uint64]) -> Floats:
    """Return the score of each mobility by a model that has not seen its fifth."""
    foretold = np.full(len(known), np.log(known.mean() / (1 - known.mean())))
    for fold in range(FOLDS):
        held = folds == fold
        if held.any() and 0 < known[~held].sum() < (~held).sum():
            weights, intercept = _logistic(scaled[~held], known[~held])
            foretold[held] = scaled[held] @ weights + intercept
    return foretold


def _expit(score: Floats) -> Floats:
    found: Floats = 1.0 / (1.0 + np.exp(-np.clip(score, -700, 700)))
    return found


def _calibration(foretold: Floats, known: Floats, *, by_answers: bool) -> Calibration:
    place = np.clip(np.digitize(foretold, _EDGES) - 1, 0, len(_EDGES) - 2)
    bins = tuple(
        CalibrationBin(
            _EDGES[n], _EDGES[n + 1], int(here.sum()), float(foretold[here].mean()), float(known[here].mean())
        )
        for n in range(len(_EDGES) - 1)
        if (here := place == n).any()
    )
    return Calibration(
        bins, float(((foretold - known) ** 2).mean()), float(((known.mean() - known) ** 2).mean()), by_answers
    )
