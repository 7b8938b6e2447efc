"""Numbers as they are printed, Dutch or English."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.tablecheck.printed import half_up, read_count, read_number, read_share


class TestCounts:
    @pytest.mark.parametrize(
        "text", ["15738", "15.738", "15,738", "15 738", "15\u00a0738", "15\u202f738", "15'738", " 15.738* "]
    )
    def test_thousands_marks_of_every_kind_are_read_alike(self, text):
        assert read_count(text) == 15_738

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "abc",
            "9" * 16,
            "0," + "0" * 16,
            "7,5",
            "1.65",
            "12 5",
            "1.23.456",
            "42%",
            "7a",
            "1,2,3",
            "--5",
        ],
    )
    def test_what_is_no_whole_number_is_none(self, text):
        assert read_count(text) is None

    def test_a_count_with_empty_decimals_is_whole(self):
        assert read_count("104,0") == 104

    def test_both_marks_tell_which_is_the_decimal_one(self):
        assert read_number("1.234,5").value == read_number("1,234.5").value == Fraction("1234.5")


class TestPercentages:
    @pytest.mark.parametrize(
        ("text", "decimals"),
        [("42,6", 1), ("42.60", 2), ("42.60 %", 2), ("3,276", 3), ("5%", 0), ("0,4 procent", 1)],
    )
    def test_trailing_zeros_count_as_decimals(self, text, decimals):
        assert read_share(text).decimals == decimals

    def test_a_lone_mark_before_three_digits_is_decimal_in_a_percentage_and_thousands_elsewhere(self):
        assert read_share("3.276").value == Fraction("3.276")
        assert read_number("3.276").value == 3276
        assert read_number("3.276%").value == Fraction("3.276")
        assert read_number("0.276").value == Fraction("0.276")

    def test_a_minus_is_read_in_three_signs(self):
        assert (
            read_share("-0,65").value
            == read_share("−0,65").value
            == read_share("–0,65").value
            == Fraction("-0.65")
        )

    def test_the_plain_form_is_for_machines(self):
        assert read_share("1.234,50").plain == "1234.50"
        assert read_share("−0,65%").plain == "-0.65"


class TestProperties:
    @given(value=st.integers(0, 10**9))
    def test_dutch_and_english_counts_read_alike(self, value):
        english = f"{value:,}"
        assert (
            read_count(english)
            == read_count(english.replace(",", "."))
            == read_count(english.replace(",", " "))
            == value
        )

    @given(units=st.integers(0, 10**9), places=st.integers(0, 8))
    def test_dutch_and_english_percentages_read_alike(self, units, places):
        whole, part = divmod(units, 10**places)
        digits = f"{part:0{places}d}" if places else ""
        english = f"{whole}.{digits}" if places else str(whole)
        read = read_share(english)
        assert read.value == read_share(english.replace(".", ",")).value == Fraction(units, 10**places)
        assert (read.decimals, read.plain) == (places, english)

    @given(text=st.text(alphabet="0123456789.,'% -−a", max_size=12))
    def test_no_text_breaks_the_reader(self, text):
        for read in (read_number(text), read_share(text)):
            assert read is None or read.value.denominator <= 10**read.decimals

    @given(value=st.fractions(-10, 10), places=st.integers(0, 5))
    def test_half_up_is_never_more_than_half_a_unit_away(self, value, places):
        assert abs(half_up(value, places) - value) <= Fraction(1, 2 * 10**places)
        assert half_up(-value, places) == -half_up(value, places)
