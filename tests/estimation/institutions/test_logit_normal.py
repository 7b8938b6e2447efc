"""The second opinion: log-odds of institutions that are normal."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from blendwise.estimation.institutions import hierarchical, logit_normal
from blendwise.estimation.institutions.counts import pairs_of
from blendwise.estimation.institutions.logit_normal import _integrals


class TestAgainstAnother:
    @pytest.mark.parametrize(("mean", "sd"), [(-5.0, 1.5), (-4.0, 0.3), (-6.0, 3.0), (-3.0, 0.001)])
    @pytest.mark.parametrize(("hits", "trials"), [(0, 340), (1, 580), (104, 244), (0, 5)])
    def test_one_institution_by_plain_integration(self, counts, mean, sd, hits, trials):
        found = _integrals(pairs_of(counts([hits], [trials])), np.array([mean]), np.array([sd]))
        scale = float(found.log_likelihood[0, 0])

        def density(x):
            return np.exp(hits * x - trials * np.logaddexp(0, x) - scale) * norm.pdf(x, mean, sd)

        centre, width = float(found.place[0, 0]), float(found.spread[0, 0])
        cuts = centre + width * np.array([-40.0, -6.0, 6.0, 40.0])
        total = sum(quad(density, a, b, limit=200)[0] for a, b in pairwise(cuts))
        assert total == pytest.approx(1.0, abs=2e-5)


class TestTheReport:
    def test_both_shapes_of_the_pattern_agree_on_the_ticking(self, table):
        normal, beta = logit_normal(table), hierarchical(table)
        some = (table.hits >= 5) & (beta.outside == 0)
        assert normal.mean[some] == pytest.approx(beta.mean[some], rel=0.06)
        assert normal.high[some] == pytest.approx(beta.high[some], rel=0.06)

    def test_they_differ_where_nothing_was_ticked(self, table):
        """0 of 340: 0.10 % against 0.06 %. What is not seen depends on the shape that is assumed."""
        normal, beta = logit_normal(table), hierarchical(table)
        row = table.row("no ticks 1")
        assert normal.mean[row] == pytest.approx(0.00097, abs=2e-5)
        assert beta.mean[row] == pytest.approx(0.00061, abs=2e-5)
        assert normal.high[row] == pytest.approx(beta.high[row], rel=0.15)

    def test_the_giant_stands_by_itself(self, table):
        found = logit_normal(table)
        assert found.outside[0] == 1.0
        assert found.mean[0] == pytest.approx(104.5 / 245)


class TestEdges:
    def test_without_any_tick_it_still_says_how_high(self, counts):
        found = logit_normal(counts([0] * 42, [370] * 42))
        assert (found.high < 0.001).all()
        assert (found.low < found.high).all()

    def test_no_trials_is_undefined(self, counts):
        found = logit_normal(counts([0, 1, 3, 0], [40, 30, 60, 0]))
        assert np.isnan(found.mean[3])

    def test_the_order_of_rows_does_not_matter(self, counts):
        one = logit_normal(counts([0, 1, 3, 12], [40, 30, 60, 50]))
        other = logit_normal(counts([12, 3, 1, 0], [50, 60, 30, 40]))
        assert one.mean == pytest.approx(other.mean[::-1], rel=1e-12)
