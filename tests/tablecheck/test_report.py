"""Table 1 of the agency's report, as published, and the 24 things that can be said about its figures."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from blendwise.tablecheck import check_table

DATA = Path(__file__).parent / "data"
EXPECTED = tomllib.loads((DATA / "expected.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def check():
    return check_table(DATA / "table-1.csv", claims=DATA / "report.toml")


@pytest.fixture(scope="module")
def statements(check):
    return {statement.id: statement for statement in check.statements}


def details(statement):
    return {detail.code: detail.values for detail in statement.details}


class TestTheFiveRows:
    def test_exactly_five_rows_of_twenty_are_inconsistent(self, check):
        assert check.checked == 20
        assert [row.label for row in check.inconsistent] == [row["label"] for row in EXPECTED["inconsistent"]]

    @pytest.mark.parametrize("place", range(5))
    def test_each_says_what_would_fit(self, check, place):
        found, wanted = check.inconsistent[place].as_dict("en"), EXPECTED["inconsistent"][place]
        for key in ("row", "numerator", "denominator", "printed"):
            assert found[key] == wanted[key]
        assert f"{found['computed']:.4f}" == wanted["computed"]
        for key in ("numerators", "denominators"):
            ends = found[f"fitting_{key}"]
            assert ([ends["first"], ends["last"]] if ends else []) == wanted[key]

    def test_the_sentence_says_inconsistent_and_blames_no_one(self, check):
        landstede = check.inconsistent[2]
        assert landstede.sentence("nl") == (
            "Rij 8 (Landstede): 0,4% past bij geen enkele afronding van 7 op 796; dat is 0,88%. "
            "De getallen spreken elkaar tegen. Welk getal afwijkt, laat de tabel niet zien."
        )
        assert landstede.sentence("en").endswith("Which one is off, the table does not show.")

    def test_one_mechanism_fits_all_five_and_ranks_first(self, check):
        first, second, *_ = check.mechanisms
        assert (first.name, first.explains_all) == ("mean-of-parts", True)
        assert [row.explanations[0].mechanism for row in check.inconsistent] == ["mean-of-parts"] * 5
        assert (second.name, second.labels) == (
            "mean-of-columns",  # the mean of the two calls fits neither Landstede nor Gilde
            ("Talland College / Horizon College", "Friesland en Flevoland", "Zadkine"),
        )

    def test_the_sub_record_without_ticks_needs_these_sizes(self, check):
        sizes = [
            (row.explanations[0].values["first"], row.explanations[0].values["last"])
            for row in check.inconsistent
        ]
        assert sizes == [(493, 507), (40, 55), (1, 18), (16, 19), (1, 7)]

    def test_talland_alone_also_fits_swapped_digits_and_rounding_twice(self, check):
        found = {e.mechanism: e.values for e in check.inconsistent[0].explanations}
        assert (found["swapped-digits"]["numerator"], found["swapped-digits"]["denominator"]) == (32, 958)
        assert found["rounded-twice"]["between"].plain == "3.25"  # 3.2487 to 3.25, and that to 3.3
        swapped = next(m for m in check.mechanisms if m.name == "swapped-digits")
        assert swapped.labels == ("Talland College / Horizon College",)


class TestTheRestOfTheTable:
    def test_the_columns_are_recognised_without_help(self):
        alone = check_table(DATA / "table-1.csv")
        assert alone.roles.as_dict(alone.table) == {
            "label": "Instelling",
            "numerator": "Blended",
            "denominator": "Totaal",
            "percentage": "Percentage",
            "parts": [{"whole": "Blended", "columns": ["2021", "2022"]}],
        }

    def test_blended_is_2021_and_2022_in_each_row_with_no_project_as_0(self, check):
        assert len(check.sums.rows) == 20
        assert not check.sums.failing

    def test_the_columns_add_up_to_these_unprinted_totals(self, check):
        found = {s.column: (s.summed, s.printed) for s in check.sums.columns}
        assert found == {
            "Blended": (259, None),
            "Totaal": (8271, None),
            "2021": (70, None),
            "2022": (189, None),
        }

    def test_the_order_is_by_blended_and_for_equal_ones_by_total(self, check):
        order = check.order.as_dict()
        assert order["by"] == {"column": "Blended", "descending": True}
        assert order["ties"] == {"column": "Totaal", "descending": False}
        assert order["holds"]


class TestThe24:
    def test_each_comes_out_as_it_does_by_hand(self, statements):
        assert {id_: str(statement.outcome) for id_, statement in statements.items()} == EXPECTED[
            "statements"
        ]

    def test_3_the_calls_have_70_and_189(self, statements):
        assert [d.values["value"] for d in statements["3"].details] == [70, 189, 259]

    def test_4_the_share_is_1_6457_percent(self, statements):
        assert "1.6457%" in statements["4"].details[0].sentence("en")

    def test_5_fails_in_five_of_twenty_rows(self, statements):
        values = details(statements["5"])["fails-by-row"]
        assert (values["failing"], values["checked"]) == (5, 20)

    def test_6_three_above_4_percent_as_printed_and_four_by_their_counts(self, statements):
        found = details(statements["6"])
        assert (found["claim-printed-only"]["printed"], found["claim-printed-only"]["computed"]) == (3, 4)
        assert found["claim-differs"]["rows"] == ("Zadkine",)

    def test_8_the_rest_holds_7467_at_22_institutions_under_an_assumption(self, statements):
        found = statements["8"].details
        assert [d.values["value"] for d in found[:4]] == [8271, 7467, 20, 22]
        assert found[4].code == "assuming"

    def test_10_six_users_with_219_ticks_of_3396_mobilities(self, statements):
        assert [d.values["value"] for d in statements["10"].details] == [6, 219, 3396]

    def test_17_carries_its_conclusion_as_the_words_of_who_wrote_it(self, statements):
        assert statements["17"].note == "So ROC Midden Nederland has no group mobility."

    def test_18_two_days_for_one_export(self, statements):
        sentence = statements["18"].details[0].sentence("en")
        assert sentence == "The day of the export: it says 24 maart 2025 (2×) and 25 maart 2025 (1×)."

    def test_19_keeps_the_explanation_beside_the_conflict(self, statements):
        assert [d.code for d in statements["19"].details] == ["same-conflicts", "explained"]

    def test_20_fourteen_of_the_fifteen_are_among_the_29(self, statements):
        values = details(statements["20"])["part-outside-whole"]
        assert (values["outside"], values["inside"]) == (1, 14)

    def test_21_names_the_three_without_a_project_in_one_call(self, statements):
        rows = details(statements["21"])["absent-somewhere"]["rows"]
        assert rows == ("Scalda", "ROC Mondriaan", "ROC de Leijgraaf")

    def test_22_compares_what_is_in_both_sets_and_shows_the_rest_as_different(self, statements):
        change = details(statements["22"])["same-change-down"]
        assert round(float(change["difference"].value) * 100, 1) == -22.2  # 87/426 - 104/244
        rest = details(statements["22"])["rest"]
        assert (rest["k1"], rest["n1"], rest["k2"], rest["n2"]) == (155, 15_494, 27, 5_552)

    def test_23_growth_explains_82_percent_of_the_fall(self, statements):
        sentence = statements["23"].details[0].sentence("en")
        assert "24.41%" in sentence  # 104/426: the numerator kept
        assert "18.2 percentage points (82%)" in sentence
        assert "the numerator 4.0" in sentence

    def test_24_says_which_figure_is_lacking(self, statements):
        derived, lacking = statements["24"].details
        assert derived.sentence("nl") == "ticks / applied_blended = ?%: dat is 12,94%."
        assert lacking.values["names"] == ("all mobilities applied for in calls 2021 and 2022",)

    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_every_finding_has_its_sentence_in_both_languages(self, check, language):
        found = check.as_dict(language)
        sentences = [
            d["sentence"]
            for kind in ("claims", "identities", "statements")
            for s in found[kind]
            for d in s["details"]
        ]
        assert len(sentences) > 40
        assert all(sentence.endswith(".") for sentence in sentences)
