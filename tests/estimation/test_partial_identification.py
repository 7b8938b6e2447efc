"""Chance around bounds: Imbens-Manski and Stoye."""

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from blendwise.errors import UserError
from blendwise.estimation.partial_identification import imbens_manski, stoye

CASE = tomllib.loads((Path(__file__).parent / "data" / "bounds.toml").read_text())["homeless"]


def test_the_homeless_men_of_manski():
    n, low, high = CASE["sampled"], CASE["low"], CASE["high"]
    errors = [math.sqrt(share * (1 - share) / n) for share in (low, high)]
    found = imbens_manski(low, high, se_low=errors[0], se_high=errors[1])
    assert found.critical_low == pytest.approx(CASE["critical"], abs=1e-6)
    assert (found.low, found.high) == pytest.approx(CASE["interval"], abs=1e-6)


def test_bounds_that_meet_give_the_usual_interval():
    found = imbens_manski(0.3, 0.3, se_low=0.01, se_high=0.01)
    assert (found.low, found.high) == pytest.approx((0.3 - 1.959964 * 0.01, 0.3 + 1.959964 * 0.01))
    same = stoye(0.3, 0.3, se_low=0.01, se_high=0.01, correlation=1)
    assert (same.low, same.high) == pytest.approx((found.low, found.high), abs=1e-6)


def test_facts_without_error_stay_facts():
    for found in (
        imbens_manski(0.2, 0.4, se_low=0, se_high=0),
        stoye(0.2, 0.4, se_low=0, se_high=0, correlation=0),
    ):
        assert (found.low, found.high) == (0.2, 0.4)


@pytest.mark.parametrize("correlation", [-0.7, 0.0, 0.8])
def test_stoye_covers_each_end_at_the_level_exactly(correlation):
    width, se_low, se_high = 0.03, 0.02, 0.03
    found = stoye(0.2, 0.2 + width, se_low=se_low, se_high=se_high, correlation=correlation)
    normal = multivariate_normal([0, 0], [[1, -correlation], [-correlation, 1]])
    ends = [
        normal.cdf([found.critical_low, found.critical_high + width / se_high]),
        normal.cdf([found.critical_low + width / se_low, found.critical_high]),
    ]
    assert min(ends) == pytest.approx(0.95, abs=1e-5)


def test_stoye_covers_in_a_seeded_simulation():
    generator = np.random.Generator(np.random.Philox(key=4))
    se, width, correlation = np.array([0.02, 0.03]), 0.02, 0.5
    found = stoye(0.0, width, se_low=se[0], se_high=se[1], correlation=correlation)
    noise = generator.multivariate_normal([0, 0], [[1, correlation], [correlation, 1]], size=20_000) * se
    low = noise[:, 0] - found.critical_low * se[0]
    high = width + noise[:, 1] + found.critical_high * se[1]
    for truth in (0.0, width):
        assert np.mean((low <= truth) & (truth <= high)) > 0.945


def test_bounds_that_cross_are_refused():
    for method in (imbens_manski, lambda *a, **k: stoye(*a, correlation=0, **k)):
        with pytest.raises(UserError, match=r"The lower bound 0\.4 lies above"):
            method(0.4, 0.3, se_low=0.01, se_high=0.01)


@given(st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0.001, 0.1), st.floats(0.001, 0.1))
def test_the_interval_lies_around_the_bounds_and_grows_with_the_level(low, width, se_low, se_high):
    narrow = imbens_manski(low, low + width, se_low=se_low, se_high=se_high, level=0.8)
    wide = imbens_manski(low, low + width, se_low=se_low, se_high=se_high, level=0.95)
    assert wide.low < narrow.low < low <= low + width < narrow.high < wide.high
    assert 1.6448 <= wide.critical_low <= 1.95997
