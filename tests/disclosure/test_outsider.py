"""What can be worked out of a table with hidden cells."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import polars as pl
import pytest

from blendwise.disclosure import ColumnRules, Dimension, Policy, Share, Sum, attack
from blendwise.disclosure.outsider import Means
from blendwise.disclosure.seen import from_data, from_text
from blendwise.errors import UserError
from blendwise.tablecheck import read_table

DATA = Path(__file__).parent / "data"
EXPECTED = tomllib.loads((DATA / "expected.toml").read_text(encoding="utf-8"))
BELOW_5 = Policy((), {"*": ColumnRules(below=5)})


def found_in(text, policy=BELOW_5):
    return attack(from_text(read_table(text)), policy)


def placed(found):
    return {c.labels[0]: (c.low, c.high) for c in found.conclusions}


@pytest.fixture(scope="module")
def report():
    """Table 1 of the report with every count hidden, totals and percentages shown."""
    with (DATA / "table-1.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    lines = [f"{r['Instelling']};verborgen;{r['Totaal']};{r['Percentage']}" for r in rows]
    return rows, found_in("\n".join(["Instelling;Blended;Totaal;Percentage", *lines]))


class TestTheReport:
    def test_each_of_the_fifteen_consistent_rows_gives_its_count_away(self, report):
        rows, found = report
        strange = EXPECTED["report"]["inconsistent"]
        exact = {c.labels[0]: c.low for c in found.conclusions if c.is_exact and c.labels[0] not in strange}
        assert exact == {r["Instelling"]: int(r["Blended"]) for r in rows if r["Instelling"] not in strange}
        assert len(exact) == 15

    def test_the_five_others_give_what_fits_their_percentage_or_nothing(self, report):
        _, found = report
        for name, fitting in EXPECTED["report"]["inconsistent"].items():
            conclusion = next(c for c in found.conclusions if c.labels[0] == name)
            assert conclusion.is_exact == bool(fitting)
            assert not fitting or [conclusion.low] == fitting

    def test_all_that_leaks_does_so_by_percentages(self, report):
        _, found = report
        assert {c.means for c in found.leaks} == {Means.SHARES}
        assert len(found.leaks) == 17

    def test_it_is_said_in_both_languages(self, report):
        _, found = report
        assert "Hidden figures: 20. Of those 17 leak" in found.sentence("en")
        assert "lekken er 17" in found.sentence("nl")


class TestSums:
    def test_a_hidden_cell_alone_under_a_total_is_known(self):
        found = found_in("school;blended\nA;hidden\nB;9\nTotal;12")
        assert placed(found) == {"A": (3, 3)}
        assert found.leaks[0].means is Means.SUMS

    def test_two_hidden_cells_leave_room_for_each_other(self):
        # A + B = 41 - 30 = 11; a zero would have been shown, so each is 1 to 10
        found = found_in("school;blended\nA;hidden\nB;hidden\nC;30\nTotal;41")
        assert placed(found) == {"A": (1, 10), "B": (1, 10)}
        assert not found.leaks

    def test_a_count_known_to_be_below_the_threshold_leaks(self):
        found = found_in("school;blended\nA;hidden\nB;hidden\nC;30\nTotal;33")
        assert placed(found) == {"A": (1, 2), "B": (1, 2)}
        assert len(found.leaks) == 2

    def test_columns_that_add_up_are_found(self):
        found = found_in("school;all;one;two\nA;9;hidden;7\nB;20;9;11\nC;30;10;20\nD;41;20;21")
        assert placed(found) == {"A": (2, 2)}

    def test_with_a_margin_only_what_is_known_more_closely_leaks(self):
        margin = Policy((), {"*": ColumnRules(below=5, margin=1)})
        assert not found_in("school;blended\nA;hidden\nB;hidden\nC;30\nTotal;33", margin).leaks


class TestShares:
    def test_a_share_of_a_hidden_total(self):
        # 104 of how many is 42.6%? 244 only, to within its rounding: 243.9 to 244.4
        policy = Policy(
            (Dimension("school"),), {"*": ColumnRules(below=5)}, shares=(Share("share", "k", "n"),)
        )
        found = found_in("school;k;n;share\nA;104;hidden;42.6", policy)
        assert placed(found) == {"A": (244, 244)}

    def test_a_share_of_two_hidden_counts_ties_them_together(self):
        # n = 10 + 20 - other row; k/n = 50%, so k is half of n
        policy = Policy(
            (Dimension("school"),),
            {"*": ColumnRules(below=5)},
            sums=(Sum("n", ("k", "rest")),),
            shares=(Share("share", "k", "n"),),
        )
        found = found_in("school;k;n;rest;share\nA;hidden;hidden;6;50.0", policy)
        by_column = {c.column: (c.low, c.high) for c in found.conclusions}
        assert by_column == {"k": (6, 6), "n": (12, 12)}

    def test_a_share_that_contradicts_the_sums_is_left_out_of_account(self):
        policy = Policy((), {"*": ColumnRules(below=5)}, shares=(Share("share", "blended", "all"),))
        found = found_in("school;blended;all;share\nA;hidden;200;40.0\nB;9;90;10.0\nTotal;12;290;4.1", policy)
        assert placed(found) == {"A": (3, 3)}


class TestInWords:
    def test_fewer_than_five_is_a_leak_by_itself(self):
        found = found_in("school;blended\nA;<5\nB;30")
        assert placed(found) == {"A": (1, 4)}
        assert len(found.leaks) == 1

    @pytest.mark.parametrize("word", ["hidden", "verborgen", "x", "*", ""])
    def test_the_words_for_hidden(self, word):
        assert len(found_in(f"school;blended;all\nA;{word};20\nB;30;40").conclusions) == 1

    def test_no_project_is_not_hidden(self):
        found = found_in("school;blended\nA;no project\nB;30")
        assert found.conclusions == ()
        assert "no figure is hidden" in found.sentence("en").casefold()

    def test_figures_that_contradict_each_other_are_refused(self):
        with pytest.raises(UserError) as refused:
            found_in("school;blended\nA;hidden\nB;30\nTotal;12")
        assert refused.value.code == "disclosure.contradictory"

    def test_a_column_twice_is_refused(self):
        with pytest.raises(UserError) as refused:
            found_in("school;blended;blended\nA;hidden;3\nB;30;4")
        assert refused.value.code == "tablecheck.same-header"


class TestOut:
    FOUND = found_in("school;blended\nA;hidden\nB;9\nTotal;12")

    def test_as_data(self):
        assert self.FOUND.to_polars().to_dicts() == [
            {"school": "A", "column": "blended", "least": 3.0, "most": 3.0, "means": "sums", "leaks": True}
        ]

    def test_for_people(self):
        assert self.FOUND.to_text("nl").to_dicts() == [
            {"school": "A", "kolom": "blended", "minstens": "3", "hoogstens": "3", "uitgerekend met": "optellingen", "lekt": "ja"}
        ]  # fmt: skip

    def test_data_with_flags_is_read_as_it_was_written(self):
        frame = pl.DataFrame({"school": ["A", "B"], "blended": [None, 9], "blended_hidden": [True, False]})
        assert [c.labels for c in attack(from_data(frame), BELOW_5).conclusions] == [("A",)]
