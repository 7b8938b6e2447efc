"""The facts of a stay at the desk: what the register says, and what its institution tells beside it.

1 March 2021 is a Monday:

    MOB-001     fewer opportunities      1 to 8 March     8 calendar days, 6 school days: justified?
    MOB-002     no fewer opportunities   1 to 9 March     9 calendar days, 7 school days: too short
    MOB-003     no fewer opportunities   1 to 10 March   10 calendar days, 8 school days: long enough for the register
    MOB-004     a draft                  1 to 30 March
    MOB-005 to 007     groups of call 2024, of 10, 20 and 30 participants
"""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from blendwise.errors import UserError
from blendwise.programme import Reply, explain, shipped
from blendwise.programme.plain_facts import from_plain
from blendwise.web.access import Role, scope
from blendwise.web.actions.institutions import meet_institutions
from blendwise.web.actions.own_records import tell_stay
from blendwise.web.actions.recording import SITE
from blendwise.web.actions.virtual_activities import (
    attach_activity,
    change_activity,
    detach_activity,
    record_activity,
)
from blendwise.web.models import OwnRecord
from blendwise.web.readings.evidence_paper import activity_paper
from blendwise.web.readings.facts import Key, facts_of, judged
from blendwise.web.readings.register import register

TALK = {"title": "Video call", "through_ict": "yes", "part_of_plan": "yes", "both_ways": "yes", "general_offer": "no",
        "with_whom": ["workplace"], "purposes": ["preparing"], "when": "before", "took_part": "participants"}  # fmt: skip
ROW = {"status": "complete", "activity_type": "LM-SHORT-VET", "group": False, "participants": 1, "fewer_opportunities": False,
       "start_date": date(2021, 3, 1), "end_date": date(2021, 3, 12), "duration_days": 12, "interruption_days": 0}  # fmt: skip
GROUPS = "2024-1-NL01-KA121-VET-000000003"
FEWER = "Fewer opportunities"
COUNTS_CALENDAR_DAYS = "the register very likely counts calendar days"


@pytest.fixture
def people(settings, tmp_path, small, person, demonstration):
    """Carla and Roos of Alpha College, Yvonne of Beta College, and a register of seven mobilities."""
    settings.CONFIGURATION = replace(settings.CONFIGURATION, data=str(tmp_path / "data"))
    group = {"Activity type": "LM-GRP-VET", "Participant ID": "", "Grant Agreement Number": GROUPS,
             "Start date": "01-03-2024", "End date": "15-03-2024"}  # fmt: skip
    rows = [
        small.mobility(1, End_date="08-03-2021") | {FEWER: "Yes"},
        small.mobility(2, End_date="09-03-2021"),
        small.mobility(3, End_date="10-03-2021"),
        small.mobility(4, Status="Draft"),
        *(small.mobility(4 + n) | group | {"Number of participants": f"{10 * n}"} for n in (1, 2, 3)),
    ]
    file = tmp_path / "export.csv"
    lines = [";".join(rows[0]), *(";".join(({FEWER: "No"} | row)[name] for name in rows[0]) for row in rows)]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert not register().import_files([file], day=date(2025, 1, 1)).refused
    alpha, beta = meet_institutions(
        by=SITE, names={"E10000001": "Alpha College", "E10000002": "Beta College"}
    )
    return SimpleNamespace(
        carla=person("carla", Role.COORDINATOR, alpha),
        roos=person("roos", Role.READER, alpha),
        yvonne=person("yvonne", Role.COORDINATOR, beta),
    )


@pytest.fixture
def key(small):
    return lambda number: Key(GROUPS if number > 4 else small.projects[2021], f"MOB-{number:03d}")


def of(key):
    return OwnRecord.objects.get(mobility_activity_id=key.mobility_activity_id)


def reason(key, criterion):
    one = of(key)
    reasons = explain(judged(from_plain(one.facts), one.call), shipped().sources, "en").reasons
    return next(reason.says for reason in reasons if reason.criterion == criterion)


def test_days_of_an_interruption_are_no_days_of_the_stay():
    assert facts_of({**ROW, "interruption_days": 5}, None).calendar_days == 12 - 5


def test_a_draft_is_not_known_to_have_been_travelled():
    assert facts_of(ROW, None).travelled is Reply.YES
    assert facts_of({**ROW, "status": "draft"}, None).travelled is None


def test_school_days_come_from_the_dates():
    assert facts_of(ROW, None).school_days == 10


def test_an_activity_type_that_is_not_known_is_left_open():
    assert facts_of({**ROW, "activity_type": "Something else"}, None).activity_type is None


def test_a_draft_leaves_the_verdict_open(people, key):
    record_activity(by=people.carla, values=TALK, keys=[key(4)])
    assert of(key(4)).outcome == "needs-information"
    assert "if the participant travelled" in reason(key(4), "C1")


def test_a_shorter_stay_that_was_justified_counts_and_is_told_on_its_page(people, browse, key):
    record_activity(by=people.carla, values=TALK, keys=[key(1)])
    carla = browse(people.carla)
    assert of(key(1)).outcome == "needs-information"
    assert 'name="shorter-stay-justified"' in carla.get(f"/institution/mobilities/{key(1)}").text

    carla.post(f"/institution/mobilities/{key(1)}/stay", {"shorter-stay-justified": "yes"})

    assert of(key(1)).outcome == "counts"
    assert "Shorter stay justified" in carla.get(f"/institution/mobilities/{key(1)}").text


def test_a_reader_sees_the_question_and_nobody_else_answers_it(people, browse, key):
    record_activity(by=people.carla, values=TALK, keys=[key(1)])
    told, page = {"shorter-stay-justified": "yes"}, f"/institution/mobilities/{key(1)}"
    assert "Was it justified in the project why the stay is shorter?" in browse(people.roos).get(page).text
    assert browse(people.roos).post(f"{page}/stay", told).status_code == 403
    assert browse(people.yvonne).post(f"{page}/stay", told).status_code == 422
    assert of(key(1)).stay_facts == {}


def test_what_was_told_can_be_taken_back(people, key):
    record_activity(by=people.carla, values=TALK, keys=[key(1)])
    tell_stay(by=people.carla, keys=[key(1)], answers={"shorter-stay-justified": "yes"})
    tell_stay(by=people.carla, keys=[key(1)], answers={"shorter-stay-justified": ""})
    assert (of(key(1)).outcome, of(key(1)).stay_facts) == ("needs-information", {})


@pytest.mark.parametrize("answers", [{}, {"days": "14"}, {"ects": "many"}, {"partner-country": "perhaps"}])
def test_only_what_the_rules_ask_and_can_be_is_told(people, key, answers):
    with pytest.raises(UserError):
        tell_stay(by=people.carla, keys=[key(1)], answers=answers)


@pytest.mark.parametrize(("number", "outcome"), [(2, "does-not-count"), (3, "counts")])
def test_where_the_way_of_counting_days_decides_it_is_told(people, browse, key, number, outcome):
    activity = record_activity(by=people.carla, values=TALK, keys=[key(number)])
    page = browse(people.carla).get(f"/institution/activities/{activity.pk}").text
    assert of(key(number)).outcome == outcome
    assert COUNTS_CALENDAR_DAYS in page
    assert ("Counted in school days: does not count as blended." in page) is (outcome == "counts")


def test_the_evidence_file_tells_it_too(people, key, printed):
    notes = {}
    for number in (1, 3):  # only where the way of counting decides: not of eight days and fewer opportunities
        activity = record_activity(by=people.carla, values=TALK, keys=[key(number)])
        tell_stay(by=people.carla, keys=[key(number)], answers={"shorter-stay-justified": "yes"})
        activity_paper(scope(people.carla), activity.pk, "en")
        notes[number] = str(printed())
    assert COUNTS_CALENDAR_DAYS in notes[3]
    assert "Counted in school days: does not count as blended." in notes[3]
    assert COUNTS_CALENDAR_DAYS not in notes[1]


def test_a_class_of_stays_of_several_lengths_stands_together_in_the_evidence_file(people, key, printed):
    class_of_three = [key(1), key(3), key(2)]
    activity = record_activity(by=people.carla, values=TALK, keys=class_of_three)
    tell_stay(by=people.carla, keys=class_of_three, answers={"shorter-stay-justified": "yes"})
    activity_paper(scope(people.carla), activity.pk, "en")
    verdicts = dict(printed()[2:])
    assert list(verdicts) == ["counts as blended: 2 mobilities", "does not count as blended: 1 mobility"]
    _, reasons, mobilities = verdicts["counts as blended: 2 mobilities"]
    assert not any("8 calendar days" in reason or "10 calendar days" in reason for reason in reasons.items)
    assert ["8 calendar days" in mobilities.items[0], "10 calendar days" in mobilities.items[1]] == [
        True,
        True,
    ]


def test_how_many_took_part_is_held_against_all_groups_together(people, key):
    groups = [key(number) for number in (5, 6, 7)]
    activity = record_activity(by=people.carla, values={**TALK, "number_taking_part": 30}, keys=groups[2:])
    assert reason(groups[2], "C7") == "Of the group, 30 of 30 participants took part."

    attach_activity(by=people.carla, activity=activity.pk, keys=groups[:2])

    assert {reason(one, "C7") for one in groups} == {"Of the group, 30 of 60 participants took part."}
    change_activity(by=people.carla, activity=activity.pk, values={"number_taking_part": 29})
    assert {of(one).outcome for one in groups} == {"needs-information"}  # 29 of 60 are fewer than half


def test_more_than_there_are_is_asked_about(people, key):
    activity = record_activity(
        by=people.carla, values={**TALK, "number_taking_part": 30}, keys=[key(5), key(6), key(7)]
    )
    detach_activity(by=people.carla, activity=activity.pk, keys=[key(7), key(6)])
    assert reason(key(5), "C7") == "30 took part, and there are 10 participants in all."
    assert of(key(5)).outcome == "needs-information"


def test_of_a_whole_class_a_stay_is_told_in_one_step(people, key, browse):
    carla, keys = browse(people.carla), [str(key(1)), str(key(2))]
    page = carla.post("/institution/mobilities/stay", {"keys": keys})
    assert "Was it justified in the project why the stay is shorter?" in page.text
    assert "ECTS" not in page.text  # asked in higher education only
    answered = {"keys": keys, "told": "yes", "shorter-stay-justified": "yes"}
    done = carla.post("/institution/mobilities/stay", answered, follow=True)
    assert "Kept for 2 mobilities" in done.text
    assert [of(key(n)).stay_facts for n in (1, 2)] == [{"shorter_stay_justified": "yes"}] * 2
    left = carla.post(
        "/institution/mobilities/stay", {"keys": keys, "told": "yes", "shorter-stay-justified": ""}
    )
    assert (left.status_code, left.text.count('name="keys"')) == (422, 2)  # asked again, the choice stays
    assert of(key(1)).stay_facts == {"shorter_stay_justified": "yes"}


def test_what_cannot_be_of_a_stay_is_told_beside_the_form(people, key, browse):
    wrong = {"keys": [str(key(1))], "told": "yes", "shorter-stay-justified": "perhaps"}
    page = browse(people.carla).post("/institution/mobilities/stay", wrong)
    assert (page.status_code, "utrecht-alert--error" in page.text) == (422, True)
    assert (
        browse(people.yvonne)
        .post("/institution/mobilities/stay", wrong | {"shorter-stay-justified": "no"})
        .status_code
        == 422
    )
    assert browse(people.roos).post("/institution/mobilities/stay", wrong).status_code == 403
    assert browse(people.carla).post("/institution/mobilities/stay").status_code == 422  # nothing chosen
