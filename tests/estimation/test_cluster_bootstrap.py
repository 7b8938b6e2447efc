"""Drawing the institutions again: the same for any number of threads, and what is undefined."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from blendwise.errors import UserError
from blendwise.estimation.cluster_bootstrap import bca, bootstrap_t, percentile, resampled_weights

FOLDER = Path(__file__).parent / "data"
SEED = tomllib.loads((FOLDER / "clusters.toml").read_text())["seed"]
REGISTER = tomllib.loads((FOLDER / "register.toml").read_text())
ZERO = REGISTER["without_tick"]
TICKS = np.r_[REGISTER["ticks"], np.zeros(ZERO["institutions"])]
TOTALS = np.r_[REGISTER["totals"], np.full(ZERO["institutions"], ZERO["mobilities"] / ZERO["institutions"])]
METHODS = [bootstrap_t, percentile, bca]


def pair(limits):
    return float(limits.low), float(limits.high)


class TestAgainstAnother:
    @pytest.mark.parametrize("method", [bootstrap_t, percentile])
    def test_the_report_by_another_program_with_other_draws(self, method):
        assert pair(method(TICKS, TOTALS, replicates=10_000)) == pytest.approx(
            SEED[method.__name__], abs=0.002
        )


class TestDraws:
    @pytest.mark.parametrize("method", METHODS)
    def test_any_number_of_threads_gives_the_same(self, method):
        alone = pair(method(TICKS, TOTALS, replicates=2300, threads=1))
        assert pair(method(TICKS, TOTALS, replicates=2300, threads=2)) == alone
        assert pair(method(TICKS, TOTALS, replicates=2300, threads=16)) == alone

    def test_a_replicate_depends_on_its_seed_and_number_only(self):
        whole = resampled_weights(7, 0, 40, 42)
        np.testing.assert_array_equal(resampled_weights(7, 13, 9, 42), whole[13:22])
        assert not np.array_equal(resampled_weights(8, 0, 40, 42), whole)

    @pytest.mark.parametrize("institutions", [1, 5, 42])
    def test_each_replicate_draws_as_many_institutions_as_there_are(self, institutions):
        weights = resampled_weights(1, 0, 4000, institutions)
        assert np.all(weights.sum(axis=1) == institutions)
        # Every institution is drawn once on average; the standard error of that mean is at most 1/√4000.
        assert np.all(np.abs(weights.mean(axis=0) - 1) < 5 / np.sqrt(4000))

    def test_a_stack_of_tables_is_its_tables(self):
        stack = np.stack([TICKS, TICKS[::-1]])
        for method in METHODS:
            found = method(stack, TOTALS, replicates=500)
            for row in range(2):
                assert (found.low[row], found.high[row]) == pytest.approx(
                    pair(method(stack[row], TOTALS, replicates=500)), rel=1e-9
                )

    def test_the_seed_is_repeatable_and_matters(self):
        assert pair(bootstrap_t(TICKS, TOTALS, seed=3)) == pair(bootstrap_t(TICKS, TOTALS, seed=3))
        assert pair(bootstrap_t(TICKS, TOTALS, seed=3)) != pair(bootstrap_t(TICKS, TOTALS, seed=4))


class TestTraps:
    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.parametrize(
        ("ticks", "totals"), [([0, 0, 0], [5, 5, 5]), ([5, 5, 5], [5, 5, 5]), ([1, 2], [2, 4])]
    )
    def test_without_spread_it_is_undefined_and_never_of_zero_width(self, method, ticks, totals):
        assert np.isnan(pair(method(ticks, totals))).all()

    def test_a_single_ticking_institution_says_next_to_nothing(self):
        # Of three institutions one ticks: more than a quarter of the replicates have no tick at all.
        assert pair(bootstrap_t([0, 0, 1], [9, 9, 9])) == (0.0, 1.0)

    def test_percentile_is_shorter_than_studentised(self):
        short, studentised = pair(percentile(TICKS, TOTALS)), pair(bootstrap_t(TICKS, TOTALS))
        assert short[1] - short[0] < 0.7 * (studentised[1] - studentised[0])

    @pytest.mark.parametrize("method", METHODS)
    def test_bad_input_names_its_place(self, method):
        with pytest.raises(UserError, match="‘totals’, position 2: it says 0"):
            method([1, 0], [5, 0])
        with pytest.raises(UserError, match="‘replicates’, position 1: 50 is less than 100"):
            method([1, 0], [5, 5], replicates=50)


class TestCoverage:
    """A small form of benchmarks/coverage_clusters.py."""

    @pytest.mark.parametrize(
        ("method", "low", "high"), [(percentile, 0.83, 0.91), (bca, 0.86, 0.93), (bootstrap_t, 0.90, 0.96)]
    )
    def test_only_the_studentised_one_comes_near_what_it_says(self, method, low, high):
        rng, share, rest = np.random.default_rng(5), 0.0165, 1 / 0.08 - 1
        chances = rng.beta(share * rest, (1 - share) * rest, size=(500, 42))
        found = method(rng.binomial(TOTALS.round().astype(int), chances), TOTALS.round(), replicates=600)
        assert low < np.mean((found.low <= share) & (share <= found.high)) < high
