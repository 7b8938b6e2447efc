"""The table that may be published, and that nobody else can make."""

from __future__ import annotations

import copy
import pickle
import re
from pathlib import Path

import polars as pl
import pytest

import blendwise
from blendwise.disclosure import ColumnRules, Dimension, Mark, Policy, PublishedTable, protect
from blendwise.records import Unit

#  school   blended
#  North          3   <- below 5, so hidden
#  South          2   <- likewise
#  West       1,240
#  East        none   <- no project
TABLE = pl.DataFrame({"school": ["North", "South", "West", "East"], "blended": [3, 2, 1240, None]})
POLICY = Policy(
    dimensions=(Dimension("school"),),
    columns={"blended": ColumnRules(below=5, unit=Unit.MOBILITIES)},
    population="Calls 2021 and 2022",
)


@pytest.fixture(scope="module")
def published():
    return protect(TABLE, POLICY)


class TestGuard:
    def test_the_constructor_asks_for_a_key_that_nobody_has(self):
        with pytest.raises(TypeError, match="protect"):
            PublishedTable(labels=["a"], columns=["b"], rows=[["x", 1]], units={}, population="")

    def test_it_does_not_change(self, published):
        with pytest.raises(AttributeError):
            published._rows = ()
        with pytest.raises(AttributeError):
            del published._rows

    def test_it_cannot_be_rebuilt_from_a_file(self, published):
        with pytest.raises(TypeError):
            pickle.dumps(published)

    def test_a_copy_is_the_table_itself(self, published):
        assert copy.copy(published) is published
        assert copy.deepcopy(published) is published

    def test_there_are_no_other_kinds(self):
        with pytest.raises(TypeError):
            type("Loophole", (PublishedTable,), {})

    def test_no_other_package_reaches_for_the_maker(self):
        package = Path(blendwise.__file__).parent
        others = [f for f in package.rglob("*.py") if "disclosure" not in f.relative_to(package).parts]
        reaching = re.compile(r"published\s+import[^#]*\b(publish|_KEY)\b|published\.(publish|_KEY)\b")
        assert [f for f in others if reaching.search(f.read_text(encoding="utf-8"))] == []


class TestContent:
    def test_rows_hold_values_and_marks(self, published):
        assert published.rows == (
            ("North", Mark.HIDDEN),
            ("South", Mark.HIDDEN),
            ("West", 1240),
            ("East", Mark.ABSENT),
        )

    def test_in_data_a_hidden_cell_is_null_with_a_flag_and_an_absent_one_null_without(self, published):
        assert published.to_polars().rows() == [
            ("North", None, True),
            ("South", None, True),
            ("West", 1240, False),
            ("East", None, False),
        ]

    @pytest.mark.parametrize(
        ("language", "cells"),
        [
            ("nl", ["verborgen", "verborgen", "1.240", "geen project"]),
            ("en", ["hidden", "hidden", "1,240", "no project"]),
        ],
    )
    def test_in_text_it_is_a_word(self, published, language, cells):
        assert published.to_text(language)["blended"].to_list() == cells

    def test_the_dictionary_carries_unit_and_population(self, published):
        content = published.as_dict()
        assert content["units"] == {"blended": "mobilities"}
        assert content["population"] == "Calls 2021 and 2022"
        assert content["rows"][0] == {"school": "North", "blended": None, "blended_hidden": True}

    def test_neither_rules_nor_reasons_are_in_it(self, published):
        assert set(published.as_dict()) == {"population", "units", "labels", "columns", "rows"}

    def test_the_note_is_the_same_for_every_reason_and_names_the_unit(self, published):
        assert published.note("nl").startswith("Niet getoond: met het aantal mobiliteiten")
        assert "5" not in published.note("nl") + published.note("en")

    def test_without_hidden_cells_there_is_no_note(self):
        whole = protect(TABLE.tail(2), POLICY)
        assert (whole.hidden, whole.note("en")) == (0, "")

    def test_amounts_are_written_with_the_mark_of_the_language(self):
        rules = ColumnRules(public=True)
        amounts = protect(
            pl.DataFrame({"school": ["A", "B"], "hours": [2.5, 10.25]}),
            Policy(dimensions=(Dimension("school"),), columns={"hours": rules}),
        )
        assert amounts.to_text("nl")["hours"].to_list() == ["2,5", "10,25"]


class TestEquality:
    def test_the_same_table_protected_twice_is_equal(self, published):
        again = protect(TABLE, POLICY)
        assert again == published
        assert hash(again) == hash(published)

    def test_another_table_is_not(self, published):
        assert protect(TABLE.tail(2), POLICY) != published
        assert published != "a table"
