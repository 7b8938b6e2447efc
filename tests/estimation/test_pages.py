"""Every page on the statistics runs as it stands, its worked example on the demonstration data among it."""

import doctest
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).parents[2] / "docs" / "explanation" / "statistics").glob("*.md"))


@pytest.fixture
def beside_the_demo(demo_root, tmp_path, monkeypatch):
    (tmp_path / "demo-data").symlink_to(demo_root)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_shows_what_it_computes(page, beside_the_demo):
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert (failed, tried > 0) == (0, True)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_family_has_a_worked_example_on_the_demonstration_data(page):
    text = page.read_text(encoding="utf-8")
    assert "## On the demonstration data" in text
    assert 'open_store("demo-data/data")' in text


def test_every_family_has_a_page():
    assert [page.stem for page in PAGES] == [
        "audit", "bounds", "clusters", "concentration", "differences", "institutions", "misclassification",
        "pledges", "power", "proportions", "recapture", "survey-numbers",
    ]  # fmt: skip
