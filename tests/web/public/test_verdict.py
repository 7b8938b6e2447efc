"""A verdict that can be cited, and rulings that everybody reads."""

import html
import re

import pytest

from blendwise.errors import UserError
from blendwise.programme import Outcome
from blendwise.programme.plain_facts import as_plain, from_plain
from blendwise.programme.short_check import facts_told
from blendwise.web.access import Scope, scope
from blendwise.web.actions.own_records import decide
from blendwise.web.actions.verdicts import keep_verdict, publish_ruling, withdraw_ruling
from blendwise.web.actions.virtual_activities import record_activity
from blendwise.web.models import Decision, KeptVerdict, OwnRecord
from blendwise.web.readings.verdicts import flipped_page, precedents

ANSWERS = {"call": "2024", "type": "LM-SHORT-VET", "days": "14", "online": "talked", "plan": "made-for-it",
           "whom": "host", "purpose": "preparing", "when": "before", "who": "participants"}  # fmt: skip
EVERYBODY = Scope(everyone=True, institutions=frozenset())


@pytest.fixture
def visitor(db, browse):
    return browse(None)


@pytest.fixture
def kept(visitor):
    answer = visitor.post("/check/keep", ANSWERS)
    assert answer.status_code == 302
    return KeptVerdict.objects.get()


def test_a_visitor_keeps_a_verdict_under_a_code(kept, visitor):
    page = visitor.get(f"/verdict/{kept.code}").text
    assert re.fullmatch(r"[2-9B-Z]{5}-[2-9B-Z]{5}", kept.code)
    assert "Yes, this counts as blended" in page
    assert "the receiving school or organisation" in page


def test_all_that_it_rests_on_and_all_that_was_said_is_there(cast, visitor):
    told = as_plain(facts_told(ANSWERS | {"days": "8", "fewer-opportunities": "no"}))
    told["virtual_activities"][0] |= {"number_taking_part": 12, "kept": ["item"]}
    facts = from_plain(told)
    kept = keep_verdict(by=None, facts=facts, call=2024)
    publish_ruling(
        by=cast.omar, title="A call", text="It counts, we find.", language="en", facts=facts, call=2024
    )
    said = kept.explained["en"]
    page = html.unescape(visitor.get(f"/verdict/{kept.code}").text)
    assert said["options"]
    for words in (
        *said["options"],
        *said["readings"],
        *said["notes"],
        "It counts, we find.",
        "fewer opportunities?</dt><dd>no",
    ):
        assert words in page
    assert "<dd>12</dd>" in page


def test_it_says_the_same_in_the_other_language(kept, visitor):
    assert "Ja, dit telt mee als blended" in visitor.get(f"/verdict/{kept.code}?lang=nl").text


@pytest.mark.parametrize("answers", [{}, {"call": "2024"}, {**ANSWERS, "who": ""}, {**ANSWERS, "call": "9" * 5000},
                                     {**ANSWERS, "days": "many"}])  # fmt: skip
def test_a_check_that_is_not_finished_is_not_kept(visitor, answers):
    answer = visitor.post("/check/keep", answers)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert not KeptVerdict.objects.exists()


def test_a_code_that_does_not_exist_is_not_found(visitor):
    assert visitor.get("/verdict/22222-22222").status_code == 404


def test_a_verdict_keeps_what_was_said_when_the_rules_change(kept, visitor):
    KeptVerdict.objects.update(rules_version="2020-01-01+old", outcome=Outcome.DOES_NOT_COUNT)
    page = visitor.get(f"/verdict/{kept.code}").text
    assert "No, this does not count" in page
    assert "The rules have changed since. By today&#x27;s rules: Yes, this counts as blended" in page


def test_what_new_rules_turn_over_is_listed(kept):
    assert flipped_page(EVERYBODY).flipped == ()
    KeptVerdict.objects.update(rules_version="2020-01-01+old", outcome=Outcome.DOES_NOT_COUNT)
    (flipped,) = flipped_page(EVERYBODY).flipped
    assert (flipped.name, flipped.before, flipped.now) == (kept.code, Outcome.DOES_NOT_COUNT, Outcome.COUNTS)


def test_visitors_cannot_fill_the_database(kept, visitor):
    one = KeptVerdict.objects.get()
    KeptVerdict.objects.bulk_create(
        KeptVerdict(code=f"X{n:04}", call=2024, facts={}, outcome=one.outcome, rules_version="", explained={})
        for n in range(200)
    )
    answer = visitor.post("/check/keep", ANSWERS)
    assert answer.status_code == 422
    assert "Very many verdicts" in answer.text


def test_a_ruling_is_read_by_everybody_and_shown_with_like_cases(cast, visitor):
    facts = facts_told(ANSWERS)
    ruling = publish_ruling(
        by=cast.omar, title="A call before leaving", text="It counts.", language="en", facts=facts, call=2024
    )
    assert "A call before leaving" in visitor.get("/rulings").text
    assert "A call before leaving" in visitor.get("/check", ANSWERS).text
    assert "A call before leaving" not in visitor.get("/check", {**ANSWERS, "purpose": "learning"}).text
    withdraw_ruling(by=cast.omar, ruling=ruling.pk)
    assert "A call before leaving" not in visitor.get("/rulings").text


CALL = as_plain(facts_told(ANSWERS))["virtual_activities"][0]


@pytest.fixture
def keep(cast):
    """Return `keep(keys, decision, **facts)`: Carla keeps a call like that of ANSWERS, and decides of its mobilities."""

    def kept_one(keys, decision, **facts):
        activity = record_activity(by=cast.carla, values={"title": "Call", **CALL, **facts}, keys=keys)
        decide(by=cast.carla, keys=keys, decision=decision)
        return activity

    return kept_one


@pytest.fixture
def decided(cast, short_stays, keep):
    """Carla decided that five mobilities with one call to the host were blended."""
    keys = short_stays(cast.carla, 5)
    keep(keys, Decision.BLENDED)
    return keys


def counted(found):
    return found.blended, found.not_blended


def test_an_activity_is_one_precedent_however_large_the_class(cast, decided):
    found = precedents(scope(cast.carla), facts_told(ANSWERS))
    assert counted(found) == (1, 0)
    assert found.contradicts(Outcome.DOES_NOT_COUNT)
    assert not found.contradicts(Outcome.COUNTS)


def test_a_case_is_no_precedent_of_itself(cast, short_stays, keep):
    (key,) = short_stays(cast.carla, 1)
    activity = keep([key], Decision.BLENDED)
    one = OwnRecord.objects.get()
    assert counted(precedents(scope(cast.carla), from_plain(one.facts), record=one.pk)) == (0, 0)
    assert counted(precedents(scope(cast.carla), from_plain(one.facts), activity=activity.pk)) == (0, 0)


def test_like_cases_decided_both_ways_are_called_divided(cast, decided, short_stays, keep):
    keep(short_stays(cast.carla, 7)[5:], Decision.NOT_BLENDED)
    found = precedents(scope(cast.carla), facts_told(ANSWERS))
    assert (*counted(found), found.divided) == (1, 1, True)


@pytest.mark.parametrize("facts", [
    {"part_of_plan": "no"}, {"general_offer": "yes"}, {"general_offer": "yes", "agreed_with_host": "yes"},
    {"purposes": ["arranging"]}, {"when": "after"}, {"with_whom": []},
])  # fmt: skip
def test_what_differs_in_a_necessary_fact_is_no_like_case(cast, short_stays, keep, facts):
    keep(short_stays(cast.carla, 1), Decision.BLENDED, **facts)
    assert counted(precedents(scope(cast.carla), facts_told(ANSWERS))) == (0, 0)


def test_the_order_in_which_things_are_told_does_not_matter(cast, short_stays, keep):
    keep(short_stays(cast.carla, 1), Decision.BLENDED, with_whom=["workplace", "host"])
    asked = from_plain({"virtual_activities": [{**CALL, "with_whom": ["host", "workplace"]}]})
    assert counted(precedents(scope(cast.carla), asked)) == (1, 0)


def test_one_shared_fact_makes_no_like_case(cast, short_stays):
    keys = short_stays(cast.carla, 1)
    record_activity(by=cast.carla, values={"title": "Call", "when": "before"}, keys=keys)
    decide(by=cast.carla, keys=keys, decision=Decision.BLENDED)
    asked = from_plain({"virtual_activities": [{"when": "before"}]})
    assert counted(precedents(scope(cast.carla), asked)) == (0, 0)


def test_precedents_are_shown_where_a_new_activity_is_judged(cast, decided, short_stays, browse):
    keys = short_stays(cast.carla, 6)[5:]
    activity = record_activity(by=cast.carla, values={"title": "Another call", **CALL}, keys=keys)
    page = browse(cast.carla).get(f"/institution/activities/{activity.pk}").text
    assert "you called 1 blended, and 0 not" in page


def test_precedents_of_another_institution_are_not_seen(cast, decided):
    assert precedents(scope(cast.yvonne), facts_told(ANSWERS)).blended == 0


def test_a_call_without_rules_is_refused(cast):
    with pytest.raises(UserError):
        keep_verdict(by=None, facts=facts_told(ANSWERS), call=1999)


def test_records_are_run_again_too(cast, decided):
    OwnRecord.objects.update(rules_version="2020-01-01+old", outcome=Outcome.DOES_NOT_COUNT)
    assert len(flipped_page(scope(cast.carla)).flipped) == 5
    assert flipped_page(scope(cast.yvonne)).looked_at == 0
