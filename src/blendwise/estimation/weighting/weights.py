"""Weights and what they cost: the spread of the weights is lost information."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from blendwise.errors import UserError
from blendwise.estimation.result import Array, check_numbers
from blendwise.language import say

__all__ = ["FEW_ANSWERS", "Weights", "cell_totals", "checked_weights"]

FEW_ANSWERS = 30
"""Below this number of answers a second weighting variable can't be defended (our choice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A weight per unit, and the steps that made it.

    `values` are in the order of the units; a unit that no longer counts (not eligible, no answer) has
    weight 0. `step` names the last step; `iterations` is what it took; `warnings` are keys of sentences.
    """

    values: Array
    step: str
    iterations: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def counting(self) -> Array:
        """Return the weights that are not 0."""
        return self.values[self.values > 0]

    @property
    def ratio(self) -> float:
        """Return the largest weight over the smallest."""
        return float(self.counting.max() / self.counting.min())

    @property
    def design_effect(self) -> float:
        """Return Kish's 1 + cv²: how many times fewer answers would tell as much without weights."""
        return float(len(self.counting) * (self.counting**2).sum() / self.counting.sum() ** 2)

    @property
    def effective_answers(self) -> float:
        """Return the number of equally weighted answers that tell as much."""
        return len(self.counting) / self.design_effect

    def sentence(self, language: str) -> str:
        """Return what the weights cost, in words."""
        return say(
            "survey_numbers.weights",
            language,
            answers=len(self.counting),
            ratio=self.ratio,
            effective=self.effective_answers,
        )

    def warning_sentences(self, language: str) -> tuple[str, ...]:
        """Return a sentence per warning, in order."""
        return tuple(say(key, language, answers=len(self.counting)) for key in self.warnings)


def checked_weights(weights: Weights | ArrayLike) -> Array:
    """Return weights as an array with at least one above 0, or an error that names the place."""
    values = weights.values if isinstance(weights, Weights) else weights
    array = np.atleast_1d(check_numbers("weights", values))
    if not (array > 0).any():
        raise UserError("survey_numbers.no-weights")
    return array


def cell_totals(cells: ArrayLike, weights: Array) -> tuple[list[str], NDArray[np.intp], Array]:
    """Return the names of the cells, the cell of every unit as a number, and the weight in every cell."""
    labels = np.atleast_1d(np.asarray(cells, dtype=str))
    if labels.shape != weights.shape:
        raise UserError(
            "estimation.other-shape", name="cells", found=str(len(labels)), expected=str(len(weights))
        )
    names, where = np.unique(labels, return_inverse=True)
    held: Array = np.bincount(where, weights, minlength=len(names)).astype(np.float64)
    return [str(name) for name in names], where, held
