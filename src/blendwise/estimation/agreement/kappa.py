"""The kappas: Cohen's for two readers, Fleiss' for any readers, Conger's for the same readers throughout.

Sources: Cohen (1960); Fleiss, Cohen, Everitt (1969) Psych. Bull. 72:323-327; Fleiss (1971) Psych. Bull.
76:378-382; Fleiss, Nee, Landis (1979) Psych. Bull. 86:974-977; Conger (1980) Psych. Bull. 88:322-328.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from blendwise.errors import UserError
from blendwise.estimation.agreement.readings import (
    Agreement,
    agreement_of,
    beyond_chance,
    codes_per_answer,
    observed_agreement,
)
from blendwise.estimation.result import Array, check_numbers

__all__ = ["cohen_kappa", "conger_kappa", "fleiss_kappa"]


def cohen_kappa(first: ArrayLike, second: ArrayLike) -> Agreement:
    """Return Cohen's kappa of two readers, with its two standard errors kept apart.

    `first` and `second` hold a code per answer; an answer that either left open (NaN) does not count.
    `details["se"]` belongs to an interval around kappa, `details["se_null"]` to a test of "no agreement
    beyond chance" (Fleiss, Cohen, Everitt 1969, formulas 13 and 14); they differ by more than 10 % in
    common examples. Undefined when both used one code only.

    Formula: (observed - expected) / (1 - expected), expected from each reader's own use of the codes.
    Source: Cohen (1960); Fleiss, Cohen and Everitt (1969).
    Shapes: two rows of one length, a code per answer.
    Unit: codes in, a share of agreement out (at most 1).
    Errors: UserError for fewer than two readers and where no answer has two codes.
    Assumes: readers judged apart, by one codebook.
    Not for: a rare code, where kappa is low though nearly all agree; more than two readers.

    >>> kappa = cohen_kappa([1] * 25 + [0] * 25, [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15)
    >>> round(kappa.value, 4)
    0.4
    """
    pair = np.asarray([first, second], dtype=np.float64)
    pair = pair[:, ~np.isnan(pair).any(axis=0)]
    if not pair.size:
        raise UserError("survey_numbers.nothing-to-compare")
    values = np.unique(pair)
    joint = np.array([[np.mean((pair[0] == a) & (pair[1] == b)) for b in values] for a in values])
    chance = float(joint.sum(axis=1) @ joint.sum(axis=0))
    kappa = beyond_chance(float(np.trace(joint)), chance)
    errors = {} if math.isnan(kappa) else _cohen_errors(joint, kappa, chance, pair.shape[1])
    return agreement_of("cohen", kappa, answers=pair.shape[1], readings=pair.size, details=errors)


def _cohen_errors(joint: Array, kappa: float, chance: float, n: int) -> dict[str, float]:
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    both = rows[:, None] + columns
    crossed = columns[:, None] + rows
    diagonal = np.diag(joint) * (1 - np.diag(both) * (1 - kappa)) ** 2
    apart = joint * crossed**2
    rest = (1 - kappa) ** 2 * (apart.sum() - np.trace(apart))
    spread = diagonal.sum() + rest - (kappa - chance * (1 - kappa)) ** 2
    null = chance + chance**2 - (rows * columns * np.diag(both)).sum()
    scale = (1 - chance) * math.sqrt(n)
    return {"se": math.sqrt(max(spread, 0)) / scale, "se_null": math.sqrt(max(null, 0)) / scale}


def fleiss_kappa(counts: ArrayLike) -> Agreement:
    """Return Fleiss' kappa of a fixed number of readers who need not be the same per answer.

    `counts` has a row per answer and a column per code: how many readers gave it. Every row adds up to the
    same number. `details` holds the standard error under "no agreement beyond chance" and z.

    Formula: (observed - expected) / (1 - expected), expected from the use of each code by all readers
      together.
    Source: Fleiss (1971).
    Shapes: a row per answer and a column per code, the number of readers in it.
    Unit: codes in, a share of agreement out (at most 1).
    Errors: UserError for negative counts and for rows that do not add up alike.
    Assumes: readers judged apart, by one codebook.
    Not for: the same readers throughout (`conger_kappa`); a rare code.

    >>> round(fleiss_kappa([[2, 0], [0, 2], [1, 1]]).value, 4)
    0.3333
    """
    table = check_numbers("counts", counts)
    readers = table.sum(axis=1) if table.ndim == 2 else np.zeros(1)
    if (readers != readers[0]).any() or readers[0] < 2:
        raise UserError("survey_numbers.uneven-readers")
    share = table.sum(axis=0) / table.sum()
    kappa = beyond_chance(observed_agreement(table), float((share**2).sum()))
    error = math.nan if math.isnan(kappa) else _fleiss_null_error(share, len(table), float(readers[0]))
    details = {"se_null": error, "z": kappa / error}
    return agreement_of("fleiss", kappa, answers=len(table), readings=table.sum(), details=details)


def _fleiss_null_error(share: Array, answers: int, readers: float) -> float:
    """Fleiss, Nee, Landis (1979), formula 7: the corrected null variance of Fleiss (1971)."""
    spread = float((share * (1 - share)).sum())
    skew = float((share * (1 - share) * (1 - 2 * share)).sum())
    return math.sqrt(2 * (spread**2 - skew)) / (spread * math.sqrt(answers * readers * (readers - 1)))


def conger_kappa(ratings: ArrayLike) -> Agreement:
    """Return Conger's kappa: as Fleiss', but the same readers throughout, each with habits of their own.

    `ratings` has a row per reader and a column per answer, without gaps.

    Formula: (observed - expected) / (1 - expected), averaged over all pairs of readers, each with its own use
      of the codes.
    Source: Conger (1980).
    Shapes: a row per reader and a column per answer, NaN where a reader gave no code.
    Unit: codes in, a share of agreement out (at most 1).
    Errors: UserError for fewer than two readers and where no answer has two codes.
    Assumes: readers judged apart, by one codebook.
    Not for: readers who differ per answer (`fleiss_kappa`); a rare code.

    >>> round(conger_kappa([[1, 0, 1, 1], [1, 0, 0, 1]]).value, 4)
    0.5
    """
    table = check_numbers("ratings", ratings, least=-math.inf)
    values, counts = codes_per_answer(table)
    readers = len(table)
    habits = np.array([[np.mean(row == value) for value in values] for row in table])
    spread = habits.var(axis=0, ddof=1)
    chance = float((habits.mean(axis=0) ** 2 - spread / readers).sum())
    kappa = beyond_chance(observed_agreement(counts), chance)
    return agreement_of("conger", kappa, answers=len(counts), readings=counts.sum())
