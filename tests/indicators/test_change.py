"""What changed between two calls of the same institutions, and between two snapshots of the same projects."""

from datetime import date
from fractions import Fraction

import pytest

from blendwise.indicators import Population, between_calls, between_snapshots

TWO_CALLS = """
institution call blended times
A           2021 yes     1
A           2021 no      9
A           2022 yes     3
A           2022 no      7
B           2021 no      10
B           2022 no      20
C           2022 yes     5
"""


class TestBetweenCalls:
    def test_only_institutions_with_a_project_in_both_are_compared(self, ask):
        change = between_calls(ask(TWO_CALLS, by=["institution"]), 2021, 2022)
        assert (change.institutions, change.numerators, change.denominators) == (2, (1, 3), (20, 30))
        assert (change.rose, change.fell, change.same) == (1, 0, 1)
        assert change.difference == Fraction(3, 30) - Fraction(1, 20)

    def test_the_sentence_says_both_counts_their_unit_and_that_the_institutions_are_the_same(self, ask):
        change = between_calls(ask(TWO_CALLS, by=["institution"]), 2021, 2022)
        assert change.sentence("en") == (
            "From call 2021 to call 2022 the registered share went from 5.00% (1 of 20 mobilities) to 10.00% (3 of 30): "
            "5.00 percentage points higher. This is on the 2 institutions with a project in both only."
        )
        back = between_calls(ask(TWO_CALLS, by=["institution"]), 2022, 2021)
        assert back.sentence("nl") == (
            "Van call 2022 naar call 2021 ging het geregistreerde aandeel van 10,00% (3 van 30 mobiliteiten) "
            "naar 5,00% (1 van 20): 5,00 procentpunt lager. Dit gaat alleen over de 2 instellingen met een project in beide."
        )

    def test_an_equal_share_stays_and_one_institution_is_singular(self, ask):
        text = "institution call blended participants\nA 2021 yes 2\nA 2021 no 2\nA 2022 yes 5\nA 2022 no 5"
        change = between_calls(ask(text, by=["institution"], unit="participants"), 2021, 2022)
        assert change.sentence("en") == (
            "From call 2021 to call 2022 the registered share stayed at 50.00% (2 of 4 and 5 of 10 participants). "
            "This is on the one institution with a project in both only."
        )
        assert "at 1 institution with" in change.ticks_sentence("en")

    @pytest.mark.parametrize(("language", "words"), [("en", "Undefined"), ("nl", "Niet te berekenen")])
    def test_a_call_without_mobilities_gives_no_change_and_says_so(self, ask, language, words):
        text = "institution call status\nA 2021 complete\nA 2022 draft"
        change = between_calls(ask(text, by=["institution"]), 2021, 2022)
        assert change.difference is None
        assert change.sentence(language).startswith(words)

    def test_no_institution_in_both_calls_leaves_nothing_to_compare(self, ask):
        change = between_calls(ask("institution call\nA 2021\nB 2022", by=["institution"]), 2021, 2022)
        assert change.sentence("en").endswith("there is nothing to compare.")

    def test_the_ticks_of_the_report_rose_at_14_and_fell_at_3(self, demo_store):
        """Of the 20 of table 1, three have no project in a call: 17 are compared, and 22 without a tick stay the same.

        Talland (24 to 8), Yuverta (17 to 3) and Gilde (3 to 2) fell. Of the ticks, Mondriaan's and Leijgraaf's in
        2021 (70 - 2) and Scalda's in 2022 (189 - 11) have no counterpart.
        """
        change = between_calls(demo_store.figures(by=["institution"], calls=[2021, 2022]), 2021, 2022)
        assert (change.rose, change.fell, change.same) == (14, 3, 22)
        assert (change.institutions, change.numerators) == (17 + 22, (70 - 2, 189 - 11))
        assert change.ticks_sentence("nl") == (
            "Van call 2021 naar call 2022 ging het aantal vinkjes van 68 naar 178, bij 39 instellingen met een project "
            "in beide calls. Het steeg bij 14, daalde bij 3 en bleef gelijk bij 22."
        )


BEFORE = """
mobility_activity_id blended status
M1                   no      complete
M2                   yes     complete
M3                   no      complete
M4                   yes     complete
M5                   yes     draft
"""
AFTER = """
mobility_activity_id blended status
M1                   yes     complete
M2                   –       complete
M3                   no      complete
M5                   yes     complete
M6                   yes     complete
"""
DAYS = (date(2024, 9, 30), date(2025, 3, 24))


class TestBetweenSnapshots:
    def change(self, drawn, before, after, **population):
        return between_snapshots(drawn(before), drawn(after), Population(**population), DAYS)

    def test_new_gone_newly_ticked_and_un_ticked(self, drawn):
        change = self.change(drawn, BEFORE, AFTER)
        # M5 was a draft and M6 was not there: new; M4 is gone; M1 was ticked since, the tick of M2 is gone
        assert (change.new, change.gone, change.ticked, change.unticked, change.total) == (2, 1, 1, 1, 5)

    def test_with_drafts_one_less_is_new(self, drawn):
        assert self.change(drawn, BEFORE, AFTER, drafts=True).new == 1

    def test_nothing_changes_between_equal_snapshots(self, drawn):
        change = self.change(drawn, AFTER, AFTER)
        assert (change.new, change.gone, change.ticked, change.unticked, change.total) == (0, 0, 0, 0, 5)
        assert change.sentence("en") == (
            "Between 30 September 2024 and 24 March 2025: no mobilities new, 0 gone, 0 newly ticked, 0 un-ticked, "
            "of 5 mobilities."
        )

    def test_one_is_singular(self, drawn):
        one, two = "mobility_activity_id\nM1", "mobility_activity_id\nM2"
        assert self.change(drawn, one, two).sentence("nl") == (
            "Tussen 30 september 2024 en 24 maart 2025: 1 mobiliteit nieuw, 1 verdwenen, 0 alsnog aangevinkt, "
            "0 niet meer aangevinkt, van 1 mobiliteit."
        )

    def test_mobilities_of_two_projects_with_one_number_are_two(self, drawn):
        text = "institution mobility_activity_id blended\nA M1 no\nB M1 yes"
        assert self.change(drawn, text, text).total == 2
