"""Between what the registered share could have lain: R's intervals, the report's table, few institutions."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.estimation.cluster_variance import linearise
from blendwise.estimation.clusters import (
    clustered_share,
    clustered_share_with_unknown_sizes,
    korn_graubard,
    linear_t,
    logit_t,
    wilson_effective,
)
from blendwise.estimation.proportions import clopper_pearson, wilson
from blendwise.estimation.result import Scope
from blendwise.language import LANGUAGES
from blendwise.records import Question, Unit

FOLDER = Path(__file__).parent / "data"
DATA = tomllib.loads((FOLDER / "clusters.toml").read_text())
DISTRICTS, SEED = DATA["apiclus1"], DATA["seed"]
REGISTER = tomllib.loads((FOLDER / "register.toml").read_text())
ZERO = REGISTER["without_tick"]
TICKS = np.r_[REGISTER["ticks"], np.zeros(ZERO["institutions"])]
TOTALS = np.r_[REGISTER["totals"], np.full(ZERO["institutions"], ZERO["mobilities"] / ZERO["institutions"])]
METHODS = [linear_t, logit_t, korn_graubard, wilson_effective]
SCOPE = Scope(calls=(2021, 2022), institutions=42)


def pair(limits):
    return float(limits.low), float(limits.high)


def ranged(**changes):
    facts = {"unit": Unit.MOBILITIES, "scope": SCOPE, **ZERO}
    return clustered_share_with_unknown_sizes(REGISTER["ticks"], REGISTER["totals"], **facts | changes)


@st.composite
def institutions(draw):
    totals = draw(st.lists(st.integers(1, 300), min_size=3, max_size=30))
    return np.array([draw(st.integers(0, total)) for total in totals]), np.array(totals)


class TestAgainstPublished:
    def test_svyciprop_beta_of_the_survey_package(self):
        found = korn_graubard(DISTRICTS["wide"], DISTRICTS["schools"], population=DISTRICTS["districts"])
        assert pair(found) == pytest.approx(DISTRICTS["korn_graubard"], abs=1e-6)

    def test_svyciprop_logit_of_the_survey_package(self):
        found = logit_t(DISTRICTS["wide"], DISTRICTS["schools"], population=DISTRICTS["districts"])
        assert pair(found) == pytest.approx(DISTRICTS["logit_t"], abs=1e-6)


class TestAgainstAnother:
    @pytest.mark.parametrize("method", [linear_t, logit_t, korn_graubard])
    def test_the_report_with_equal_sizes(self, method):
        assert (TICKS.sum(), TOTALS.sum()) == (259, 15738)
        assert pair(method(TICKS, TOTALS)) == pytest.approx(SEED[method.__name__], abs=5e-5)

    def test_the_report_without_its_largest_ticker(self):
        ticks, totals = TICKS[1:], TOTALS[1:]
        assert ticks.sum() / totals.sum() == pytest.approx(SEED["without_first"], abs=5e-5)
        assert pair(korn_graubard(ticks, totals)) == pytest.approx(
            SEED["korn_graubard_without_first"], abs=5e-4
        )

    def test_unknown_sizes_give_a_range(self):
        found = ranged()
        for end, name in ((found.equal, "equal"), (found.giant, "giant")):
            assert end.details["se"] == pytest.approx(SEED[f"se_{name}"], abs=5e-5)
            assert round(end.design_effect) == SEED[f"design_effect_{name}"]


class TestProperties:
    @pytest.mark.parametrize("method", METHODS)
    @given(table=institutions())
    def test_misses_mirror_hits(self, method, table):
        ticks, totals = table
        low, high = pair(method(ticks, totals))
        mirrored = pair(method(totals - ticks, totals))
        assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-7, nan_ok=True)

    @pytest.mark.parametrize("method", METHODS)
    @given(table=institutions())
    def test_a_higher_level_is_wider(self, method, table):
        narrow, wide = pair(method(*table, level=0.9)), pair(method(*table, level=0.95))
        if not np.isnan(narrow[0]):
            assert 0 <= wide[0] <= narrow[0] + 1e-12
            assert narrow[1] - 1e-12 <= wide[1] <= 1

    @given(table=institutions(), sizes=st.lists(st.integers(1, 50), min_size=4, max_size=4))
    def test_any_sizes_lie_between_equal_and_giant(self, table, sizes):
        ticks, totals = table
        ends = clustered_share_with_unknown_sizes(
            ticks, totals, institutions=4, mobilities=sum(sizes), unit=Unit.MOBILITIES
        )
        known = float(linearise(np.r_[ticks, np.zeros(4)], np.r_[totals, sizes]).variance)
        least, most = (end.details["se"] ** 2 for end in (ends.equal, ends.giant))
        assert least * (1 - 1e-9) - 1e-15 <= known <= most * (1 + 1e-9) + 1e-15

    def test_a_stack_of_tables_is_its_tables(self):
        stack = np.stack([TICKS, TICKS[::-1], np.zeros(42)])
        for method in METHODS:
            found = method(stack, TOTALS)
            for row in range(3):
                alone = pair(method(stack[row], TOTALS))
                assert (found.low[row], found.high[row]) == pytest.approx(alone, abs=1e-12, nan_ok=True)


class TestTraps:
    def test_the_naive_interval_is_four_times_too_short(self):
        naive, clustered = pair(wilson(259, 15738)), pair(korn_graubard(TICKS, TOTALS))
        assert clustered[1] - clustered[0] > 7 * (naive[1] - naive[0])

    def test_no_tick_is_not_certainty(self):
        # 42 institutions of 100: none of 42 · (t with 4,199 / t with 41 degrees)² effective ones.
        low, high = pair(korn_graubard(np.zeros(42), np.full(42, 100)))
        assert low == 0
        assert high == pytest.approx(1 - 0.025 ** (1 / (42 * (1.96053 / 2.01954) ** 2)), abs=1e-5)

    @pytest.mark.parametrize("method", [linear_t, logit_t])
    def test_where_there_is_no_spread_t_intervals_are_undefined(self, method):
        assert np.isnan(pair(method([0, 0, 0], [5, 5, 5]))).all()
        assert np.isnan(pair(method([1, 2, 3], [2, 4, 6]))).all()

    def test_equal_shares_everywhere_are_not_certainty(self):
        low, high = pair(korn_graubard([1, 2, 3], [2, 4, 6]))
        independent = pair(clopper_pearson(6, 12))
        assert low < independent[0] < independent[1] < high


class TestEstimate:
    def test_its_sentence_is_about_chance_and_institutions(self):
        found = ranged().equal
        assert found.sentence("nl") == (
            "Het geregistreerde aandeel blended mobiliteiten in de calls 2021 en 2022 bij 42 instellingen (259 van "
            "15.738) had tussen 0,5% en 3,8% kunnen liggen als het toeval anders was uitgevallen "
            "(95%-toevalsinterval, gerekend per instelling)."
        )
        assert found.question is Question.PROCESS
        assert found.tail("nl").startswith("Toeval betekent hier: welke instellingen")
        assert (
            found.assumption_sentence("en")
            == "This holds if: institutions tick independently of one another."
        )
        assert found.warnings == ("estimation.warning.sizes-unknown",)

    @pytest.mark.parametrize(("institutions", "warned"), [(39, True), (40, False)])
    def test_below_40_institutions_it_warns(self, institutions, warned):
        found = clustered_share(np.ones(institutions), np.arange(institutions) + 2, unit=Unit.MOBILITIES)
        assert ("estimation.warning.few-institutions" in found.warnings) is warned
        if warned:
            assert "rust op 39 instellingen" in found.warning_sentences("nl")[0]

    @pytest.mark.parametrize("unit", list(Unit))
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_one_institution_has_a_share_and_no_interval(self, unit, language):
        found = clustered_share([1], [10], unit=unit)
        assert (found.value, found.low, found.high, found.level) == (0.1, None, None, None)
        assert found.sentence(language)
        assert found.warnings == ("estimation.warning.one-institution",)

    @pytest.mark.parametrize("unit", list(Unit))
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_no_mobilities_is_undefined_and_not_0_percent(self, unit, language):
        found = clustered_share([0, 0], [0, 0], unit=unit)
        assert found.value is None
        assert "0%" not in found.sentence(language)
        assert clustered_share([1, 2, 3], [4, 9, 8], unit=unit).sentence(language)

    def test_none_ticked_says_how_it_was_judged(self):
        found = clustered_share([0] * 50, [20] * 50, unit=Unit.MOBILITIES)
        assert found.high > 0.06
        assert "één waarneming" in found.warning_sentences("nl")[0]

    def test_another_interval_is_another_function(self):
        found = clustered_share(TICKS, TOTALS, unit=Unit.MOBILITIES, limits=logit_t)
        assert (found.method, found.low) == ("logit-t", pair(logit_t(TICKS, TOTALS))[0])

    @pytest.mark.parametrize(
        ("ticks", "totals", "words"),
        [
            ([1, 7], [5, 6], "‘ticks’, position 2: 7 is more than ‘totals’"),
            ([1, -1], [5, 6], "‘ticks’, position 2: −1 is less than 0"),
            ([1, 1, 1], [5, 6], "‘totals’ has shape 2, expected is 3"),
            ([], [], "not a row with one number per institution"),
            ([[1, 2]], [[3, 4]], "not a row with one number per institution"),
        ],
    )
    def test_bad_input_names_its_place(self, ticks, totals, words):
        with pytest.raises(UserError, match=words):
            clustered_share(ticks, totals, unit=Unit.MOBILITIES)

    def test_unknown_sizes_of_nobody(self):
        with pytest.raises(UserError, match="‘institutions’, position 1: 0 is less than 1"):
            ranged(institutions=0)


class TestCoverage:
    """A small form of benchmarks/coverage_clusters.py: institutions with chances of their own."""

    def covered(self, method, institutions, share, icc, replications=600):
        sizes = np.resize(np.sort(TOTALS.round())[:: 42 // min(institutions, 42)], institutions)
        rng, rest = np.random.default_rng(20250324), 1 / icc - 1
        chances = rng.beta(share * rest, (1 - share) * rest, size=(replications, institutions))
        found = method(rng.binomial(sizes.astype(int), chances), sizes)
        return np.mean((found.low <= share) & (share <= found.high)), np.mean(share > found.high)

    def test_with_many_institutions_it_covers_what_it_says(self):
        covered, _ = self.covered(korn_graubard, 400, 0.0165, 0.02)
        assert covered == pytest.approx(0.95, abs=0.025)

    def test_with_42_it_falls_a_little_short_and_misses_above(self):
        covered, above = self.covered(korn_graubard, 42, 0.0165, 0.08)
        assert 0.88 < covered < 0.95
        assert above > 0.75 * (1 - covered)

    def test_with_14_it_falls_far_short_hence_the_warning(self):
        covered, _ = self.covered(korn_graubard, 14, 0.0165, 0.08)
        assert 0.84 < covered < 0.91

    def test_the_linear_interval_falls_short_of_it(self):
        assert (
            self.covered(linear_t, 14, 0.0165, 0.08)[0]
            < self.covered(korn_graubard, 14, 0.0165, 0.08)[0] - 0.04
        )


class TestInstitutionsWithoutMobilities:
    """0 of 0 is no institution: it must neither narrow an interval nor switch off a warning."""

    @given(table=institutions(), empty=st.integers(1, 50))
    def test_they_change_nothing(self, table, empty):
        ticks, totals = table
        alone = clustered_share(ticks, totals, unit=Unit.MOBILITIES)
        joined = clustered_share(
            np.r_[ticks, np.zeros(empty)], np.r_[totals, np.zeros(empty)], unit=Unit.MOBILITIES
        )
        assert (joined.clusters, joined.warnings) == (alone.clusters, alone.warnings)
        assert (joined.low, joined.high) == pytest.approx((alone.low, alone.high), rel=1e-9, abs=1e-12)
        assert joined.details == pytest.approx(alone.details, rel=1e-9)

    def test_the_warning_stays(self):
        found = clustered_share([3, 2, 9, 0] + [0] * 40, [40, 50, 60, 30] + [0] * 40, unit=Unit.MOBILITIES)
        assert found.clusters == 4
        assert "estimation.warning.few-institutions" in found.warnings

    @pytest.mark.parametrize("method", METHODS)
    def test_each_table_of_a_stack_counts_its_own(self, method):
        ticks, totals = np.array([[3, 2, 9, 0], [3, 2, 9, 0]]), np.array([[40, 50, 60, 30], [40, 50, 60, 0]])
        stack = method(ticks, totals)
        assert float(stack.high[1]) == pytest.approx(float(method(ticks[1, :3], totals[1, :3]).high))
