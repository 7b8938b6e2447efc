"""`blendwise rules`: show, diff, check."""

import json
import shutil
from pathlib import Path

import pytest

from blendwise.cli import main
from blendwise.programme.loading import FOLDER

HERE = Path(__file__).parent
NEW_CALL = str(HERE / "new_call" / "2028.toml")


@pytest.fixture
def run(capsys):
    def run_with(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["rules", *arguments])
        told = capsys.readouterr()
        return ended.value.code, told.out, told.err

    return run_with


def test_show_without_a_call_lists_the_calls(run):
    status, out, _ = run("show", "--format", "json", "--lang", "en")

    assert status == 0
    calls = {row["call"]: row for row in json.loads(out)}
    assert list(calls) == [2021, 2022, 2023, 2024, 2025, 2026, 2027]
    assert (
        calls[2024]["activity_types"] == calls[2023]["activity_types"] + 1
    )  # group mobility of VET learners
    assert calls[2026]["conflict"] == 1  # the longest course


def test_show_a_call_gives_each_value_with_status_and_source(run):
    _, out, _ = run("show", "2024", "--field", "VET", "--format", "json", "--lang", "en")

    rows = {(row["activity_type"], row["name"]): row for row in json.loads(out)}
    assert rows["LM-GRP-VET", "minimum_days"] == {
        "activity_type": "LM-GRP-VET",
        "label": "group mobility of learners",
        "name": "minimum_days",
        "value": 2,
        "status": "seen",
        "stated_in": 2024,
        "sources": ["iky", "ua-gov-tr"],
        "claims": [],
    }
    assert {code for code, _ in rows}.isdisjoint({"LM-GRP-PUPIL", "HE-BIP"})


def test_show_as_a_table_speaks_the_language(run):
    _, dutch, _ = run("show", "2024", "--field", "VET", "--lang", "nl")
    _, english, _ = run("show", "2024", "--field", "VET", "--lang", "en")

    assert "minimale duur in dagen" in dutch
    assert "minimum duration in days" in english
    assert len(dutch.splitlines()) == len(english.splitlines())


def test_diff_lists_what_differs_between_two_calls(run):
    _, out, _ = run("diff", "2023", "2024", "--format", "json", "--lang", "en")

    changes = {(c["activity_type"], c["name"]): (c["before"] and c["before"]["value"], c["after"]["value"])
               for c in json.loads(out)}  # fmt: skip
    assert changes == {
        ("LM-GRP-VET", "available"): (False, True),
        ("LM-GRP-VET", "minimum_days"): (None, 2),
        ("LM-GRP-VET", "maximum_days"): (None, 30),
        ("LM-GRP-VET", "minimum_group"): (None, 2),
        ("LM-GRP-VET", "conditions"): (None, ["accompanied"]),
        ("HE-BIP", "minimum_group"): (15, 10),
    }


def test_diff_of_a_field_leaves_out_the_others(run):
    _, out, _ = run("diff", "2023", "2024", "--field", "HED", "--lang", "en")

    assert "HE-BIP" in out
    assert "LM-GRP-VET" not in out


def test_diff_of_a_call_with_itself_says_that_nothing_differs(run):
    assert (
        run("diff", "2024", "2024", "--lang", "en")[1]
        == "No value differs between call 2024 and call 2024.\n"
    )


def test_another_call_file_can_be_shown_beside_the_rules(run):
    _, out, _ = run("diff", "2026", "2028", "--rules", NEW_CALL, "--field", "VET", "--format", "json")

    assert ("LM-SHORT-VET", "minimum_days") in {(c["activity_type"], c["name"]) for c in json.loads(out)}


def test_check_says_that_rules_are_in_order(run):
    status, out, _ = run("check", str(FOLDER), "--lang", "en")

    assert status == 0
    assert out.startswith("The rules are in order: 7 calls, edition 2026-")
    assert run("check", NEW_CALL, "--lang", "en")[1].startswith("The rules are in order: 8 calls")


def test_check_refuses_a_broken_file_with_place_and_remedy(run, tmp_path):
    file = Path(shutil.copy(HERE / "broken" / "unknown-source.toml", tmp_path / "2022.toml"))

    status, out, err = run("check", str(file), "--lang", "nl")

    assert (status, out) == (2, "")
    assert "calls/2022.toml [activity.LM-SHORT-VET] minimum-days: bron ‘ikky’ bestaat niet" in err


def test_check_as_json_lists_the_refusals(run, tmp_path):
    file = Path(shutil.copy(HERE / "broken" / "missing-source.toml", tmp_path / "2022.toml"))

    status, out, _ = run("check", str(file), "--format", "json", "--lang", "en")

    told = json.loads(out)
    assert (status, told["in_order"]) == (2, False)
    assert [(r["code"], r["at"]) for r in told["refusals"]] == [
        ("missing-key", "calls/2022.toml [activity.LM-SHORT-VET] minimum-days")
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "2019"], "2021"),
        (["show", "2024", "--field", "MBO"], "VET"),
        (["check", "nowhere.toml"], "nowhere.toml"),
        (["diff", "2024", "2030"], "2027"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(run, arguments, words):
    status, out, err = run(*arguments, "--lang", "en")

    assert (status, out) == (2, "")
    assert words in err
    assert "Traceback" not in err
