"""The curves in the documentation: drawn from the numbers that were measured, and those can be measured again."""

import csv
from xml.etree import ElementTree as ET

import pytest
from benchmarks.curves import AUDIT, CLUSTERS, picture

from benchmarks import coverage_audit, coverage_clusters

STUDIES = {"clusters": CLUSTERS, "audit": AUDIT}
SVG = "{http://www.w3.org/2000/svg}"


def kept(study):
    with study.results.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("study", STUDIES.values(), ids=STUDIES)
def test_the_picture_is_made_of_the_numbers_that_are_kept(study):
    """Draw them anew with: python -m benchmarks.curves."""
    assert study.drawing.read_text(encoding="utf-8") == picture(study)


@pytest.mark.parametrize("study", STUDIES.values(), ids=STUDIES)
def test_the_picture_has_a_finding_in_words_and_its_page_has_it_too(study):
    root = ET.parse(study.drawing).getroot()
    assert root.attrib["role"] == "img"
    assert root.find(f"{SVG}title").text == root.attrib["aria-label"] == study.finding
    words = "".join(root.itertext())
    assert all(method in words for method in study.methods)
    page = study.drawing.parent / f"{study.name.removeprefix('coverage-')}.md"
    assert f"![{study.finding}]({study.drawing.name})" in page.read_text(encoding="utf-8")


def test_the_kept_numbers_of_clusters_come_from_the_seed():
    """Two thousand tables of six institutions, by the two intervals without a bootstrap."""
    truth = coverage_clusters.Truth(0.0165, 0.02, 6)
    tables = truth.tables(2000, seed=1)
    first = {row["method"]: float(row["covered"]) for row in kept(CLUSTERS) if row["institutions"] == "6"
             and row["panel"] == "share 1.65%, icc 0.02"}  # fmt: skip
    for name in ("Korn-Graubard", "linear t"):
        limits = coverage_clusters.methods(99)[name]
        assert round(coverage_clusters.measured(truth, limits, tables).covered, 4) == first[name]


def test_the_kept_numbers_of_audits_come_from_the_seed():
    """Two thousand audits of a mean share of 0.05 %, by the stratified Wald interval."""
    rows = coverage_audit.curve_rows(2000, 1, shares=(0.05,), methods=("stratified Wald",), checks=(400,))
    (found,) = rows
    (same,) = (row for row in kept(AUDIT) if row["panel"] == found["panel"] and row["share"] == "0.05"
               and row["method"] == "stratified Wald")  # fmt: skip
    assert float(same["covered"]) == found["covered"]


def test_the_curves_show_where_methods_fall_short():
    """What the pages say of them: all near 95 % with 400 institutions, the plain bootstrap far off with few."""
    clusters = {(row["panel"], int(row["institutions"]), row["method"]): float(row["covered"])
                for row in kept(CLUSTERS)}  # fmt: skip
    assert all(covered > 0.93 for (_, k, _), covered in clusters.items() if k == 400)
    assert all(
        covered < 0.88 for (_, k, name), covered in clusters.items() if k <= 10 and name == "percentile"
    )
    audits = [(row["method"], float(row["share"]), float(row["covered"])) for row in kept(AUDIT)]
    assert all(covered > 0.93 for name, _, covered in audits if name == "Korn-Graubard")
    assert all(
        covered < 0.6 for name, share, covered in audits if name == "stratified Wald" and share <= 0.05
    )
