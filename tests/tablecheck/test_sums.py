"""Rows against their parts, total rows against their columns."""

from __future__ import annotations

import pytest

from blendwise.tablecheck import check_table, sections

ROWS = """
Instelling   Blended   Totaal   Percentage   2021    2022
Scalda       11        244      4,5          {absent}  11
Landstede    7         796      0,9          1       6
Zadkine      5         118      4,2          0       5
"""


def with_rows(*rows, absent="n.v.t."):
    return check_table(ROWS.format(absent=absent) + "\n".join(rows) + "\n")


def column(check, name):
    return next(s for s in check.sums.columns if s.column == name)


class TestRows:
    @pytest.mark.parametrize("absent", ["n/a", "n.v.t.", "N.v.t.", "geen project", "no project", "–", "-"])
    def test_a_structural_absence_counts_as_0_in_sums(self, absent):
        check = with_rows(absent=absent)
        assert len(check.sums.rows) == 3
        assert not check.sums.failing

    def test_a_hidden_part_makes_its_sum_unknown_and_not_smaller(self):
        check = with_rows("SintLucas  3  93  3,2  x  2")
        assert [s.row for s in check.sums.rows] == [1, 2, 3]

    def test_parts_that_do_not_add_up_are_named(self):
        check = with_rows("SintLucas  3  93  3,2  1  3")
        (found,) = check.sums.failing
        assert (found.row, found.label, found.printed, found.summed) == (4, "SintLucas", 3, 1 + 3)
        assert not check.is_consistent
        texts = [sentence for section in sections(check, "nl") for sentence in section.sentences]
        assert "Rij 4 (SintLucas): 2021 + 2022 is samen 4, bij Blended staat 3." in texts


class TestTotals:
    @pytest.mark.parametrize(
        "label", ["Totaal", "TOTAAL", "Total:", "Alle instellingen", "All institutions", "Totaal mbo"]
    )
    def test_a_total_row_is_held_against_each_column(self, label):
        check = with_rows(f"{label}  23  1.158  2,0  1  22")  # 11+7+5, 244+796+118
        assert {s.column: s.holds for s in check.sums.columns} == dict.fromkeys(
            ["Blended", "Totaal", "2021", "2022"], True
        )
        assert check.is_consistent

    def test_a_total_may_stand_on_top(self):
        lines = ROWS.format(absent="n/a").strip().splitlines()
        check = check_table("\n".join([lines[0], "Totaal  23  1158  2,0  1  22", *lines[1:]]))
        assert column(check, "Blended").printed == 23
        assert check.is_consistent

    def test_a_total_that_differs_is_named(self):
        check = with_rows("Totaal  24  1158  2,1  1  23")
        assert (column(check, "Blended").summed, column(check, "Blended").holds) == (23, False)
        assert column(check, "Totaal").holds
        assert [s.row for s in check.sums.failing] == [4, 4]  # Blended and 2022

    def test_without_a_total_row_the_sum_is_given_and_nothing_holds_or_fails(self):
        assert (column(with_rows(), "Totaal").summed, column(with_rows(), "Totaal").holds) == (1158, None)

    def test_a_subtotal_is_held_against_the_rows_since_the_last_one(self):
        check = with_rows(
            "Subtotaal  23  1158  2,0  1  22",
            "SintLucas  3  93  3,2  0  3",
            "Subtotaal  3  93  3,2  0  3",
            "Totaal  26  1251  2,1  1  25",
        )
        assert [s.summed for s in check.sums.columns if s.column == "Blended"] == [23, 3, 26]
        assert not check.sums.failing

    def test_a_hidden_figure_leaves_its_column_without_a_sum(self):
        check = with_rows("SintLucas  x  93  x  x  x")
        assert "Blended" not in [s.column for s in check.sums.columns]
        assert column(check, "Totaal").summed == 1158 + 93

    def test_an_institution_that_merely_opens_like_a_total_is_a_row(self):
        check = with_rows("Alle Kanten  3  93  3,2  0  3", "SintLucas  3  93  3,2  0  3")
        assert column(check, "Blended").summed == 11 + 7 + 5 + 3 + 3
