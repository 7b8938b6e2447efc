"""What holds for the words of the documentation as for those of the program."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(DOCS.rglob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_no_space_stands_before_a_percent_sign(page):
    assert re.findall(r".{0,20}\d[\s\u00a0\u202f]%", page.read_text(encoding="utf-8")) == []
