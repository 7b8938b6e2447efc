"""`blendwise bounds`: what is true, with ever more assumptions."""

import json
from dataclasses import replace

import pytest

from blendwise.records import Unit
from blendwise.reporting.estimates.counts import unknown_sizes


@pytest.fixture
def data(demo_root):
    return demo_root / "data"


def bounds(run, data, *asked):
    found = run("bounds", "--calls", 2021, 2022, "--data", data, "--format", "json", *asked)
    return {row["part"]: row for row in json.loads(found.out)}


def test_each_rung_narrows_the_one_above(run, data):
    """259/15,738 = 1.65 %; with 1 % of 15,479 missed (259 + 154.79)/15,738 = 2.63 %."""
    rows = bounds(run, data, "--miss-rate", 0.02, 0.01)
    assert [(round(r["low"], 4), round(r["high"], 4)) for r in rows.values()] == [
        (0, 1), (0.0165, 1), (0.0165, 0.0361), (0.0165, 0.0263),
    ]  # fmt: skip
    assert all(row["value"] is None and row["question"] == "truth" for row in rows.values())


def test_the_assumption_on_ticks_can_be_left_out_or_weakened(run, data):
    assert "rung-1" not in bounds(run, data, "--surplus", 1)
    assert bounds(run, data, "--surplus", 0.5)["rung-1"]["low"] == pytest.approx(259 / 2 / 15738)


def test_undetermined_checks_run_from_none_of_them_blended_to_all(run, data):
    """12 to 32 of 400: (259 + 15,479·0.03)/15,738 = 4.6 % to (259 + 15,479·0.08)/15,738 = 9.5 %."""
    row = bounds(run, data, "--checked", 400, "--blended", 12, "--undetermined", 20)["sample"]
    assert row["low"] < 0.0459 < 0.0951 < row["high"]


def test_one_more_undetermined_check_never_narrows(run, data):
    rows = [
        bounds(run, data, "--checked", 300, "--blended", 1, "--undetermined", unknown)["sample"]
        for unknown in (0, 1, 5)
    ]
    assert sorted((row["low"] for row in rows), reverse=True) == [row["low"] for row in rows]
    assert sorted(row["high"] for row in rows) == [row["high"] for row in rows]


def test_no_find_at_all_is_never_an_interval_without_width(run, data):
    row = bounds(run, data, "--checked", 300, "--blended", 0)["sample"]
    assert row["high"] > row["low"]


def test_ticks_that_may_be_wrong_may_be_wrong_beside_a_sample_too(run, data):
    """With half of 259 ticks too many the least falls by 129.5/15,738; with nothing assumed by all of them."""
    asked = ("--checked", 300, "--blended", 12)
    right, half, none = (bounds(run, data, *asked, "--surplus", surplus)["sample"] for surplus in (0, 0.5, 1))
    found = 15479 * 12 / 300
    assert right["value"] == pytest.approx((259 + found) / 15738)
    assert half["value"] is none["value"] is None
    assert right["high"] == half["high"] == none["high"]
    assert right["low"] - half["low"] == pytest.approx(129.5 / 15738)
    assert right["low"] - none["low"] == pytest.approx(259 / 15738)
    assert "taken as right" in right["assumptions"]
    assert "at most 50.0% of the ticks" in half["assumptions"]
    assert "ticks" not in none["assumptions"]


def test_a_rung_with_checks_names_what_it_rests_on(run, data):
    rows = bounds(run, data, "--checked", 300, "--blended", 12, "--undetermined", 3, "--surplus", 0.1)
    said = "300 unticked mobilities checked, of which 12 blended and 3 undetermined"
    assert said in rows["rung-2"]["sentence"]
    assert "at most 10.0% of the ticks are surplus ticks" in rows["rung-2"]["sentence"]


def test_participants_have_bounds_too(run, data):
    """In 2023 and 2024: 114 of 5,978 mobilities, 146 of 6,324 participants, for a group shares one tick."""
    found = run("bounds", "--calls", 2023, 2024, "--unit", "participants", "--data", data, "--format", "json")
    rung = {row["part"]: row for row in json.loads(found.out)}["rung-1"]
    assert (rung["numerator"], rung["denominator"], rung["unit"]) == (146, 6324, "participants")
    assert rung["low"] == pytest.approx(146 / 6324)


def test_groups_of_unknown_size_are_said(demo_store):
    """Their participants are in no bound, so it must be said."""
    figures = demo_store.figures(by=["institution"], calls=[2023, 2024], unit="participants")
    assert unknown_sizes(figures, "nl") == ""
    some = replace(figures, total_row={**figures.total_row, "participants_unknown": 3})
    assert unknown_sizes(some, "en").startswith("For 3 group mobilities")
    of_mobilities = replace(some, query=replace(some.query, unit=Unit.MOBILITIES))
    assert unknown_sizes(of_mobilities, "en") == ""


def test_the_words_stand_in_both_languages(run, data):
    dutch = run("bounds", "--calls", 2021, 2022, "--data", data, "--lang", "nl").out
    assert "minstens 259 van de 15.738 mobiliteiten" in dutch
    assert (
        "Dit geldt als: elk vinkje is terecht; hooguit 1,0% van de mobiliteiten zonder vinkje is toch blended."
        in dutch
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--checked", 300), "--checked was given without --blended"),
        (("--blended", 3), "--blended was given without --checked"),
        (("--undetermined", 3), "--undetermined was given without --checked"),
        (("--checked", 1, "--blended", 0), "--checked is 1. One check"),
        (("--checked", 10, "--blended", 11), "--blended is 11; that is more than --checked (10)"),
        (("--checked", 10, "--blended", 9, "--undetermined", 2), "--blended + --undetermined is 11"),
        (("--checked", 99999, "--blended", 1), "more than all unticked mobilities (15,479)"),
        (("--surplus", 2), "--surplus is 2; a share lies between 0 and 1"),
        (("--miss-rate", 5), "--miss-rate is 5; a share lies between 0 and 1"),
        (("--miss-rate", "nan"), "--miss-rate is nan, and that is no number"),
        (("--checked", 9, "--blended", 1, "--unit", "participants"), "a group of thirty is one"),
    ],
)
def test_an_error_names_the_option_that_was_typed(run, data, asked, said):
    found = run("bounds", "--calls", 2021, 2022, "--data", data, "--lang", "en", *asked)
    assert found.status == 2
    assert said in found.err


@pytest.mark.parametrize(
    "asked", [("--miss-rate", 1.5), ("--surplus", 2), ("--surplus", -0.1), ("--checked", 10, "--blended", 11), ("--checked", 1, "--undetermined", 1),
              ("--checked", 99999, "--undetermined", 1)]
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(run, data, asked):
    found = run("bounds", "--calls", 2021, 2022, "--data", data, "--lang", "en", *asked)
    assert found.status == 2
    assert found.err.count(".") > 1
