"""Which places each may have, by certain differences only."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.estimation.institutions import (
    institution_counts,
    marginal_places,
    rank_sets,
    simultaneous_places,
)

ESTIMATES = st.lists(
    st.tuples(st.floats(-20, 20), st.floats(0.1, 5)), min_size=2, max_size=9, unique_by=lambda row: row[0]
)


class TestAgainstPublished:
    """PISA 2018, 37 countries; R's csranks on unrounded scores, within one place."""

    @pytest.mark.parametrize(
        ("form", "places"), [("marginal", marginal_places), ("simultaneous", simultaneous_places)]
    )
    def test_pisa(self, published, form, places):
        facts = published("rank_sets")["pisa_2018_mathematics"]
        found = places(facts["scores"], facts["standard_errors"])
        for country, (low, high) in facts[form].items():
            row = facts["countries"].index(country)
            assert found.low[row] == pytest.approx(low, abs=1)
            assert found.high[row] == pytest.approx(high, abs=1)


class TestByHand:
    @pytest.mark.parametrize(("difference", "apart"), [(1.96, True), (1.95, False)])
    @pytest.mark.parametrize("places", [marginal_places, simultaneous_places])
    def test_two_are_the_usual_test(self, difference, apart, places):
        """Of two with standard errors 0.6 and 0.8 the difference has 1; at 95 % it must exceed 1.96."""
        margin = 0.02 if places is simultaneous_places else 0.0001
        found = places([difference + (margin if apart else -margin), 0.0], [0.6, 0.8])
        assert bool(found.high[0] == 1.0) is apart

    @pytest.mark.parametrize("places", [marginal_places, simultaneous_places])
    def test_far_apart_all_places_are_certain(self, places):
        found = places([30.0, 10.0, 20.0, 0.0], [0.5, 0.5, 0.5, 0.5])
        assert found.low.tolist() == found.high.tolist() == [1.0, 3.0, 2.0, 4.0]

    @pytest.mark.parametrize("places", [marginal_places, simultaneous_places])
    def test_all_equal_nothing_is_certain(self, places):
        found = places([5.0] * 6, [1.0] * 6)
        assert found.low.tolist() == [1.0] * 6
        assert found.high.tolist() == [6.0] * 6

    def test_stepping_down_keeps_the_claims_on_the_other_side(self):
        """One is far below all; that does not make the remaining single comparison a test at 1.96."""
        found = marginal_places([0.0, 2.1, 50.0, 51.0, 52.0, 53.0], [0.7] * 6)
        assert (found.low[0], found.high[0]) == (5.0, 6.0)


class TestProperties:
    @settings(max_examples=12, deadline=None)
    @given(ESTIMATES)
    def test_simultaneous_sets_hold_the_marginal_ones(self, rows):
        value, error = np.array(rows).T
        one, all_ = marginal_places(value, error), simultaneous_places(value, error)
        assert (all_.low <= one.low).all()
        assert (all_.high >= one.high).all()

    @settings(max_examples=12, deadline=None)
    @given(ESTIMATES)
    def test_the_observed_place_is_among_them(self, rows):
        value, error = np.array(rows).T
        place = (-value).argsort().argsort() + 1
        found = marginal_places(value, error)
        assert (found.low <= place).all()
        assert (place <= found.high).all()

    @settings(max_examples=12, deadline=None)
    @given(ESTIMATES, st.randoms())
    def test_the_order_of_rows_does_not_matter(self, rows, random):
        order = random.sample(range(len(rows)), len(rows))
        value, error = np.array(rows).T
        for places in (marginal_places, simultaneous_places):
            one, mixed = places(value, error), places(value[order], error[order])
            assert mixed.low.tolist() == one.low[order].tolist()
            assert mixed.high.tolist() == one.high[order].tolist()

    @settings(max_examples=12, deadline=None)
    @given(ESTIMATES)
    def test_a_higher_level_is_never_narrower(self, rows):
        value, error = np.array(rows).T
        narrow, wide = (marginal_places(value, error, level=level) for level in (0.8, 0.99))
        assert (wide.low <= narrow.low).all()
        assert (wide.high >= narrow.high).all()

    def test_the_range_bound_above_fifty_is_not_narrower(self):
        """51 estimates of equal error: the bound is exact there; one fewer is drawn instead."""
        value = np.linspace(0, 60, 51)
        bounded, drawn = (
            simultaneous_places(value, np.ones(51)),
            simultaneous_places(value[:50], np.ones(50)),
        )
        assert (bounded.high - bounded.low).mean() >= (drawn.high - drawn.low).mean()


class TestCoverage:
    def test_true_places_are_held(self):
        """200 draws of 8 estimates around truths of which three are nearly equal."""
        truth, error = np.array([0.0, 0.0, 0.05, 1.0, 2.0, 2.1, 4.0, 7.0]), np.full(8, 0.6)
        above = np.array([(truth > value).sum() + 1 for value in truth])
        not_below = np.array([(truth >= value).sum() for value in truth])
        rng, held = np.random.default_rng(9), 0
        for _ in range(200):
            found = marginal_places(truth + error * rng.standard_normal(8), error)
            held += ((found.low <= above) & (not_below <= found.high))[4]
        assert held / 200 >= 0.93


class TestTheReport:
    def test_only_the_giant_has_a_place(self, table):
        found = rank_sets(table)
        certain = found.low == found.high
        assert [table.names[i] for i in np.flatnonzero(certain)] == ["ROC Midden Nederland"]
        assert "no ticks 1" in found.about("no ticks 1", "en")

    def test_in_words(self, table):
        found = rank_sets(table, simultaneous=True)
        assert "voor alle tegelijk" in found.sentence("nl")
        assert found.about("ROC Midden Nederland", "en") == (
            "Only place 1 of the 42 fits ROC Midden Nederland (95% rank interval)."
        )

    def test_the_two_ways_to_rank_do_not_contradict_each_other(self, table):
        """The giant first; Koning Willem 1 and Yuverta among the first dozen in both."""
        found = rank_sets(table)
        assert found.high[table.row("Koning Willem 1 College")] <= 12
        assert found.low[table.row("Koning Willem 1 College")] >= 2


class TestRefusals:
    def test_no_standard_error(self):
        with pytest.raises(UserError, match="position 2"):
            marginal_places([1.0, 2.0], [0.5, 0.0])

    def test_other_shapes(self):
        with pytest.raises(UserError, match="shape"):
            simultaneous_places([1.0, 2.0], [0.5])

    def test_too_many_are_sent_to_the_expected_places(self):
        names = [str(i) for i in range(2001)]
        with pytest.raises(UserError, match="ranking"):
            rank_sets(institution_counts(names, [1] * 2001, [9] * 2001))

    def test_no_trials_no_place(self, counts):
        found = rank_sets(counts([0, 1, 0], [40, 30, 0]))
        assert np.isnan(found.low[2])
        assert found.about("3", "en") == "For 3 a place in the order is undefined."
