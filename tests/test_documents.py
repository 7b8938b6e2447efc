"""What the documents say of the house is so: its rooms are those that stand, and every link leads somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def test_the_rooms_are_those_that_stand():
    table = (ROOT / "CONTRIBUTING.md").read_text().split("| room |")[1].split("\n\n")[0]
    told = {
        name.rstrip("/")
        for row in table.splitlines()
        for name in re.findall(r"`([\w.]+/?)`", row.split("|")[1])
    }
    house = ROOT / "src" / "blendwise"
    standing = {p.name for p in house.iterdir() if not p.name.startswith("__") and p.suffix in ("", ".py")}
    assert told == standing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
def test_every_link_leads_somewhere(document):
    links = LINK.findall(document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_links_are_found_at_all():
    assert LINK.findall((ROOT / "README.md").read_text())
