"""Every column of a table of estimates has a heading in words, in both languages."""

import json

import pytest

TABLES = {
    "funnel": ("funnel", "--calls", 2021, 2022),
    "influence": ("influence", "--calls", 2021, 2022),
    "gap": ("gap", "--by", "call", "--calls", 2021, 2022),
    "concentration": ("concentration", "--calls", 2021, 2022),
    "bounds": ("bounds", "--calls", 2021, 2022),
    "correct": ("correct", "--calls", 2021, 2022, "--sensitivity", 0.5),
    "compare": ("compare", 2021, 2022),
    "plan": ("audit", "plan", "--calls", 2021, 2022, "--budget", 400),
    "what-if": ("what-if", "today-allows"),
    "budget": ("budget", "--call", 2021),
    "recapture": ("recapture", "--first", 30, "--second", 20, "--both", 8),
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", TABLES)
def test_no_heading_is_the_name_of_a_column(run, demo_root, tmp_path, name, language):
    file = tmp_path / "table.xlsx"
    data = () if name == "recapture" else ("--data", demo_root / "data")
    found = run(*TABLES[name], "--format", "xlsx", "--to", file, "--lang", language, *data)
    assert (found.status, found.err) == (0, "")
    fields = json.loads((tmp_path / "table.xlsx.schema.json").read_text(encoding="utf-8"))["fields"]
    titles = [field["title"] for field in fields]
    assert all("_" not in title for title in titles)
    assert len(set(titles)) == len(titles)
