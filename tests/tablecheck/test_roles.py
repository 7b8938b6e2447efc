"""Which column is what: headers first, then content; what stays ambiguous is asked."""

from __future__ import annotations

import pytest

from blendwise.errors import UserError
from blendwise.tablecheck import check_table, read_table
from blendwise.tablecheck.roles import find_roles

REPORT = """
Instelling   Blended   Totaal   Percentage   2021    2022
Scalda       11        244      4,5          n.v.t.  11
Landstede    7         796      0,9          1       6
Zadkine      5         118      4,2          0       5
"""


def roles_of(text, **named):
    table = read_table(text)
    return find_roles(table, named).as_dict(table)


def refusal(text, **named) -> UserError:
    with pytest.raises(UserError) as caught:
        roles_of(text, **named)
    return caught.value


def renamed(**names):
    text = REPORT
    for old, new in names.items():
        text = text.replace(old, new, 1)
    return text


class TestByHeader:
    @pytest.mark.parametrize(
        "names",
        [
            {},
            {"Instelling": "Institution", "Totaal": "Total", "Percentage": "Share"},
            {"Blended": "waarvan blended", "Totaal": "alle mobiliteiten", "Percentage": "aandeel (%)"},
            {"Blended": "Ticks", "Totaal": "Mobilities", "Percentage": "%"},
            {"Blended": "Numerator", "Totaal": "Denominator", "Percentage": "pct"},
        ],
        ids=lambda names: ", ".join(names.values()) or "as in the report",
    )
    def test_dutch_and_english_names_are_known(self, names):
        headers = {**{name: name for name in ("Instelling", "Blended", "Totaal", "Percentage")}, **names}
        found = roles_of(renamed(**names))
        assert found["numerator"] == headers["Blended"]
        assert found["denominator"] == headers["Totaal"]
        assert found["percentage"] == headers["Percentage"]
        assert found["label"] == headers["Instelling"]


class TestByContent:
    def test_the_pair_whose_shares_fit_most_rows_is_taken(self):
        found = roles_of(renamed(Blended="aantal A", Totaal="aantal B", Percentage="%"))
        assert (found["numerator"], found["denominator"]) == ("aantal A", "aantal B")

    def test_a_sign_in_the_cells_shows_the_percentage(self):
        text = "naam  aantal A  aantal B  C\nScalda  11  244  4,5%\nZadkine  5  118  4,2%\n"
        assert roles_of(text)["percentage"] == "C"

    def test_decimals_show_the_percentage_where_nothing_else_does(self):
        text = "naam  blended  totaal  C\nScalda  11  244  4,5\nZadkine  5  118  4,2\n"
        assert roles_of(text)["percentage"] == "C"

    def test_parts_are_the_columns_that_add_up(self):
        assert roles_of(REPORT)["parts"] == [{"whole": "Blended", "columns": ["2021", "2022"]}]

    def test_a_numerator_and_its_rest_are_parts_of_the_denominator(self):
        text = (
            "naam  blended  niet blended  totaal  %\nScalda  11  233  244  4,5\nZadkine  5  113  118  4,2\n"
        )
        assert roles_of(text)["parts"] == [{"whole": "totaal", "columns": ["blended", "niet blended"]}]

    def test_years_that_add_up_nowhere_are_still_checked_as_parts(self):
        broken = (
            REPORT.replace("n.v.t.  11", "n.v.t.  12")
            .replace("1       6", "1       7")
            .replace("0       5", "0       6")
        )
        check = check_table(broken)
        assert [(s.row, s.printed, s.summed) for s in check.sums.failing] == [
            (1, 11, 12),
            (2, 7, 8),
            (3, 5, 6),
        ]


class TestByName:
    def test_a_named_column_goes_before_the_guess(self):
        found = roles_of(REPORT, numerator="2022", percentage="percentage")
        assert (found["numerator"], found["percentage"]) == ("2022", "Percentage")

    def test_an_unknown_column_is_refused_with_those_that_exist(self):
        error = refusal(REPORT, denominator="Aantal")
        assert "‘Aantal’ is niet bekend als kolom. Kies uit: 2021, 2022, Blended" in error.sentence("nl")

    def test_an_unknown_role_is_refused_with_those_that_exist(self):
        assert "numerator, parts, percentage" in refusal(REPORT, teller="Blended").sentence("nl")

    def test_one_column_cannot_have_two_roles(self):
        assert refusal(REPORT, numerator="Totaal", denominator="Totaal").code == "tablecheck.same-column"

    def test_a_header_that_stands_there_twice_cannot_be_named(self):
        text = "naam  n  n  %\nScalda  11  244  4,5\nZadkine  5  118  4,2\n"
        assert refusal(text, numerator="n").code == "tablecheck.same-header"


class TestWhatIsAsked:
    def test_no_percentage(self):
        error = refusal("naam  blended  totaal\nScalda  11  244\nZadkine  5  118\n")
        assert error.sentence("nl").startswith(
            "Er is geen kolom met percentages gevonden. Wel gevonden: ‘naam’, ‘blended’"
        )
        assert "--percentage" in error.sentence("nl")

    def test_two_columns_of_percentages(self):
        text = "naam  blended  totaal  % 2021  % 2022\nScalda  11  244  4,5  3,1\nZadkine  5  118  4,2  1,0\n"
        error = refusal(text)
        assert (error.code, error.values["columns"]) == (
            "tablecheck.ambiguous-percentage",
            "‘% 2021’, ‘% 2022’",
        )

    def test_counts_that_fit_no_percentage(self):
        text = "naam  aantal A  aantal B  %\nScalda  11  244  9,9\nZadkine  5  118  8,8\n"
        error = refusal(text)
        assert error.code == "tablecheck.ambiguous-counts"
        assert "--numerator" in error.sentence("nl")
        assert "--denominator" in error.sentence("nl")

    def test_a_single_column_of_counts(self):
        assert refusal("naam  aantal  %\nScalda  11  4,5\nZadkine  5  4,2\n").code == "tablecheck.no-counts"


class TestWordsWhereNumbersBelong:
    def test_all_are_listed_with_their_place(self):
        text = REPORT.replace("244", "ca. 244").replace("4,2", "vier").replace("796", "79,6")
        with pytest.raises(UserError) as caught:
            check_table(text, roles={"numerator": "Blended", "denominator": "Totaal"})
        assert caught.value.code == "tablecheck.not-numbers"
        assert caught.value.sentence("nl").startswith(
            "In 3 cellen staat geen getal waar er een hoort: rij 1, kolom ‘Totaal’: ‘ca. 244’; "
            "rij 2, kolom ‘Totaal’: ‘79,6’; rij 3, kolom ‘Percentage’: ‘vier’."
        )

    def test_a_negative_count_is_one_of_them(self):
        with pytest.raises(UserError, match="row 2, column ‘Blended’: ‘-7’"):
            check_table(REPORT.replace(" 7 ", " -7"))

    def test_what_is_absent_or_hidden_is_not(self):
        text = REPORT + "Leeg   n.v.t.   10   –   -   -\nVerborgen  x  20  <5  x  x\n"
        check = check_table(text)
        assert check.checked == 3
        assert check.is_consistent
        assert [note.values for note in check.notes if note.code == "unchecked"] == [{"n": 2}]
