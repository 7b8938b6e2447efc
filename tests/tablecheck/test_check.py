"""The whole check: what is never called inconsistent, and what does not matter."""

from __future__ import annotations

import ast
import json
import re
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import blendwise.tablecheck
from blendwise.language import LANGUAGES, has
from blendwise.tablecheck import Table, check_table, sections
from blendwise.tablecheck.frame import inconsistent_frame

HEADERS = ("naam", "blended", "totaal", "percentage")
COUNTS = st.lists(
    st.integers(1, 20_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
    max_size=12,
)


def table_of(rows, *, places, mode, mark=","):
    def printed(k, n):
        exact = Decimal(k) * 100 / Decimal(n)
        return f"{exact.quantize(Decimal(1).scaleb(-places), rounding=mode):f}".replace(".", mark)

    return Table(HEADERS, tuple((f"r{i}", str(k), str(n), printed(k, n)) for i, (k, n) in enumerate(rows)))


class TestNeverInconsistent:
    @given(
        rows=COUNTS,
        places=st.integers(0, 5),
        mode=st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_HALF_DOWN, ROUND_DOWN]),
    )
    def test_a_table_made_from_true_counts_in_any_way_of_rounding(self, rows, places, mode):
        check = check_table(table_of(rows, places=places, mode=mode))
        assert check.inconsistent == ()
        assert check.is_consistent
        assert check.checked == len(rows)

    @given(rows=COUNTS)
    def test_a_table_of_shares_of_one(self, rows):
        lines = tuple((f"r{i}", str(k), str(n), f"{k / n:.4f}") for i, (k, n) in enumerate(rows))
        assert check_table(Table(HEADERS, lines)).is_consistent

    @given(rows=COUNTS)
    def test_a_true_total_row_changes_nothing(self, rows):
        total = (sum(k for k, _ in rows), sum(n for _, n in rows))
        table = table_of([*rows, total], places=1, mode=ROUND_HALF_UP)
        *body, last = table.rows
        check = check_table(Table(HEADERS, (*body, ("Totaal", *last[1:]))))
        assert check.is_consistent
        assert [s.holds for s in check.sums.columns] == [True, True]


class TestAlwaysInconsistent:
    @given(rows=COUNTS, place=st.integers(0, 11), off=st.integers(2, 40))
    def test_a_percentage_more_than_a_step_off_is_found(self, rows, place, off):
        place %= len(rows)
        table = table_of(rows, places=1, mode=ROUND_HALF_UP)
        changed = [list(row) for row in table.rows]
        changed[place][3] = f"{Decimal(changed[place][3].replace(',', '.')) + Decimal(off) / 10:f}"
        check = check_table(Table(HEADERS, tuple(map(tuple, changed))), roles={"percentage": "percentage"})
        assert place + 1 in [row.row for row in check.inconsistent]


class TestWhatDoesNotMatter:
    @given(rows=COUNTS, order=st.randoms(use_true_random=False), places=st.integers(0, 2))
    def test_the_order_of_the_rows(self, rows, order, places):
        table = table_of([(k, n + 1) for k, n in rows], places=places, mode=ROUND_HALF_UP)
        bent = tuple((label, k, str(int(n) + 3), p) for label, k, n, p in table.rows)
        shuffled = list(bent)
        order.shuffle(shuffled)

        def found(some):
            check = check_table(Table(HEADERS, tuple(some)))
            key = [(row.label, row.computed, row.numerators, row.denominators) for row in check.inconsistent]
            return sorted(key, key=lambda row: row[0]), [(s.column, s.summed) for s in check.sums.columns]

        assert found(bent) == found(shuffled)

    @given(rows=COUNTS, places=st.integers(1, 3))
    def test_dutch_or_english_marks(self, rows, places):
        def found(mark):
            table = table_of([(k, n + 1) for k, n in rows], places=places, mode=ROUND_HALF_UP, mark=mark)
            return check_table(table).as_dict("nl")

        assert found(",") == found(".")


class TestRounding:
    def test_a_table_whose_decimals_were_all_cut_off_is_consistent_and_told(self):
        check = check_table("naam  blended  totaal  %\na  2  3  66,6\nb  1  3  33,3\nc  7  8  87,5\n")
        assert check.is_consistent
        assert (check.rounding.name, [note.code for note in check.notes]) == ("cut-off", ["cut-off"])

    def test_one_rounded_row_among_them_makes_the_cut_off_ones_inconsistent(self):
        check = check_table("naam  blended  totaal  %\na  2  3  66,6\nb  1  3  33,3\nc  8  9  88,9\n")
        assert [row.label for row in check.inconsistent] == ["a"]
        assert "cut-off" in [e.mechanism for e in check.inconsistent[0].explanations]


class TestLargeNumbers:
    def test_counts_of_fifteen_digits_are_checked_like_others(self):
        large = 999_999_999_999_999
        check = check_table(
            f"naam  blended  totaal  %\na  2  3  66,7\nb  {large}  {large}  0,000000000000001\n"
        )
        assert [row.label for row in check.inconsistent] == ["b"]
        assert sections(check, "nl")
        assert inconsistent_frame(check, "nl")["denominator_last"].to_list() == [
            None
        ]  # beyond what a column holds


class TestUndefined:
    def test_a_total_of_0_has_no_share_and_that_is_not_0_percent(self):
        check = check_table("naam  blended  totaal  %\na  2  3  66,7\nb  0  0  0,0\n")
        assert [row.label for row in check.undefined] == ["b"]
        assert check.inconsistent == ()
        assert not check.is_consistent
        lines = [line for section in sections(check, "nl") for line in section.sentences]
        assert "Rij 2 (b): het totaal is 0, dus er is geen aandeel. Toch staat er 0,0%." in lines


class TestWords:
    def test_a_consistent_table_says_so(self):
        check = check_table("naam  blended  totaal  %\na  2  3  66,7\nb  1  3  33,3\n")
        assert (
            check.headline("nl") == "Alle percentages die te controleren zijn (2), volgen uit hun aantallen."
        )
        assert check.as_dict()["consistent"] is True

    def test_a_table_without_labels_names_rows_by_number(self):
        check = check_table("blended  totaal  %\n2  3  66,7\n1  3  33,9\n")
        assert check.inconsistent[0].sentence("en").startswith("Row 2: 33.9% fits no rounding of 1 out of 3")

    def test_a_printed_0_0_fits_every_large_total(self):
        check = check_table("naam  blended  totaal  %\na  2  3  66,7\nb  7  100  0,0\n")
        row = check.as_dict("en")["inconsistent"][0]
        assert row["fitting_denominators"] == {"first": 14_000, "last": None}
        assert any(
            "every total from 14,000 up fits" in line
            for section in sections(check, "en")
            for line in section.sentences
        )

    def test_shares_of_one_are_written_without_a_sign(self):
        check = check_table(
            "naam  blended  totaal  aandeel\na  2  3  0,667\nb  1  3  0,333\nc  1  4  0,333\n"
        )
        assert (
            check.inconsistent[0]
            .sentence("nl")
            .startswith("Rij 3 (c): 0,333 past bij geen enkele afronding van 1 op 4; dat is 0,25000.")
        )

    def test_json_is_plain(self):
        check = check_table("naam  blended  totaal  %\na  2  3  66,7\nb  1  3  33,9\n")
        assert json.loads(json.dumps(check.as_dict("nl"))) == check.as_dict("nl")

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_error_and_finding_that_the_code_names_has_its_sentence(self, language):
        folder = Path(blendwise.tablecheck.__file__).parent
        texts = [
            node.value
            for file in folder.rglob("*.py")
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        codes = {text for text in texts if re.fullmatch(r"tablecheck\.[a-z]+(-[a-z]+)*", text)}
        assert len(codes) > 30
        known = ("errors.{}", "{}", "{}.other", "kinds.{}")
        assert [
            code for code in sorted(codes) if not any(has(form.format(code), language) for form in known)
        ] == []
