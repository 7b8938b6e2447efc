"""Intervals of one share: published limits, SciPy's, what must hold for all, and exact coverage."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from blendwise.errors import UserError
from blendwise.estimation import proportions
from blendwise.estimation.proportions import (
    agresti_coull,
    clopper_pearson,
    finite_population,
    finite_population_share,
    jeffreys,
    mid_p,
    unclustered_share,
    wilson,
    wilson_corrected,
)
from blendwise.estimation.result import Scope
from blendwise.language import LANGUAGES
from blendwise.records import Question, Unit

DATA = tomllib.loads((Path(__file__).parent / "data" / "proportions.toml").read_text())
METHODS = [wilson, wilson_corrected, clopper_pearson, mid_p, jeffreys, agresti_coull]


def pair(limits):
    return float(limits.low), float(limits.high)


@st.composite
def counts(draw, most=3000):
    trials = draw(st.integers(1, most))
    return draw(st.integers(0, trials)), trials


levels = st.floats(0.5, 0.999)


class TestAgainstPublished:
    @pytest.mark.parametrize("name", ["wilson", "clopper_pearson", "mid_p", "jeffreys", "wilson_corrected"])
    @pytest.mark.parametrize("row", DATA["interval"], ids=lambda row: f"{row['hits']} of {row['trials']}")
    def test_newcombe_1998(self, row, name):
        found = getattr(proportions, name)(row["hits"], row["trials"])
        assert pair(found) == pytest.approx(row[name], abs=DATA["tolerance"])

    @pytest.mark.parametrize(
        "row", DATA["population"], ids=lambda row: f"{row['hits']} of {row['drawn']} of {row['size']}"
    )
    def test_finite_population(self, row):
        found = finite_population(row["hits"], row["drawn"], row["size"], level=row.get("level", 0.95))
        assert pair(found) == (row["fewest"], row["most"])

    def test_samplingbook_is_one_unit_wider_at_both_ends(self):
        assert pair(finite_population(45, 100, 300)) == (110 + 1, 161 - 1)


class TestAgainstAnother:
    @pytest.mark.parametrize(
        ("ours", "theirs"), [(wilson, "wilson"), (wilson_corrected, "wilsoncc"), (clopper_pearson, "exact")]
    )
    @pytest.mark.parametrize("level", [0.8, 0.95, 0.998])
    @given(count=counts(most=200))
    def test_scipy_binomtest(self, ours, theirs, level, count):
        found = stats.binomtest(*count).proportion_ci(level, theirs)
        assert pair(ours(*count, level=level)) == pytest.approx((found.low, found.high), abs=1e-12)

    @given(count=counts(most=40), extra=st.integers(0, 40))
    def test_the_finite_population_by_trying_every_number(self, count, extra):
        hits, drawn = count
        size = drawn + extra
        tails = {
            m: (stats.hypergeom.sf(hits - 1, size, m, drawn), stats.hypergeom.cdf(hits, size, m, drawn))
            for m in range(hits, size - (drawn - hits) + 1)
        }
        assume(all(abs(tail - 0.025) > 1e-9 for both in tails.values() for tail in both))  # 1 of 40 is a tie
        possible = [m for m, both in tails.items() if min(both) > 0.025]
        assert pair(finite_population(hits, drawn, size)) == (possible[0], possible[-1])


class TestProperties:
    @pytest.mark.parametrize("method", METHODS)
    @given(count=counts(), level=levels)
    def test_what_is_missed_mirrors_what_is_hit(self, method, count, level):
        hits, trials = count
        low, high = pair(method(hits, trials, level=level))
        assert pair(method(trials - hits, trials, level=level)) == pytest.approx(
            (1 - high, 1 - low), abs=1e-12
        )

    @pytest.mark.parametrize("method", METHODS)
    @given(count=counts(), level=levels)
    def test_a_higher_level_is_wider(self, method, count, level):
        narrow, wide = pair(method(*count, level=level)), pair(method(*count, level=level + 0.0005))
        assert wide[0] <= narrow[0] + 1e-12
        assert narrow[1] <= wide[1] + 1e-12

    @pytest.mark.parametrize("method", METHODS)
    @given(trials=st.integers(1, 500), level=levels)
    def test_more_hits_never_lower_a_limit(self, method, trials, level):
        found = method(np.arange(trials + 1), trials, level=level)
        assert np.all(np.diff(found.low) >= -1e-12)
        assert np.all(np.diff(found.high) >= -1e-12)

    @pytest.mark.parametrize("method", METHODS)
    @given(count=counts(most=10**7), level=levels)
    def test_it_holds_the_share_and_stays_between_0_and_1(self, method, count, level):
        low, high = pair(method(*count, level=level))
        assert 0 <= low < high <= 1
        assert low - 1e-12 <= count[0] / count[1] <= high + 1e-12

    @given(count=counts(), level=levels)
    def test_clopper_pearson_holds_mid_p(self, count, level):
        exact, mid = pair(clopper_pearson(*count, level=level)), pair(mid_p(*count, level=level))
        assert exact[0] <= mid[0] + 1e-12
        assert mid[1] <= exact[1] + 1e-12

    @given(count=counts(most=300), level=levels)
    def test_a_mid_p_limit_is_where_the_mid_p_test_turns(self, count, level):
        hits, trials = count
        low, high = pair(mid_p(hits, trials, level=level))
        own = stats.binom.pmf(hits, trials, [low, high]) / 2
        if hits > 0:
            assert stats.binom.sf(hits, trials, low) + own[0] == pytest.approx((1 - level) / 2, abs=1e-9)
        if hits < trials:
            assert stats.binom.cdf(hits - 1, trials, high) + own[1] == pytest.approx(
                (1 - level) / 2, abs=1e-9
            )

    @given(count=counts())
    def test_wilson_is_where_the_score_test_turns(self, count):
        hits, trials = count
        for limit, end in zip(pair(wilson(hits, trials)), (0, 1), strict=True):
            if limit != end:
                z = (hits / trials - limit) / np.sqrt(limit * (1 - limit) / trials)
                assert abs(z) == pytest.approx(stats.norm.isf(0.025), rel=1e-9)

    @pytest.mark.parametrize("method", METHODS)
    def test_a_column_is_its_rows(self, method):
        hits, trials = np.array([[0, 3, 259], [7, 1, 0]]), np.array([[5, 3, 15738], [90, 2, 0]])
        found = method(hits, trials)
        for place in np.ndindex(2, 3):
            alone = pair(method(hits[place], trials[place]))
            assert (found.low[place], found.high[place]) == pytest.approx(alone, abs=1e-14, nan_ok=True)

    @pytest.mark.parametrize("method", METHODS)
    def test_fractions_of_effective_sizes_lie_between_the_whole_numbers(self, method):
        low = method([5, 5.5, 6], 20.5).low
        assert low[0] < low[1] < low[2]

    @pytest.mark.parametrize("method", [wilson, clopper_pearson, mid_p, jeffreys])
    def test_ten_million_trials(self, method):
        # p = 10^-4: the standard error is sqrt(10^-4 / 10^7) = 3.16e-6.
        low, high = pair(method(1000, 10**7))
        assert low == pytest.approx(1e-4 - 1.96 * 3.16e-6, abs=4e-7)
        assert high == pytest.approx(1e-4 + 1.96 * 3.16e-6, abs=4e-7)

    @given(count=counts(most=60), extra=st.integers(0, 200), level=levels)
    def test_the_population_mirrors_too(self, count, extra, level):
        hits, drawn = count
        size = drawn + extra
        low, high = pair(finite_population(hits, drawn, size, level=level))
        assert pair(finite_population(drawn - hits, drawn, size, level=level)) == (size - high, size - low)

    @given(count=counts(most=60))
    def test_who_drew_all_knows_all(self, count):
        hits, drawn = count
        assert pair(finite_population(hits, drawn, drawn)) == (hits, hits)

    def test_who_drew_none_knows_nothing(self):
        assert pair(finite_population(0, 0, 7)) == (0, 7)

    def test_a_huge_population_comes_down_to_clopper_pearson(self):
        low, high = pair(finite_population(12, 400, 10**9))
        assert (low / 10**9, high / 10**9) == pytest.approx(pair(clopper_pearson(12, 400)), abs=1e-7)


class TestTraps:
    @pytest.mark.parametrize("method", METHODS)
    def test_nothing_hit_is_never_certainty(self, method):
        low, high = pair(method(0, 30))
        assert low == 0
        assert high > 0.07

    @pytest.mark.parametrize("method", METHODS)
    def test_no_trials_is_undefined_and_not_zero(self, method):
        found = method([0, 1], [0, 4])
        assert np.isnan(found.low[0])
        assert np.isnan(found.high[0])
        assert not np.isnan(found.low[1])

    def test_wilson_does_not_leave_0_and_1_by_rounding(self):
        trials = np.arange(1, 20000)
        assert wilson(0, trials).low.min() == 0
        assert wilson(trials, trials).high.max() == 1
        assert wilson(1, trials).low.min() > 0

    def test_agresti_coull_is_cut_off(self):
        assert pair(agresti_coull(0, 30))[0] == 0
        assert pair(agresti_coull(30, 30))[1] == 1

    def test_jeffreys_has_its_rule_for_the_ends(self):
        # Beta(0.5, 10.5) has its 2.5 % point at 0.00005: the rule puts it at 0.
        assert pair(jeffreys(0, 10))[0] == 0
        assert pair(jeffreys(10, 10))[1] == 1

    def test_zero_hits_by_hand(self):
        # (1 − p)^30 = 0.025 for Clopper-Pearson, half of that probability for mid-p.
        assert pair(clopper_pearson(0, 30))[1] == pytest.approx(1 - 0.025 ** (1 / 30), abs=1e-12)
        assert pair(mid_p(0, 30))[1] == pytest.approx(1 - 0.05 ** (1 / 30), abs=1e-12)

    @pytest.mark.parametrize("method", METHODS)
    @pytest.mark.parametrize(("hits", "trials"), [(5, 4), (-1, 4), (float("nan"), 4), (1, float("inf"))])
    def test_impossible_counts_are_refused(self, method, hits, trials):
        with pytest.raises(UserError, match="position 1"):
            method(hits, trials)

    def test_a_population_counts_whole_and_holds_its_sample(self):
        with pytest.raises(UserError, match=r"2\.5 is not a whole number"):
            finite_population(2.5, 10, 20)
        with pytest.raises(UserError, match="‘drawn’, position 1: 30 is more than ‘population’"):
            finite_population(3, 30, 20)


class TestCoverage:
    SHARES = np.linspace(0.003, 0.5, 60)

    def coverage(self, method, trials, level=0.95):
        """Sum, exactly, the chance of every count whose interval holds the share."""
        hits = np.arange(trials + 1)
        found = method(hits, trials, level=level)
        held = (found.low <= self.SHARES[:, None]) & (self.SHARES[:, None] <= found.high)
        return np.sum(stats.binom.pmf(hits, trials, self.SHARES[:, None]) * held, axis=1)

    @pytest.mark.parametrize("level", [0.8, 0.95])
    def test_clopper_pearson_always_covers_what_it_says(self, level):
        for trials in range(1, 61):
            assert self.coverage(clopper_pearson, trials, level).min() >= level - 1e-12

    @pytest.mark.parametrize(("method", "least"), [(mid_p, 0.92), (wilson, 0.83), (jeffreys, 0.80)])
    def test_the_others_cover_it_on_average_and_not_everywhere(self, method, least):
        covered = np.concatenate([self.coverage(method, trials) for trials in (20, 40, 60)])
        assert 0.945 <= covered.mean() <= 0.975
        assert least < covered.min() < 0.95

    def test_the_population_limits_always_cover_what_they_say(self):
        size, drawn = 40, 12
        limits = finite_population(np.arange(drawn + 1), drawn, size)
        for m in range(size + 1):
            chance = stats.hypergeom.pmf(np.arange(drawn + 1), size, m, drawn)
            assert chance[(limits.low <= m) & (m <= limits.high)].sum() >= 0.95


class TestEstimates:
    def test_a_naive_interval_warns_and_names_its_method(self):
        found = unclustered_share(
            259, 15738, unit=Unit.MOBILITIES, scope=Scope(calls=(2021, 2022), institutions=42)
        )
        assert (found.low, found.high) == pytest.approx((0.014584, 0.018566), abs=1e-6)
        assert (found.question, found.method) == (Question.PROCESS, "wilson")
        assert found.sentence("nl") == (
            "Was elke mobiliteit een toeval op zichzelf, dan had het aandeel blended mobiliteiten in de calls 2021 "
            "en 2022 bij 42 instellingen (259 van 15.738) tussen 1,46% en 1,86% kunnen liggen (95%)."
        )
        assert found.warning_sentences("en")[0].startswith("Note: ticks come in bunches")
        assert found.assumption_sentence("nl") == "Dit geldt als: elke mobiliteit een toeval op zichzelf is."

    def test_another_interval_is_another_function(self):
        found = unclustered_share(0, 50, unit=Unit.PARTICIPANTS, limits=clopper_pearson, level=0.998)
        assert found.method == "clopper-pearson"
        assert found.high == pytest.approx(1 - 0.001 ** (1 / 50))

    @pytest.mark.parametrize("unit", list(Unit))
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_no_trials_is_said_and_not_shown_as_0(self, unit, language):
        found = unclustered_share(0, 0, unit=unit)
        assert found.value is None
        assert "0%" not in found.sentence(language)
        assert unclustered_share(1, 2, unit=unit).sentence(language)

    def test_two_of_fifteen_institutions_say_little_on_all_42(self):
        found = finite_population_share(2, 15, 42, unit=Unit.INSTITUTIONS)
        assert (found.details["fewest"], found.details["most"]) == (2, 14)
        assert (found.value, found.question, found.population) == (2 / 15, Question.TRUTH, "sample")
        assert found.sentence("en") == (
            "Of the 15 institutions drawn in these data, it holds for 2. Of all 42 it then holds for 2 up to and "
            "including 14 (95% sampling interval)."
        )

    @pytest.mark.parametrize("unit", list(Unit))
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_none_found_is_at_most_and_none_drawn_is_undefined(self, unit, language):
        sentence = finite_population_share(0, 300, 15479, unit=unit, level=0.90).sentence(language)
        assert "152" in sentence
        assert finite_population_share(0, 0, 42, unit=unit).value is None
        assert finite_population_share(0, 0, 42, unit=unit).sentence(language)
