"""The lot: the same for everyone with the seed, blind for the reader, and no skipping."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.estimation.audit import blinding_list, draw, for_second_reader, strata, tally

GROUPS = strata(
    ["A/unticked", "B/unticked", "other/ticked"], ["A", "B", ""], [False, False, True], [40, 30, 10]
)
ROWS = [
    (f"{group[0]}{number}", owner, group)
    for group, owner, size in (("A/unticked", "A", 40), ("B/unticked", "B", 30), ("other/ticked", "C", 10))
    for number in range(size)
]


def drawn(checks=(10, 10, 4), rows=ROWS, seed="2025"):
    mobilities, owners, groups = zip(*rows, strict=True)
    return draw(
        GROUPS,
        np.array(checks, float),
        mobilities=mobilities,
        institutions=owners,
        in_strata=groups,
        seed=seed,
    )


def judged(lot, verdict="not-blended"):
    return {row.mobility: verdict for row in lot.rows}


class TestTheLot:
    def test_each_stratum_gets_its_checks_and_no_mobility_twice(self):
        lot = drawn()
        assert Counter(row.stratum for row in lot.rows) == {
            "A/unticked": 10,
            "B/unticked": 10,
            "other/ticked": 4,
        }
        assert len({row.mobility for row in lot.rows}) == 24

    def test_the_chance_of_being_drawn_is_kept(self):
        chances = {row.stratum: row.probability for row in drawn().rows}
        assert chances == {"A/unticked": 10 / 40, "B/unticked": 10 / 30, "other/ticked": 4 / 10}

    def test_anyone_can_repeat_it_with_any_program(self):
        # printf '2025\n\nA25' | sha256sum gives the smallest text of the forty, and so on
        assert [row.mobility for row in drawn().rows if row.place == 1] == ["A25", "B16", "o3"]

    @given(st.permutations(ROWS))
    def test_the_order_of_the_register_does_not_matter(self, rows):
        assert drawn(rows=rows).rows == drawn().rows

    @given(st.integers(0, 40), st.integers(0, 40))
    def test_a_larger_plan_draws_the_same_and_some_more(self, few, many):
        few, many = sorted((few, many))
        small, large = drawn((few, 2, 2)), drawn((many, 2, 2))
        assert {row.mobility for row in small.rows} <= {row.mobility for row in large.rows}

    def test_every_mobility_is_drawn_as_often_as_its_chance(self):
        times = Counter(row.mobility for seed in range(400) for row in drawn(seed=str(seed)).rows)
        of_a = np.array([times[f"A{number}"] for number in range(40)])
        # 400 draws with chance 1/4: 100 each, standard deviation 8.7
        assert of_a.sum() == 4000
        assert of_a.min() > 100 - 4 * 8.7
        assert of_a.max() < 100 + 4 * 8.7

    def test_another_seed_draws_others(self):
        assert {row.mobility for row in drawn().rows} != {row.mobility for row in drawn(seed="2026").rows}


class TestBlinding:
    def test_the_list_shows_neither_tick_nor_stratum(self):
        rows = blinding_list(drawn())
        assert set(rows[0].__slots__) == {"number", "institution", "mobility"}
        # the ticked ones of several institutions carry their own institution
        assert {row.institution for row in rows} == {"A", "B", "C"}

    def test_its_order_does_not_go_by_stratum(self):
        firsts = [row.mobility[0] for row in blinding_list(drawn())]
        changes = sum(one != other for one, other in pairwise(firsts))
        assert changes > 5

    def test_a_tenth_goes_to_a_second_reader(self):
        twice = for_second_reader(drawn())
        assert len(twice) == 3  # 2.4, rounded up
        assert set(twice) <= set(blinding_list(drawn()))


class TestTally:
    def test_verdicts_are_counted_per_stratum(self):
        lot = drawn()
        verdicts = judged(lot)
        first, second = [row.mobility for row in lot.rows if row.stratum == "A/unticked"][:2]
        verdicts |= {first: "blended", second: "undetermined"}
        found = tally(lot, verdicts)
        assert list(found.checked) == [10, 10, 4]
        assert list(found.blended) == [1, 0, 0]
        assert list(found.undetermined) == [1, 0, 0]

    def test_half_way_the_first_of_each_lot_count(self):
        lot = drawn()
        half = {row.mobility: "blended" for row in lot.rows if row.place <= 3}
        assert list(tally(lot, half).checked) == [3, 3, 3]

    def test_skipping_one_is_choosing(self):
        lot = drawn()
        verdicts = judged(lot)
        skipped = next(row.mobility for row in lot.rows if row.place == 2)
        del verdicts[skipped]
        with pytest.raises(UserError, match=f"The mobility {skipped} in stratum ‘A .unticked.’ was skipped"):
            tally(lot, verdicts)

    def test_what_was_not_drawn_and_unknown_verdicts_are_refused(self):
        lot = drawn()
        with pytest.raises(UserError, match="The mobility Z9 was not drawn"):
            tally(lot, {"Z9": "blended"})
        with pytest.raises(UserError, match="‘yes’ is not known as an outcome of a check"):
            tally(lot, {lot.rows[0].mobility: "yes"})


class TestRefusals:
    def test_a_register_that_has_changed(self):
        with pytest.raises(UserError, match=r"‘A \(unticked\)’ now holds 39 mobilities and 40 in the plan"):
            drawn(rows=ROWS[1:])

    def test_a_mobility_listed_twice(self):
        with pytest.raises(UserError, match="The mobility A0 is there twice"):
            drawn(rows=[*ROWS[:1], *ROWS])

    def test_a_stratum_without_a_name_in_the_plan(self):
        with pytest.raises(UserError, match="‘C/unticked’ is not known as a stratum"):
            drawn(rows=[*ROWS, ("C1", "C", "C/unticked")])

    def test_more_checks_than_mobilities(self):
        with pytest.raises(UserError, match="‘checks’, position 3: 11 is more than ‘sizes’"):
            drawn((10, 10, 11))
