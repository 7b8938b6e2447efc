"""Coverage, seeded and small; the large study is `python -m benchmarks.coverage_audit`."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from blendwise.estimation.audit.model import group_posterior, limits_of_sum
from blendwise.estimation.audit.two_phase import share_and_variance, total_of

SIZES = tomllib.loads((Path(__file__).parents[1] / "data" / "audit.toml").read_text())["sizes"]
N = np.array(SIZES["listed"] + [SIZES["rest"] // SIZES["others"]] * SIZES["others"], float)
CHECKED = np.maximum(4, np.round(400 * np.sqrt(N) / np.sqrt(N).sum()))
REPLICATIONS = 250


def audits(chances):
    """Audits of 42 institutions with chances of their own; found, and the true number."""
    rng = np.random.Generator(np.random.Philox(key=2))
    blended = rng.binomial(N.astype(int), chances(rng, (REPLICATIONS, len(N))))
    found = rng.hypergeometric(blended, (N - blended).astype(int), CHECKED.astype(int))
    return found.astype(float), blended.sum(axis=1)


def covered(limits, found, truth):
    ends = np.array([limits(row) for row in found])
    return np.mean((ends[:, 0] <= truth + 1e-9) & (truth <= ends[:, 1] + 1e-9))


def korn_graubard(found):
    total = total_of(N, CHECKED, found, 0.95)
    return total.low, total.high


def wald(found):
    share, variance = share_and_variance(N, CHECKED, found)
    return N.sum() * (share - 1.96 * variance**0.5), N.sum() * (share + 1.96 * variance**0.5)


def jeffreys(found):
    weight, share = N / N.sum(), (found + 0.5) / (CHECKED + 1)
    half = 1.96 * float(np.sqrt((weight**2) @ (share * (1 - share) / (CHECKED + 2))))
    return N.sum() * (weight @ share - half), N.sum() * (weight @ share + half)


NEAR_ZERO = audits(lambda rng, shape: np.full(shape, 0.0005))
SKEWED = audits(lambda rng, shape: rng.beta(0.25, 24.75, shape))


@pytest.mark.parametrize("truth", [NEAR_ZERO, SKEWED], ids=["0.05 % everywhere", "mean 1 %, skewed"])
def test_korn_graubard_holds_its_level(truth):
    # nominal 95 %, standard error of 250 replications 1.4 points
    assert covered(korn_graubard, *truth) > 0.92


def test_wald_is_a_disaster_near_zero():
    assert covered(wald, *NEAR_ZERO) < 0.4


def test_independent_jeffreys_priors_are_a_disaster_everywhere():
    for truth in (NEAR_ZERO, SKEWED):
        assert covered(jeffreys, *truth) < 0.05


def test_the_hierarchical_model_holds_its_level():
    names = [str(place) for place in range(len(N))]
    nothing = group_posterior([], *[np.zeros(0)] * 3)

    def model(found):
        return limits_of_sum(group_posterior(names, N, CHECKED, found, nodes=(24, 16)), nothing, 0.95)

    found, truth = SKEWED
    assert covered(model, found[:80], truth[:80]) > 0.85
