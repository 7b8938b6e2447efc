"""From a table and a policy to a table that may be published, or to a refusal."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blendwise.disclosure import (
    ColumnRules,
    Dimension,
    Mark,
    Policy,
    Share,
    Sum,
    Zeros,
    attack,
    protect,
)
from blendwise.disclosure.policy import Dominance, PriorPosterior
from blendwise.disclosure.seen import from_data
from blendwise.errors import UserError

DATA = Path(__file__).parent / "data"
BELOW_5 = ColumnRules(below=5)
PUBLIC = ColumnRules(public=True)
SCHOOLS = Dimension("school")


def hidden_in(published, column):
    place = len(published.labels) + published.columns.index(column)
    return [row[0] for row in published.rows if row[place] is Mark.HIDDEN]


def refusal(table, policy, **options):
    with pytest.raises(UserError) as refused:
        protect(table, policy, **options)
    for language in ("nl", "en"):
        assert "{" not in refused.value.sentence(language)
    return refused.value


class TestRulesPerColumn:
    """An institution's total may be public while cells about people are not."""

    #  school  mobilities  learners  staff
    #  North           40        38      2   <- 2 staff: hidden; 38 = 40 - 2 would tell, so hidden too
    #  South           31        25      6
    TABLE = pl.DataFrame(
        {"school": ["North", "South"], "mobilities": [40, 31], "learners": [38, 25], "staff": [2, 6]}
    )
    POLICY = Policy(
        dimensions=(SCHOOLS,),
        columns={"mobilities": PUBLIC, "learners": BELOW_5, "staff": BELOW_5},
        sums=(Sum("mobilities", ("learners", "staff")),),
    )

    def test_a_public_column_is_never_hidden(self):
        published = protect(self.TABLE, self.POLICY)
        assert hidden_in(published, "mobilities") == []
        assert hidden_in(published, "staff") == ["North"]
        assert hidden_in(published, "learners") == ["North"]

    def test_a_small_count_in_a_public_column_stays(self):
        small = pl.DataFrame({"school": ["North"], "mobilities": [2]})
        published = protect(small, Policy(dimensions=(SCHOOLS,), columns={"mobilities": PUBLIC}))
        assert published.rows == (("North", 2),)

    def test_a_sum_that_nobody_declared_is_found(self):
        rows = {"school": list("ABCD"), "all": [9, 20, 30, 41], "one": [2, 9, 10, 20], "two": [7, 11, 20, 21]}
        published = protect(pl.DataFrame(rows), Policy(dimensions=(), columns={"all": PUBLIC, "*": BELOW_5}))
        assert hidden_in(published, "one") == hidden_in(published, "two") == ["A"]


class TestTotals:
    def test_one_hidden_row_is_never_alone_under_a_total(self):
        table = pl.DataFrame({"school": ["A", "B", "C", "Total"], "blended": [2, 9, 30, 41]})
        published = protect(table, Policy(dimensions=(), columns={"*": BELOW_5}))
        assert hidden_in(published, "blended") == ["A", "B"]

    def test_a_hierarchy_is_protected_at_every_level(self):
        #  Land 55 = North 14 + South 41;  North = A 2 + B 12;  South = C 20 + D 21
        table = pl.DataFrame(
            {"place": ["Land", "North", "A", "B", "South", "C", "D"], "blended": [55, 14, 2, 12, 41, 20, 21]}
        )
        tree = (("Land", ("North", "South")), ("North", ("A", "B")), ("South", ("C", "D")))
        published = protect(table, Policy(dimensions=(Dimension("place", tree),), columns={"*": BELOW_5}))
        assert hidden_in(published, "blended") == ["A", "B"]
        assert not attack(
            from_data(published.to_polars()), Policy((Dimension("place", tree),), {"*": BELOW_5})
        ).leaks

    def test_two_dimensions_of_labels(self):
        rows = [
            (school, level, count)
            for school, counts in {
                "A": (2, 9, 11),
                "B": (8, 7, 15),
                "C": (9, 12, 21),
                "Total": (19, 28, 47),
            }.items()
            for level, count in zip(("1-2", "3-4", "Total"), counts, strict=True)
        ]
        table = pl.DataFrame(rows, schema=["school", "level", "learners"], orient="row")
        policy = Policy(dimensions=(), columns={"*": BELOW_5})
        published = protect(table, policy)
        hidden = {row[:2] for row in published.rows if row[2] is Mark.HIDDEN}
        assert ("A", "1-2") in hidden
        assert len(hidden) == 4
        assert not attack(from_data(published.to_polars()), policy).leaks

    def test_the_labels_may_be_numbers(self):
        table = pl.DataFrame({"call": [2021, 2022], "blended": [70, 189]})
        published = protect(table, Policy(dimensions=(Dimension("call"),), columns={"*": BELOW_5}))
        assert published.rows == (("2021", 70), ("2022", 189))


class TestZerosAndGroups:
    TABLE = pl.DataFrame(
        {"school": ["A", "B", "C"], "all": [7, 30, 40], "low": [7, 12, 20], "high": [0, 18, 20]}
    )
    SUM = Sum("all", ("low", "high"))

    def policy(self, zeros, *, group=False):
        rules = ColumnRules(below=5, zeros=zeros)
        return Policy(
            (SCHOOLS,), {"all": PUBLIC, "low": rules, "high": rules}, (replace(self.SUM, group=group),)
        )

    def test_zeros_can_be_shown(self):
        assert hidden_in(protect(self.TABLE, self.policy(Zeros.SHOWN)), "high") == []

    def test_zeros_can_be_sensitive(self):
        published = protect(self.TABLE, self.policy(Zeros.HIDDEN))
        assert hidden_in(published, "high") == hidden_in(published, "low") == ["A"]

    def test_a_row_with_everybody_in_one_cell_is_sensitive(self):
        published = protect(self.TABLE, self.policy(Zeros.FREE, group=True))
        assert hidden_in(published, "low") == hidden_in(published, "high") == ["A"]

    def test_without_the_group_rule_a_free_zero_stays(self):
        assert hidden_in(protect(self.TABLE, self.policy(Zeros.FREE)), "low") == []

    def test_a_structural_absence_is_no_cell_and_no_zero(self):
        table = pl.DataFrame({"school": ["A", "B", "Total"], "blended": [None, 12, 12]})
        published = protect(table, Policy((), {"*": ColumnRules(below=5, zeros=Zeros.HIDDEN)}))
        assert published.rows == (("A", Mark.ABSENT), ("B", 12), ("Total", 12))


class TestAmounts:
    #  school  hours  largest  second
    #  A         100       90       6    <- p%: the other 4 are less than 10% of 90
    #  B         100       40      35
    TABLE = pl.DataFrame(
        {
            "school": ["A", "B", "C", "Total"],
            "hours": [100.0, 100.0, 90.5, 290.5],
            "largest": [90.0, 40.0, 31.0, 90.0],
            "second": [6.0, 35.0, 29.0, 40.0],
        }
    )

    @pytest.mark.parametrize(
        "rule",
        [{"prior_posterior": PriorPosterior(p=10)}, {"dominance": Dominance(n=2, k=90)}],
        ids=["p%", "(n,k)"],
    )
    def test_a_dominated_cell_is_hidden_with_another_and_contributions_are_never_published(self, rule):
        rules = ColumnRules(contributions=("largest", "second"), **rule)
        published = protect(self.TABLE, Policy((), {"hours": rules}))
        assert published.columns == ("hours",)
        assert hidden_in(published, "hours") == ["A", "C"]


class TestShares:
    #  school  mobilities  blended  share
    TABLE = pl.DataFrame(
        {"school": ["A", "B"], "mobilities": [244, 473], "blended": [104, 1], "share": ["42.6", "0.2"]}
    )
    POLICY = Policy(
        (SCHOOLS,),
        {"mobilities": PUBLIC, "blended": BELOW_5},
        shares=(Share("share", "blended", "mobilities"),),
    )

    def test_a_share_is_hidden_with_its_count(self):
        assert hidden_in(protect(self.TABLE, self.POLICY), "share") == ["B"]

    def test_a_share_that_is_kept_and_gives_its_count_away_is_refused(self):
        kept = replace(self.POLICY, shares=(Share("share", "blended", "mobilities", keep=True),))
        error = refusal(self.TABLE, kept)
        assert error.code == "disclosure.share-leaks"
        assert error.values["cells"] == "B / blended"

    def test_a_share_so_coarse_that_enough_counts_fit_may_stay(self):
        # 0% of 2,000, without decimals: 0 to 10 mobilities fit
        table = pl.DataFrame({"school": ["A"], "mobilities": [2000], "blended": [3], "share": ["0"]})
        kept = replace(self.POLICY, shares=(Share("share", "blended", "mobilities", keep=True),))
        published = protect(table, kept)
        assert published.rows == (("A", 2000, Mark.HIDDEN, "0"),)

    def test_the_complement_is_protected_when_asked(self):
        # 242 of 244 blended: 2 are not
        table = pl.DataFrame({"school": ["A"], "mobilities": [244], "blended": [242], "share": ["99.2"]})
        with_complement = replace(
            self.POLICY, shares=(Share("share", "blended", "mobilities", complement=True),)
        )
        assert hidden_in(protect(table, self.POLICY), "blended") == []
        assert hidden_in(protect(table, with_complement), "blended") == ["A"]

    def test_a_small_public_total_limits_its_part_and_the_table_is_refused(self):
        table = pl.DataFrame({"school": ["A"], "mobilities": [3], "blended": [1], "share": ["33.3"]})
        error = refusal(table, self.POLICY)
        assert (error.code, error.values["cells"]) == ("disclosure.cannot-protect", "A / blended")

    def test_with_a_margin_the_same_table_can_go_out(self):
        table = pl.DataFrame({"school": ["A"], "mobilities": [3], "blended": [1], "share": ["33.3"]})
        margin = replace(
            self.POLICY, columns={"mobilities": PUBLIC, "blended": ColumnRules(below=5, margin=1)}
        )
        assert hidden_in(protect(table, margin), "blended") == ["A"]


class TestInsiders:
    def test_two_schools_under_one_total_would_know_each_other(self):
        table = pl.DataFrame({"school": ["A", "B", "C", "D", "Total"], "blended": [3, 4, 30, 40, 77]})
        outsiders = protect(table, Policy((SCHOOLS,), {"*": BELOW_5}))
        insiders = protect(table, Policy((Dimension("school", knows_own=True),), {"*": BELOW_5}))
        assert hidden_in(outsiders, "blended") == ["A", "B"]
        assert len(hidden_in(insiders, "blended")) == 3


class TestEarlier:
    POLICY = Policy((SCHOOLS,), {"*": BELOW_5})

    def test_what_an_earlier_table_shows_is_not_relied_on(self):
        first = protect(pl.DataFrame({"school": ["B"], "blended": [9]}), self.POLICY)
        table = pl.DataFrame({"school": ["A", "B", "C", "Total"], "blended": [2, 9, 30, 41]})
        assert hidden_in(protect(table, self.POLICY), "blended") == ["A", "B"]
        assert hidden_in(protect(table, self.POLICY, earlier=[first]), "blended") == ["A", "C"]

    def test_a_sensitive_cell_that_was_shown_is_refused(self):
        loose = Policy((SCHOOLS,), {"*": ColumnRules(below=2)})
        first = protect(pl.DataFrame({"school": ["A"], "blended": [3]}), loose)
        table = pl.DataFrame({"school": ["A", "B"], "blended": [3, 30]})
        assert refusal(table, self.POLICY, earlier=[first]).code == "disclosure.shown-before"

    def test_an_earlier_table_with_other_labels_cannot_be_laid_beside_it(self):
        other = protect(
            pl.DataFrame({"country": ["A"], "blended": [30]}), Policy((Dimension("country"),), {"*": BELOW_5})
        )
        table = pl.DataFrame({"school": ["A"], "blended": [30]})
        assert refusal(table, self.POLICY, earlier=[other]).code == "disclosure.other-labels"


@pytest.fixture(scope="module")
def report():
    table = pl.read_csv(DATA / "table-1.csv", separator=";", infer_schema=False).with_columns(
        pl.col("Blended", "Totaal", "2021", "2022").cast(pl.Int64, strict=False)
    )
    return protect(table, Policy(dimensions=(), columns={"Totaal": PUBLIC, "*": BELOW_5}))


class TestTheReport:
    """Table 1 of the agency's report under the default threshold."""

    def test_every_count_below_five_is_hidden_and_no_total_is(self, report):
        with (DATA / "table-1.csv").open(encoding="utf-8") as file:
            small = [
                row["Instelling"] for row in csv.DictReader(file, delimiter=";") if int(row["Blended"]) < 5
            ]
        assert set(small) <= set(hidden_in(report, "Blended"))
        assert hidden_in(report, "Totaal") == []

    def test_each_hidden_count_takes_its_percentage_along(self, report):
        assert hidden_in(report, "Percentage") == hidden_in(report, "Blended")

    def test_the_call_without_a_project_stays_an_absence(self, report):
        scalda = next(row for row in report.rows if row[0] == "Scalda")
        assert scalda[1 + report.columns.index("2021")] is Mark.ABSENT

    def test_an_attack_on_the_output_finds_nothing(self, report):
        found = attack(from_data(report.to_polars()), Policy((), {"Totaal": PUBLIC, "*": BELOW_5}))
        assert found.conclusions
        assert found.leaks == ()


class TestProperties:
    @settings(max_examples=15, deadline=None)
    @given(
        st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 30)), min_size=2, max_size=6),
        st.sampled_from([Zeros.SHOWN, Zeros.FREE, Zeros.HIDDEN]),
    )
    def test_an_attack_on_whatever_comes_out_never_leaks_exactly(self, rows, zeros):
        labels = [f"school {i}" for i in range(len(rows))]
        counts = [list(column) for column in zip(*rows, strict=True)]
        table = pl.DataFrame(
            {
                "school": [*labels, "Total"],
                "one": [*counts[0], sum(counts[0])],
                "two": [*counts[1], sum(counts[1])],
                "three": [*counts[2], sum(counts[2])],
                "all": [*map(sum, rows), sum(map(sum, counts))],
            }
        )
        policy = Policy(
            (SCHOOLS,), {"*": ColumnRules(below=5, zeros=zeros)}, (Sum("all", ("one", "two", "three")),)
        )
        try:
            published = protect(table, policy)
        except UserError as error:
            if error.code != "disclosure.cannot-protect":
                raise
            return
        found = attack(from_data(published.to_polars()), policy)
        assert not any(conclusion.is_exact for conclusion in found.conclusions)

    @settings(max_examples=10, deadline=None)
    @given(st.permutations(range(5)))
    def test_the_order_of_rows_does_not_change_how_much_is_hidden(self, order):
        counts = [2, 9, 30, 4, 17]
        rows = [(f"school {i}", counts[i]) for i in order]
        table = pl.DataFrame([*rows, ("Total", 62)], schema=["school", "blended"], orient="row")
        published = protect(table, Policy((SCHOOLS,), {"*": BELOW_5}))
        assert hidden_in(published, "blended") == [f"school {i}" for i in order if counts[i] < 5]


class TestRefusals:
    POLICY = Policy((SCHOOLS,), {"blended": BELOW_5})

    @pytest.mark.parametrize(
        ("table", "policy", "code"),
        [
            ({"school": ["A"], "blended": [-1]}, POLICY, "below-zero"),
            ({"school": ["A"], "blended": ["many"]}, POLICY, "not-a-number"),
            ({"school": ["A"], "blended": [True]}, POLICY, "not-a-number"),
            ({"school": ["A"], "blended": [2.5]}, POLICY, "not-whole"),
            ({"school": ["A"], "blended": [7], "hours": [2.5]}, Policy((), {"*": BELOW_5}), "unclear-column"),
            ({"school": ["A"], "blended": [7], "share": ["3.4"]}, Policy((), {"*": BELOW_5}), "unclear-column"),
            ({"school": ["A", "A"], "blended": [7, 8]}, POLICY, "label-twice"),
            ({"school": ["A"], "tick": [7]}, POLICY, "missing-column"),
            ({"school": ["A"], "blended": [7], "staff": [1]}, POLICY, "column-without-rules"),
            ({"school": ["A"], "blended": [7], "x_hidden": [True]}, POLICY, "reserved-name"),
            ({"school": ["A"]}, Policy((), {"*": BELOW_5}), "no-table"),
            (
                {"school": ["A", "Total"], "blended": [7, 9]},
                Policy((Dimension("school", (("Total", ()),)),), {"*": BELOW_5}),
                "does-not-add",
            ),
            ({"school": ["A", "B", "Total"], "blended": [2, 9, 12]}, Policy((), {"*": BELOW_5}), "does-not-add"),
            ({"Mobility activity ID": ["A", "B"], "blended": [1, 9]}, Policy((), {"*": BELOW_5}), "rows-of-one"),
            (
                {"school": ["A"], "blended": [7]},
                Policy((Dimension("school", (("Total", ()),)),), {"*": BELOW_5}),
                "missing-label",
            ),
            (
                {"school": ["A"], "blended": [7], "all": [5], "share": ["140"]},
                Policy((SCHOOLS,), {"*": BELOW_5, "all": PUBLIC, "blended": BELOW_5}, shares=(Share("share", "blended", "all"),)),
                "part-above-whole",
            ),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )  # fmt: skip
    def test_what_is_wrong_with_a_table_is_said(self, table, policy, code):
        assert refusal(pl.DataFrame(table), policy).code == f"disclosure.{code}"

    def test_a_table_too_large_to_protect_is_refused_at_once(self):
        schools = [f"school {i}" for i in range(5_001)]
        table = pl.DataFrame({"school": schools, "blended": [2] * len(schools)})
        assert refusal(table, self.POLICY).code == "disclosure.too-many"

    def test_a_total_found_by_its_word_counts_only_where_it_holds(self):
        # the total of all mobilities includes schools that are not listed
        table = pl.DataFrame({"school": ["A", "B", "Total"], "blended": [2, 9, 11], "all": [20, 30, 900]})
        published = protect(table, Policy((), {"*": BELOW_5}))
        assert len(hidden_in(published, "blended")) == 2
        assert hidden_in(published, "all") == []
