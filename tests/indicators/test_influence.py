"""How much one institution moves the total, and how unevenly ticks are spread."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blendwise.indicators import effective_number, gini, herfindahl, influences, top_share

REGISTER = """
institution blended times
A           yes     6
A           no      4
B           yes     1
B           no      49
C           no      40
"""


def test_the_total_again_without_each_institution_the_largest_influence_first(ask):
    first, *others = influences(ask(REGISTER, by=["institution"]))
    assert (first.institution, first.total, first.rest) == ("A", (7, 100), (7 - 6, 100 - 10))
    assert first.difference == Fraction(1, 90) - Fraction(7, 100)
    assert [i.institution for i in others] == ["B", "C"]  # 6/50 - 7/100 and 7/60 - 7/100
    assert (first.share_of_ticks, first.share_of_all) == (Fraction(6, 7), Fraction(10, 100))


def test_its_sentence_names_the_unit_and_both_counts(ask):
    first, _, third = influences(ask(REGISTER, by=["institution"]))
    assert first.sentence("en") == (
        "Without A the registered share is 1.11% (1 of 90 mobilities) instead of 7.00%: 5.89 percentage points lower."
    )
    assert third.sentence("nl") == (
        "Zonder C is het geregistreerde aandeel 11,67% (7 van 60 mobiliteiten) in plaats van 7,00%: "
        "4,67 procentpunt hoger."
    )


def test_mobilities_of_an_unknown_institution_stay_in_the_total_and_are_no_institution(ask):
    rows = [{"institution": None, "institution_oid": None, "blended": True}, {"institution": "A"}]
    (only,) = influences(ask(rows, by=["institution"]))
    assert (only.institution, only.total, only.rest) == ("A", (1, 2), (1, 1))


def test_in_participants_the_sentence_says_participants(ask):
    text = "institution blended participants\nA yes 30\nB no 70"
    largest = influences(ask(text, by=["institution"], unit="participants"))[0]
    assert "Without B the registered share is 100.00% (30 of 30 participants)" in largest.sentence("en")
    assert "100,00% (30 van 30 deelnemers) in plaats van 30,00%" in largest.sentence("nl")


def test_an_institution_like_the_others_leaves_the_share_where_it_is(ask):
    text = "institution blended times\nA yes 1\nA no 9\nB yes 2\nB no 18"
    sentences = [i.sentence("en") for i in influences(ask(text, by=["institution"]))]
    assert sentences[0] == "Without A the registered share stays at 10.00% of the mobilities."


@pytest.mark.parametrize("unit", ["mobilities", "participants"])
@pytest.mark.parametrize(("language", "word"), [("en", "Undefined"), ("nl", "Niet te berekenen")])
def test_without_the_only_institution_nothing_is_left_and_that_is_said(ask, unit, language, word):
    (only,) = influences(ask("institution blended\nA yes", by=["institution"], unit=unit))
    assert only.difference is None
    assert only.sentence(language).startswith(word)


def test_roc_midden_nederland_moves_the_total_by_0_65_points(demo_store):
    largest, next_one = influences(demo_store.figures(by=["institution"], calls=[2021, 2022]))[:2]
    assert largest.sentence("nl") == (
        "Zonder ROC Midden Nederland is het geregistreerde aandeel 1,00% (155 van 15.494 mobiliteiten) "
        "in plaats van 1,65%: 0,65 procentpunt lager."
    )
    assert (next_one.institution, round(float(next_one.difference), 5)) == (
        "Koning Willem 1 College",
        -0.00137,
    )


TICKED = (104, 32, 31, 21, 20, 11, 8, 7, 5, 5, 3, 2, 2, 2, 1, 1, 1, 1, 1, 1)
"""The blended column of the agency's report, table 1."""


class TestConcentration:
    """Expected values: computed from table 1 with two programs, and the manuals of R's ineq and the US merger guide."""

    def test_gini_of_the_twenty_with_a_tick_and_of_all_42(self):
        assert gini(TICKED) == pytest.approx(0.689382, abs=5e-7)
        assert gini(TICKED + (0,) * 22) == pytest.approx(0.852087, abs=5e-7)

    def test_herfindahl_does_not_depend_on_those_without(self):
        assert herfindahl(TICKED) == herfindahl(TICKED + (0,) * 22) == pytest.approx(0.208002, abs=5e-7)
        assert effective_number(TICKED) == pytest.approx(4.81, abs=0.005)

    @pytest.mark.parametrize(("k", "percentage"), [(1, 40.2), (3, 64.5), (5, 80.3), (6, 84.6), (42, 100)])
    def test_the_share_of_the_largest(self, k, percentage):
        assert round(100 * top_share(TICKED, k), 1) == percentage

    def test_the_demonstration_is_as_concentrated(self, demo_store):
        ticks = demo_store.figures(by=["institution"], calls=[2021, 2022]).rows["with_mobilities"].to_list()
        assert gini(ticks) == pytest.approx(0.852087, abs=5e-7)

    @pytest.mark.parametrize(
        "measure", [gini, herfindahl, effective_number, lambda counts: top_share(counts, 1)]
    )
    @pytest.mark.parametrize("nothing", [(), (0, 0)])
    def test_where_there_is_nothing_to_spread_there_is_no_measure(self, measure, nothing):
        assert measure(nothing) is None

    @given(st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(any))
    def test_even_is_lowest_and_one_with_all_is_highest(self, counts):
        n = len(counts)
        assert -1e-12 <= gini(counts) <= (n - 1) / n + 1e-12
        assert 1 / n - 1e-12 <= herfindahl(counts) <= 1 + 1e-12
        assert gini(counts) == pytest.approx(gini(counts[::-1]))
        assert top_share(counts, n) == pytest.approx(1)
