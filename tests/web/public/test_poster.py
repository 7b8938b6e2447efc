"""A page and poster for a department."""

import pytest

from blendwise.practices import FIELDS


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


def test_a_field_that_does_not_exist_is_named(visitor):
    answer = visitor.get("/poster", {"field": "astronomy"})
    assert answer.status_code == 422
    assert "astronomy" in answer.text
