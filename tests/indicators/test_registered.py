"""What is counted, and what is not: small registers with their arithmetic in sight."""

import pytest

from blendwise.errors import UserError
from blendwise.indicators import Population, Query
from blendwise.records import CHARACTERISTICS, DIMENSIONS

REGISTER = """
institution call blended participants
A           2021 yes     1
A           2021 no      1
A           2022 no      1
B           2021 no      12
B           2022 yes     8
"""


class TestMobilitiesAndParticipants:
    def test_a_group_is_one_mobility_and_as_many_participants_as_it_has(self, ask):
        mobilities, participants = ask(REGISTER).total, ask(REGISTER, unit="participants").total
        assert (mobilities.numerator, mobilities.denominator) == (1 + 1, 5)
        assert (participants.numerator, participants.denominator) == (1 + 8, 1 + 1 + 1 + 12 + 8)

    def test_a_group_of_unknown_size_adds_no_participants_and_is_counted_apart(self, ask):
        total = ask("blended participants\nyes –\nno 3", unit="participants").total_row
        assert (total["with_participants"], total["participants"], total["participants_unknown"]) == (0, 3, 1)

    def test_an_empty_tick_is_no_tick_and_is_counted_apart(self, ask):
        total = ask("blended times\nyes 1\nno 2\n– 4").total_row
        assert (total["with_mobilities"], total["mobilities"], total["not_filled_in"]) == (1, 1 + 2 + 4, 4)


class TestNothingFilledIn:
    """Where no mobility says yes or no, there is no share: that is not a zero."""

    NOBODY_SAID = """
    institution blended times
    A           –       3
    B           –       4
    B           no      1
    """

    def test_the_share_is_undefined_and_said_so(self, ask):
        only_a = ask(self.NOBODY_SAID, institutions=("A",))
        assert (only_a.total.value, only_a.total.share) == (None, None)
        assert only_a.sentence("en").startswith("Undefined: for none of the 3 mobilities in all calls")
        assert ask(self.NOBODY_SAID, institutions=("A",), unit="participants").total.value is None

    def test_one_answer_makes_a_share(self, ask):
        rows = {row["institution"]: row for row in ask(self.NOBODY_SAID, by=["institution"]).as_rows()}
        assert (rows["A"]["share"], rows["B"]["share"]) == (None, 0)
        assert (rows["A"]["not_filled_in"], rows["B"]["not_filled_in"]) == (3, 4)
        assert rows["A"]["calls"]["2021"]["share"] is None


class TestWhoCounts:
    DRAFTS = """
    blended status   of_participant times
    yes     complete yes            3
    no      complete yes            7
    yes     draft    yes            2
    yes     complete no             5
    –       –        yes            1
    """

    def test_drafts_and_accompanying_persons_do_not_count(self, ask):
        total = ask(self.DRAFTS).total
        assert (total.numerator, total.denominator) == (3, 3 + 7)

    def test_drafts_count_when_asked_for_and_accompanying_persons_never(self, ask):
        total = ask(self.DRAFTS, drafts=True).total
        assert (total.numerator, total.denominator) == (3 + 2, 3 + 7 + 2 + 1)

    def test_the_population_is_said_in_words(self, ask):
        assert "drafts included" in ask(self.DRAFTS, drafts=True).sentence("en")
        assert "concepten meegeteld" in ask(self.DRAFTS, drafts=True).sentence("nl")

    def test_calls_and_institutions_narrow_it_down(self, ask, counts):
        assert counts(ask(REGISTER, by=["institution"], calls=(2022,))) == {"B": (1, 1), "A": (0, 1)}
        assert counts(ask(REGISTER, by=["call"], institutions=("B",))) == {2021: (0, 1), 2022: (1, 1)}
        assert counts(ask(REGISTER, by=["call"], without=("B",))) == {2021: (1, 2), 2022: (0, 1)}

    def test_a_mobility_whose_institution_is_not_known_stays_in_when_another_is_left_out(self, ask):
        unknown = [{"institution": None, "institution_oid": None, "blended": True}, {"institution": "B"}]
        assert ask(unknown, without=("B",)).total.denominator == 1
        assert ask(unknown).institutions == 1


class TestDivisions:
    @pytest.mark.parametrize("name", DIMENSIONS)
    def test_each_division_shows_the_values_of_its_column(self, ask, name):
        column = DIMENSIONS[name]
        values = (
            (True, False)
            if column in ("group", "blended", "green_travel", "fewer_opportunities")
            else ("x", "y")
        )
        values = (2021, 2022) if column == "call" else values
        of = "green_travel" if name == "blended" else "blended"
        rows = [{column: values[0], of: True}, {column: values[0]}, {column: values[1]}]
        found = ask(rows, by=[name], of=of)
        assert {f.group[column]: (f.numerator, f.denominator) for f in found} == {
            values[0]: (1, 2),
            values[1]: (0, 1),
        }
        plain = {row[column]: (row[of], row["mobilities"]) for row in found.as_rows()}
        assert plain == {values[0]: (1, 2), values[1]: (0, 1)}, "no column is laid over another"

    @pytest.mark.parametrize("of", CHARACTERISTICS)
    def test_a_characteristic_is_not_divided_by_itself(self, ask, of):
        with pytest.raises(UserError) as raised:
            ask(REGISTER, by=[of.replace("_", "-")], of=of)
        assert raised.value.sentence("en").endswith(
            "Choose another division with --by, or another characteristic with --of."
        )
        assert "alles of niets" in raised.value.sentence("nl")

    @pytest.mark.parametrize("name", DIMENSIONS)
    def test_hyphens_and_underscores_are_the_same_and_a_name_twice_is_one(self, ask, name):
        of = "fewer-opportunities" if name != "fewer-opportunities" else "green-travel"
        asked = Query(Population(), (name, name.replace("-", "_")), characteristic=of)
        assert asked == Query(Population(), (name,), characteristic=of.replace("-", "_"))

    def test_two_divisions_cross(self, ask, counts):
        assert counts(ask(REGISTER, by=["institution", "call"])) == {
            ("A", 2021): (1, 2), ("A", 2022): (0, 1), ("B", 2021): (0, 1), ("B", 2022): (1, 1),
        }  # fmt: skip

    def test_another_characteristic_is_asked_the_same_way_and_two_can_be_crossed(self, ask, counts):
        text = "blended green_travel times\nyes yes 2\nyes no 1\nno yes 4\nno no 8"
        assert counts(ask(text, of="green_travel", by=["blended"])) == {False: (4, 12), True: (2, 3)}
        assert counts(ask(text, by=["green-travel"])) == {True: (2, 6), False: (1, 9)}

    def test_most_ticks_first_and_of_equals_the_smaller_institution(self, ask):
        text = "institution blended times\nA no 3\nB yes 1\nB no 5\nC yes 1\nD yes 2"
        assert [f.group["institution"] for f in ask(text, by=["institution"])] == ["D", "C", "B", "A"]

    def test_calls_come_in_their_order(self, ask):
        assert [f.group["call"] for f in ask("call blended\n2023 yes\n2021 no\n2022 no", by=["call"])] == [
            2021,
            2022,
            2023,
        ]

    def test_two_institutions_with_one_name_are_told_apart_by_their_oid(self, ask):
        rows = [
            {"institution": "ROC", "institution_oid": "E1"},
            {"institution": "ROC", "institution_oid": "E2"},
        ]
        assert {f.group["institution"] for f in ask(rows, by=["institution"])} == {"ROC (E1)", "ROC (E2)"}

    @pytest.mark.parametrize(("wrong", "listed"), [({"by": ("school",)}, "institution"), ({"unit": "institutions"}, "mobilities"),
                                                   ({"characteristic": "virtual"}, "green_travel")])  # fmt: skip
    def test_an_unknown_name_lists_those_that_exist(self, wrong, listed):
        with pytest.raises(UserError) as raised:
            Query(Population(), **wrong)
        assert all(listed in raised.value.sentence(language) for language in ("nl", "en"))


class TestNoProjectIsNotZero:
    def test_an_institution_without_a_project_in_the_call_is_said_to_have_none(self, ask):
        asked = {"institutions": ("B",), "institution_names": ("B",), "calls": (2021,)}
        assert ask("institution call\nA 2021\nB 2022", **asked).sentence("en") == (
            "No project: there is no project in call 2021 at B, so there is no share. That is not a zero."
        )
        assert ask("institution call\nB 2021", **asked).sentence("nl") == (
            "Er is in call 2021 bij B 1 mobiliteit; die is niet als blended geregistreerd."
        )

    TWO_CALLS = """
    institution call group blended
    A           2021 no    yes
    A           2022 no    no
    B           2022 yes   yes
    """

    def calls(self, figures):
        return {tuple(r[c] for c in figures.query.columns): r["calls"] for r in figures.as_rows()}

    def test_an_institution_without_a_project_in_a_call_has_none(self, ask):
        calls = self.calls(ask(self.TWO_CALLS, by=["institution"]))
        assert calls["B",] == {"2021": None, "2022": {"mobilities": 1, "blended": 1, "share": 1.0}}
        assert calls["A",]["2022"]["blended"] == 0

    def test_a_project_without_mobilities_that_count_is_zero_and_its_share_is_undefined(self, ask):
        text = "institution call status\nA 2021 complete\nA 2022 draft\nB 2022 complete"
        assert self.calls(ask(text, by=["institution"]))["A",]["2022"] == {
            "mobilities": 0,
            "blended": 0,
            "share": None,
        }

    def test_an_application_without_any_mobility_is_zero_too(self, ask):
        asked = "institution call participants\nA 2022 30"
        calls = self.calls(ask("institution call\nA 2021\nB 2022", by=["institution"], asked=asked))
        assert calls["A",]["2022"]["mobilities"] == 0
        assert calls["B",]["2021"] is None

    def test_a_kind_that_did_not_occur_is_zero_where_there_was_a_project_and_none_elsewhere(self, ask):
        calls = self.calls(ask(self.TWO_CALLS, by=["institution", "group"]))
        assert calls["B", True]["2021"] is None
        calls = self.calls(ask(self.TWO_CALLS.replace("A           2022 no    no", "A           2022 yes   no"),
                               by=["institution", "group"]))  # fmt: skip
        assert calls["A", False]["2022"]["mobilities"] == 0

    def test_other_divisions_are_zero_in_a_call_where_they_did_not_occur(self, ask):
        calls = self.calls(ask(self.TWO_CALLS, by=["group"]))
        assert calls[True,]["2021"] == {"mobilities": 0, "blended": 0, "share": None}

    def test_a_project_is_of_one_call(self, ask):
        calls = self.calls(ask(self.TWO_CALLS, by=["project"]))
        assert calls["2021/A",]["2022"] is None


class TestAsATable:
    def test_flat_with_the_calls_apart(self, ask):
        of_b, row = ask(REGISTER, by=["institution"]).to_polars().to_dicts()
        assert [(r["institution"], r["mobilities"], r["blended"]) for r in (of_b, row)] == [
            ("B", 2, 1),
            ("A", 3, 1),
        ]
        assert (row["blended_2021"], row["mobilities_2022"], row["share_2022"]) == (1, 1, 0.0)

    def test_the_three_frames_say_the_same(self, ask):
        found = ask(REGISTER, by=["institution", "call"])
        as_polars = found.to_polars().to_dicts()
        assert found.to_pandas().to_dict("records")[0]["share"] == as_polars[0]["share"]
        assert found.to_ibis().to_polars().to_dicts() == as_polars

    def test_each_row_says_its_unit_population_and_question(self, ask):
        row = ask(REGISTER, by=["institution"], unit="participants", calls=(2022,)).as_rows("nl")[0]
        assert (row["unit"], row["question"]) == ("participants", "count")
        assert row["population"].startswith(
            "volledige mobiliteiten van deelnemers (zonder begeleiders), in call 2022"
        )
