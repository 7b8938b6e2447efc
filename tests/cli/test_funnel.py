"""`blendwise funnel`: who stands out beyond chance."""

import csv
import io
import json
from xml.etree import ElementTree as ET

import pytest


@pytest.fixture
def data(demo_root):
    return demo_root / "data"


def test_only_one_institution_stands_out_and_nobody_can_be_low(run, data):
    found = run("funnel", "--calls", 2021, 2022, "--data", data, "--lang", "en")
    assert "1 of the 42 institutions" in found.out
    assert "lies outside the pattern that the others share: ROC Midden Nederland." in found.out
    assert (
        "Institutions differ so much here that none can come out notably low at 95%, however large it is."
        in found.out
    )
    assert found.out.count("none can come out notably low") == 1  # so nobody can at 99.8% either


def test_the_naive_limits_say_that_they_are_naive_and_from_which_size_they_bite(run, data):
    """(1 − 259/15,738)^n < 0.025 from n = 223 on, and < 0.001 from 417 on."""
    found = run("funnel", "--calls", 2021, 2022, "--data", data, "--lang", "en")
    assert "With fewer than 223 mobilities an institution can't come out notably low at 95%" in found.out
    assert "With fewer than 417 mobilities" in found.out
    assert "This shows that one share for all is wrong, not that these institutions are special." in found.out


def test_the_table_has_every_institution_with_its_limits(run, data):
    found = run("funnel", "--calls", 2021, 2022, "--data", data, "--format", "csv")
    rows = {row["institution"]: row for row in csv.DictReader(io.StringIO(found.out.removeprefix("\ufeff")))}
    assert len(rows) == 42
    outlier = rows["ROC Midden Nederland"]
    assert (outlier["blended"], outlier["mobilities"], outlier["pattern_position"]) == ("104", "244", "2.0")
    assert float(outlier["pattern_high_99_8"]) == pytest.approx(0.148, abs=0.0005)
    assert [name for name, row in rows.items() if row["outside_pattern"] == "1.0"] == ["ROC Midden Nederland"]


def test_the_chart_is_a_picture_whose_label_is_the_finding(run, data, tmp_path):
    chart = tmp_path / "funnel.svg"
    assert run("funnel", "--calls", 2021, 2022, "--data", data, "--chart", chart, "--lang", "nl").status == 0
    root = ET.fromstring(chart.read_text(encoding="utf-8"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "ROC Midden Nederland" in root.attrib["aria-label"]
    assert "var(" not in chart.read_text(encoding="utf-8")


def test_a_chart_that_cannot_be_written_is_an_error_with_its_place(run, data, tmp_path):
    found = run("funnel", "--data", data, "--chart", tmp_path / "none" / "funnel.svg", "--lang", "en")
    assert found.status == 2
    assert "can't be written" in found.err


def test_places_never_come_without_what_they_may_also_be(run, data):
    """Holm over 42 institutions: 42 x 2.42e-8; of the places, the outlier's is the only one that is sure."""
    asked = ("funnel", "--calls", 2021, 2022, "--ranks", "--data", data)
    rows = {row["institution"]: row for row in json.loads(run(*asked, "--format", "json").out)}
    outlier, second = rows["ROC Midden Nederland"], rows["Koning Willem 1 College"]
    assert (outlier["place_low"], outlier["place_high"]) == (1, 1)
    assert second["place_low"] < second["place_high"]
    assert second["place_set_low"] <= second["place_low"]
    assert outlier["p_holm"] == pytest.approx(42 * outlier["p_pattern"])
    for row in rows.values():
        assert row["estimate_low"] <= row["estimate"] <= row["estimate_high"]
        assert row["place_low"] <= row["place_high"]
        assert row["p_pattern"] <= row["p_benjamini_hochberg"] <= row["p_holm"]
    out = run(*asked, "--lang", "en").out
    assert "place without a pattern" in out
    assert "p (Holm)" in out


def test_any_yes_or_no_characteristic_can_be_asked_for(run, data):
    for command in ("funnel", "concentration"):
        out = run(command, "--calls", 2021, 2022, "--of", "green-travel", "--data", data, "--lang", "en").out
        assert out.startswith("A tick is below the characteristic ‘green travel’.")
    rows = json.loads(run("funnel", "--of", "green-travel", "--data", data, "--format", "json").out)
    assert "green_travel" in rows[0]
    assert "blended" not in rows[0]
