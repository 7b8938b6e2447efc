"""How numbers, percentages and dates are written, in Dutch and in English."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.language import count, day, day_short, decimal, listing, number, percent, points, say, size


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [(0, "0", "0"), (999, "999", "999"), (2002, "2.002", "2,002"), (15738, "15.738", "15,738"),
     (20_000_000, "20.000.000", "20,000,000"), (-5, "−5", "−5"), (-2002, "−2.002", "−2,002")],
)  # fmt: skip
def test_whole_numbers(value, dutch, english):
    assert (count(value, "nl"), count(value, "en")) == (dutch, english)


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [(0.5, "0,5", "0.5"), (5.0, "5", "5"), (-1.25, "−1,25", "−1.25"), (1e-9, "0,000000001", "0.000000001"),
     (7467123.0, "7.467.123", "7,467,123"), (0.1 + 0.2, "0,3", "0.3"), (float("nan"), "nan", "nan")],
)  # fmt: skip
def test_a_number_has_the_decimals_that_it_has(value, dutch, english):
    assert (number(value, "nl"), number(value, "en")) == (dutch, english)


@pytest.mark.parametrize(
    ("share", "dutch", "english"),
    [
        (Fraction(259, 15738), "1,65%", "1.65%"),
        (Fraction(0), "0,00%", "0.00%"),
        (Fraction(1), "100,00%", "100.00%"),
        (Fraction(1, 100_000), "minder dan 0,01%", "less than 0.01%"),
        (Fraction(1, 20_000), "0,01%", "0.01%"),  # 0.005 %: half up
        (Fraction(99_999, 100_000), "meer dan 99,99%", "more than 99.99%"),
        (Fraction(-1, 8), "−12,50%", "−12.50%"),
        (Fraction(32, 985), "3,25%", "3.25%"),
        (0.42623, "42,62%", "42.62%"),
    ],
)
def test_percentages_with_two_decimals(share, dutch, english):
    assert (percent(share, "nl"), percent(share, "en")) == (dutch, english)


@pytest.mark.parametrize(
    ("share", "shown"),
    [(Fraction(104, 244), "42.6%"), (Fraction(1, 3000), "less than 0.1%"), (Fraction(2999, 3000), "more than 99.9%"), (Fraction(25, 1000), "2.5%"),
     (Fraction(2, 16), "12.5%"), (Fraction(1, 800), "0.1%"), (Fraction(1, 8), "12.5%")],
)  # fmt: skip
def test_percentages_with_one_decimal(share, shown):
    assert percent(share, "en", places=1) == shown


@pytest.mark.parametrize(("value", "places", "shown"), [
    (Fraction(5, 1000), 2, "0.01"), (Decimal("0.125"), 2, "0.13"), (Fraction(-1, 1000), 2, "0.00"), (Fraction(-1, 2), 0, "−1"), (1234.5, 1, "1,234.5"),
])  # fmt: skip
def test_rounding_is_half_up_from_the_exact_value_and_nothing_is_ever_minus_zero(value, places, shown):
    assert decimal(value, "en", places=places) == shown


def test_percentage_points_have_the_real_minus_and_no_percent_sign():
    change = Fraction(155, 15494) - Fraction(259, 15738)
    assert (points(change, "nl"), points(-change, "en")) == ("−0,65", "0.65")


def test_dates():
    then = date(2025, 3, 4)
    assert (day(then, "nl"), day(then, "en")) == ("4 maart 2025", "4 March 2025")
    assert (day_short(then, "nl"), day_short(then, "en")) == ("04-03-2025", "04 Mar 2025")
    assert day("2025-03-04", "nl") == "4 maart 2025"


def test_lists():
    assert [listing(words, "nl") for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a en b",
        "a, b en c",
    ]
    assert listing(["a", "b"], "en") == "a and b"


def test_sizes():
    assert (size(1_500_000, "nl"), size(2_000_000_000, "en")) == ("1,5 MB", "2.0 GB")


def test_years_and_row_numbers_get_no_mark():
    assert "2021" in say("indicators.scope.calls.one", "nl", calls="2021")
    assert say("intake.place.row", "nl", row=12345).endswith("12345")


@given(st.integers(-(10**12), 10**12))
def test_marks_and_sign_are_all_that_is_added(value):
    for language, mark in (("nl", "."), ("en", ",")):
        assert int(count(value, language).replace(mark, "").replace("−", "-")) == value


@given(st.fractions(0, 1), st.sampled_from([1, 2]))
def test_a_share_never_shows_as_none_or_all_unless_it_is(share, places):
    shown = percent(share, "en", places=places)
    step = Decimal(1).scaleb(-places)
    assert (shown == f"{Decimal(0):.{places}f}%") == (share == 0)
    assert (shown == f"{Decimal(100):.{places}f}%") == (share == 1)
    if shown[0].isdigit():
        assert abs(Fraction(Decimal(shown[:-1])) - share * 100) <= Fraction(step) / 2
