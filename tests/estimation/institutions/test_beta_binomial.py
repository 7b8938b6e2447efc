"""How much institutions differ: maximum likelihood against the published, its derivatives, and its edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from scipy.stats import betabinom, binom

from blendwise.estimation.institutions import (
    Pattern,
    fit_beta_binomial,
    institution_counts,
    pattern_by_moments,
)
from blendwise.estimation.institutions.beta_binomial import gradient_and_hessian, log_likelihood, tables_of
from blendwise.estimation.institutions.counts import pairs_of

ROWS = st.lists(
    st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=12
)


def of(rows):
    hits, trials = zip(*rows, strict=True)
    return institution_counts([str(i) for i in range(len(rows))], hits, trials)


class TestAgainstPublished:
    @pytest.mark.parametrize("name", ["crowder", "rats", "table_1"])
    def test_estimates(self, published, counts, name):
        facts = published("beta_binomial")[name]
        fit = fit_beta_binomial(counts(facts["hits"], facts["trials"]))
        for part in {"a", "b", "mean", "rho", "log_likelihood"} & facts.keys():
            assert getattr(fit, part) == pytest.approx(facts[part], rel=facts["tolerance"], abs=1e-6)

    def test_the_moments_of_the_first_seventy_groups_of_rats(self, published, counts):
        facts = published("beta_binomial")["rats"]
        found = pattern_by_moments(counts(facts["hits"][:70], facts["trials"][:70]))
        assert found == pytest.approx(facts["moments"], abs=5e-4)

    def test_without_spread_there_are_no_moments(self, counts):
        for hits in ([2, 2], [0, 20], [0]):
            assert np.isnan(pattern_by_moments(counts(hits, [20] * len(hits)))).all()

    def test_one_institution_sets_the_pattern_of_the_report(self, table, without_giant):
        everyone, rest = fit_beta_binomial(table), fit_beta_binomial(without_giant)
        assert (round(everyone.a, 3), round(everyone.b, 2), round(everyone.rho, 3)) == (0.156, 7.58, 0.114)
        assert (round(rest.a, 3), round(rest.b, 1), round(rest.rho, 3)) == (0.241, 27.8, 0.034)


class TestAgainstAnother:
    @given(ROWS, st.floats(1e-3, 20), st.floats(1e-3, 200))
    def test_the_counts_of_counts_give_the_likelihood_of_scipy(self, rows, a, b):
        hits, trials = np.array(rows).T
        ours = float(log_likelihood(tables_of(pairs_of(of(rows))), a / (a + b), a + b))
        assert ours == pytest.approx(betabinom.logpmf(hits, trials, a, b).sum(), rel=1e-9, abs=1e-8)

    @given(ROWS, st.floats(0.01, 0.99))
    def test_a_huge_size_gives_the_binomial(self, rows, mean):
        hits, trials = np.array(rows).T
        ours = float(log_likelihood(tables_of(pairs_of(of(rows))), mean, 1e14))
        assert ours == pytest.approx(binom.logpmf(hits, trials, mean).sum(), rel=1e-9, abs=1e-8)


class TestProperties:
    @given(ROWS, st.floats(-4, 4), st.floats(-4, 12))
    def test_the_derivatives_are_those_of_the_likelihood(self, rows, mean, size):
        tables, step = tables_of(pairs_of(of(rows))), 1e-4

        def height(m, s):
            return float(log_likelihood(tables, expit(m), np.exp(s)))

        gradient, hessian = gradient_and_hessian(tables, expit(mean), np.exp(size))
        by_mean = (height(mean + step, size) - height(mean - step, size)) / (2 * step)
        by_size = (height(mean, size + step) - height(mean, size - step)) / (2 * step)
        assert gradient == pytest.approx([by_mean, by_size], rel=1e-4, abs=1e-4)
        up, down = (gradient_and_hessian(tables, expit(mean), np.exp(size + h))[0] for h in (step, -step))
        assert hessian[1] == pytest.approx((up - down) / (2 * step), rel=1e-4, abs=1e-4)

    @settings(max_examples=40)
    @given(ROWS)
    def test_no_other_pattern_is_more_likely(self, rows):
        tables, fit = tables_of(pairs_of(of(rows))), fit_beta_binomial(of(rows))
        means, sizes = np.meshgrid(np.linspace(0.01, 0.99, 25), np.exp(np.linspace(-6, 14, 25)))
        assert log_likelihood(tables, means, sizes).max() <= fit.log_likelihood + 1e-6

    @settings(max_examples=40)
    @given(ROWS, st.randoms())
    def test_the_order_of_rows_does_not_matter(self, rows, random):
        mixed = random.sample(rows, len(rows))
        assert repr(fit_beta_binomial(of(rows))) == repr(fit_beta_binomial(of(mixed)))

    def test_every_institution_twice_gives_the_same_pattern(self, table):
        twice = [(k, n) for k, n in zip(table.hits, table.trials, strict=True) for _ in range(2)]
        assert fit_beta_binomial(of(twice)).a == pytest.approx(fit_beta_binomial(table).a, rel=1e-9)

    def test_hits_and_misses_mirror(self, published, counts):
        facts = published("beta_binomial")["crowder"]
        hits, trials = np.array(facts["hits"]), np.array(facts["trials"])
        one, other = fit_beta_binomial(counts(hits, trials)), fit_beta_binomial(counts(trials - hits, trials))
        assert (one.a, one.b) == pytest.approx((other.b, other.a), rel=1e-8)


class TestEdges:
    """Where there is no estimate, the fit says which kind of nothing it is."""

    @pytest.mark.parametrize(
        ("hits", "trials", "pattern", "mean"),
        [
            ([0, 0, 0], [40, 30, 60], Pattern.NONE, 0.0),
            ([40, 30], [40, 30], Pattern.ALL, 1.0),
            ([5, 5, 5, 5], [50, 50, 50, 50], Pattern.CHANCE, 0.1),
            ([1, 0, 1], [1, 1, 1], Pattern.CHANCE, 2 / 3),
            ([7], [70], Pattern.CHANCE, 0.1),
            ([0, 9, 0], [9, 9, 9], Pattern.EXTREMES, 1 / 3),
        ],
    )
    def test_what_the_data_cannot_tell(self, counts, hits, trials, pattern, mean):
        fit = fit_beta_binomial(counts(hits, trials))
        assert fit.pattern is pattern
        assert fit.mean == pytest.approx(mean)

    def test_no_difference_beyond_chance_has_no_correlation(self, counts):
        fit = fit_beta_binomial(counts([5] * 4, [50] * 4))
        assert (fit.a, fit.b, fit.rho) == (np.inf, np.inf, 0.0)
        assert fit.log_likelihood == pytest.approx(4 * binom.logpmf(5, 50, 0.1))

    def test_a_tiny_a_and_a_huge_b_are_found(self, counts):
        """Eight institutions of 100,000 without a hit and one with three: 3 hits in 900,000."""
        fit = fit_beta_binomial(counts([0] * 8 + [3], [100_000] * 9))
        assert fit.pattern is Pattern.SPREAD
        assert fit.mean == pytest.approx(3 / 900_000, rel=1e-3)
        assert fit.a < 0.1
        assert fit.b > 1e4

    def test_institutions_without_trials_do_not_count(self, counts):
        with_empty = fit_beta_binomial(counts([0, 1, 3, 12, 0], [40, 30, 60, 50, 0]))
        assert with_empty == fit_beta_binomial(counts([0, 1, 3, 12], [40, 30, 60, 50]))
