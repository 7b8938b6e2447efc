"""A page and poster for a department."""

import pytest

from blendwise.practices import FIELDS, blocks_for


@pytest.fixture
def visitor(db, browse):
    return browse(None)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_poster_of_every_field_is_one_accessible_page(visitor, field, language):
    answer = visitor.get("/poster", {"field": field, "file": "pdf", "lang": language})
    assert answer.content.startswith(b"%PDF-")
    assert b"pdfuaid" in answer.content
    assert answer.content.count(b"/Type /Page\n") + answer.content.count(b"/Type /Page /") <= 1


def test_the_page_has_three_examples_from_the_field(visitor):
    page = visitor.get("/poster", {"field": "green"}).text
    assert "Same seed, two places" in page


def test_whoever_wants_other_examples_chooses_them_from_all_that_fit(visitor):
    page = visitor.get("/poster", {"field": "building"}).text
    assert page.count('name="block"') == len(blocks_for("building")) > 40
    chosen = {"field": "building", "block": ["mystery-box", "parts-that-fit"], "format": "json"}
    titles = [title for title, _ in visitor.get("/poster", chosen).json()["examples"]]
    assert titles[:2] == ["Mystery box", "Parts that fit"]
    assert len(titles) == 3
    assert visitor.get("/poster", chosen | {"block": "care-case-round"}).status_code == 422


def test_a_field_that_does_not_exist_is_named(visitor):
    answer = visitor.get("/poster", {"field": "astronomy"})
    assert answer.status_code == 422
    assert "astronomy" in answer.text
