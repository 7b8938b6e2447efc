"""Every kind of finding: where it is made, what it says in both languages, and what it does to the books.

The files and the words stand in `cases/findings.toml`, as text.
"""

import re
import string
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from blendwise import language
from blendwise.intake import Options, effects
from blendwise.store import open_store

CASES = Path(__file__).with_name("cases")
HOSTILE = tomllib.loads((CASES / "hostile.toml").read_text(encoding="utf-8"))
FINDINGS = tomllib.loads((CASES / "findings.toml").read_text(encoding="utf-8"))
SHORTHAND = {
    "P22": "2022-1-NL01-KA121-VET-000012345", "P24": "2024-1-NL01-KA121-VET-000054321", "NINES": "9" * 400,
}  # fmt: skip
ELSEWHERE = {
    "wrong-sheet": "test_hostile_files: it needs the option --sheet",
    "unknown-sheet": "test_hostile_files: it needs the option --sheet",
    "older-duplicate": "test_doubles_and_groups: it needs two files of different age",
    "unread-sheet": "below: it needs a workbook",
    "same-file-again": "below: it needs a data folder",
    "same-day-superseded": "tests/snapshots/test_keeping: it needs a data folder",
    "fallen-back-to-draft": "below: it needs an earlier snapshot",
    "mass-change": "below: it needs an earlier snapshot",
}
NOT_YET = {
    "write-back-too-late": "the site tells the last day of each project, whatever the file holds",
}


def cases():
    for code, case in FINDINGS.items():
        if "files" in case:
            yield code, code, case
        yield from (
            (f"{code}.{name}", code, each)
            for name, each in case.items()
            if name != "files" and isinstance(each, dict)
        )


def sentences(lang):
    file = Path(language.__file__).with_name(lang) / "findings.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def written(text):
    for short, full in SHORTHAND.items():
        text = text.replace(short, full)
    return text.lstrip("\n")


@pytest.mark.parametrize(("code", "case"), [pytest.param(c, case, id=name) for name, c, case in cases()])
def test_finding(code, case, reading):
    found = reading({name: written(text) for name, text in case["files"].items()})
    assert not found.refused
    assert sorted(found.codes) == sorted([code, *case.get("also", [])])
    finding = next(f for f in found.findings if f.code == code)
    assert finding.sentence("en").startswith(case["en"])
    assert case["nl"] in finding.sentence("nl")
    assert list(found.equation()) == case["books"]


def test_every_kind_of_finding_has_a_case_or_a_reason():
    shown = {code for _, code, _ in cases()} | {case["code"] for case in HOSTILE.values()}
    assert shown.isdisjoint(ELSEWHERE.keys() | NOT_YET.keys())
    assert set(effects()) == shown | ELSEWHERE.keys() | NOT_YET.keys()


def test_every_kind_of_finding_has_its_sentence_and_its_short_name_in_every_language():
    for code in effects():
        assert all(language.has(f"findings.{code}", lang) for lang in language.LANGUAGES)
        assert all(language.has(f"imports.codes.{code}", lang) for lang in language.LANGUAGES)
    for lang in language.LANGUAGES:
        assert sentences(lang).keys() - set(effects()) == {"ambiguous-date-neither", "formula-as-text-typed"}


@pytest.mark.parametrize("key", sentences("nl"))
def test_both_languages_ask_for_the_same_values(key):
    def placeholders(lang):
        parts = string.Formatter().parse(sentences(lang)[key])
        return {(name, spec) for _, name, spec, _ in parts if name}

    assert placeholders("nl") == placeholders("en")
    assert ("at", "") in placeholders("nl")


def test_every_kind_of_effect_is_known():
    assert set(effects().values()) == {"refused", "unconfirmed", "left-out", "read", "note"}


def test_a_sheet_that_fits_nothing_beside_one_that_does_is_noted(make, reading):
    found = reading({"a.xlsx": make.xlsx(Main=make.grid({}), Notes=[["x", "y"]])})
    assert found.codes == ["unread-sheet"]
    assert (
        found.findings[0]
        .sentence("nl")
        .startswith("a.xlsx, blad Notes: dit blad past bij geen bestandsprofiel")
    )
    assert found.findings[0].sentence("en").startswith("a.xlsx, sheet Notes: this sheet fits no file profile")


def test_a_long_value_is_cut_off_and_kept_on_one_line(make, reading):
    found = reading({"a.csv": make.csv(make.grid({"Blended mobility": "x y\n" * 30}))})
    assert found.findings[0].value == "x y " * 9 + "x y…"
    assert "‘x y x y" in found.findings[0].sentence("en")


def test_columns_have_the_letters_that_the_spreadsheet_program_shows(make, reading):
    rows = [["", "", *row] for row in make.grid({"Start date": "never"})]
    found = reading({"a.xlsx": make.xlsx([[], ["", "", "A title"], [], *rows])})
    assert found.places == [("unreadable-date", "a.xlsx, sheet Sheet1, row 5, column G ‘Start date’")]


def imported(store, make, folder, rows, day, **options):
    paths = make.put(folder, {"a.csv": make.csv(make.grid(*rows))})
    return store.import_files(paths, day=day, **options)


def test_a_file_read_again_on_the_same_day_is_recognised(make, tmp_path):
    store = open_store(tmp_path / "data")
    first = imported(store, make, tmp_path, [{}], date(2025, 3, 24))
    again = imported(store, make, tmp_path, [{}], date(2025, 3, 24))
    assert (first.findings, [f.code for f in again.findings], len(store.snapshots())) == (
        (),
        ["same-file-again"],
        1,
    )
    assert "Er is niets dubbel geteld" in again.findings[0].sentence("nl")
    assert "Nothing was counted twice" in again.findings[0].sentence("en")


def test_a_complete_mobility_that_became_a_draft_is_reported(make, tmp_path):
    store = open_store(tmp_path / "data")
    imported(store, make, tmp_path, [{}, {}], date(2025, 3, 24))
    found = imported(store, make, tmp_path, [{}, {"Status": "Draft"}], date(2025, 4, 24)).findings
    fallen = next(f for f in found if f.code == "fallen-back-to-draft")
    assert fallen.sentence("en").startswith(
        "a.csv, row 3: on 24 March 2025 this mobility was complete, now it is a draft."
    )
    assert "op 24 maart 2025 was deze mobiliteit volledig" in fallen.sentence("nl")


def test_many_changes_at_once_ask_first(make, tmp_path):
    store = open_store(tmp_path / "data")
    imported(store, make, tmp_path, [{}] * 60, date(2025, 3, 24))
    day = date(2025, 3, 24) + timedelta(days=31)
    fewer = [{"Status": "Draft"}] * 5 + [{}] * 30
    asked = imported(store, make, tmp_path, fewer, day)
    change = next(f for f in asked.findings if f.code == "mass-change")
    assert (asked.status, len(store.snapshots())) == (2, 1)
    assert "with this file complete mobilities turn into drafts (5) or are gone (25)" in change.sentence("en")
    assert "worden volledige mobiliteiten concept (5) of verdwijnen ze (25)" in change.sentence("nl")
    assert imported(store, make, tmp_path, fewer, day, confirmed=True).status == 3


def test_the_exit_status_tells_clean_from_findings_from_refused(make, tmp_path):
    store = open_store(tmp_path / "data")
    assert imported(store, make, tmp_path, [{}], date(2025, 1, 1)).status == 0
    assert imported(store, make, tmp_path, [{"Blended mobility": "?"}], date(2025, 1, 2)).status == 3
    empty = make.put(tmp_path, {"b.csv": b""})
    assert store.import_files(empty, day=date(2025, 1, 3), options=Options()).status == 2


def test_no_sentence_holds_a_name_of_ours():
    for lang in language.LANGUAGES:
        for text in sentences(lang).values():
            assert not re.search(r"[a-z]_[a-z]", re.sub(r"\{[^}]*\}", "", text))
