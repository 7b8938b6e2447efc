"""Which whole numbers can stand behind a rounded percentage?"""

from __future__ import annotations

import csv
import tomllib
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.tablecheck.rounding import (
    CUT_OFF,
    NEAREST,
    UNLIMITED,
    UP,
    Rounding,
    denominators,
    fits,
    interval,
    numerators,
)

DATA = Path(__file__).parent / "data"
EXPECTED = tomllib.loads((DATA / "expected.toml").read_text(encoding="utf-8"))
GRIM = EXPECTED["grim"]


def ends(found: range) -> list[int]:
    return [found[0], found[-1]] if found else []


class TestAgainstPublished:
    @pytest.mark.parametrize(
        ("printed", "possible"),
        list(zip(GRIM["printed"], GRIM["possible"], strict=True)),
        ids=GRIM["printed"],
    )
    def test_a_mean_of_28_whole_numbers_is_possible_or_not(self, printed, possible):
        assert bool(numerators(printed, GRIM["denominator"], per=1)) is possible

    def test_5_27_is_no_mean_of_43_whole_numbers(self):
        assert not numerators(**GRIM["also_impossible"], per=1)

    @pytest.mark.parametrize("row", EXPECTED["inconsistent"], ids=lambda row: row["label"])
    def test_the_five_rows_of_the_report_have_these_fitting_counts(self, row):
        assert not fits(row["numerator"], row["denominator"], row["printed"])
        assert ends(numerators(row["printed"], row["denominator"])) == row["numerators"]
        assert ends(denominators(row["printed"], row["numerator"])) == row["denominators"]


class TestTheAttack:
    def test_in_each_consistent_row_of_the_report_the_count_follows_from_total_and_percentage(self):
        strange = {row["label"] for row in EXPECTED["inconsistent"]}
        with (DATA / "table-1.csv").open(encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file, delimiter=";") if row["Instelling"] not in strange]
        assert len(rows) == 15
        for row in rows:
            assert list(numerators(row["Percentage"], int(row["Totaal"]))) == [int(row["Blended"])]

    @given(total=st.integers(1, 999), tenths=st.integers(0, 1000))
    def test_below_a_total_of_1000_one_decimal_never_leaves_more_than_a_tie(self, total, tenths):
        # a step is 0.1%, so at most one whole number, or the two ends of a tie
        assert len(numerators(f"{tenths / 10:.1f}", total)) <= (1 if total % 2 else 2)


class TestInterval:
    def test_half_a_unit_of_the_last_printed_place_on_both_sides(self):
        assert interval("42.6") == (Fraction("0.4255"), Fraction("0.4265"))

    def test_a_zero_at_the_end_is_information(self):
        assert interval("0.50") == (Fraction("0.00495"), Fraction("0.00505"))
        assert interval("0.5") == (Fraction("0.0045"), Fraction("0.0055"))

    def test_comma_point_and_sign_read_alike(self):
        assert interval("42,6") == interval("42.6") == interval("42,6%") == interval("42.6 %")

    def test_cut_off_reaches_one_unit_up_and_nothing_down(self):
        assert interval("0.3", rounding=CUT_OFF) == (Fraction("0.003"), Fraction("0.004"))
        assert interval("0.3", rounding=UP) == (Fraction("0.002"), Fraction("0.003"))

    def test_a_negative_number_is_the_mirror_of_its_positive(self):
        assert interval("-0.3", rounding=CUT_OFF) == (Fraction("-0.004"), Fraction("-0.003"))

    def test_a_word_is_refused_by_name(self):
        with pytest.raises(UserError) as caught:
            interval("n.v.t.")
        assert caught.value.code == "tablecheck.not-a-percentage"
        assert "n.v.t." in caught.value.sentence("nl")


class TestEnds:
    def test_a_tie_fits_both_ways_of_rounding_it(self):
        # 1/8 = 12.5%: half up prints 13, half even prints 12
        assert fits(1, 8, "13")
        assert fits(1, 8, "12")

    def test_cut_off_leaves_out_its_upper_end(self):
        assert not fits(1, 8, "12.4", rounding=CUT_OFF)
        assert fits(1, 8, "12.5", rounding=CUT_OFF)
        assert list(numerators("12", 8, rounding=CUT_OFF)) == [1]
        assert list(numerators("12.4", 8, rounding=CUT_OFF)) == []
        assert list(denominators("25", 1, rounding=CUT_OFF)) == [4]  # 1/4 = 25%, 1/3 = 33.3%

    def test_a_printed_zero_fits_every_large_total(self):
        assert denominators("0.0", 7) == range(14_000, UNLIMITED)  # 7/14,000 = 0.05%
        assert denominators("0.0", 0) == range(1, UNLIMITED)
        assert not denominators("5.0", 0)

    def test_a_negative_percentage_fits_no_count(self):
        assert not numerators("-2.0", 100)
        assert not denominators("-2.0", 5)

    @pytest.mark.parametrize(
        "call", [lambda: fits(0, 0, "0"), lambda: numerators("0", 0), lambda: denominators("0", -1)]
    )
    def test_an_impossible_count_is_refused(self, call):
        with pytest.raises(UserError, match="too small"):
            call()


MODES = {NEAREST: (ROUND_HALF_UP, ROUND_HALF_EVEN), CUT_OFF: (ROUND_DOWN,), UP: (ROUND_UP,)}


class TestProperties:
    @given(
        total=st.integers(1, 10**6),
        share=st.floats(0, 1.2),
        places=st.integers(0, 6),
        mode=st.sampled_from([(r, m) for r, modes in MODES.items() for m in modes]),
    )
    def test_true_counts_always_fit_what_was_printed_from_them(
        self, total: int, share: float, places: int, mode: tuple[Rounding, str]
    ):
        rounding, decimal_mode = mode
        count = int(share * total)
        exact = Decimal(count) * 100 / Decimal(total)
        printed = str(exact.quantize(Decimal(1).scaleb(-places), rounding=decimal_mode))
        assert fits(count, total, printed, rounding=rounding)
        assert count in numerators(printed, total, rounding=rounding)
        assert total in denominators(printed, count, rounding=rounding)

    @given(
        units=st.integers(0, 1200),
        places=st.integers(0, 3),
        total=st.integers(1, 400),
        rounding=st.sampled_from([NEAREST, CUT_OFF, UP]),
    )
    def test_the_ranges_hold_exactly_what_fits(self, units, places, total, rounding):
        printed = f"{Decimal(units).scaleb(-places):f}"
        tried = [k for k in range(13 * total) if fits(k, total, printed, rounding=rounding)]
        found = numerators(printed, total, rounding=rounding)
        assert tried == [k for k in found if k < 13 * total]
        count = total % 40
        totals = denominators(printed, count, rounding=rounding)
        assert [n for n in range(1, 900) if n in totals] == [
            n for n in range(1, 900) if fits(count, n, printed, rounding=rounding)
        ]
