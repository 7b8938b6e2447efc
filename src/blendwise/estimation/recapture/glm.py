"""Poisson regression on the cells of lists: who is on which lists, counted.

A cell is a pattern of 0 and 1 per list; the pattern of only 0 is not observed. Everything works on the at
most 2^t - 1 cells and never on mobilities. Source: Fienberg (1972) Biometrika 59:591-603; McCullagh and
Nelder (1989) Generalized Linear Models, section 2.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, xlogy

from blendwise.estimation.result import Array

__all__ = ["Fit", "Pair", "design", "fit", "multinomial_log_likelihood", "poisson_log_likelihood"]

Pair = tuple[int, int]
"""Two lists that go together, by their place (0, 1, ...)."""

ROUNDS, STOP = 200, 1e-12


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients, their covariance, and the expected counts."""

    coefficients: Array
    covariance: Array
    expected: Array


def design(cells: Array, pairs: Sequence[Pair]) -> Array:
    """Return a row per cell: intercept, a column per list, a column per pair of lists."""
    together = [cells[:, i] * cells[:, j] for i, j in pairs]
    return np.column_stack([np.ones(len(cells)), cells, *together])


def fit(rows: Array, counts: Array) -> Fit:
    """Fit by iteratively reweighted least squares; counts may be fractions and 0."""
    expected = counts + 0.5
    for _ in range(ROUNDS):
        working = np.log(expected) + (counts - expected) / expected
        root = np.sqrt(expected)
        coefficients = np.asarray(
            np.linalg.lstsq(rows * root[:, None], working * root, rcond=None)[0], dtype=np.float64
        )
        predictor: Array = rows @ coefficients
        new = np.exp(np.clip(predictor, -30, 50))
        change = np.abs(new - expected).max() / new.max()
        expected = new
        if change < STOP:
            break
    information = rows.T @ (expected[:, None] * rows)
    covariance = np.asarray(np.linalg.pinv(information, rcond=1e-14, hermitian=True), dtype=np.float64)
    return Fit(coefficients, covariance, expected)


def poisson_log_likelihood(counts: Array, expected: Array) -> float:
    """Return the log-likelihood with the factorials, as AIC in the literature on lists counts it."""
    return float((xlogy(counts, expected) - expected - gammaln(counts + 1)).sum())


def multinomial_log_likelihood(rows: Array, counts: Array, unseen: float) -> float:
    """Return the log-likelihood of a total, given the number unseen: the last row is the unseen cell.

    Maximised over the coefficients; constants in the observed cells are left out. Cormack (1992) Biometrics
    48:567-576.
    """
    filled = np.append(counts, unseen)
    total = filled.sum()
    expected = fit(rows, filled).expected
    return float(gammaln(total + 1) - gammaln(unseen + 1) + xlogy(filled, expected / total).sum())
