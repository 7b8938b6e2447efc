"""`blendwise gap`: the gap between pledge and registration, as volume times mix."""

import json

import pytest

from blendwise.cli.gap import _BY
from blendwise.indicators.pledged import DIVISIBLE_BY
from blendwise.records import DIMENSIONS


@pytest.fixture
def shown(run, demo_root):
    return lambda *arguments: run("gap", *arguments, "--data", demo_root / "data")


def test_the_total_is_said_as_a_product(shown):
    out = shown("--calls", "2021", "2022").out
    assert "2,002 participants in blended mobility" in out
    assert "12.9% of the pledge" in out
    assert "(70.9%). Mix: the blended share among them is 18.3% of the planned share." in out


def test_per_call_the_factors_multiply_exactly(shown):
    rows = json.loads(shown("--calls", "2021", "2022", "--by", "call", "--format", "json").out)
    assert (rows[0]["call"], rows[0]["unit"], rows[0]["pledged"]) == (2021, "participants", 803)
    assert sum(r["pledged"] for r in rows) == 2002
    for r in rows:
        assert r["registered_of_pledged"] == pytest.approx(r["blended"] / r["pledged"])
        assert r["registered_of_pledged"] == pytest.approx(r["volume"] * r["mix"])


def test_institutions_without_a_pledge_have_no_gap_and_it_is_said_why(shown):
    rows = json.loads(shown("--calls", "2021", "--by", "institution", "--format", "json").out)
    none = [r for r in rows if not r["pledged"]]
    assert {r["why_undefined"] for r in none} == {"nothing-pledged"}
    assert all(r["registered_of_pledged"] is None and r["mix"] is None for r in none)


def test_the_table_has_a_total_and_is_in_dutch_too(shown):
    out = shown("--calls", "2021", "2022", "--by", "call", "--lang", "nl").out
    (total,) = [line for line in out.splitlines() if line.startswith("totaal")]
    assert total.split()[-3:] == ["12,9%", "70,9%", "18,3%"]


def test_another_characteristic_is_named(shown):
    assert "‘green travel’" in shown("--calls", "2021", "--of", "green-travel").out


def test_what_applications_do_not_say_is_no_zero(shown):
    done = shown("--by", "country", "--format", "json")
    assert {r["why_undefined"] for r in json.loads(done.out)} == {"no-application"}
    assert "can't be divided by country" in done.err


def test_the_divisions_that_are_offered_are_those_of_applications():
    assert {DIMENSIONS[name] for name in _BY} == DIVISIBLE_BY


def test_what_chance_does_to_it_stands_beside_it_as_another_question(shown):
    """Expected per institution is pledged x registered / applied for; 259 of 1,433 is 18.1%."""
    found = shown("--calls", "2021", "2022", "--lang", "en")
    assert "Expected by budget: 1,433.0. Registered: 259, which is 18.1% of what was expected." in found.out
    assert "between 7.9% and 41.4% (95% process interval, by institution)" in found.out
    assert not shown("--calls", "2021", "2022", "--format", "json").err
    assert "expected" not in shown("--calls", "2021", "--of", "green-travel", "--lang", "en").out
