"""The two-phase estimate itself: published standard errors, limits that hold, facts that stay facts."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.estimation.audit.two_phase import (
    added_variance,
    joined,
    rao_variance,
    share_and_variance,
    total_of,
)
from blendwise.estimation.proportions import clopper_pearson, finite_population

DATA = tomllib.loads((Path(__file__).parents[1] / "data" / "audit.toml").read_text())
VIETNAM = DATA["vietnam"]
PHASES = [np.array(VIETNAM[name], float) for name in ("phase_one", "checked", "positive")]


class TestAgainstVietnamService:
    def test_share_with_known_sizes(self):
        share, variance = share_and_variance(*PHASES)
        assert share == pytest.approx(VIETNAM["share"], abs=1e-9)
        assert variance**0.5 == pytest.approx(VIETNAM["se_known_sizes"], abs=1e-7)

    def test_first_phase_a_sample_of_many(self):
        assert rao_variance(*PHASES) ** 0.5 == pytest.approx(VIETNAM["se_infinite_population"], abs=1e-7)

    @pytest.mark.parametrize(("method", "less"), [("se_r_full", 0), ("se_r_approx", 1)])
    def test_what_r_itself_prints_for_a_first_phase_from_many(self, method, less):
        """R survey: twophase(method = "full") and "approx", without a finite population."""
        degrees = PHASES[0].sum() - less
        assert added_variance(*PHASES, degrees=degrees) ** 0.5 == pytest.approx(VIETNAM[method], abs=1e-7)

    def test_what_r_leaves_out_is_the_variance_with_known_sizes_over_n(self):
        """Rao = V + p(1 - p)/(n - 1) + V/(n - 1), and R stops before the last term."""
        n = PHASES[0].sum()
        known = share_and_variance(*PHASES)[1]
        approx = added_variance(*PHASES, degrees=n - 1)
        assert rao_variance(*PHASES) == pytest.approx(approx + known / (n - 1), abs=1e-13)

    def test_first_phase_a_sample_of_10320(self):
        found = rao_variance(*PHASES, population=VIETNAM["population"]) ** 0.5
        assert found == pytest.approx(VIETNAM["se_finite_population"], abs=1e-9)


class TestLimits:
    def test_one_stratum_has_exact_limits(self):
        found = total_of(np.array([15479.0]), np.array([400.0]), np.array([12.0]), 0.95)
        exact = finite_population(12, 400, 15479)
        assert (found.low, found.high) == (exact.low, exact.high)
        assert found.exact

    def test_several_strata_have_clopper_pearson_on_the_effective_number_of_checks(self):
        sizes, checked, found = (np.array(x, float) for x in ([500, 300], [20, 20], [4, 1]))
        share, variance = share_and_variance(sizes, checked, found)
        total = total_of(sizes, checked, found, 0.95)
        assert total.effective_checks == pytest.approx(share * (1 - share) / variance, rel=0.01)
        limits = clopper_pearson(share * total.effective_checks, total.effective_checks)
        assert (total.low, total.high) == pytest.approx((max(800 * limits.low, 5), 800 * limits.high))

    def test_nothing_found_anywhere_is_never_a_width_of_zero(self):
        # two strata of 400, 50 checks each, f = 1/8: effective 1/(2·.25·.875/50) = 114.3 checks
        sizes, checked = np.array([400.0, 400.0]), np.array([50.0, 50.0])
        found = total_of(sizes, checked, np.zeros(2), 0.95)
        assert found.effective_checks == pytest.approx(50 / (2 * 0.25 * 0.875), rel=0.01)
        assert found.low == found.value == 0
        assert found.high > 20
        assert found.se == 0

    def test_limits_never_leave_what_the_checks_showed(self):
        # 3 of 4 checked in two strata of 4: at least 6 and at most 7 of 8 are blended
        found = total_of(np.full(2, 4.0), np.full(2, 3.0), np.array([3.0, 3.0]), 0.95)
        assert 6 <= found.low <= found.high <= 8

    def test_strata_checked_whole_are_facts(self):
        whole = total_of(np.array([30.0, 5.0]), np.array([30.0, 5.0]), np.array([7.0, 5.0]), 0.95)
        assert (whole.value, whole.low, whole.high, whole.se) == (12, 12, 12, 0)
        part = total_of(np.array([30.0, 50.0, 50.0]), np.array([30.0, 10, 10]), np.array([7.0, 1, 2]), 0.95)
        alone = total_of(np.array([50.0, 50.0]), np.array([10.0, 10]), np.array([1.0, 2]), 0.95)
        assert (part.low, part.high) == pytest.approx((7 + alone.low, 7 + alone.high))

    def test_a_spread_among_ticks_does_not_hide_that_nothing_varied_elsewhere(self):
        ticked = total_of(np.array([259.0]), np.array([30.0]), np.array([28.0]), 0.95)
        unticked = total_of(np.full(2, 7739.5), np.full(2, 100.0), np.zeros(2), 0.95)
        _, high = joined(ticked, unticked)
        # one variance over all three strata would leave an upper limit of about 265
        assert high > 259 + 100


groups = st.integers(2, 5).flatmap(
    lambda strata: st.tuples(
        *(
            st.lists(st.integers(low, high), min_size=strata, max_size=strata)
            for low, high in ((10, 300), (2, 9))
        )
    )
)


@given(groups, st.data())
def test_limits_contain_the_value_and_grow_with_the_level(sizes_and_checks, data):
    sizes, checked = (np.array(x, float) for x in sizes_and_checks)
    found = np.array([data.draw(st.integers(0, int(m))) for m in checked], float)
    narrow, wide = total_of(sizes, checked, found, 0.8), total_of(sizes, checked, found, 0.95)
    assert wide.low <= narrow.low <= narrow.value + 1e-9
    assert narrow.value - 1e-9 <= narrow.high <= wide.high
    assert found.sum() - 1e-9 <= wide.low
    assert wide.high <= sizes.sum() - (checked - found).sum() + 1e-9


@given(groups, st.data(), st.integers(2, 7))
def test_growing_all_strata_with_the_same_shares_leaves_the_share(sizes_and_checks, data, times):
    sizes, checked = (np.array(x, float) for x in sizes_and_checks)
    found = np.array([data.draw(st.integers(0, int(m))) for m in checked], float)
    share, _ = share_and_variance(sizes, checked, found)
    assert share_and_variance(sizes * times, checked, found)[0] == pytest.approx(share)


@given(groups, st.data(), st.randoms())
def test_the_order_of_strata_does_not_matter(sizes_and_checks, data, random):
    sizes, checked = (np.array(x, float) for x in sizes_and_checks)
    found = np.array([data.draw(st.integers(0, int(m))) for m in checked], float)
    order = random.sample(range(len(sizes)), len(sizes))
    one, other = (
        total_of(sizes, checked, found, 0.95),
        total_of(sizes[order], checked[order], found[order], 0.95),
    )
    assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high))
