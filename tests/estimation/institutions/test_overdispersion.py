"""How much wider than chance: z-scores, winsorising, φ and τ² against the published."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.estimation.institutions import ARCSINE, LOGIT, RAW
from blendwise.estimation.institutions.overdispersion import (
    between_variance,
    dispersion,
    standard_errors,
    winsorise,
    z_scores,
)


class TestAgainstPublished:
    def test_funnelplotr(self, published):
        facts = published("funnel")["funnelplotr"]
        num, den = np.array(facts["num"]), np.array(facts["den"])
        z = np.sqrt(den) * np.log(num / den)
        assert dispersion(z) == pytest.approx(facts["phi"], abs=1e-6)
        phi = dispersion(winsorise(z, 0.1))
        assert phi == pytest.approx(facts["phi_winsorised"], abs=1e-6)
        assert between_variance(phi, den.astype(float)) == pytest.approx(facts["tau2"], abs=1e-8)

    def test_the_report_is_66_times_chance_and_one_institution_makes_it_so(self, table):
        z = z_scores(table.hits, table.trials, 259 / 15738, RAW)
        assert dispersion(z) == pytest.approx(66.46, abs=0.01)
        assert dispersion(winsorise(z, 0.1)) == pytest.approx(5.45, abs=0.01)


class TestScores:
    """12 hits of 100 against a target of 10 %."""

    @pytest.mark.parametrize(
        ("scale", "expected"),
        [
            (RAW, (0.12 - 0.10) / np.sqrt(0.1 * 0.9 / 100)),
            (ARCSINE, (np.arcsin(np.sqrt(0.12)) - np.arcsin(np.sqrt(0.10))) * 2 * 10),
            (LOGIT, (np.log(12.5 / 88.5) - np.log(0.1 / 0.9)) * np.sqrt(100 * 0.1 * 0.9)),
        ],
    )
    def test_by_hand(self, scale, expected):
        assert z_scores(np.array([12]), np.array([100]), 0.1, scale) == pytest.approx([expected])

    @pytest.mark.parametrize("scale", [RAW, ARCSINE, LOGIT])
    @given(rate=st.floats(0.01, 0.99))
    def test_back_undoes_target(self, scale, rate):
        assert scale.back(np.array(scale.target(rate))) == pytest.approx(rate)

    @pytest.mark.parametrize("scale", [RAW, ARCSINE, LOGIT])
    def test_four_times_the_trials_halve_the_error(self, scale):
        one, four = standard_errors(np.array([100, 400]), 0.02, scale)
        assert one == pytest.approx(2 * four)

    def test_nothing_ticked_has_a_place_on_every_scale(self):
        for scale in (RAW, ARCSINE, LOGIT):
            assert np.isfinite(z_scores(np.array([0]), np.array([300]), 0.0165, scale)).all()


class TestWinsorise:
    def test_no_share_leaves_all(self):
        z = np.array([-9.0, 0.0, 30.0])
        assert winsorise(z, 0.0).tolist() == z.tolist()

    @given(st.lists(st.floats(-50, 50), min_size=1, max_size=40), st.floats(0, 0.49))
    def test_never_spreads_more(self, values, share):
        z = np.array(values)
        assert np.ptp(winsorise(z, share)) <= np.ptp(z) + 1e-12

    def test_more_than_half_is_refused(self):
        with pytest.raises(UserError, match=r"Write 0\.1 for 10%"):
            winsorise(np.array([1.0, 2.0]), 0.5)


class TestBetweenVariance:
    def test_chance_alone_has_none(self):
        assert between_variance(1.0, np.array([100.0, 120.0, 90.0])) > 0
        assert between_variance(0.6, np.array([100.0, 120.0, 90.0])) == 0.0

    def test_of_one_institution_nothing_can_be_said(self):
        assert between_variance(80.0, np.array([100.0])) == 0.0
