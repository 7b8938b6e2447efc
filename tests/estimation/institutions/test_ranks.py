"""Where each stands in the order: never without an interval."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta

from blendwise.errors import UserError
from blendwise.estimation.institutions import (
    Ranking,
    empirical_bayes,
    hierarchical,
    institution_counts,
    ranking,
)
from blendwise.estimation.institutions.counts import pairs_of
from blendwise.estimation.institutions.mixture import Hyper, Mixture
from blendwise.estimation.institutions.rank_chances import (
    RankChances,
    exact_chances,
    number_above,
    without_one,
)
from blendwise.estimation.institutions.rank_chances_many import approximate_chances
from blendwise.estimation.institutions.ranks import quantiles

GIANT = "ROC Midden Nederland"


def known(table, a=0.5, b=20.0):
    """What is known of each rate when the pattern is exactly Beta(a, b)."""
    pairs = pairs_of(table)
    hyper = Hyper(np.array([a]), np.array([b]), np.ones(1))
    return Mixture(pairs, np.zeros(len(pairs), dtype=bool), hyper)


@pytest.fixture(scope="module")
def order(table):
    return ranking(hierarchical(table))


class TestTheReport:
    def test_the_giant_is_first_and_nobody_else_is_placed(self, order, table):
        row = table.row(GIANT)
        assert (order.low[row], order.high[row]) == (1.0, 1.0)
        others = np.delete(np.arange(42), row)
        assert (order.high[others] > order.low[others]).all()

    def test_without_ticks_an_institution_may_stand_nearly_anywhere_below(self, order, table):
        row = table.row("no ticks 1")
        assert (order.low[row], order.high[row]) == (15.0, 42.0)
        assert order.about("no ticks 1", "nl") == (
            "no ticks 1 staat ergens van plaats 15 tot en met 42 van de 42 (95%-ranginterval)."
        )

    def test_the_places_add_up(self, order):
        """1 + 2 + … + 42 = 903."""
        assert order.expected.sum() == pytest.approx(42 * 43 / 2)
        assert order.top_chance.sum() == pytest.approx(order.top, abs=3e-4)

    def test_the_summary_says_how_wide(self, order):
        width = (order.high - order.low + 1).mean()
        assert f"{width:.1f} of the 42 places" in order.sentence("en")

    def test_a_drawn_order_agrees(self, order, table):
        """20,000 draws of all rates from their joint posterior, ranked: the places of the report."""
        rng, mixture = np.random.default_rng(2), hierarchical(table).mixture
        hyper = mixture.hyper
        node = rng.choice(hyper.weight.size, 20_000, p=hyper.weight)
        own = mixture.outside[mixture.pairs.place][:, None]
        a = np.where(own, 0.5, hyper.a[node]) + table.hits[:, None]
        b = np.where(own, 0.5, hyper.b[node]) + (table.trials - table.hits)[:, None]
        places = (-rng.beta(a, b)).argsort(axis=0).argsort(axis=0) + 1
        assert order.expected == pytest.approx(places.mean(axis=1), abs=0.3)
        assert order.top_chance == pytest.approx((places <= 3).mean(axis=1), abs=0.015)


class TestAgainstAnother:
    def test_two_institutions_by_plain_integration(self, counts):
        """P(the first is above the second) = ∫ f1(x) F2(x) dx."""
        table = counts([3, 1], [60, 50])
        first, second = beta(3.5, 77), beta(1.5, 69)
        above = quad(lambda x: first.pdf(x) * second.cdf(x), 0, 1, points=[0.01, 0.05, 0.2])[0]
        found = exact_chances(known(table))
        row = found.cumulative[pairs_of(table).place[0]]
        assert row[0] == pytest.approx(above, abs=2e-4)
        assert found.expected[pairs_of(table).place[0]] == pytest.approx(2 - above, abs=2e-4)

    def test_thenumber_above_is_that_of_all_outcomes_written_out(self):
        """Four chances, 16 outcomes."""
        chances = np.array([0.1, 0.5, 0.7, 0.95])
        expected = np.zeros(5)
        for outcome in product([0, 1], repeat=4):
            expected[sum(outcome)] += np.prod(np.where(outcome, chances, 1 - chances))
        assert number_above(chances[:, None], np.ones(4, dtype=int))[:, 0] == pytest.approx(expected)

    @given(st.lists(st.floats(0, 1), min_size=2, max_size=60))
    def test_dividing_one_out_is_leaving_it_out(self, chances):
        above, ones = np.array(chances), np.ones(len(chances), dtype=int)
        everyone = number_above(above[:, None], ones)
        others = number_above(above[1:, None], ones[1:])[:, 0]
        p = above[:1]
        if p[0] <= 0.5:
            found = np.array(without_one(everyone, p[:, None]))[:, 0, 0]
        else:
            found = np.array(without_one(everyone[::-1], 1 - p[:, None]))[::-1, 0, 0]
        assert found == pytest.approx(others, abs=1e-10)

    def test_many_by_a_binomial_number_above_are_near_the_exact(self):
        rng = np.random.default_rng(4)
        trials = rng.integers(40, 400, 150)
        hits = rng.binomial(trials, rng.beta(2, 40, 150))
        mixture = known(institution_counts([str(i) for i in range(150)], hits, trials), 2.0, 40.0)
        exact, near = exact_chances(mixture), approximate_chances(mixture, 3)
        assert near.expected == pytest.approx(exact.expected, abs=0.01)
        assert near.cumulative == pytest.approx(exact.cumulative, abs=0.004)
        assert quantiles(near, 0.975)[0] == pytest.approx(quantiles(exact, 0.975)[0], abs=1.01)


class TestProperties:
    @settings(max_examples=8, deadline=None)
    @given(
        st.lists(
            st.integers(5, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
            min_size=2,
            max_size=9,
        ),
        st.randoms(),
    )
    def test_order_of_rows_sum_and_bounds(self, rows, random):
        mixed = random.sample(range(len(rows)), len(rows))
        hits, trials = np.array(rows).T
        names = [str(i) for i in range(len(rows))]
        one = exact_chances(known(institution_counts(names, hits, trials)))
        place = pairs_of(institution_counts(names, hits, trials)).place
        again = institution_counts(names, hits[mixed], trials[mixed])
        other = exact_chances(known(again)).expected[pairs_of(again).place]
        assert other == pytest.approx(one.expected[place][mixed], rel=1e-9)
        assert one.expected[place].sum() == pytest.approx(len(rows) * (len(rows) + 1) / 2)
        assert one.cumulative[:, -1] == pytest.approx(1.0)
        assert (np.diff(one.cumulative, axis=1) > -1e-9).all()

    def test_equal_institutions_share_their_place(self, counts):
        found = ranking(hierarchical(counts([2, 2, 2, 1, 9], [80, 80, 80, 80, 80])))
        assert len(set(found.expected[:3])) == 1

    def test_a_higher_level_is_never_narrower(self, table):
        rates = hierarchical(table)
        narrow, wide = ranking(rates, level=0.8), ranking(rates, level=0.99)
        assert (wide.low <= narrow.low).all()
        assert (wide.high >= narrow.high).all()


class TestIntervals:
    def test_the_ends_are_the_smallest_places_that_reach_the_level(self):
        """P(place ≤ 1, 2, 3, 4) = 0.02, 0.50, 0.97, 1: from 2 to 4."""
        chances = RankChances(np.array([2.5]), np.arange(1.0, 5.0), np.array([[0.02, 0.50, 0.97, 1.0]]))
        assert quantiles(chances, 0.025)[0].tolist() == [2.0]
        assert quantiles(chances, 0.975)[0].tolist() == [4.0]

    def test_an_end_that_nearly_misses_is_marked(self):
        """0.974 lies within 0.002 of 0.975: a hair more and the interval ends at 3."""
        chances = RankChances(np.array([2.5]), np.arange(1.0, 5.0), np.array([[0.02, 0.50, 0.974, 1.0]]))
        assert quantiles(chances, 0.975)[1].tolist() == [True]
        assert quantiles(chances, 0.025)[1].tolist() == [False]

    def test_a_place_without_interval_cannot_be_made(self, order):
        with pytest.raises(ValueError, match="no interval"):
            replace(order, low=np.full(42, np.nan))

    def test_every_place_of_the_face_has_an_interval(self):
        assert {"expected", "low", "high"} <= set(Ranking.__dataclass_fields__)


class TestEdges:
    def test_without_a_pattern_there_is_no_place(self, counts):
        found = ranking(hierarchical(counts([0, 0, 0], [40, 30, 60])))
        assert np.isnan(found.expected).all()
        assert found.about("1", "en") == "For 1 a place in the order is undefined."
        assert found.sentence("nl").startswith("Niet te berekenen")

    @pytest.mark.parametrize("top", [0, 5])
    def test_the_first_none_or_too_many(self, counts, top):
        with pytest.raises(UserError, match="from 1 to 4"):
            ranking(hierarchical(counts([0, 1, 3, 12], [40, 30, 60, 50])), top=top)

    def test_no_trials_no_place(self, counts):
        found = ranking(hierarchical(counts([0, 1, 3, 0], [40, 30, 60, 0])))
        assert np.isnan(found.low[3])
        assert found.about("1", "en").endswith("of the 3 (95% rank interval).")

    def test_a_known_pattern_serves_too(self, table):
        found = ranking(empirical_bayes(table))
        assert found.expected.sum() == pytest.approx(903)
        assert "pattern-known" in found.assumptions

    def test_above_two_hundred_the_method_says_so(self):
        rng = np.random.default_rng(6)
        trials = rng.integers(40, 90, 201)
        hits = rng.binomial(trials, rng.beta(1, 20, 201))
        found = ranking(hierarchical(institution_counts([str(i) for i in range(201)], hits, trials)))
        assert found.method.endswith("approximate")
        assert found.expected.sum() == pytest.approx(201 * 202 / 2)
        assert (found.low <= found.high).all()
