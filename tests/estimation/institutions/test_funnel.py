"""Who differs more than chance explains: funnels, and from which size anyone can be low at all."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.estimation.institutions import (
    ARCSINE,
    LOGIT,
    RAW,
    additive_funnel,
    exact_funnel,
    funnel,
    institution_counts,
    multiplicative_funnel,
)
from blendwise.records import Question, Unit

GIANT = "ROC Midden Nederland"
ROWS = st.lists(
    st.integers(20, 400).flatmap(lambda n: st.tuples(st.integers(0, n // 8), st.just(n))),
    min_size=3,
    max_size=8,
)


def of(rows):
    hits, trials = zip(*rows, strict=True)
    return institution_counts([str(i) for i in range(len(rows))], hits, trials)


class TestTheReport:
    """259 of 15,738: the figures of the report, asked with and without allowing for differences."""

    def test_with_one_rate_for_all_most_institutions_would_stand_out(self, table):
        naive = exact_funnel(table)
        assert len(naive.outside(0.95)) == 34
        assert len(naive.outside(0.998)) == 5
        assert "34" in naive.warning_sentences("en")[0]

    def test_nobody_below_223_mobilities_can_be_low(self, table):
        """(1 − 259/15738)^222 = 0.0251 and ^223 = 0.0247, on either side of 2.5 %."""
        assert [band.smallest_low for band in exact_funnel(table).bands] == [223, 417]

    def test_with_differences_allowed_for_one_stands_out(self, table):
        found = funnel(table)
        assert found.outside(0.998) == (GIANT,)
        assert found.position[table.row(GIANT)] == 2.0
        assert found.warning_sentences("en") == ()

    def test_with_differences_allowed_for_nobody_can_be_low_at_99_8(self, table):
        wide = funnel(table).bands[-1]
        assert wide.smallest_low is None
        assert (wide.limits.low == 0).all()

    @pytest.mark.parametrize("make", [multiplicative_funnel, additive_funnel])
    def test_spiegelhalters_funnels_flag_the_giant_too(self, table, make):
        found = make(table)
        assert GIANT in found.outside(0.998)
        assert "gedeelde patroon" in found.warning_sentences("nl")[0]

    def test_the_widening_is_the_winsorised_dispersion(self, table):
        assert multiplicative_funnel(table).phi == pytest.approx(5.45, abs=0.01)
        assert multiplicative_funnel(table, winsorised=0.0).phi == pytest.approx(66.46, abs=0.01)


class TestLimits:
    def test_a_share_on_the_edge_of_the_exact_limit(self, counts):
        """At 10 % of 20 the 95 % limits in hits are 0 (0.0000 …) and just under 5."""
        found = exact_funnel(counts([2, 4, 6], [20, 20, 20]), target=0.1)
        assert found.position.tolist() == [0.0, 0.0, 1.0]
        high = found.bands[0].limits.high[0]
        assert 4 / 20 < high < 5 / 20

    def test_the_smallest_low_size_is_where_nothing_falls_outside(self, counts):
        found = exact_funnel(counts([0, 0], [222, 223]), target=259 / 15738)
        assert found.position.tolist() == [0.0, -1.0]

    def test_no_size_is_named_that_no_institution_has(self, counts):
        """One tick in 10,000 of institutions of 100: low from 36,888 on, which nobody reaches."""
        found = exact_funnel(counts([0, 0, 1], [100, 100, 9_800]))
        assert found.bands[0].smallest_low > 9_800
        said = found.sentence("en")
        assert "No institution here is large enough to come out notably low at 95%" in said
        assert "With fewer than" not in said

    def test_curve_and_points_are_of_one_law(self, table):
        found = funnel(table)
        size = int(found.curve_sizes[200])
        same = funnel(
            institution_counts(
                [*table.names, "x"], np.append(table.hits, size // 200), np.append(table.trials, size)
            )
        )
        assert same.bands[0].curve.high[200] == pytest.approx(found.bands[0].curve.high[200], rel=0.05)

    @settings(max_examples=10, deadline=None)
    @given(ROWS)
    def test_a_higher_level_is_never_narrower(self, rows):
        for make in (funnel, exact_funnel):
            narrow, wide = (band.limits for band in make(of(rows), levels=(0.9, 0.99)).bands)
            assert (wide.low <= narrow.low).all()
            assert (wide.high >= narrow.high).all()

    @settings(max_examples=10, deadline=None)
    @given(ROWS, st.randoms())
    def test_the_order_of_rows_does_not_matter(self, rows, random):
        order = random.sample(range(len(rows)), len(rows))
        mixed = funnel(of([rows[i] for i in order]))
        assert mixed.position.tolist() == funnel(of(rows)).position[order].tolist()

    @pytest.mark.parametrize("scale", [RAW, ARCSINE, LOGIT])
    @pytest.mark.parametrize("make", [multiplicative_funnel, additive_funnel])
    def test_on_every_scale_the_target_is_inside(self, table, scale, make):
        found = make(table, scale=scale)
        for band in found.bands:
            assert (band.limits.low <= found.target).all()
            assert (band.limits.high >= found.target).all()
            assert (band.limits.low >= 0).all()

    def test_institutions_that_do_not_differ_get_the_exact_limits(self, counts):
        even = counts([5, 5, 5, 5], [50, 50, 50, 50])
        assert funnel(even).bands[0].limits.high == pytest.approx(exact_funnel(even).bands[0].limits.high)
        assert funnel(even).assumptions == exact_funnel(even).assumptions

    def test_chance_alone_flags_as_often_as_it_says(self, counts):
        """30 tables of 42 institutions that do differ, none of them outside: 0.2 % of 1,260 is 2.5."""
        rng, flagged = np.random.default_rng(8), 0
        for _ in range(30):
            trials = rng.integers(60, 700, 42)
            hits = rng.binomial(trials, rng.beta(1.5, 100, 42))
            flagged += len(funnel(counts(hits, trials)).outside(0.998))
        assert flagged <= 7


class TestMirrored:
    """What is not ticked tells the same as what is: limits of misses are 1 less those of hits (section 6.2)."""

    @given(ROWS)
    @settings(max_examples=25, deadline=None)
    @pytest.mark.parametrize("make", [multiplicative_funnel, additive_funnel])
    @pytest.mark.parametrize("scale", [ARCSINE, LOGIT, RAW])
    def test_normal_limits_of_misses_mirror_those_of_hits(self, make, scale, rows):
        assume(any(hits for hits, _ in rows))
        hit, missed = of(rows), of([(trials - hits, trials) for hits, trials in rows])
        ours, mirrored = make(hit, scale=scale), make(missed, scale=scale)
        assert mirrored.position.tolist() == (-ours.position).tolist()
        assert (mirrored.target, mirrored.phi) == pytest.approx((1 - ours.target, ours.phi))
        for band, other in zip(ours.bands, mirrored.bands, strict=True):
            assert other.limits.low == pytest.approx(1 - band.limits.high, abs=1e-9)
            assert other.limits.high == pytest.approx(1 - band.limits.low, abs=1e-9)

    @given(ROWS)
    @settings(max_examples=25, deadline=None)
    def test_exact_limits_of_misses_mirror_those_of_hits_within_one_hit(self, rows):
        """The interpolation between two whole numbers counts from below, so it is not exactly its own mirror."""
        assume(any(hits for hits, _ in rows))
        hit, missed = of(rows), of([(trials - hits, trials) for hits, trials in rows])
        for make in (exact_funnel, funnel):
            ours, mirrored = make(hit), make(missed)
            assert mirrored.target == pytest.approx(1 - ours.target, abs=1e-5)
            for band, other in zip(ours.bands, mirrored.bands, strict=True):
                one_hit = 1 / hit.trials + 1e-3
                assert (np.abs(other.limits.low - (1 - band.limits.high)) <= one_hit).all()
                assert (np.abs(other.limits.high - (1 - band.limits.low)) <= one_hit).all()


class TestWords:
    def test_the_process_question(self, table):
        assert funnel(table).question is Question.PROCESS
        assert "toeval" in funnel(table).tail("nl")

    def test_one_institution(self, table):
        naive = exact_funnel(table)
        assert naive.about("Aeres Groep", "nl") == (
            "Aeres Groep: 0,2% (1 van 580). Dat is minder dan de 99,8%-grens voor een instelling van deze "
            "grootte (0,2%)."
        )
        assert naive.about("no ticks 1", "en").startswith(
            "no ticks 1: 0 of the 340. That is less than the 95%"
        )

    def test_participants_are_called_participants(self, table):
        people = institution_counts(table.names, table.hits, table.trials, unit=Unit.PARTICIPANTS)
        assert "223 participants" in exact_funnel(people).sentence("en")
        assert "223 mobilities" in exact_funnel(table).sentence("en")

    def test_few_institutions_are_warned_of(self, counts):
        assert "4 institutions" in funnel(counts([0, 1, 3, 12], [40, 30, 60, 50])).warning_sentences("en")[-1]

    def test_an_institution_without_trials_stays_and_is_undefined(self, counts):
        found = funnel(counts([0, 1, 3, 0], [40, 30, 60, 0]))
        assert np.isnan(found.position[3])
        assert found.as_columns()["position"][3] is None
        assert found.about("4", "en") == "At 4 there is nothing to take a share of."
        assert "nothing to take a share of" in found.warning_sentences("en")[-1]


class TestRefusals:
    @pytest.mark.parametrize(
        ("ask", "code"),
        [
            (lambda t: exact_funnel(t, target=1.65), "institutions.target"),
            (lambda t: funnel(t, levels=()), "institutions.no-levels"),
            (lambda t: funnel(t, levels=(95,)), "estimation.level"),
            (lambda t: multiplicative_funnel(t, winsorised=0.6), "institutions.winsorise"),
        ],
    )
    def test_what_cannot_be_asked(self, table, ask, code):
        with pytest.raises(UserError) as refused:
            ask(table)
        assert refused.value.code == code
        assert refused.value.sentence("nl")

    def test_no_normal_limits_around_nothing(self, counts):
        with pytest.raises(UserError, match="exact funnel"):
            additive_funnel(counts([0, 0], [40, 50]))

    def test_without_any_tick_nobody_stands_out(self, counts):
        found = funnel(counts([0, 0, 0], [40, 50, 5000]))
        assert found.position.tolist() == [0.0, 0.0, 0.0]
        assert "not a single tick" in found.warning_sentences("en")[0]
