"""`blendwise recapture`: lists side by side."""

import json

import pytest

TOWN = "a;b;c;n\n1;1;1;28\n1;1;0;21\n1;0;1;17\n1;0;0;69\n0;1;1;18\n0;1;0;55\n0;0;1;63\n"
"""International Working Group for Disease Monitoring and Forecasting 1995, as in the docs of `fit_model`."""


def test_two_lists(run):
    """Chapman: 101·81/31 − 1 = 262.9; Lincoln and Petersen: 100·80/30 = 266.7."""
    found = run("recapture", "--first", 100, "--second", 80, "--both", 30, "--format", "json")
    values = {row["part"]: row["value"] for row in json.loads(found.out)}
    assert values == {
        "chapman": pytest.approx(262.903, abs=1e-3),
        "lincoln-petersen": pytest.approx(266.667, abs=1e-3),
    }


def test_it_is_called_a_lower_bound_with_a_warning_on_dependence(run):
    out = run(
        "recapture", "--first", 100, "--second", 80, "--both", 30, "--mobilities", 15738, "--lang", "en"
    ).out
    assert "at least 217 of the 15,738 mobilities" in out
    assert "This is a lower bound." in out


def test_the_sentence_and_the_table_say_the_same_least(run):
    """Low 662.6 and high 1,130.2 are rounded outwards, in the sentence as in the table."""
    out = run("recapture", "--first", 259, "--second", 100, "--both", 30, "--lang", "en").out
    assert "at least 662 mobilities" in out
    assert "Chapman: 846 (662 to 1,131)" in out


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--first", 3, "--second", 5, "--both", 4), "--both is 4; that is more than --first (3)"),
        (("--first", -1, "--second", 5, "--both", 0), "--first is −1; it must be 0 at least"),
        (
            ("--first", 3, "--second", 3, "--both", 1, "--number", "n"),
            "--number was given without --histories",
        ),
        (
            ("--first", 3, "--second", 3, "--both", 1, "--mobilities", 2),
            "--first + --second − --both is 5; that is more than --mobilities (2)",
        ),
    ],
)
def test_an_error_names_the_option_that_was_typed(run, asked, said):
    found = run("recapture", *asked, "--lang", "en")
    assert found.status == 2
    assert said in found.err


def test_three_lists_show_every_model(run, tmp_path):
    (tmp_path / "lists.csv").write_text(TOWN, encoding="utf-8")
    found = run("recapture", "--histories", tmp_path / "lists.csv", "--number", "n", "--format", "json")
    rows = {row["part"]: row for row in json.loads(found.out)}
    assert len([part for part in rows if part.startswith("model: ")]) == 8
    assert rows["model: a × b"]["value"] == pytest.approx(416.0, abs=0.01)
    assert "The models lie far apart" in rows["log-linear-averaged"]["warnings"]


def test_a_row_per_mobility_is_counted(run, tmp_path):
    """Two on both, one on the first only, one on the second only: lists of three and three."""
    (tmp_path / "lists.csv").write_text("tick;teacher\n1;1\n1;1\n1;0\n0;1\n", encoding="utf-8")
    found = run("recapture", "--histories", tmp_path / "lists.csv", "--format", "json")
    assert json.loads(found.out)[0]["value"] == pytest.approx(4 * 4 / 3 - 1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a;b\n1;1\n1;2\n", "Row 2, column ‘b’: ‘2’ is no 1"),
        ("a;b;n\n1;1;3\n1;0;2,5\n", "Row 2, column ‘n’: there is no whole number"),
        ("a;b;n\n0;0;3\n1;1;2\n", "Row 1: this mobility is on no list"),
    ],
)
def test_a_cell_that_is_wrong_is_named(run, tmp_path, content, said):
    (tmp_path / "lists.csv").write_text(content, encoding="utf-8")
    number = ("--number", "n") if ";n" in content else ()
    found = run("recapture", "--histories", tmp_path / "lists.csv", *number, "--lang", "en")
    assert found.status == 2
    assert said in found.err


@pytest.mark.parametrize(
    "asked", [(), ("--first", 3), ("--first", 3, "--second", 4, "--both", 2, "--histories", "x")]
)
def test_it_must_be_clear_which_lists(run, asked):
    found = run("recapture", *asked, "--lang", "en")
    assert found.status == 2
    assert "Give two lists as --first, --second and --both" in found.err


def test_more_than_there_are_is_warned_of(run):
    found = run(
        "recapture", "--first", 259, "--second", 100, "--both", 20, "--mobilities", 500, "--lang", "en"
    )
    assert "more than the 500 mobilities in the register" in found.out + found.err
