"""What was asked for, what is expected of it by budget and by mix, and how the gap splits."""

from datetime import date
from fractions import Fraction

import pytest

from blendwise.indicators import coverage, expectation_by_mix, gap

REGISTER = """
institution call blended participants
A           2021 yes     30
A           2021 no      70
B           2021 no      40
"""
APPLICATIONS = """
institution call participants blended_participants requested_grant awarded_grant
A           2021 150          40                   1000            500
A           2021 50           10                   1000            500
B           2021 80           8                    2000            1500
"""


@pytest.fixture
def plan(ask):
    def plan_of(register=REGISTER, asked=APPLICATIONS, by=(), **settings):
        return ask(register, by=by, unit="participants", asked=asked, **settings)

    return plan_of


def planned(row):
    return tuple(row[name] for name in ("applied", "pledged", "expected_by_budget", "expected_by_mix"))


class TestExpectations:
    def test_by_budget_each_pledge_times_awarded_over_requested(self, plan):
        #  (40 + 10) x 500/1,000 + 8 x 1,500/2,000
        assert plan().total_row["expected_by_budget"] == 25 + 6

    def test_by_mix_each_pledge_times_all_registered_over_all_applied(self, plan):
        #  50 x 100/200 at A, 8 x 40/80 at B
        assert plan().total_row["expected_by_mix"] == 25 + 4
        assert expectation_by_mix(applied=200, pledge=50, registered=100) == 25

    def test_per_institution_and_in_total(self, plan):
        found = plan(by=["institution"])
        assert [planned(row) for row in found.rows.iter_rows(named=True)] == [
            (200, 50, 25, 25),
            (80, 8, 6, 4),
        ]
        assert planned(found.total_row) == (280, 58, 31, 29)

    def test_another_characteristic_has_its_own_pledge(self, plan):
        asked = "institution participants green_travel_participants\nA 10 7"
        assert plan(asked=asked, of="green_travel").total_row["pledged"] == 7

    def test_one_unknown_grant_makes_the_expectation_by_budget_unknown_and_never_zero(self, plan):
        asked = APPLICATIONS.replace("1500", "–")
        assert planned(plan(asked=asked).total_row)[:3] == (280, 58, None)
        assert [row["expected_by_budget"] for row in plan(asked=asked, by=["institution"]).as_rows()] == [
            25,
            None,
        ]

    def test_an_unknown_grant_without_a_pledge_does_no_harm(self, plan):
        asked = APPLICATIONS.replace("80           8                    2000            1500", "80 0 – –")
        assert plan(asked=asked).total_row["expected_by_budget"] == 25

    def test_nothing_requested_is_no_ratio(self, plan):
        asked = "institution participants blended_participants requested_grant awarded_grant\nA 10 5 0 0"
        assert plan(asked=asked).total_row["expected_by_budget"] is None

    def test_no_applications_is_not_a_pledge_of_zero(self, plan):
        assert planned(plan(asked=None).total_row) == (None, None, None, None)

    def test_of_a_country_an_application_says_nothing(self, plan):
        assert {row["pledged"] for row in plan(by=["country"]).as_rows()} == {None}

    def test_nothing_applied_gives_no_expectation_by_mix(self, plan):
        asked = "institution participants blended_participants\nA 0 0"
        assert plan(asked=asked).total_row["expected_by_mix"] is None
        assert expectation_by_mix(applied=0, pledge=0, registered=5) is None

    def test_applications_follow_the_population(self, plan):
        assert plan(without=("A",)).total_row["pledged"] == 8
        assert plan(calls=(2022,)).total_row["pledged"] is None


class TestGap:
    def test_volume_and_mix(self):
        found = gap(pledged=20, applied=200, registered=100, blended=5)
        assert (found.total, found.volume, found.mix) == (5 / 20, 100 / 200, (5 / 100) / (20 / 200))

    def test_more_than_pledged_is_a_gap_too(self):
        assert gap(pledged=10, applied=100, registered=100, blended=20).total == 2

    @pytest.mark.parametrize(
        ("numbers", "reason"),
        [
            ({"pledged": 0, "applied": 9, "registered": 3, "blended": 1}, "nothing-pledged"),
            ({"pledged": 4, "applied": 0, "registered": 3, "blended": 1}, "nothing-applied"),
            ({"pledged": 4, "applied": 9, "registered": 0, "blended": 0}, "nothing-registered"),
        ],
    )
    def test_undefined_cases_are_named(self, numbers, reason):
        found = gap(**numbers)
        assert (found.undefined, found.mix) == (reason, None)

    def test_nothing_blended_is_a_gap_of_everything(self):
        found = gap(pledged=4, applied=9, registered=3, blended=0)
        assert (found.total, found.mix, found.undefined) == (0, 0, None)

    def test_the_reports_break_even(self):
        """259 of 2,002: the plan's mix was reached only if just 12.9 % of all applied mobilities were realised."""
        assert round(100 * gap(pledged=2002, applied=2002, registered=259, blended=259).total, 1) == 12.9


class TestCoverage:
    TEXT = "institution blended status\nA yes complete\nB no draft"

    def test_by_default_the_frame_is_all_with_a_project(self, ask):
        found = coverage(ask(self.TEXT, by=["institution"]))
        assert (found.with_data, found.frame, found.without_data, found.value) == (
            1,
            2,
            ("B",),
            Fraction(1, 2),
        )

    def test_a_frame_of_names_or_oids(self, ask):
        found = coverage(ask(self.TEXT, by=["institution"]), ["A", "B", "C"])
        assert (found.with_data, found.frame, found.without_data) == (1, 3, ("B", "C"))

    def test_an_empty_frame_has_no_share(self, ask):
        assert coverage(ask(self.TEXT, by=["institution"]), []).value is None

    @pytest.mark.parametrize(
        ("frame", "sentence"),
        [
            (["C"], "Of the 1 institution of the frame, none has mobilities in the register."),
            (["A", "C"], "Of the 2 institutions of the frame, 1 has mobilities in the register."),
            (["A", "E"], "Of the 2 institutions of the frame, 2 have mobilities in the register."),
        ],
    )
    def test_none_one_and_more(self, ask, frame, sentence):
        text = "institution\nA\nE"
        assert coverage(ask(text, by=["institution"]), frame).sentence("en") == sentence


class TestWhyNothingIsSaidOfPledges:
    ONE = "institution call blended\nA 2021 yes"

    def said(self, ask, language="en", **question):
        return ask(self.ONE, unit="participants", **question).pledges_sentence(language)

    def test_nothing_needs_saying_where_they_are_known(self, ask):
        assert self.said(ask, asked="institution participants blended_participants\nA 10 2") is None

    def test_no_applications_were_read(self, ask):
        assert self.said(ask).startswith("No applications in all calls have been read.")

    def test_applications_say_nothing_of_countries(self, ask):
        applied = [{"institution": "A", "participants": 10, "blended_participants": 2}]
        said = self.said(ask, asked=applied, by=["country"], applications_since=date(2025, 3, 24))
        assert said.startswith("What was pledged can't be divided by country:")

    def test_the_day_is_before_that_of_the_applications(self, ask):
        days = {"at": date(2024, 9, 30), "applications_since": date(2025, 3, 24)}
        assert self.said(ask, **days).endswith(
            "import the applications again with --date and the day on which they were known."
        )
        assert "Van 30 september 2024 zijn in alle calls geen aanvragen bewaard" in self.said(
            ask, "nl", **days
        )
