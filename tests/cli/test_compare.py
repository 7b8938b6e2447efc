"""`blendwise compare`: calls of the same institutions, and a refusal with an answer for others."""

import json

import pytest


@pytest.fixture
def data(demo_root):
    return demo_root / "data"


def rows_of(found):
    return {row["part"]: row for row in json.loads(found.out)}


def test_the_calls_of_the_report_with_the_exact_sign_test(run, data):
    """Ticks rose at 14 institutions and fell at 3: p = 2·P(X ≤ 3 | 17, ½) = 0.0127; at the 39 in both 68 became 178."""
    found = run("compare", 2021, 2022, "--data", data, "--lang", "en")
    assert found.status == 0
    assert "(68 of 6,321 mobilities) to 2.05% (178 of 8,663): 0.98 percentage points higher" in found.out
    assert "rose at 14, fell at 3 and stayed the same at 22 (exact sign test: p = 0.0127)" in found.out
    assert "Zero is inside: chance alone can explain the difference too." in found.out
    assert "This holds if: institutions tick independently of one another." in found.out


def test_every_result_is_a_row_with_its_method(run, data):
    rows = rows_of(run("compare", 2021, 2022, "--data", data, "--format", "json"))
    assert rows["sign-test"]["value"] == pytest.approx(0.012726, abs=1e-6)
    change, unpaired = rows["change"], rows["change-unpaired"]
    assert change["value"] == pytest.approx(178 / 8663 - 68 / 6321)
    assert change["low"] < change["value"] < change["high"]
    assert unpaired["high"] - unpaired["low"] > change["high"] - change["low"]  # pairing gains something
    assert rows["smallest-rise"]["value"] > 0


def test_calls_of_other_institutions_are_refused_and_the_same_ones_compared(run, data):
    found = run("compare", "--groups", "2021+2022", "2023+2024", "--data", data, "--lang", "en")
    assert found.status == 2
    assert "42 institutions in calls 2021 and 2022, 14 in calls 2023 and 2024" in found.err
    assert "(104 of 6,145 mobilities) to 1.91% (114 of 5,978)" in found.out
    assert "This is on the 14 institutions with a project in both only." in found.out


def test_how_much_of_the_outlier_s_fall_is_growth(run, data):
    """104/244 = 42.6 %, 87/426 = 20.4 %, 104/426 = 24.4 %: 18.2 of 22.2 points, and Newcombe −29.4 to −14.9."""
    found = run("compare", "--groups", "2021+2022", "2023+2024", "--data", data, "--lang", "en")
    assert (
        "from 42.6% (104 of 244) to 20.4% (87 of 426). With 104 ticks kept it would have been 24.4%."
        in found.out
    )
    assert (
        "of the fall of 22.2 percentage points, 18.2 go with more mobilities (82%) and 4.0 with fewer"
        in found.out
    )
    assert "between −29.41 and −14.91 percentage points" in found.out


def test_dutch_speaks_of_the_same(run, data):
    found = run("compare", "--groups", "2021+2022", "2023+2024", "--data", data, "--lang", "nl")
    assert "Niet één op één te vergelijken: 42 instellingen" in found.err
    assert "gaat dus 18,2 samen met meer mobiliteiten (82%) en 4,0 met minder vinkjes" in found.out


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((2021,), "Two calls are needed"),
        ((2021, "x"), "‘x’ in ‘x’ is no call year"),
        ((2021, 2021), "Call 2021 is in both sets"),
        ((2021, 2031), "2031"),
        ((2021, 2022, "--groups", "2021", "2022"), "Two calls are needed"),
    ],
)
def test_what_cannot_be_compared_is_said(run, data, asked, said):
    found = run("compare", *asked, "--data", data, "--lang", "en")
    assert found.status == 2
    assert said in found.err
    assert not found.out


def test_compare_and_change_mean_the_same_institutions(run, data):
    """Three of the 42 had a project in one of the calls only: both leave them out and both say so."""
    said = "This is on the 39 institutions with a project in both only."
    compared = run("compare", 2021, 2022, "--data", data, "--lang", "en").out
    changed = run("change", 2021, 2022, "--data", data, "--lang", "en").out
    for words in (said, "(68 of 6,321 mobilities) to 2.05% (178 of 8,663)"):
        assert (words in compared, words in changed) == (True, True)


def test_another_characteristic_is_named_in_a_comparison(run, data):
    out = run("compare", 2021, 2022, "--of", "green-travel", "--data", data, "--lang", "en").out
    assert "the registered share with the characteristic ‘green travel’ went" in out


def test_a_p_that_four_decimals_do_not_show_is_said_to_be_below_them(run, data):
    """Of green travel the number rose at 38 and fell at none: p = 2 · ½^38."""
    asked = ("--of", "green-travel", "--unit", "participants", "--lang", "en")
    found = run("compare", 2021, 2022, "--data", data, *asked)
    assert "(exact sign test: p < 0.0001)" in found.out
