"""What a stay costs: amounts of the sheet of programme rules, section 3.3, with the arithmetic visible."""

import doctest
from decimal import Decimal

import pytest

from blendwise.language import LANGUAGES, has
from blendwise.programme import shipped
from blendwise.programme.unit_costs import PlannedStay, cost_of_stay, rate_at, rates, stay_cost


def cost(**differs):
    usual = {
        "call_year": 2021,
        "activity_type": "LM-SHORT-VET",
        "days": 14,
        "country": "DE",
        "distance_km": 600,
    }
    return cost_of_stay(PlannedStay(**(usual | differs)))


def amount(name, **differs):
    return cost(**differs).parts[name].amount


@pytest.mark.parametrize(
    ("days", "travel_days", "euros", "expected"),
    [
        (17, 0, "0.01", "1674.40"),  # 14 x 104 + 3 x 72.80
        (17, 0, "1", "1675.00"),  # 14 x 104 + 3 x 73, where the agency rounds to whole euros
        (14, 0, "0.01", "1456.00"),  # 14 x 104
        (13, 2, "0.01", "1528.80"),  # travel days are paid like days of the stay: 14 x 104 + 1 x 72.80
        (10, 5, "0.01", "1248.00"),  # at most 2 travel days: 12 x 104
    ],
)
def test_individual_support_in_full_for_fourteen_days_and_seventy_percent_after(
    days, travel_days, euros, expected
):
    found = amount("individual", days=days, travel_days=travel_days, round_day_rate_to=Decimal(euros))

    assert found == Decimal(expected)


def test_ten_days_and_two_travel_days_in_the_second_group_from_2024():
    assert amount("individual", call_year=2024, country="ES", days=10, travel_days=2) == 1320  # 12 x 110


def test_green_travel_has_more_paid_days():
    assert amount("individual", days=10, travel_days=6, green=True) == 14 * 104 + 2 * Decimal("72.80")


def test_the_group_of_a_country_changes_with_the_call():
    # Germany: second group until call 2023 (104), first from 2024 (127)
    assert amount("individual", days=1) == 104
    assert amount("individual", days=1, call_year=2024) == 127


def test_staff_have_rates_of_their_own():
    assert amount("individual", activity_type="SM-JOB-SHDW", days=1) == 160


@pytest.mark.parametrize(
    ("km", "call", "green", "expected"),
    [
        (9, 2021, False, "0"), (10, 2021, False, "23"), (99, 2021, False, "23"), (100, 2021, False, "180"),
        (499, 2022, True, "210"), (1999, 2021, False, "275"), (2000, 2021, True, "410"), (8000, 2021, True, "1500"),
        (600, 2024, False, "309"), (600, 2025, True, "417"), (50, 2024, True, "56"),
    ],
)  # fmt: skip
def test_travel_by_distance(km, call, green, expected):
    assert amount("travel", distance_km=km, call_year=call, green=green) == Decimal(expected)


def test_organisational_support_falls_beyond_a_hundred_participants():
    assert amount("organisational", participants_before=99) == 350
    assert amount("organisational", participants_before=100) == 200
    assert amount("organisational", activity_type="LM-LONG-VET") == 500
    assert amount("organisational", activity_type="LM-GRP-VET") == 100


def test_what_was_not_found_has_no_amount_and_the_sum_says_so():
    found = cost(call_year=2024)

    assert found.parts["organisational"].amount is None
    assert found.parts["organisational"].status == "not-found"
    assert not found.complete
    assert found.known == 309 + 14 * 127


def test_an_unknown_country_or_distance_has_no_amount():
    found = cost(country="XX", distance_km=None)

    assert found.parts["individual"].amount is found.parts["travel"].amount is None


def test_where_sources_disagree_both_amounts_are_there():
    fee = cost(activity_type="SM-COUR-TRAIN", days=12).parts["course-fee"]

    assert (fee.amount, fee.other_amounts, fee.status) == (800, (700,), "conflict")  # 10 days of 80, or of 70


@pytest.mark.parametrize("call", [2021, 2024, 2026])
def test_the_virtual_part_brings_no_extra_money(call):
    part = cost(call_year=call).parts["virtual"]

    assert part.amount == 0
    assert part.source_ids


def test_a_call_takes_over_the_rates_of_the_call_before_as_assumed():
    assert rate_at("travel", 2021).status == "seen"
    assert rate_at("travel", 2022).status == rate_at("travel", 2025).status == "assumed"
    assert rate_at("travel", 2020) is None


def test_every_source_of_a_rate_is_known_and_every_part_has_its_name():
    every = {
        part
        for call in (2021, 2024)
        for part in cost(call_year=call, activity_type="SM-COUR-TRAIN").parts.values()
    }

    assert all(source in shipped().sources for part in every for source in part.source_ids)
    assert all(has(f"unit_costs.parts.{part.name}", language) for part in every for language in LANGUAGES)


@pytest.mark.parametrize("module", [rates, stay_cost])
def test_the_examples_run(module):
    assert doctest.testmod(module).failed == 0
