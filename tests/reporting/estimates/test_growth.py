"""How much of a change goes with more mobilities, and how much with other numbers of ticks."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.reporting.estimates.growth import Growth


def test_the_outlier_of_the_report():
    """104/244 = 42.6 %, 87/426 = 20.4 %, 104/426 = 24.4 %."""
    fall = Growth("ROC", (104, 87), (244, 426))
    assert [round(100 * float(part), 1) for part in (fall.change, fall.by_size, fall.by_ticks)] == [
        -22.2,
        -18.2,
        -4.0,
    ]
    assert float(fall.part) == pytest.approx(0.82, abs=0.005)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(50, 500), st.integers(50, 500))
def test_the_two_parts_are_exactly_the_change(k1, k2, n1, n2):
    growth = Growth("x", (k1, k2), (n1, n2))
    assert growth.by_size + growth.by_ticks == growth.change == Fraction(k2, n2) - Fraction(k1, n1)


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("ticks", [(10, 10), (10, 5), (10, 30), (0, 0), (0, 5)])
def test_every_way_of_changing_has_a_sentence(language, ticks):
    said = Growth("x", ticks, (100, 200)).sentence(language)
    assert "{" not in said
    assert said.endswith(".")


def test_growth_explains_nothing_where_ticks_rose():
    """10/100 to 30/200: half of the mobilities' growth would have halved the share, and yet it rose."""
    said = Growth("x", (10, 30), (100, 200)).sentence("en")
    assert "Of the change of 5.0 percentage points" not in said
    assert "of the change of 5.0 percentage points, −5.0 go with the number of mobilities and 10.0" in said
