"""The reference pages say what the program does, since they are made from it."""

import tomllib
from pathlib import Path

import pytest

from blendwise.intake import effects
from blendwise.language import LANGUAGES, has
from blendwise.records import TABLES
from blendwise.reporting import reference

DOCS = Path(__file__).parents[2] / "docs" / "reference"
EXAMPLES = Path(reference.__file__).with_name("reference_examples.toml")


@pytest.mark.parametrize(
    ("name", "page"), [("findings", reference.findings_page), ("records", reference.records_page)]
)
def test_the_page_in_the_repository_is_the_one_that_is_made(name, page):
    assert (DOCS / f"{name}.md").read_text(encoding="utf-8") == page()


def test_every_kind_of_finding_has_its_heading():
    headings = [
        line.removeprefix("## ") for line in reference.findings_page().splitlines() if line.startswith("## ")
    ]
    assert headings == sorted(effects())


def test_every_column_is_on_the_page_with_its_meaning_in_every_language():
    page = reference.records_page()
    for table in TABLES.values():
        assert all(f"| `{name}` |" in page for name in table.names)
        assert all(has(f"records.{table.name}.{name}", lang) for name in table.names for lang in LANGUAGES)


def test_examples_are_given_only_for_kinds_that_exist():
    known = tomllib.loads(EXAMPLES.read_text(encoding="utf-8"))
    named = (
        {code for codes in known["levels"].values() for code in codes}
        | known["headers"].keys()
        | known["only"].keys()
    )
    assert named | (known["value"].keys() - {"default"}) <= effects().keys()
