"""Call 2028, which does not exist, is added by a file alone; then everything that goes by the rules knows it.

The file counts school days: a short-term mobility has at least 8. 1 March 2028 is a Wednesday:

    MOB-001     1 to 8 March     8 calendar days, 6 school days: too short
    MOB-002     1 to 17 March   17 calendar days, 13 school days: long enough
"""

import json
import re
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from blendwise.programme import loading, shipped
from blendwise.programme.verdicts import judge_table
from blendwise.web.readings.facts import facts_of, judged

FILE = Path(__file__).parents[2] / "programme" / "new_call" / "2028.toml"
PROJECT = "2028-1-NL01-KA121-VET-000000009"
ANSWERS = {"type": "LM-SHORT-VET", "went": "there", "days": "8", "days-as": "school", "online": "talked", "plan": "made-for-it",
           "whom": "host", "purpose": "preparing", "when": "before", "who": "participants", "fewer-opportunities": "no"}  # fmt: skip
ROW = {"status": "complete", "activity_type": "LM-SHORT-VET", "group": False, "participants": 1, "fewer_opportunities": False,
       "start_date": date(2028, 3, 1), "end_date": date(2028, 3, 8), "duration_days": 8, "interruption_days": 0}  # fmt: skip


@pytest.fixture(autouse=True)
def with_2028(tmp_path, monkeypatch):
    """The rules that come with the program, and the file of call 2028 beside them."""
    folder = Path(shutil.copytree(loading.FOLDER, tmp_path / "rules"))
    shutil.copy(FILE, folder / "calls")
    monkeypatch.setattr(loading, "FOLDER", folder)
    shipped.cache_clear()
    yield
    shipped.cache_clear()


@pytest.fixture
def data(run, small, tmp_path):
    dates = {1: "08-03-2028", 2: "17-03-2028"}
    rows = [
        small.mobility(n, Start_date="01-03-2028", End_date=end)
        | {"Grant Agreement Number": PROJECT, "Fewer opportunities": "No"}
        for n, end in dates.items()
    ]
    file = tmp_path / "x.csv"
    file.write_text(
        "\n".join(";".join(line) for line in (rows[0], *(row.values() for row in rows))), encoding="utf-8"
    )
    run("import", file, "--data", tmp_path / "data")
    return tmp_path / "data"


def test_the_check_offers_it_and_judges_by_it(db, browse):
    visitor = browse(None)
    assert "<option selected>2028</option>" in visitor.get("/check").text
    page = visitor.get("/check", ANSWERS).text
    assert re.search(r"<h1>(.*?)</h1>", page)[1] == "Yes, this counts as blended"
    assert "call 2028" in page


def test_the_desk_judges_by_it():
    verdict = judged(facts_of(ROW, []), 2028)
    assert verdict.call_year == 2028
    assert next(r.because for r in verdict.reasons if r.criterion == "C2") == "too-short-school-days"


def test_a_table_is_judged_by_it():
    stays = pl.DataFrame({
        "id": [1, 2], "call": [2028, 2028], "activity_type": ["LM-SHORT-VET"] * 2, "travelled": ["yes"] * 2,
        "calendar_days": [8, 17], "school_days": [6, 13], "fewer_opportunities": ["no"] * 2,
    })  # fmt: skip
    assert judge_table(stays, shipped(), key=["id"])["stay"].to_list() == ["no", "yes"]


def test_a_snapshot_is_held_against_it(run, data):
    (row,) = json.loads(run("check-rules", "--format", "json", "--data", data).out)
    assert (row["mobility_activity_id"], row["misfit"], row["minimum"]) == ("MOB-001", "stay-too-short", 8)


def test_a_what_if_is_laid_over_a_snapshot_of_it(run, data):
    done = run("what-if", "virtual-days", "--data", data, "--lang", "en")
    assert done.status == 0
    assert (
        "with two virtual days: 1 of the 2 mobilities" in done.out
    )  # 6 school days and 2 virtual days are the 8


def test_the_command_line_shows_it(run):
    assert "2028" in run("rules", "show", "--lang", "en").out
