"""Every result that a command writes says which question it answers, of what, of whom, and how it was computed."""

import json

import polars as pl
import pytest

from blendwise.reporting.contract import CONTRACT, missing
from blendwise.reporting.estimates.answer import Answer

CALLS = ("--calls", 2021, 2022)
COMMANDS = {
    "funnel": ("process", "mobilities", "funnel", *CALLS),
    "funnel with ranks": ("process", "mobilities", "funnel", *CALLS, "--ranks"),
    "influence": ("count", "mobilities", "influence", *CALLS),
    "influence in participants": ("count", "participants", "influence", *CALLS, "--unit", "participants"),
    "gap": ("count", "participants", "gap", *CALLS, "--by", "institution"),
    "change": ("count", "mobilities", "change", 2021, 2022),
    "compare": (None, None, "compare", 2021, 2022),
    "concentration": (None, "mobilities", "concentration", *CALLS),
    "bounds": ("truth", "mobilities", "bounds", *CALLS),
    "correct": ("truth", "mobilities", "correct", "--sensitivity", 0.5, *CALLS),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_row_carries_the_contract(run, demo_root, name):
    question, unit, *asked = COMMANDS[name]
    rows = json.loads(run(*asked, "--data", demo_root / "data", "--format", "json", "--lang", "en").out)
    assert rows
    for row in rows:
        assert not missing(pl.DataFrame([row], infer_schema_length=None))
        assert [column for column in CONTRACT if not row[column]] == []
        assert (question or row["question"], unit or row["unit"]) == (row["question"], row["unit"])
        assert row["question"] in ("count", "process", "truth")


def test_what_each_of_them_means_stands_in_the_dictionary_beside_the_file(run, demo_root, tmp_path):
    file = tmp_path / "funnel.csv"
    run("funnel", *CALLS, "--data", demo_root / "data", "--format", "csv", "--to", file, "--lang", "en")
    fields = json.loads((tmp_path / "funnel.csv.schema.json").read_text())["fields"]
    meant = {field["name"]: field["description"] for field in fields}
    assert meant["question"] == "which of the three questions it answers"
    assert all(meant[name] for name in CONTRACT)


def test_the_figures_themselves_say_how_too(run, demo_root):
    rows = json.loads(run("figures", *CALLS, "--data", demo_root / "data", "--format", "json").out)
    assert {(row["question"], row["method"], row["version"]) for row in rows} == {
        ("count", "registered-share", "1")
    }


def test_an_answer_that_lacks_any_of_it_is_a_fault_of_ours():
    with pytest.raises(ValueError, match=r"without its question, .*denominator"):
        Answer("text", pl.DataFrame({"value": [1.0]}))
