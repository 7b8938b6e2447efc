"""`blendwise protect` and `blendwise attack`."""

from __future__ import annotations

import json

import pytest

from blendwise.cli import main
from blendwise.language import say

TABLE = (
    "school;mobilities;blended;share\nNorth;40;2;5.0\nSouth;31;9;29.0\nWest;52;26;50.0\nTotal;123;37;30.1\n"
)
POLICY = """
population = "Call 2022"
[columns.mobilities]
public = [{ from = 2021-01-01, source = "agreement" }]
[columns."*"]
unit = "mobilities"
threshold = [{ below = 5, from = 2021-01-01, source = "rule" }]
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "policy.toml").write_text(POLICY, encoding="utf-8")
    return tmp_path


def run(*arguments):
    """Run in English, unless the arguments say otherwise: the language of a run is that of its process."""
    arguments = arguments if "--lang" in arguments else (*arguments, "--lang", "en")
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return ended.value.code


class TestProtect:
    def test_a_safe_table_goes_out_with_the_word_hidden(self, folder, capfd):
        assert run("protect", folder / "table.csv", "--policy", folder / "policy.toml", "--lang", "nl") == 0
        out, err = capfd.readouterr()
        assert out.count("verborgen") == 4
        assert "Call 2022" in err
        assert "Niet getoond" in err

    def test_the_headings_stay_those_of_the_table(self, tmp_path, capfd):
        # `level` and `mobilities` are also names of ours, with a label in Dutch
        (tmp_path / "own.csv").write_text("level;mobilities\n1-2;7\n3-4;9\n", encoding="utf-8")
        with pytest.raises(SystemExit):
            main(["protect", str(tmp_path / "own.csv"), "--lang", "nl"])
        assert capfd.readouterr().out.splitlines()[0].split() == ["level", "mobilities"]
        with pytest.raises(SystemExit):
            main(
                [
                    "protect",
                    str(tmp_path / "own.csv"),
                    "--lang",
                    "nl",
                    "--format",
                    "csv",
                    "--to",
                    str(tmp_path / "out.csv"),
                ]
            )
        schema = json.loads((tmp_path / "out.csv.schema.json").read_text(encoding="utf-8"))
        assert "niveau" not in str(schema)

    def test_as_json_a_hidden_cell_is_null_with_a_flag(self, folder, capfd):
        assert (
            run("protect", folder / "table.csv", "--policy", folder / "policy.toml", "--format", "json") == 0
        )
        north = json.loads(capfd.readouterr().out)[0]
        assert north == {
            "school": "North",
            "mobilities": 40,
            "mobilities_hidden": False,
            "blended": None,
            "blended_hidden": True,
            "share": None,
            "share_hidden": True,
        }

    def test_what_protect_writes_attack_finds_safe(self, folder, capfd):
        out = folder / "out.csv"
        assert run("protect", folder / "table.csv", "--format", "csv", "--to", out) == 0
        assert run("attack", out) == 0
        assert "None of those leaks" in capfd.readouterr().err

    def test_a_table_that_contradicts_itself_is_refused(self, folder, capfd):
        (folder / "policy.toml").write_text(
            POLICY + '[dimensions.school]\ntotal = "Total"\n', encoding="utf-8"
        )
        (folder / "table.csv").write_text(TABLE.replace("37", "38"), encoding="utf-8")
        assert run("protect", folder / "table.csv", "--policy", folder / "policy.toml") == 2
        assert "add up to 37" in capfd.readouterr().err

    def test_a_figure_that_is_lacking_is_refused(self, folder, capfd):
        (folder / "table.csv").write_text(TABLE.replace(";9;", ";;"), encoding="utf-8")
        assert run("protect", folder / "table.csv") == 2
        assert "Row 2, column ‘blended’: there is no figure" in capfd.readouterr().err

    def test_the_rules_are_read_for_a_day(self, folder, capfd):
        assert run("protect", folder / "table.csv", "--on", "2020-01-01") == 2
        assert "no value holds yet" in capfd.readouterr().err

    def test_a_table_that_is_not_there_is_refused(self, folder):
        assert run("protect", folder / "none.csv") == 2


class TestAttack:
    def test_a_leak_ends_with_status_3(self, folder, capfd):
        (folder / "table.csv").write_text(TABLE.replace(";2;", ";hidden;"), encoding="utf-8")
        assert run("attack", folder / "table.csv", "--format", "json") == 3
        out, err = capfd.readouterr()
        assert json.loads(out)[0]["most"] == 2.0
        assert "Hidden figures: 1. Of those 1 leaks" in err

    def test_a_table_without_hidden_cells_is_safe(self, folder, capfd):
        assert run("attack", folder / "table.csv") == 0
        assert capfd.readouterr().out == ""


class TestEarlier:
    """A table that went out before shows what can no longer be hidden."""

    def test_what_was_shown_does_not_protect_anything(self, folder, capfd):
        """South (9) was hidden for North (2); once South has been shown, West has to be hidden."""
        earlier = folder / "earlier.csv"
        earlier.write_text("school;blended\nSouth;9\nWest;hidden\n", encoding="utf-8")
        (folder / "table.csv").write_text("school;blended\nNorth;2\nSouth;9\nWest;26\nTotal;37\n")
        assert run("protect", folder / "table.csv", "--earlier", earlier, "--format", "json") == 0
        rows = {row["school"]: row for row in json.loads(capfd.readouterr().out)}
        assert [school for school, row in rows.items() if row["blended_hidden"]] == ["North", "West"]

    def test_a_sensitive_figure_that_was_shown_is_refused(self, folder, capfd):
        earlier = folder / "earlier.csv"
        earlier.write_text("school;blended\nNorth;2\nSouth;9\n", encoding="utf-8")
        assert run("protect", folder / "table.csv", "--earlier", earlier) == 2
        assert "North / blended" in capfd.readouterr().err

    def test_two_tables_tell_what_neither_tells_alone(self, folder, capfd):
        """Now: 37 − 26 = North + South. Before: South is 9. So North is 2."""
        now, before = folder / "now.csv", folder / "before.csv"
        now.write_text("school;blended\nNorth;hidden\nSouth;hidden\nWest;26\nTotal;37\n", encoding="utf-8")
        before.write_text("school;blended\nNorth;hidden\nSouth;9\nWest;hidden\nTotal;37\n", encoding="utf-8")
        assert run("attack", now) == 0
        capfd.readouterr()
        assert run("attack", now, "--earlier", before, "--format", "json") == 3
        found = json.loads(capfd.readouterr().out)
        assert [(c["school"], c["least"], c["most"], c["means"]) for c in found] == [
            ("North", 2.0, 2.0, "sums"),
            ("South", 9.0, 9.0, "earlier"),
        ]

    def test_earlier_tables_that_add_nothing_are_named_too(self, folder, capfd):
        now = folder / "now.csv"
        now.write_text("school;blended\nNorth;hidden\nSouth;hidden\nWest;26\nTotal;37\n", encoding="utf-8")
        assert run("attack", now, "--earlier", now) == 0
        assert "not beside the earlier tables you gave either" in capfd.readouterr().err

    def test_a_table_with_other_labels_cannot_be_laid_beside_it(self, folder, capfd):
        other = folder / "other.csv"
        other.write_text("country;blended\nDE;9\n", encoding="utf-8")
        assert run("attack", folder / "table.csv", "--earlier", other) == 2
        assert "has the labels country" in capfd.readouterr().err


@pytest.mark.parametrize("command", ["protect", "attack"])
def test_the_help_says_what_the_exit_status_means(command, capfd):
    assert run(command, "--help") == 0
    assert command in capfd.readouterr().out
    assert "exit status" in say(f"cli.{command}.help", "en")
    assert "afloopstatus" in say(f"cli.{command}.help", "nl")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_rows_of_which_everything_is_hidden_are_attacked_too(tmp_path, capfd, form):
    """With one column of counts a protected row shows nothing at all; it must not count as a heading."""
    (tmp_path / "table.csv").write_text("school;blended\nTotal;41\nC;30\nB;9\nA;2\n", encoding="utf-8")
    published = tmp_path / f"published.{form}"
    assert run("protect", tmp_path / "table.csv", "--format", form, "--to", published) == 0
    capfd.readouterr()
    assert run("attack", published, "--format", "json") == 0
    out, err = capfd.readouterr()
    assert [(row["school"], row["most"]) for row in json.loads(out)] == [("B", 10), ("A", 10)]
    assert "taken as hidden" in err


def test_a_hidden_row_that_only_the_total_gives_away(tmp_path, capfd):
    (tmp_path / "leaking.csv").write_text("school;blended\nA;\nB;9\nC;30\nTotal;41\n", encoding="utf-8")
    assert run("attack", tmp_path / "leaking.csv") == 3
    assert "A" in capfd.readouterr().out
