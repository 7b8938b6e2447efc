"""Rules are data: what a folder of rules must be, and what is refused, each with the words that say so."""

import shutil
import tomllib
from pathlib import Path

import pytest

from blendwise.language import keys
from blendwise.programme import RulesError, load, rules_at
from blendwise.programme.loading import FOLDER, shipped

BROKEN = Path(__file__).parent / "broken"
EXPECTED = tomllib.loads((BROKEN / "expected.toml").read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(FOLDER, tmp_path / "rules"))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_broken_file_is_refused_with_words_that_help(name, folder):
    shutil.copy(BROKEN / f"{name}.toml", folder / EXPECTED[name]["replaces"])

    with pytest.raises(RulesError) as refused:
        load(folder)

    sentence = refused.value.sentence("en")
    for words in EXPECTED[name]["says"]:
        assert words in sentence
    assert refused.value.sentence("nl") != sentence


def test_every_broken_file_is_expected_and_every_expected_file_is_there():
    assert {file.stem for file in BROKEN.glob("*.toml")} - {"expected"} == set(EXPECTED)


def codes(folder):
    with pytest.raises(RulesError) as refused:
        load(folder)
    return {refusal.code for refusal in refused.value.refusals}


def test_every_refusal_that_has_a_sentence_is_shown_by_a_broken_file(tmp_path):
    seen = {"gap-between-calls", "no-calls", "missing-file"}  # by what is not there: the tests below
    seen |= {
        "wrong-type.amount",
        "pots-above-whole",
        "no-priorities",
    }  # by files of budget rules: budget/test_rules.py
    for name, expected in EXPECTED.items():
        folder = Path(shutil.copytree(FOLDER, tmp_path / name))
        shutil.copy(BROKEN / f"{name}.toml", folder / expected["replaces"])
        seen |= codes(folder)

    written = {key.removeprefix("errors.programme.") for key in keys("en", "errors.programme.")}
    assert {code for code in written if not code.startswith("refused.")} == seen


def test_a_gap_between_calls_is_refused(folder):
    (folder / "calls" / "2023.toml").unlink()

    with pytest.raises(RulesError, match="call 2023 is missing"):
        load(folder)


def test_a_folder_without_calls_is_refused(folder):
    shutil.rmtree(folder / "calls")

    with pytest.raises(RulesError, match="no file of a call"):
        load(folder)


def test_a_folder_without_sources_is_refused(folder):
    (folder / "sources.toml").unlink()

    with pytest.raises(RulesError, match=r"sources.toml: this file is not there"):
        load(folder)


def test_a_file_that_is_no_text_is_refused(folder):
    (folder / "calls" / "2022.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(RulesError, match=r"2022.toml: this can't be read"):
        load(folder)


def test_all_faults_are_told_at_once(folder):
    (folder / "calls" / "2022.toml").write_text(
        "call = 2022\n[activity.LM-SHORT-VET]\nminimum-days = { value = 0 }\nmaximum = 1\n", encoding="utf-8"
    )

    with pytest.raises(RulesError) as refused:
        load(folder)

    # 0 is not above 0; status and source are missing; there is no "maximum"
    assert sorted(refusal.code for refusal in refused.value.refusals) == [
        "missing-key",
        "missing-key",
        "unknown-key",
        "wrong-type.whole-number",
    ]


def test_a_later_call_takes_over_what_it_does_not_state_as_assumed():
    stated = rules_at(2021).activity("LM-SHORT-VET").minimum_days
    taken_over = rules_at(2024).activity("LM-SHORT-VET").minimum_days

    assert (stated.value, stated.status, stated.stated_in) == (10, "seen", 2021)
    assert (taken_over.value, taken_over.status, taken_over.stated_in) == (10, "assumed", 2021)
    assert taken_over.sources == stated.sources


def test_values_in_conflict_are_both_kept_and_none_is_chosen():
    maximum = rules_at(2026).activity("SM-COUR-TRAIN").maximum_days

    assert maximum.value is None
    assert maximum.status == "conflict"
    assert {(value, source.id) for value, source in maximum.claims} == {
        (10, "mobility-nexus"),
        (10, "oph-vet"),
        (30, "iky"),
    }


def test_a_value_that_was_not_found_has_no_value_and_says_so():
    minimum = rules_at(2027).activity("LM-SHORT-VET").minimum_days

    assert (minimum.value, minimum.status, minimum.possible) == (None, "not-found", ())


def test_every_value_that_holds_names_a_source():
    unsourced = [
        (year, code, name)
        for year, call in shipped().calls.items()
        for code, rule in call.activities.items()
        for name, value in rule.stated()
        if not value.sources and value.status != "not-found"
    ]

    assert unsourced == []


def test_every_source_is_used_so_that_the_list_holds_nothing_idle():
    used = {s.id for c in shipped().criteria.values() for s in c.sources}
    for call in shipped().calls.values():
        for rule in call.activities.values():
            used |= {source.id for _, value in rule.stated() for source in value.sources}

    rates = tomllib.loads((FOLDER.parent / "unit_costs" / "rates.toml").read_text(encoding="utf-8"))
    used |= {source for tables in rates.values() for table in tables for source in table["source"]}

    reports = tomllib.loads((FOLDER.parent / "final_report.toml").read_text(encoding="utf-8"))
    used |= {source for report in reports.values() for source in report["source"]}

    assert set(shipped().sources) - used == set()


def test_the_version_changes_with_a_single_sign(folder):
    before = load(folder).version
    file = folder / "calls" / "2026.toml"
    file.write_text(file.read_text(encoding="utf-8") + "\n# seen again\n", encoding="utf-8")

    assert load(folder).version != before
    assert before == shipped().version
