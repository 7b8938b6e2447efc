"""Texts as values: what is read, what is not, and that nothing becomes 0 or "no" by not being understood."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.intake.values import (
    DateOrder,
    ambiguous,
    date_order,
    read_count,
    read_date,
    read_integer,
    read_money,
    read_number,
    read_yes_no,
)

UNKNOWN, DAY, MONTH, MIXED = DateOrder
MARCH, APRIL = date(2025, 3, 4), date(2025, 4, 3)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("24-03-2025", date(2025, 3, 24)), ("4.3.2025", MARCH), ("2025-03-04", MARCH), ("2025/03/04", MARCH),
        ("2025-03-04T09:30:00Z", MARCH), ("2025-03-04 00:00:00", MARCH), ("04-03-2025 09:30", MARCH), ("24/03/2025", date(2025, 3, 24)),
        ("03/24/2025", date(2025, 3, 24)), ("05/05/2025", date(2025, 5, 5)), ("45720", date(2025, 3, 4)), ("45720.0", MARCH),
        ("31-02-2025", None), ("2025-13-01", None), ("4-3-25", None), ("12345", None), ("99999", None), ("soon", None), ("", None), ("0000-01-01", None),
    ],
)  # fmt: skip
def test_a_date(text, value):
    assert read_date(text) == value


@pytest.mark.parametrize(
    ("order", "read", "word"),
    [
        (DAY, MARCH, None),
        (MONTH, APRIL, (APRIL, MARCH)),
        (UNKNOWN, None, (MARCH, APRIL)),
        (MIXED, None, (MARCH, APRIL)),
    ],
)
def test_a_date_with_two_readings_is_read_as_its_column_says(order, read, word):
    assert (read_date("04/03/2025", order), ambiguous("04/03/2025", order)) == (read, word)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["04/03/2025", "05/05/2025"], UNKNOWN), (["24/03/2025"], DAY), (["03/24/2025"], MONTH),
        (["24/03/2025", "03/24/2025"], MIXED), (["24-03-2025", None, ""], UNKNOWN), (["40/50/2025"], UNKNOWN),
    ],
)  # fmt: skip
def test_the_order_of_day_and_month_is_what_the_column_says(texts, order):
    assert date_order(texts) is order


@given(st.lists(st.sampled_from(DateOrder), max_size=6), st.randoms(use_true_random=False))
def test_parts_of_a_column_say_the_same_together_in_any_order(orders, chance):
    def together(parts):
        order = UNKNOWN
        for part in parts:
            order = order.joined(part)
        return order

    shuffled = list(orders)
    chance.shuffle(shuffled)
    assert together(orders) is together(shuffled)


@given(st.dates(date(1955, 1, 1), date(2118, 1, 1)))
def test_every_date_survives_every_unambiguous_way_of_writing(day):
    serial = str((day - date(1899, 12, 30)).days)
    for text in (day.isoformat(), f"{day:%d-%m-%Y}", f"{day:%d.%m.%Y}", serial):
        assert read_date(text) == day
    assert read_date(f"{day:%d/%m/%Y}", DAY) == read_date(f"{day:%m/%d/%Y}", MONTH) == day


@pytest.mark.parametrize("text", ["Yes", "YES", "ja", "J", "y", "1", "1.0", "TRUE", "x", "✓"])
def test_yes(text):
    assert read_yes_no(text) is True


@pytest.mark.parametrize("text", ["No", "nee", "N", "0", "FALSE", "onwaar"])
def test_no(text):
    assert read_yes_no(text) is False


@pytest.mark.parametrize("text", ["partly", "2", "?", "yes no", "-"])
def test_neither_yes_nor_no(text):
    assert read_yes_no(text) is None


@pytest.mark.parametrize(
    ("text", "number", "money"),
    [
        ("12", 12, 12), ("12,5", 12.5, 12.5), ("12.5", 12.5, 12.5), ("1.234,56", 1234.56, 1234.56), ("1,234.56", 1234.56, 1234.56),
        ("1.234", 1.234, 1234), ("1.234.567", 1234567, 1234567), ("0.125", 0.125, 0.125), ("€ 1 234,50", 1234.5, 1234.5), ("1'234", 1234, 1234),
        ("−3", -3, -3), ("+3", 3, 3), (".5", 0.5, 0.5), ("1.2.3", None, None), ("1,2,3.4.5", None, None), ("12 days", None, None),
        ("1e5", None, None), ("nan", None, None), ("inf", None, None), ("9" * 400, None, None), ("٣", None, None), ("", None, None), ("-", None, None),
    ],
)  # fmt: skip
def test_a_number(text, number, money):
    assert (read_number(text), read_money(text)) == (number, money)


@pytest.mark.parametrize(
    ("text", "integer", "count"),
    [
        ("12", 12, 12),
        ("12,0", 12, 12),
        ("12,5", None, None),
        ("1.200", 1200, 1200),
        ("-3", -3, None),
        ("0", 0, 0),
        ("9999999999", 9999999999, None),
    ],
)
def test_a_whole_number_and_how_many_there_are(text, integer, count):
    assert (read_integer(text), read_count(text)) == (integer, count)


@given(st.text())
def test_any_text_is_read_or_not_and_never_an_error(text):
    for order in DateOrder:
        assert read_date(text, order) is None or isinstance(read_date(text, order), date)
        assert ambiguous(text, order) is None or len(ambiguous(text, order)) == 2
    assert read_yes_no(text) in (True, False, None)
    for read in (read_count, read_integer, read_money, read_number):
        assert read(text) is None or abs(read(text)) < 2**53


@given(st.integers(-(2**50), 2**50))
def test_every_whole_number_is_read_with_and_without_thousands_marks(n):
    assert read_integer(str(n)) == read_integer(f"{n:,}") == read_integer(f"{n:,}".replace(",", ".")) == n
