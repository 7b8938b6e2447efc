"""What chance does to one institution: limits, tails and mid-p of both laws."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import betabinom, binom

from blendwise.estimation.institutions.beta_binomial import fit_beta_binomial
from blendwise.estimation.institutions.laws import BetaBinomial, Binomial, law_of, two_sided_mid_p

SHAPES = st.tuples(st.floats(0.05, 20), st.floats(0.05, 200))


class TestAgainstPublished:
    def test_exact_limits(self, published):
        facts = published("funnel")["exact"]
        found = Binomial(259 / 15738).limits(facts["chances"], np.array(facts["sizes"]))
        assert found == pytest.approx(np.array(facts["limits"]), abs=1e-6)


class TestAgainstAnother:
    @given(SHAPES, st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
    def test_the_tails_are_those_of_scipy(self, shapes, row):
        hits, trials = np.array([row[0]]), np.array([row[1]])
        found, other = BetaBinomial(*shapes).tails(hits, trials), betabinom(row[1], *shapes)
        assert found.same == pytest.approx(other.pmf(row[0]), rel=1e-7, abs=1e-12)
        assert found.fewer == pytest.approx(other.cdf(row[0] - 1), rel=1e-7, abs=1e-12)
        assert found.more == pytest.approx(other.sf(row[0]), rel=1e-6, abs=1e-9)

    def test_a_far_tail_keeps_its_digits(self):
        """P(Y ≥ 104) of 244 by adding up the chances of 104 … 244, a number near 2.5e-8."""
        found = BetaBinomial(0.241, 27.8).tails(np.array([104]), np.array([244]))
        expected = betabinom.pmf(np.arange(104, 245), 244, 0.241, 27.8).sum()
        assert found.same[0] + found.more[0] == pytest.approx(expected, rel=1e-8)


class TestProperties:
    @given(SHAPES, st.integers(1, 200))
    def test_the_tails_add_up_to_one(self, shapes, size):
        hits = np.arange(size + 1)
        tails = BetaBinomial(*shapes).tails(hits, np.full(hits.size, size))
        assert tails.fewer + tails.same + tails.more == pytest.approx(1.0)

    @given(SHAPES, st.integers(1, 500))
    def test_no_hit_is_the_chance_of_nothing(self, shapes, size):
        law = BetaBinomial(*shapes)
        nothing = law.tails(np.array([0]), np.array([size])).same[0]
        assert law.no_hit(size) == pytest.approx(nothing, rel=1e-8)

    @given(st.floats(0.001, 0.999), st.integers(1, 400), st.floats(0.001, 0.998), st.floats(0.0005, 0.001))
    def test_limits_rise_with_the_chance(self, rate, size, chance, more):
        for law in (Binomial(rate), BetaBinomial(rate * 30, (1 - rate) * 30)):
            low, high = law.limits([chance, chance + more], np.array([size]))[:, 0]
            assert 0 <= low <= high <= 1

    @given(st.floats(0.01, 0.9), st.integers(1, 300))
    def test_a_limit_lies_within_one_hit_of_the_quantile(self, rate, size):
        limit = Binomial(rate).limits([0.975], np.array([size]))[0, 0]
        quantile = binom.ppf(0.975, size, rate)
        assert quantile - 1 - 1e-9 <= limit * size <= quantile + 1e-9

    @given(st.floats(0.02, 0.98), st.integers(2, 300), st.floats(0.001, 0.999))
    def test_limits_of_what_is_missed_mirror_those_of_what_is_hit_but_for_one_hit(self, rate, size, chance):
        """With F'(k) = 1 - F(n - k - 1) Spiegelhalter's r' is n - r and his α' is 1 - α: limit' = 1 - limit - 1/n."""
        hit = chance - binom.cdf(np.arange(size + 1), size, rate)
        assume(np.abs(hit).min() > 1e-6)  # on a step of the distribution either number may be taken
        for law, mirrored in (
            (Binomial(rate), Binomial(1 - rate)),
            (BetaBinomial(rate * 8, (1 - rate) * 8), BetaBinomial((1 - rate) * 8, rate * 8)),
        ):
            limit = law.limits([chance], np.array([size])).item()
            other = mirrored.limits([1 - chance], np.array([size])).item()
            if limit > 0 and other > 0:  # neither was cut off at an end
                assert other == pytest.approx(1 - limit - 1 / size, abs=1e-6)

    def test_a_huge_size_of_beta_is_the_binomial(self):
        sizes = np.array([50, 340, 985])
        near = BetaBinomial(0.0165 * 1e12, 0.9835 * 1e12).limits([0.001, 0.975], sizes)
        assert near == pytest.approx(Binomial(0.0165).limits([0.001, 0.975], sizes), abs=1e-9)

    @given(st.floats(0.01, 0.99), st.integers(1, 60))
    def test_mid_p_is_a_chance_and_fair(self, rate, size):
        """On average over what can happen a mid-p value is just a half (two-sided: at least)."""
        hits = np.arange(size + 1)
        p = two_sided_mid_p(Binomial(rate).tails(hits, np.full(hits.size, size)))
        assert ((p > 0) & (p <= 1)).all()
        assert binom.pmf(hits, size, rate) @ p >= 0.5 - 1e-9

    def test_institutions_at_the_extremes_get_no_surprise(self, counts):
        law = law_of(fit_beta_binomial(counts([0, 9, 0], [9, 9, 9])))
        low, high = law.limits([0.025, 0.975], np.array([9])).ravel()
        assert low == 0.0
        assert 8 / 9 < high <= 1.0


@pytest.mark.parametrize("rate", [0.0, 1.0])
def test_a_law_with_all_its_mass_on_one_number_has_its_limits_there(rate):
    assert (Binomial(rate).limits([0.001, 0.025, 0.975, 0.999], np.array([1, 20, 300])) == rate).all()
