"""A claims file: what each kind of statement can come to, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from blendwise.errors import UserError
from blendwise.tablecheck import check_table, read_claims
from blendwise.tablecheck.statements import KINDS

TABLE = """
naam      blended   totaal   %      2021    2022
Yuverta   20        652      3,1    17      3
Scalda    11        244      4,5    n.v.t.  11
Zadkine   5         118      4,2    0       5
"""


def statement(kind, **entry):
    (found,) = check_table(TABLE, claims={kind: [entry]}).statements
    return str(found.outcome), {detail.code: detail.values for detail in found.details}


class TestClaim:
    HIDDEN = TABLE + "SintLucas  x  93  x  0  3\n"
    ABSENT = TABLE + "SintLucas  –  93  –  0  3\n"

    def of(self, formula, table=TABLE):
        (found,) = check_table(table, claims={"claim": [{"says": "x", "formula": formula}]}).statements
        return str(found.outcome), [detail.code for detail in found.details]

    def test_held_against_both_in_every_row(self):
        bent = TABLE.replace("4,2", "2,5")
        assert self.of("[%] <= 5%", bent) == ("holds", ["claim-holds-rows"])
        assert self.of("[%] <= 3.5%", bent) == ("fails", ["claim-fails-rows", "claim-differs"])
        assert self.of("[%] > 3%", bent) == ("fails", ["claim-computed-only-rows", "claim-differs"])
        assert self.of("[%] <= 4.5%", bent) == (
            "fails",
            ["claim-printed-only-rows", "claim-differs"],
        )  # 11/244 is 4.508

    def test_a_mean_names_no_rows(self):
        bent = TABLE.replace("4,2", "2,5")
        assert self.of("mean([%]) < 3.5%", bent) == ("fails", ["claim-printed-only"])

    def test_what_hangs_on_a_hidden_figure_cannot_be_checked(self):
        assert self.of("count([%] > 4%) = 2", self.HIDDEN)[0] == "not-checkable"
        assert self.of("count([%] > 4% and totaal > 100) = 2", self.HIDDEN)[0] == "holds"  # its total decides
        assert self.of("count([%] > 4% or totaal < 100) = 3", self.HIDDEN)[0] == "holds"
        assert self.of("count([%] > 4% or totaal > 100) = 3", self.HIDDEN)[0] == "not-checkable"

    def test_what_is_structurally_absent_meets_no_comparison(self):
        assert self.of("count([%] > 4%) = 2", self.ABSENT)[0] == "holds"

    def test_nor_does_the_share_of_a_total_of_0(self):
        assert self.of("count([%] > 4%) = 2", TABLE + "Leeg  0  0  –  0  0\n")[0] == "holds"


class TestOrder:
    def test_holds(self):
        assert statement("order", by="blended")[0] == "holds"

    def test_breaks_are_named(self):
        outcome, found = statement("order", by="%", descending=True)
        assert outcome == "fails"
        assert found["order-breaks"] == {"row": 2, "label": "Scalda", "above": "Yuverta"}


class TestSame:
    @pytest.mark.parametrize(
        "printed",
        [
            ["24 maart 2025", "24 March 2025", "24-03-2025", "24/3/2025", "2025-03-24", date(2025, 3, 24)],
            ["15.738", "15,738", 15738, "15 738"],
            ["Onderzoek  blended", "onderzoek blended"],
        ],
        ids=["dates", "numbers", "words"],
    )
    def test_one_thing_in_several_notations_is_the_same(self, printed):
        assert statement("same", thing="x", printed=printed)[0] == "holds"

    @pytest.mark.parametrize(
        "printed",
        [
            ["31 maart 2025", "30 maart 2025"],
            [14, 15],
            ["veertien", "14"],
            ["32 maart 2025", "31 maart 2025"],
        ],
    )
    def test_two_different_values_conflict(self, printed):
        assert statement("same", thing="x", printed=printed)[0] == "conflict"


class TestPartOf:
    def test_a_part_within_its_whole_holds(self):
        assert statement("part-of", says="x", part=14, whole=29)[0] == "holds"

    def test_a_part_above_its_whole_fails(self):
        outcome, found = statement("part-of", says="x", part=30, whole="29")
        assert (outcome, list(found)) == ("fails", ["part-exceeds-whole"])

    def test_two_units_conflict(self):
        units = {"part-unit": "mobilities", "whole-unit": "participants"}
        outcome, found = statement("part-of", says="259 of 2,002", part=259, whole="2.002", **units)
        assert outcome == "conflict"
        assert found["units-differ"] == {"one": "mobilities", "other": "participants"}
        assert (
            statement("part-of", says="x", part=1, whole=2, **dict.fromkeys(units, "mobilities"))[0]
            == "holds"
        )


class TestPresence:
    def test_a_row_with_a_structural_absence_conflicts(self):
        assert statement("presence", says="x", columns=["2021", "2022"])[1]["absent-somewhere"]["rows"] == (
            "Scalda",
        )

    def test_a_zero_is_present(self):
        assert statement("presence", says="x", columns=["2022", "blended"])[0] == "holds"


SHARES = {
    "from": {"numerator": 104, "denominator": 244, "set": "42", "unit": "mobilities"},
    "to": {"numerator": 87, "denominator": 426, "set": "42", "unit": "mobilities"},
}


class TestComparison:
    def test_the_same_set_and_unit_can_be_compared(self):
        outcome, found = statement("comparison", says="x", **SHARES)
        assert (outcome, list(found)) == ("holds", ["change-down"])

    @pytest.mark.parametrize("key", ["set", "unit"])
    def test_another_set_or_unit_cannot(self, key):
        to = SHARES["to"] | {key: "other"}
        outcome, found = statement("comparison", says="x", **SHARES | {"to": to})
        assert outcome == "not-comparable"
        assert f"{key}s-differ" in found


class TestDecomposition:
    def of(self, before, after, claimed="denominator"):
        shares = {
            "from": dict(zip(("numerator", "denominator"), before, strict=True)),
            "to": dict(zip(("numerator", "denominator"), after, strict=True)),
        }
        return statement("decomposition", says="x", claimed=claimed, **shares)[0]

    def test_a_change_of_one_count_only_is_all_its_own(self):
        assert self.of((10, 100), (10, 200)) == "holds"
        assert self.of((10, 100), (10, 200), "numerator") == "fails"

    def test_a_change_of_both_is_partly_each_s(self):
        assert self.of((10, 100), (8, 200)) == self.of((10, 100), (8, 200), "numerator") == "partly"

    def test_a_count_that_worked_against_the_change_explains_none_of_it(self):
        assert self.of((10, 100), (5, 60)) == "fails"  # a smaller denominator raises a share; it fell

    def test_without_a_change_there_is_nothing_to_divide(self):
        assert self.of((10, 100), (20, 200)) == "not-checkable"


class TestColumnsAndFigures:
    def test_a_claims_file_can_say_which_column_is_what(self):
        check = check_table(TABLE, claims={"columns": {"numerator": "2022", "parts": ["2021", "blended"]}})
        assert check.roles.as_dict(check.table)["numerator"] == "2022"

    def test_a_role_given_in_the_call_goes_before_it(self):
        check = check_table(TABLE, claims={"columns": {"numerator": "2022"}}, roles={"numerator": "blended"})
        assert check.roles.as_dict(check.table)["numerator"] == "blended"

    def test_figures_have_names_without_regard_to_capitals(self):
        claims = {
            "figures": {"Frame": 42, "Share": "3,55%"},
            "identity": [{"formula": "frame - rows = 39"}, {"formula": "sum(blended)/sum(totaal) = SHARE"}],
        }
        assert [str(s.outcome) for s in check_table(TABLE, claims=claims).statements] == ["holds", "holds"]

    def test_ids_are_given_where_they_lack(self):
        claims = read_claims({"identity": [{"formula": "1 = 1"}, {"formula": "2 = 2", "id": "x"}]})
        assert [entry.id for entry in claims.entries] == ["identity-1", "x"]


IDENTITY = '[[identity]]\nformula = "1 = 1"\n'
BROKEN = {
    "no TOML": ('[[identity]\nformula = "1 = 1"', "tablecheck.not-toml", "Repair the line it names"),
    "an unknown kind": ('[[identiy]]\nformula = "1 = 1"', "general.unknown-name", "Do you mean ‘identity’?"),
    "a kind as a table": ('[identity]\nformula = "1 = 1"', "tablecheck.claims-list", "[[identity]]"),
    "figures as a list": ("[[figures]]\nframe = 42", "tablecheck.claims-table", "[figures]"),
    "an unknown key": (IDENTITY + 'formulla = "1 = 1"', "tablecheck.claims-key", "‘formulla’"),
    "an unknown key of a part": (
        '[[same]]\nthing = "x"\nprinted = [{ value = 1, wher = "p. 1" }, 2]',
        "tablecheck.claims-key",
        "printed.wher",
    ),
    "an unknown key of a figure": (
        "[figures]\nframe = { print = false }",
        "tablecheck.claims-key",
        "‘print’",
    ),
    "a lacking key": ('[[claim]]\nformula = "1 = 1"', "tablecheck.claims-lacks", "‘says’"),
    "no formula": ('[[identity]]\nsays = "x"', "tablecheck.claims-lacks", "‘formula’"),
    "two ways to give formulas": (
        IDENTITY + 'formulas = ["1 = 1"]',
        "tablecheck.claims-lacks",
        "there twice",
    ),
    "an id twice": (
        ('[[identity]]\nid = "a"\nformula = "1 = 1"\n') * 2,
        "tablecheck.claims-double",
        "Statement a",
    ),
    "a figure without quotes": ("[figures]\nshare = 1.50", "tablecheck.claims-figure", "‘1.5’"),
    "a figure that is no number": ('[figures]\nshare = "much"', "tablecheck.claims-figure", "‘much’"),
    "a number without quotes": (
        '[[part-of]]\nsays = "x"\npart = 1.5\nwhole = 2',
        "tablecheck.claims-value",
        "as printed in quotes",
    ),
    "a text that is none": ("[[order]]\nby = 3", "tablecheck.claims-value", "a text in quotes"),
    "a list that is none": (
        '[[presence]]\nsays = "x"\ncolumns = "2021"',
        "tablecheck.claims-value",
        "a list of texts",
    ),
    "a flag that is none": (
        '[[order]]\nby = "blended"\ndescending = "yes"',
        "tablecheck.claims-value",
        "true or false",
    ),
    "a table that is none": (
        '[[comparison]]\nsays = "x"\nfrom = 3\nto = 4',
        "tablecheck.claims-value",
        "a table",
    ),
    "one value only": (
        '[[same]]\nthing = "x"\nprinted = [1]',
        "tablecheck.claims-value",
        "two values or more",
    ),
    "a denominator of 0": (
        '[[comparison]]\nsays = "x"\nfrom = { numerator = 1, denominator = 0 }\nto = { numerator = 1, denominator = 2 }',
        "tablecheck.claims-value",
        "above 0",
    ),
    "an unknown count": (
        '[[decomposition]]\nsays = "x"\nclaimed = "growth"\nfrom = { numerator = 1, denominator = 2 }\nto = { numerator = 1, denominator = 3 }',
        "tablecheck.claims-value",
        "‘denominator’",
    ),
    "a column that is not there": ('[[order]]\nby = "aantal"', "general.unknown-name-none-near", "‘aantal’"),
    "a formula that makes no sense": ('[[identity]]\nformula = "1 +"', "tablecheck.formula", "‘1 +’"),
}


class TestRefusals:
    @pytest.mark.parametrize("name", BROKEN)
    def test_each_broken_file_says_what_and_where(self, name, tmp_path):
        text, code, words = BROKEN[name]
        file = tmp_path / "claims.toml"
        file.write_text(text, encoding="utf-8")
        with pytest.raises(UserError) as caught:
            check_table(TABLE, claims=file)
        assert caught.value.code == code
        assert words in caught.value.sentence("en")
        assert caught.value.sentence("nl") != caught.value.sentence("en")

    def test_a_file_that_is_not_there_or_too_large(self, tmp_path):
        with pytest.raises(UserError, match="nowhere"):
            check_table(TABLE, claims=tmp_path / "nowhere.toml")
        large = tmp_path / "large.toml"
        large.write_text("# " + "x" * 1_000_000, encoding="utf-8")
        with pytest.raises(UserError) as caught:
            check_table(TABLE, claims=large)
        assert caught.value.code == "tablecheck.too-large"

    def test_every_kind_of_statement_is_exercised_here_or_in_the_report(self):
        assert set(KINDS) == {
            "identity",
            "claim",
            "order",
            "same",
            "part-of",
            "presence",
            "comparison",
            "decomposition",
        }
