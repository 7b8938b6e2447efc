"""`blendwise check-table`: files in, words or tables out, and the exit status."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import fastexcel
import polars as pl
import pytest

DATA = Path(__file__).parent / "data"
TABLE = DATA / "table-1.csv"
PASTED = "naam   blended   totaal   %\na   2   3   66,7\nb   1   3   33,3\n"


@pytest.fixture
def paste(monkeypatch):
    def paste_text(text, encoding="utf-8"):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode(encoding))))

    return paste_text


class TestExitStatus:
    def test_3_for_the_report_s_table(self, run):
        assert run("check-table", TABLE).status == 3

    def test_0_for_a_table_that_agrees_with_itself(self, run, paste):
        paste(PASTED)
        found = run("check-table", "-", "--lang", "nl")
        assert (found.status, found.err) == (0, "")
        assert found.out.startswith("Alle percentages die te controleren zijn (2), volgen uit hun aantallen.")

    def test_3_for_a_claim_that_fails_on_a_table_that_agrees(self, run, paste, tmp_path):
        claims = tmp_path / "claims.toml"
        claims.write_text(
            '[[claim]]\nsays = "two above 50%"\nformula = "count([%] > 50%) = 2"\n', encoding="utf-8"
        )
        paste(PASTED)
        assert run("check-table", "-", "--claims", claims).status == 3

    @pytest.mark.parametrize(
        "arguments",
        [
            ["nergens.csv"],
            [TABLE, "--numerator", "aantal"],
            [TABLE, "--claims", "nergens.toml"],
            [TABLE, "--to", "/nergens/x.txt"],
        ],
    )
    def test_2_with_a_sentence_and_no_traceback_when_refused(self, run, arguments):
        found = run("check-table", *arguments, "--lang", "nl")
        assert (found.status, found.out) == (2, "")
        assert "Traceback" not in found.err
        assert found.err.rstrip().endswith((".", "?"))


class TestForms:
    def test_json_holds_everything_with_exactly_five_rows(self, run):
        found = json.loads(
            run(
                "check-table", TABLE, "--claims", DATA / "report.toml", "--format", "json", "--lang", "nl"
            ).out
        )
        assert {"inconsistent", "roles", "sums", "order", "claims", "identities"} <= set(found)
        assert [row["row"] for row in found["inconsistent"]] == [2, 7, 8, 9, 10]
        assert {
            "label",
            "numerator",
            "denominator",
            "printed",
            "computed",
            "fitting_numerators",
            "fitting_denominators",
            "explanations",
            "sentence",
        } <= set(found["inconsistent"][0])
        assert len(found["claims"]) + len(found["identities"]) + len(found["statements"]) == 24

    def test_words_say_what_is_inconsistent_what_may_explain_it_and_what_holds(self, run):
        out = run("check-table", TABLE, "--lang", "en").out
        headings = [block.splitlines()[0] for block in out.split("\n\n")]
        assert headings[0] == "Of the 20 percentages checked, 5 cannot follow from their counts."
        assert headings[1:] == [
            "Rows that are inconsistent",
            "What can explain it (suspicions for the owner of the data)",
            "Sums",
            "Order",
            "How the columns were read",
        ]
        assert "- 2021 + 2022 is Blended in all 20 rows." in out
        assert "wrong" not in out

    def test_words_go_to_a_file(self, run, tmp_path):
        target = tmp_path / "uitkomst.txt"
        assert run("check-table", TABLE, "--to", target).out == ""
        assert target.read_text(encoding="utf-8").startswith("Of the 20 percentages")

    def test_csv_xlsx_and_parquet_hold_the_inconsistent_rows(self, run, tmp_path):
        for form in ("csv", "xlsx", "parquet"):
            assert run("check-table", TABLE, "--format", form, "--to", tmp_path / f"rijen.{form}").status == 3
        frame = pl.read_parquet(tmp_path / "rijen.parquet")
        landstede = frame.row(by_predicate=pl.col("label") == "Landstede", named=True)
        assert (landstede["printed"], landstede["denominator_first"], landstede["denominator_last"]) == (
            "0.4",
            1556,
            2000,
        )
        assert frame["numerator_first"].to_list() == [None, None, 3, 3, None]
        assert pl.read_csv(tmp_path / "rijen.csv")["row"].to_list() == [2, 7, 8, 9, 10]
        assert fastexcel.read_excel(tmp_path / "rijen.xlsx").load_sheet(0).height == 5

    def test_the_schema_beside_a_file_says_what_each_column_means(self, run, tmp_path):
        run("check-table", TABLE, "--format", "csv", "--to", tmp_path / "rijen.csv", "--lang", "nl")
        schema = json.loads((tmp_path / "rijen.csv.schema.json").read_text(encoding="utf-8"))
        meanings = {field["name"]: field["description"] for field in schema["fields"]}
        assert meanings["computed"] == "Percentage dat uit de twee aantallen volgt, in procenten (0 tot 100)."

    def test_a_paste_in_the_old_encoding_of_dutch_offices(self, run, paste):
        paste(PASTED.replace("\na ", "\nCuraçao ").replace("33,3", "33,9"), encoding="cp1252")
        assert "b" in run("check-table", "-").out


class TestRolesOnTheCommandLine:
    def test_an_ambiguous_table_is_refused_and_then_explained(self, run, paste):
        text = "naam  A  B  C\nx  11  244  9,9\ny  5  118  8,8\n"
        paste(text)
        refused = run("check-table", "-", "--lang", "nl")
        assert refused.status == 2
        assert "--numerator" in refused.err
        paste(text)
        found = run(
            "check-table",
            "-",
            "--numerator",
            "A",
            "--denominator",
            "B",
            "--percentage",
            "C",
            "--label",
            "naam",
            "--lang",
            "nl",
        )
        assert found.status == 3
        assert "Teller: A" in found.out
