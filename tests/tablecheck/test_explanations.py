"""What can have made a percentage that its counts do not: one row for each mechanism."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from blendwise.language import LANGUAGES, has
from blendwise.tablecheck import Table, check_table
from blendwise.tablecheck import explanations as package
from blendwise.tablecheck.explanations import MECHANISMS
from blendwise.tablecheck.printed import half_up

SOUND = [("a", 104, 244, "42.6"), ("b", 31, 630, "4.9"), ("c", 20, 652, "3.1")]


def check_of(*rows, headers=("naam", "blended", "totaal", "percentage")):
    return check_table(
        Table(headers, tuple(tuple(map(str, row)) for row in rows)),
        roles={"numerator": headers[1], "denominator": headers[2], "percentage": headers[3]},
    )


def explained(*rows, **options):
    (row,) = check_of(*rows, **options).inconsistent
    return {explanation.mechanism: explanation.values for explanation in row.explanations}


EXAMPLES = {
    "rounded-twice": ("x", 32, 985, "3.3"),  # 3.2487 to 3.25 to 3.3
    "cut-off": ("x", 2, 300, "0.6"),  # 0.667
    "rounded-up": ("x", 321, 10_000, "3.3"),  # 3.21
    "swapped-digits": ("x", 32, 895, "3.2"),  # 32/985
    "shifted-mark": ("x", 42, 1000, "0.42"),
    "half": ("x", 7, 796, "0.4"),  # 7/1592
    "double": ("x", 10, 400, "5.0"),
    "complement": ("x", 30, 100, "70.0"),
    "share-of-others": ("x", 20, 100, "25.0"),  # 20/80
    "share-of-column": ("x", 45, 900, "22.5"),  # 45/(104+31+20+45)
    "neighbour-row": ("x", 50, 900, "3.1"),  # that of c
    "mean-of-parts": ("x", 8, 298, "1.6"),
}


class TestEachMechanism:
    @pytest.mark.parametrize("name", EXAMPLES)
    def test_is_found_in_a_row_made_by_it(self, name):
        assert name in explained(*SOUND, EXAMPLES[name])

    def test_one_part_of_a_row_with_parts(self):
        headers = ("naam", "blended", "totaal", "percentage", "2021", "2022")
        rows = [("a", 10, 100, "10.0", 4, 6), ("b", 20, 100, "20.0", 8, 12), ("x", 30, 100, "12.0", 12, 18)]
        assert explained(*rows, headers=headers)["one-part"] == {
            "column": "2021",
            "numerator": 12,
            "denominator": 100,
        }

    def test_one_part_over_its_own_total(self):
        headers = ("naam", "blended", "totaal", "%", "b21", "b22", "t21", "t22")
        rows = [
            ("a", 10, 100, "10.0", 4, 6, 40, 60),
            ("b", 20, 100, "20.0", 5, 15, 70, 30),
            ("x", 30, 100, "15.0", 12, 18, 80, 20),
        ]
        assert explained(*rows, headers=headers)["one-part"] == {
            "column": "b21",
            "numerator": 12,
            "denominator": 80,
        }

    def test_another_column_as_numerator_or_denominator(self):
        headers = ("naam", "blended", "totaal", "percentage", "anders")
        found = explained(("a", 10, 100, "10.0", 77), ("x", 20, 100, "33.0", 33), headers=headers)
        assert found["other-numerator"]["column"] == "anders"
        found = explained(("a", 10, 100, "10.0", 77), ("x", 20, 100, "50.0", 40), headers=headers)
        assert found["other-denominator"] == {"column": "anders", "numerator": 20, "denominator": 40}

    def test_a_total_row_with_the_mean_of_the_rows(self):
        # (42.6 + 4.9 + 3.1) / 3 = 16.87, while 155/1526 = 10.16
        found = explained(*SOUND, ("Totaal", 155, 1526, "16.9"))
        assert found["mean-of-rows"] == {"n": 3}

    def test_the_mean_of_two_years_needs_their_ticks_to_allow_it(self):
        headers = ("naam", "blended", "totaal", "percentage", "2021", "2022")
        sound = ("a", 10, 100, "10.0", 4, 6)
        # 24 of 740 and 8 of 245: (3.243 + 3.265)/2 = 3.254; least possible is (√24+√8)²/(2·985) = 3.03
        assert "mean-of-columns" in explained(sound, ("x", 32, 985, "3.3", 24, 8), headers=headers)
        # least possible is (√1+√6)²/(2·796) = 0.75
        assert "mean-of-columns" not in explained(sound, ("x", 7, 796, "0.4", 1, 6), headers=headers)
        # no project in one year: there is nothing to average
        assert "mean-of-columns" not in explained(sound, ("x", 8, 298, "1.6", "n.v.t.", 8), headers=headers)

    def test_a_zero_is_no_half_and_no_double(self):
        assert explained(*SOUND, ("x", 0, 100, "5.0")) == {}


class TestRanking:
    def test_what_explains_all_rows_stands_first_however_flexible_it_is(self):
        check = check_of(*SOUND, ("x", 32, 985, "3.3"), ("y", 8, 298, "1.6"))
        assert check.mechanisms[0].name == "mean-of-parts"
        assert check.mechanisms[0].explains_all

    def test_among_equals_the_one_that_could_give_the_fewest_others_stands_first(self):
        (row,) = check_of(*SOUND, ("x", 32, 985, "3.3")).inconsistent
        assert [e.mechanism for e in row.explanations][:1] == ["rounded-twice"]
        assert row.explanations[-1].mechanism == "mean-of-parts"

    def test_a_row_that_nothing_explains_says_so_by_an_empty_list(self):
        (row,) = check_of(*SOUND, ("x", 0, 100, "5.0")).inconsistent
        assert row.explanations == ()


class TestCompleteness:
    def test_every_file_of_the_folder_is_a_mechanism(self):
        files = {file.stem.replace("_", "-") for file in Path(package.__file__).parent.glob("*.py")}
        assert files - {"--init--", "case"} == set(MECHANISMS)

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("name", MECHANISMS)
    def test_every_mechanism_has_its_words(self, name, language):
        assert has(f"tablecheck.explanations.{name}.name", language)
        assert has(f"tablecheck.explanations.{name}.row", language)


class TestProperties:
    @given(
        numerator=st.integers(1, 400),
        denominator=st.integers(400, 9_999),
        place=st.integers(0, 2),
        places=st.integers(1, 3),
    )
    def test_two_swapped_digits_of_a_total_are_always_found(self, numerator, denominator, place, places):
        digits = list(str(denominator))
        assume(place + 1 < len(digits) and digits[place] != digits[place + 1])
        digits[place], digits[place + 1] = digits[place + 1], digits[place]
        assume(digits[0] != "0")
        share = half_up(Fraction(100 * numerator, denominator), places)
        printed = f"{float(share):.{places}f}"
        check = check_of(*SOUND, ("x", numerator, int("".join(digits)), printed))
        for row in check.inconsistent:
            assert "swapped-digits" in [e.mechanism for e in row.explanations]

    @given(
        ticks=st.integers(1, 60),
        with_ticks=st.integers(60, 600),
        without=st.integers(1, 600),
        places=st.integers(1, 2),
    )
    def test_a_mean_of_two_sub_records_is_always_found(self, ticks, with_ticks, without, places):
        mean = Fraction(100 * ticks, with_ticks) / 2  # and 0% of the other
        printed = f"{float(half_up(mean, places)):.{places}f}"
        for row in check_of(*SOUND, ("x", ticks, with_ticks + without, printed)).inconsistent:
            found = {e.mechanism: e.values for e in row.explanations}
            assert found["mean-of-parts"]["first"] <= without <= found["mean-of-parts"]["last"]

    @given(
        one=st.integers(0, 30),
        other=st.integers(0, 30),
        first=st.integers(30, 300),
        second=st.integers(30, 300),
    )
    def test_a_mean_of_two_years_is_always_found(self, one, other, first, second):
        mean = (Fraction(100 * one, first) + Fraction(100 * other, second)) / 2
        printed = f"{float(half_up(mean, 1)):.1f}"
        headers = ("naam", "blended", "totaal", "percentage", "2021", "2022")
        rows = [
            ("a", 10, 100, "10.0", 4, 6),
            ("b", 9, 90, "10.0", 3, 6),
            ("x", one + other, first + second, printed, one, other),
        ]
        for row in check_of(*rows, headers=headers).inconsistent:
            assert "mean-of-columns" in [e.mechanism for e in row.explanations]
