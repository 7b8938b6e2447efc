"""A newer export tells other facts: what is kept beside the register is judged again, by the worker.

first export     MOB-001, MOB-002   a stay of 30 days, judged "counts"
second export    MOB-001            5 days: too short, unless the participant has fewer opportunities
"""

import pytest

from blendwise.web.access import scope
from blendwise.web.actions.own_records import decide, remark
from blendwise.web.actions.virtual_activities import record_activity
from blendwise.web.models import AuditEvent, Decision, OwnRecord
from blendwise.web.readings.facts import Key
from blendwise.web.readings.verdicts import flipped_page

TALK = {"title": "Video call", "through_ict": "yes", "part_of_plan": "yes", "both_ways": "yes", "general_offer": "no",
        "with_whom": ["workplace"], "purposes": ["preparing"], "when": "before", "took_part": "participants"}  # fmt: skip


@pytest.fixture
def keys(small):
    return [Key(small.projects[2021], f"MOB-00{number}") for number in (1, 2)]


@pytest.fixture
def judged(people, read, browse, do_work, csv_of, small, keys):
    """Carla judged two mobilities; then the next export says that the first stay was shorter."""

    def bring_in(*rows):
        one = read(people.omar, {"a.csv": csv_of(rows)}, day=f"2025-0{1 + OwnRecord.objects.count()}-01")
        browse(people.omar).post(f"/imports/{one.pk}/accept", {"confirmed": "yes"})
        assert do_work(one).state == "kept"

    bring_in(small.mobility(1), small.mobility(2), small.mobility(3))
    record_activity(by=people.carla, values=TALK, keys=keys)
    assert {r.outcome for r in OwnRecord.objects.all()} == {"counts"}
    remark(by=people.carla, key=Key(keys[0].grant_agreement_number, "MOB-003"), text="Never judged.")
    bring_in(small.mobility(1, End_date="05-03-2021"), small.mobility(2), small.mobility(3))
    return people


def of(key):
    return OwnRecord.objects.get(mobility_activity_id=key.mobility_activity_id)


def test_what_a_newer_export_shortens_is_judged_by_its_days(judged, keys):
    first, second = map(of, keys)
    assert (first.outcome, first.outcome_before, first.facts["calendar_days"]) == (
        "needs-information",
        "counts",
        5,
    )
    assert (second.outcome, second.outcome_before, second.turned) == ("counts", "", None)


def test_it_is_listed_apart_from_what_new_rules_change(judged, keys, browse):
    page = flipped_page(scope(judged.carla))
    assert [one.name for one in page.by_facts] == [str(keys[0])]
    assert page.flipped == ()
    shown = browse(judged.carla).get("/institution/changed-verdicts").text
    assert "1 verdict turned over by a newer export" in shown
    assert f"/institution/mobilities/{keys[0]}" in shown


def test_the_page_of_the_mobility_says_what_it_was(judged, keys, browse):
    assert "until the export of" in browse(judged.carla).get(f"/institution/mobilities/{keys[0]}").text


def test_it_is_gone_from_the_list_once_somebody_decided(judged, keys):
    decide(by=judged.carla, keys=keys[:1], decision=Decision.NOT_BLENDED)
    assert flipped_page(scope(judged.carla)).by_facts == ()
    assert of(keys[0]).outcome == "needs-information"


def test_the_log_tells_that_it_happened_and_of_whom_nothing(judged):
    event = AuditEvent.objects.filter(action="records-judged-again").first()
    assert event.details == {"judged": 2, "changed": 1}  # the third was never judged
