"""Building blocks: every field has its three examples, every block its words in every language."""

import pytest

from blendwise.errors import UserError
from blendwise.language import LANGUAGES
from blendwise.practices import FIELDS, blocks, blocks_for, examples_for


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_three_examples_of_its_own(field):
    examples = examples_for(field)
    assert len({block.name for block in examples}) == 3
    assert all(field in block.fields and not block.everywhere for block in examples)


def test_every_block_that_counts_is_there_and_is_reachable_from_each_field_that_it_fits():
    assert len(blocks()) == 65  # of the 74 of the catalogue: the others do not count as they are designed
    for block in blocks():
        fits = FIELDS if block.everywhere else block.fields
        assert [field for field in FIELDS if block in blocks_for(field)] == [f for f in FIELDS if f in fits]
        assert all(block in examples_for(field, [block.name]) for field in fits)


def test_a_block_of_another_field_is_not_put_on_a_poster():
    with pytest.raises(UserError, match="care-case-round"):
        examples_for("building", ["care-case-round"])


def test_a_field_is_given_what_was_made_for_it_first():
    assert [block.name for block in examples_for("building")] == [
        "model-online-build-there", "phone-walk-on-site", "measure-and-compare",
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
