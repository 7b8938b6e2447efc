"""Building blocks: every field has its three examples, every block its words in every language."""

import pytest

from blendwise.errors import UserError
from blendwise.language import LANGUAGES
from blendwise.practices import FIELDS, blocks, examples_for


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_three_examples_of_its_own(field):
    examples = examples_for(field)
    assert len({block.name for block in examples}) == 3
    assert all(field in block.fields for block in examples)


def test_a_field_is_given_what_was_made_for_it_first():
    assert [block.name for block in examples_for("building")] == [
        "phone-walk-on-site", "meet-the-colleagues", "same-task-two-countries",
    ]  # fmt: skip


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block.name)
def test_every_block_has_a_title_and_a_sentence_in_every_language(block):
    for language in LANGUAGES:
        assert block.title(language)
        assert block.short(language).endswith(".")


def test_every_block_names_fields_that_exist():
    assert {field for block in blocks() for field in block.fields} == set(FIELDS)


def test_a_field_that_does_not_exist_is_named():
    with pytest.raises(UserError, match="astronomy"):
        examples_for("astronomy")
