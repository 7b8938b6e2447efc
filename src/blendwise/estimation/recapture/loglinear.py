"""Three lists or more: every log-linear model of pairs, side by side, and their average.

The saturated model has no degrees of freedom: nothing in the lists can contradict it, and AIC prefers it all
the same. On hepatitis A in Taiwan it says 1,313, where screening of blood found about 545. So it is shown
beside the others and never chosen or averaged.

Sources: Fienberg (1972) Biometrika 59:591-603; Cormack (1992) Biometrics 48:567-576 (profile limits);
Buckland, Burnham, Augustin (1997) Biometrics 53:603-618 (averaging).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import ndtri

from blendwise.errors import UserError
from blendwise.estimation.recapture import glm
from blendwise.estimation.recapture.lower_bound import log_limits, lower_bound
from blendwise.estimation.result import Array, Estimate, Scope, check_level, check_numbers
from blendwise.records import Question

__all__ = ["LogLinear", "Models", "averaged", "fit_all", "fit_model", "profile_limits"]

DOUBLINGS = 40
MOST_LISTS = 5
"""Six lists have 32,768 models of pairs: too many to choose from honestly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLinear:
    """One fitted model. `pairs` are the lists that it lets go together; none means independence."""

    question: ClassVar[Question] = Question.TRUTH
    pairs: tuple[glm.Pair, ...]
    total: float
    se: float
    deviance: float
    degrees: int
    """Cells minus parameters; 0 means that the model fits whatever was seen and cannot be tested."""
    aic: float
    bic: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """All models of one set of lists, lowest AIC first; independence and saturated always among them."""

    question: ClassVar[Question] = Question.TRUTH
    names: tuple[str, ...]
    seen: int
    models: tuple[LogLinear, ...]

    @property
    def independence(self) -> LogLinear:
        """Return the model without pairs."""
        return next(model for model in self.models if not model.pairs)

    @property
    def saturated(self) -> LogLinear:
        """Return the model with all pairs."""
        return max(self.models, key=lambda model: len(model.pairs))

    @property
    def best(self) -> LogLinear:
        """Return the model with the lowest AIC among those that the lists could contradict."""
        return self.testable[0]

    @property
    def testable(self) -> tuple[LogLinear, ...]:
        """Return the models with degrees of freedom; with two lists there are none and all are returned."""
        return tuple(model for model in self.models if model.degrees) or self.models


@dataclass(frozen=True, slots=True)
class _Cells:
    patterns: Array
    counts: Array
    names: tuple[str, ...]


def _cells(counts: Mapping[str, int], names: Sequence[str] | None) -> _Cells:
    lists = len(next(iter(counts), ""))
    wrong = [pattern for pattern in counts if len(pattern) != lists or set(pattern) - set("01")]
    if wrong:
        raise UserError("recapture.pattern", pattern=wrong[0])
    if "0" * lists in counts:
        raise UserError("recapture.unseen-given", pattern="0" * lists)
    if not 2 <= lists <= MOST_LISTS:
        raise UserError("recapture.number-of-lists", lists=lists, most=MOST_LISTS)
    every = [format(number, f"0{lists}b") for number in range(1, 2**lists)]
    numbers = check_numbers("counts", [counts.get(pattern, 0) for pattern in every])
    patterns = np.array([[float(mark) for mark in pattern] for pattern in every])
    if not (patterns * numbers[:, None]).sum(axis=0).all():
        raise UserError("recapture.empty-list")
    labels = tuple(names) if names else tuple(f"{place + 1}" for place in range(lists))
    check_numbers("names", np.zeros(len(labels)), shape=(lists,))
    return _Cells(patterns, numbers, labels)


def fit_model(counts: Mapping[str, int], pairs: Sequence[glm.Pair] = ()) -> LogLinear:
    """Fit one log-linear model to the counts of who is on which lists.

    `counts` maps a pattern such as "110" (on the first two lists, not on the third) to a number; patterns
    that are missing count 0. `pairs` names lists that go together, by place from 0.

    Formula: log of expected = intercept + lists + pairs, by maximum likelihood; total S + exp(intercept).
    Source: Fienberg (1972); Cormack (1989).
    Shapes: a number per pattern of 0 and 1.
    Unit: mobilities.
    Errors: UserError that names the list or the pattern.
    Assumes: the pairs named go together and no others.
    Not for: choosing the pairs after seeing the totals.

    >>> lists = {"111": 28, "110": 21, "101": 17, "100": 69, "011": 18, "010": 55, "001": 63}
    >>> round(fit_model(lists, [(0, 1)]).total, 2)
    416.0
    """
    cells = _cells(counts, None)
    return _fitted(cells, _known_pairs(cells, pairs))


def _known_pairs(cells: _Cells, pairs: Sequence[glm.Pair]) -> tuple[glm.Pair, ...]:
    known = list(combinations(range(cells.patterns.shape[1]), 2))
    chosen = tuple(sorted((min(pair), max(pair)) for pair in pairs))
    for pair in chosen:
        if pair not in known:
            raise UserError("recapture.unknown-pair", pair=f"{pair[0]}-{pair[1]}", lists=len(cells.names))
    return chosen


def _fitted(cells: _Cells, pairs: tuple[glm.Pair, ...]) -> LogLinear:
    rows = glm.design(cells.patterns, pairs)
    seen = float(cells.counts.sum())
    found = glm.fit(rows, cells.counts)
    unseen = math.exp(found.coefficients[0])
    se = math.sqrt(unseen + unseen**2 * found.covariance[0, 0])
    log_likelihood = glm.poisson_log_likelihood(cells.counts, found.expected)
    perfect = glm.poisson_log_likelihood(cells.counts, cells.counts)
    parameters = rows.shape[1]
    return LogLinear(
        pairs=pairs,
        total=seen + unseen,
        se=se,
        deviance=max(2 * (perfect - log_likelihood), 0.0),
        degrees=len(cells.counts) - parameters,
        aic=2 * parameters - 2 * log_likelihood,
        bic=math.log(seen) * parameters - 2 * log_likelihood,
    )


def profile_limits(
    counts: Mapping[str, int], pairs: Sequence[glm.Pair] = (), *, level: float = 0.95
) -> tuple[float, float | None]:
    """Return the profile-likelihood limits of the total under one model (Cormack 1992).

    Arguments as in `fit_model`. Better than total ± 2 se: they are as askew as the likelihood is. The upper
    limit is None where the likelihood never falls far enough.

    Formula: the totals at which twice the fall of the log-likelihood is the chi-squared quantile.
    Source: Cormack (1992).
    Shapes: a number per pattern of 0 and 1.
    Unit: mobilities.
    Errors: UserError that names the list or the pattern.
    Assumes: the model is right.
    Not for: the doubt between models (`averaged`).

    >>> lists = {"111": 28, "110": 21, "101": 17, "100": 69, "011": 18, "010": 55, "001": 63}
    >>> low, high = profile_limits(lists)
    >>> print(f"{low:.1f} {high:.1f}")
    350.3 435.4
    """
    cells = _cells(counts, None)
    rows = glm.design(cells.patterns, _known_pairs(cells, pairs))
    every = np.vstack([rows, np.eye(1, rows.shape[1])])
    unseen = math.exp(glm.fit(rows, cells.counts).coefficients[0])
    drop = float(ndtri((1 + check_level(level)) / 2)) ** 2
    low, high = _profile(every, cells.counts, unseen, drop)
    seen = float(cells.counts.sum())
    return seen + low, None if high is None else seen + high


def _profile(rows: Array, counts: Array, unseen: float, drop: float) -> tuple[float, float | None]:
    """Return the numbers unseen at which twice the fall of the log-likelihood reaches `drop`."""

    def likelihood(at: float) -> float:
        return glm.multinomial_log_likelihood(rows, counts, at)

    peak = minimize_scalar(
        lambda at: -likelihood(at), bounds=(0, 4 * unseen + 10), method="bounded", options={"xatol": 1e-7}
    )
    middle, top = max([(float(peak.x), -float(peak.fun)), (0.0, likelihood(0.0))], key=lambda point: point[1])

    def fall(at: float) -> float:
        return 2 * (top - likelihood(at)) - drop

    low = 0.0 if fall(0.0) <= 0 else float(brentq(fall, 0.0, middle, xtol=1e-6))
    end = max(middle, 1.0)
    for _ in range(DOUBLINGS):
        end *= 2
        if fall(end) > 0:
            return low, float(brentq(fall, middle, end, xtol=1e-6))
    return low, None


def fit_all(counts: Mapping[str, int], *, names: Sequence[str] | None = None) -> Models:
    """Fit every model of pairs to the counts of who is on which lists, lowest AIC first.

    `counts` as in `fit_model`; `names` names the lists. Read them together: the independence model, the best
    ones and the saturated one often lie far apart, and choosing one hides that. For two lists only
    independence can be fitted: use `chapman`.

    Formula: Poisson log-linear models on the cells of who is on which lists; total S + exp(intercept).
    Source: Fienberg (1972); Cormack (1989).
    Shapes: a number per pattern of 0 and 1.
    Unit: mobilities.
    Errors: UserError that names the list or the pattern.
    Assumes: as many pairs go together as each model says.
    Not for: quoting the model that pleases.
    """
    cells = _cells(counts, names)
    lists = cells.patterns.shape[1]
    every = list(combinations(range(lists), 2))
    most = len(every) if lists > 2 else 0
    subsets = [chosen for size in range(most + 1) for chosen in combinations(every, size)]
    fitted = [_fitted(cells, pairs) for pairs in subsets]
    return Models(
        names=cells.names,
        seen=int(cells.counts.sum()),
        models=tuple(sorted(fitted, key=lambda model: model.aic)),
    )


def averaged(
    models: Models, *, mobilities: int | None = None, level: float = 0.95, scope: Scope | None = None
) -> Estimate:
    """Return the average over the testable models, weighted by AIC; its interval holds their disagreement.

    `details` holds the totals of the independence, best and saturated models: show them beside it.
    It warns when the models lie far apart, and when independence does not fit.

    Formula: the sum of weight x total over models, weights exp(-AIC/2).
    Source: Buckland, Burnham and Augustin (1997); Fienberg (1972).
    Shapes: models from `fit_all`.
    Unit: mobilities.
    Errors: none of its own; `fit_all` refuses bad counts.
    Assumes: one of the models is near the truth; no interaction of all lists together.
    Not for: a total: it is a lower bound where lists go together.

    >>> lists = {"111": 28, "110": 21, "101": 17, "100": 69, "011": 18, "010": 55, "001": 63}
    >>> found = averaged(fit_all(lists))
    >>> print(f"{found.details['independence']:.0f} {found.details['saturated']:.0f}")
    388 1313
    """
    totals = np.array([model.total for model in models.testable])
    aic = np.array([model.aic for model in models.testable])
    weight = np.exp(-(aic - aic.min()) / 2)
    weight /= weight.sum()
    total = float(weight @ totals)
    errors = np.array([model.se for model in models.testable])
    se = float(weight @ np.sqrt(errors**2 + (totals - total) ** 2))
    low, high = log_limits(total, float(models.seen), se, check_level(level))
    return lower_bound(
        total=total,
        low=low,
        high=high,
        level=level,
        seen=float(models.seen),
        lists=len(models.names),
        mobilities=mobilities,
        method="log-linear-averaged",
        warnings=_disagreement(models),
        details={
            "se": se,
            "independence": models.independence.total,
            "best": models.best.total,
            "saturated": models.saturated.total,
        },
        scope=scope,
    )


def _disagreement(models: Models) -> tuple[str, ...]:
    warnings = []
    independence = models.independence
    if independence.aic > models.best.aic + 2:
        warnings.append("recapture.warnings.not-independent")
    near = [model.total for model in models.testable if model.aic <= models.best.aic + 4]
    near += [independence.total, models.saturated.total]
    if max(near) > 1.5 * min(near):
        warnings.append("recapture.warnings.models-disagree")
    return tuple(warnings)
