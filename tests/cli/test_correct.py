"""`blendwise correct`: what is true if ticks are missing at a rate that comes from elsewhere."""

import json

import pytest


@pytest.fixture
def data(demo_root):
    return demo_root / "data"


def correct(run, data, *asked):
    found = run("correct", "--calls", 2021, 2022, "--data", data, "--format", "json", *asked)
    return {row["part"]: row for row in json.loads(found.out) if row["part"] != "strip"}


@pytest.mark.parametrize(
    ("sensitivity", "share"), [(0.8, 0.0206), (0.5, 0.0329), (0.3, 0.0549), (0.2, 0.0823)]
)
def test_rates_that_are_certain(run, data, sensitivity, share):
    """(259/15,738) / sensitivity, with every tick right."""
    (row,) = correct(run, data, "--sensitivity", sensitivity).values()
    assert row["value"] == pytest.approx(share, abs=5e-5)


def test_counts_of_a_validation_carry_their_own_doubt(run, data):
    """20 of 60: 5.2 %, between 3.6 and 7.7 %."""
    row = correct(run, data, "--found", 20, "--of", 60)["bayes-quadrature"]
    assert (round(row["value"], 3), round(row["low"], 3), round(row["high"], 3)) == (0.052, 0.036, 0.077)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--found", 20, "--of", 60), "the sensitivity comes from checks drawn by lot"),
        (("--sensitivity", 0.5, "--clean", 4000, "--of-others", 4000), "the sensitivity (50.0%) is certain"),
        (
            ("--found", 20, "--of", 60, "--clean", 4000, "--of-others", 4000),
            "the sensitivity and the specificity come",
        ),
    ],
)
def test_what_was_counted_is_not_called_a_thought(run, data, asked, said):
    row = correct(run, data, *asked)["bayes-quadrature"]
    assert said in row["assumptions"]
    assert "beforehand" not in row["assumptions"]


def test_two_counted_rates_are_answered_in_two_ways(run, data):
    rows = correct(run, data, "--found", 20, "--of", 60, "--clean", 3000, "--of-others", 3000)
    assert set(rows) == {"lang-reiczigel", "bayes-quadrature"}
    assert "advise against it" in rows["lang-reiczigel"]["warnings"]


def test_it_refuses_where_all_ticks_could_be_wrong_and_warns_if_told_to_go_on(run, data):
    asked = (
        "correct",
        "--calls",
        2021,
        2022,
        "--data",
        data,
        "--lang",
        "en",
        "--sensitivity",
        0.5,
        "--specificity",
        0.98,
    )
    refused = run(*asked)
    assert refused.status == 2
    assert "Then all ticks could be wrong" in refused.err
    waved = run(*asked, "--despite-specificity")
    assert waved.status == 0
    assert "So this result says next to nothing." in waved.out


@pytest.mark.parametrize(("interval", "low"), [("clopper-pearson", 0.014527), ("wilson", 0.014584)])
def test_the_limits_for_certain_rates_can_be_chosen(run, data, interval, low):
    """The limits of 259/15,738 (printed by R's binom), over a sensitivity of 0.5."""
    (row,) = correct(run, data, "--sensitivity", 0.5, "--interval", interval).values()
    assert row["method"] == f"rogan-gladen-{interval}"
    assert row["low"] == pytest.approx(2 * low, abs=2e-6)


def test_blaker_lies_within_clopper_and_pearson(run, data):
    (exact,) = correct(run, data, "--sensitivity", 0.5).values()
    (blaker,) = correct(run, data, "--sensitivity", 0.5, "--interval", "blaker").values()
    assert exact["low"] < blaker["low"] < blaker["high"] < exact["high"]


def test_every_interval_on_offer_exists():
    from blendwise.cli.correct import command
    from blendwise.reporting.estimates.correct import INTERVALS

    offered = next(option for option in command.params if option.name == "interval")
    assert list(offered.type.choices) == list(INTERVALS)


def test_the_strip_shows_how_far_the_answer_is_the_assumption(run, data):
    out = run("correct", "--calls", 2021, 2022, "--data", data, "--sensitivity", 0.8, "--lang", "nl").out
    assert "50,0%    3,3%   3,1%   2,3%   1,3%" in out


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((), "must be given once"),
        (("--sensitivity", 0.8, "--found", 2, "--of", 3), "must be given once"),
        (("--found", 2), "both numbers are needed"),
        (("--sensitivity", 0.8, "--specificity", 0.9, "--clean", 2, "--of-others", 3), "was given twice"),
        (("--sensitivity", 1.8), "--sensitivity is 1.8; a share lies between 0 and 1"),
        (("--sensitivity", "nan"), "--sensitivity is nan, and that is no number"),
        (("--sensitivity", 0.8, "--specificity", -1), "--specificity is −1; it must be 0 at least"),
        (("--found", 5, "--of", 3), "--found is 5; that is more than --of (3)"),
        (("--found", 0, "--of", 0), "--of is 0; it must be more than 0"),
        (("--found", 2, "--of", 3, "--clean", 9, "--of-others", 3), "more than --of-others (3)"),
        (("--sensitivity", 0.8, "--unit", "participants"), "a group of thirty participants shares one"),
        (("--found", 2, "--of", 3, "--interval", "wilson"), "rates that are certain"),
    ],
)
def test_half_an_answer_is_refused_in_words(run, data, asked, said):
    found = run("correct", "--calls", 2021, 2022, "--data", data, "--lang", "en", *asked)
    assert found.status == 2
    assert said in found.err
