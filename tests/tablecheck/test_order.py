"""The order of the rows, and where it breaks."""

from __future__ import annotations

import random

from blendwise.tablecheck import check_table

HEADER = "naam  blended  totaal  percentage\n"


def order_of(*rows):
    lines = [f"{name}  {k}  {n}  {100 * k / n:.1f}" for name, k, n in rows]
    return check_table(HEADER + "\n".join(lines) + "\n").order


def test_by_count_descending_with_ties_by_total():
    order = order_of(("k", 9, 100), ("b", 7, 300), ("z", 7, 400), ("d", 2, 50))
    assert (order.by.column, order.by.descending) == ("blended", True)
    assert (order.ties.column, order.ties.descending) == ("totaal", False)
    assert order.holds


def test_by_name():
    order = order_of(("Aeres", 3, 100), ("Landstede", 7, 300), ("Scalda", 1, 90), ("Yuverta", 5, 50))
    assert (order.by.column, order.by.descending) == ("naam", False)


def test_by_percentage_descending():
    order = order_of(("c", 10, 20), ("a", 50, 200), ("d", 3, 30), ("b", 20, 400))
    assert (order.by.column, order.by.descending) == ("percentage", True)


def test_one_row_out_of_place_is_named():
    rows = [
        ("k", 90, 900),
        ("b", 80, 300),
        ("z", 70, 500),
        ("d", 60, 400),
        ("q", 10, 450),
        ("f", 50, 700),
        ("a", 5, 70),
    ]
    order = order_of(*rows)
    assert order.by.column == "blended"
    assert [(b.row, b.label, b.above) for b in order.breaks] == [(6, "f", "q")]
    assert not order.holds


def test_a_random_order_is_none():
    rows = [(f"x{i % 7}{i}", (i * 37) % 101, 200 + (i * 53) % 97) for i in range(40)]
    random.Random(3).shuffle(rows)
    assert order_of(*rows) is None


def test_two_rows_have_no_order():
    assert order_of(("a", 9, 100), ("b", 7, 300)) is None


def test_total_rows_do_not_take_part():
    order = order_of(("a", 9, 100), ("b", 7, 300), ("c", 2, 50), ("Totaal", 18, 450))
    assert order.holds
