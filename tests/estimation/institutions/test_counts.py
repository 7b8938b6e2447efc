"""The table of institutions: what it refuses, and that only distinct pairs are computed with."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.estimation import institutions
from blendwise.estimation.institutions import institution_counts
from blendwise.estimation.institutions.counts import pairs_of
from blendwise.records import Unit


class TestInstitutionCounts:
    def test_no_trials_is_undefined_and_never_zero(self):
        table = institution_counts(["A", "B"], [1, 0], [40, 0])
        assert table.rates[0] == 1 / 40
        assert np.isnan(table.rates[1])

    @pytest.mark.parametrize(
        ("names", "hits", "trials", "code"),
        [
            (["A"], [1, 2], [3, 4], "institutions.names"),
            ([], [], [], "institutions.names"),
            (["A", "B", "A"], [1, 2, 3], [9, 9, 9], "institutions.double"),
            (["A"], [5], [4], "estimation.more-hits-than-trials"),
            (["A"], [-1], [4], "estimation.too-small"),
            (["A"], [1.5], [4], "estimation.not-whole"),
            (["A"], [float("nan")], [4], "estimation.not-finite"),
        ],
    )
    def test_refuses_what_cannot_be_a_table(self, names, hits, trials, code):
        with pytest.raises(UserError) as refused:
            institution_counts(names, hits, trials)
        assert refused.value.code == code
        assert refused.value.sentence("nl")

    def test_names_the_place_of_a_double_name(self):
        with pytest.raises(UserError, match="Position 3: ‘A’ occurs twice"):
            institution_counts(["A", "B", "A"], [1, 2, 3], [9, 9, 9])

    def test_institutions_are_not_their_own_unit(self):
        with pytest.raises(UserError, match="mobilities or participants"):
            institution_counts(["A"], [1], [9], unit=Unit.INSTITUTIONS)

    def test_an_unknown_institution_lists_those_that_exist(self, table):
        with pytest.raises(UserError, match="ROC Nijmegen"):
            table.row("ROC Nijmeegen")

    def test_the_columns_cannot_be_changed_behind_its_back(self, table):
        with pytest.raises(ValueError, match="read-only"):
            table.hits[0] = 5


class TestPairs:
    def test_equal_institutions_are_one_pair(self):
        pairs = pairs_of(institution_counts("ABCD", [0, 1, 0, 0], [40, 30, 40, 0]))
        assert pairs.trials.tolist() == [30, 40]
        assert pairs.times.tolist() == [1, 2]
        assert pairs.spread(np.array([7.0, 8.0])).tolist()[:3] == [8.0, 7.0, 8.0]
        assert np.isnan(pairs.spread(np.array([7.0, 8.0]))[3])

    @pytest.mark.parametrize(
        "ask",
        [
            institutions.fit_beta_binomial,
            institutions.outside_pattern,
            institutions.funnel,
            institutions.additive_funnel,
            institutions.hierarchical,
            institutions.logit_normal,
            institutions.rank_sets,
            institutions.flags_against_pattern,
            institutions.registered_caterpillar,
        ],
    )
    def test_where_nobody_has_trials_nothing_can_be_compared(self, ask):
        with pytest.raises(UserError, match="nothing to compare"):
            ask(institution_counts(["A", "B"], [0, 0], [0, 0]))

    @given(st.lists(st.tuples(st.integers(0, 5), st.integers(5, 9)), min_size=1, max_size=30))
    def test_nobody_is_lost(self, rows):
        hits, trials = zip(*rows, strict=True)
        pairs = pairs_of(institution_counts([str(i) for i in range(len(rows))], hits, trials))
        assert pairs.spread(pairs.hits.astype(float)).tolist() == list(hits)
        assert pairs.spread(pairs.trials.astype(float)).tolist() == list(trials)
        assert pairs.institutions == len(rows)
