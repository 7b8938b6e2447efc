"""Every chart of an estimate can be had from its command: a picture, its finding in words, and the table behind it."""

import csv
import json
from xml.etree import ElementTree as ET

import pytest

EXAMPLES = {
    "funnel": ("funnel", "--calls", 2021, 2022, "--chart"),
    "caterpillar": ("funnel", "--calls", 2021, 2022, "--caterpillar"),
    "influence": ("influence", "--calls", 2021, 2022, "--chart"),
    "lorenz": ("concentration", "--calls", 2021, 2022, "--chart"),
    "ladder": ("bounds", "--calls", 2021, 2022, "--chart"),
}
FINDINGS = {
    "funnel": "Met dat verschil meegerekend",
    "caterpillar": "Van 42 instellingen liggen er 7 boven",
    "influence": "Zonder ROC Midden Nederland",
    "lorenz": "De helft van alle vinkjes",
    "ladder": "Zonder enige aanname",
}


@pytest.fixture
def data(demo_root):
    return demo_root / "data"


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_picture_says_its_finding_and_its_table_stands_beside_it(run, data, tmp_path, kind):
    chart = tmp_path / f"{kind}.svg"
    assert run(*EXAMPLES[kind], chart, "--data", data, "--lang", "nl").status == 0
    root = ET.fromstring(chart.read_text(encoding="utf-8"))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == root[0].text
    assert "De grafiek antwoordt op de vraag: Wat" in root[0].text
    assert FINDINGS[kind] in root[0].text
    with (tmp_path / f"{kind}.svg.csv").open(encoding="utf-8-sig", newline="") as beside:
        rows = list(csv.DictReader(beside))
    assert len(rows) >= 5
    fields = json.loads((tmp_path / f"{kind}.svg.csv.schema.json").read_text())["fields"]
    assert [field["name"] for field in fields] == list(rows[0])
    assert all("_" not in field["title"] for field in fields), "a column without a label"


@pytest.mark.parametrize("kind", ["caterpillar", "influence", "lorenz"])
def test_where_nothing_was_ticked_there_is_nothing_to_draw(run, small, tmp_path, kind):
    export, data = tmp_path / "export.csv", tmp_path / "data"
    small.write(export, [small.mobility(1), small.mobility(2)])
    run("import", export, "--data", data, "--date", "2025-03-24")
    command, *_, option = EXAMPLES[kind]
    found = run(command, option, tmp_path / "chart.svg", "--data", data, "--lang", "en")
    assert found.status == 2
    assert "ticks" in found.err
    assert not (tmp_path / "chart.svg").exists()


def test_the_concentration_goes_with_how_far_it_can_be_trusted(run, data):
    found = run("concentration", "--calls", 2021, 2022, "--data", data, "--lang", "en")
    assert "the largest has 40.2% of the ticks" in found.out
    assert "divided with a Gini of 0.85" in found.out
    assert "So this interval is not stable." in found.out


def test_the_concentration_is_a_table_too(run, data):
    found = run("concentration", "--calls", 2021, 2022, "--data", data, "--format", "json")
    rows = {row["part"]: row for row in json.loads(found.out)}
    assert rows["gini"]["value"] == pytest.approx(0.852087, abs=1e-6)
    assert rows["hhi"]["value"] == pytest.approx(0.208002, abs=1e-6)
    assert rows["gini-against"]["value"] == pytest.approx(0.81, abs=0.001)
    assert rows["gini-against"]["low"] is None


@pytest.mark.parametrize("kind", ["funnel", "caterpillar", "lorenz"])
def test_a_picture_of_another_characteristic_names_it(run, data, tmp_path, kind):
    chart = tmp_path / "chart.svg"
    run(*EXAMPLES[kind], chart, "--of", "green-travel", "--data", data, "--lang", "en")
    title = ET.fromstring(chart.read_text(encoding="utf-8"))[0].text
    assert title.startswith("A tick is below the characteristic ‘green travel’. ")
