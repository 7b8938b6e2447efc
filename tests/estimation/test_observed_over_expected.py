"""Limits of a count beside what was expected: Garwood's and the two that go by the name of Byar."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from blendwise.errors import UserError
from blendwise.estimation.observed_over_expected import byar, garwood, rothman_byar

DATA = tomllib.loads((Path(__file__).parent / "data" / "observed_over_expected.toml").read_text())
METHODS = [garwood, byar, rothman_byar]


class TestAgainstPublished:
    def test_garwood(self):
        found = garwood(DATA["observed"])
        np.testing.assert_allclose(found.low, DATA["garwood_low"], atol=DATA["tolerance"])
        np.testing.assert_allclose(found.high, DATA["garwood_high"], atol=DATA["tolerance"])

    def test_two_limits_go_by_the_name_of_byar(self):
        for method, printed in ((byar, DATA["byar_10"]), (rothman_byar, DATA["rothman_byar_10"])):
            found = method(10)
            assert (float(found.low), float(found.high)) == pytest.approx(printed, abs=DATA["tolerance"])


class TestProperties:
    @given(observed=st.integers(0, 10**6), level=st.floats(0.5, 0.999))
    def test_a_garwood_limit_is_where_the_exact_test_turns(self, observed, level):
        found = garwood(observed, level=level)
        assert stats.poisson.cdf(observed, found.high) == pytest.approx((1 - level) / 2, rel=1e-6)
        if observed:
            assert stats.poisson.sf(observed - 1, found.low) == pytest.approx((1 - level) / 2, rel=1e-6)

    @pytest.mark.parametrize("method", METHODS)
    @given(level=st.floats(0.5, 0.99))
    def test_limits_hold_the_count_rise_with_it_and_widen_with_the_level(self, method, level):
        counts = np.arange(200)
        found, wider = method(counts, level=level), method(counts, level=level + 0.005)
        assert np.all(found.low <= counts)
        assert np.all((counts <= found.high) | (counts == 0))
        assert np.all(np.diff(found.low) >= 0)
        assert np.all(np.diff(found.high) > 0)
        assert np.all(wider.low <= found.low)
        assert np.all(found.high < wider.high)

    @given(observed=st.integers(1, 10**5))
    def test_byar_approximates_garwood(self, observed):
        ours, exact = byar(observed), garwood(observed)
        assert float(ours.high) == pytest.approx(float(exact.high), rel=0.002)
        assert float(ours.low) == pytest.approx(float(exact.low), abs=0.02)


class TestTraps:
    @pytest.mark.parametrize("method", METHODS)
    def test_none_observed_is_not_certainty(self, method):
        found = method(0)
        assert found.low == 0
        assert found.high > 2

    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.parametrize("wrong", [-1, float("nan")])
    def test_impossible_counts_are_refused(self, method, wrong):
        with pytest.raises(UserError, match="‘observed’, position 2"):
            method([1, wrong])
