"""Beside the register of a consortium: coordinator and member meet at one record, and keep their own texts.

Harbour College coordinates project 1, in which Meadow College sends P1-M0 and P1-M1.
"""

import pytest

from blendwise.web.access import scope
from blendwise.web.actions.own_records import decide, remark
from blendwise.web.actions.virtual_activities import record_activity
from blendwise.web.models import Account, Decision, OwnRecord
from blendwise.web.readings.activities import activity_page
from blendwise.web.readings.evidence_paper import activity_paper
from blendwise.web.readings.facts import Key
from blendwise.web.readings.verdicts import flipped_page

PROJECT = "2022-1-NL01-KA121-VET-000000001"
MEADOWS, HARBOURS = Key(PROJECT, "P1-M0"), Key(PROJECT, "P1-H0")
TALK = {"title": "Harbour's call", "description": "the harbour text", "through_ict": "yes", "part_of_plan": "yes",
        "both_ways": "yes", "general_offer": "no", "with_whom": ["workplace"], "purposes": ["preparing"],
        "when": "before", "took_part": "participants"}  # fmt: skip


@pytest.fixture
def harbour(colleges):
    return colleges("Harbour College")


@pytest.fixture
def meadow(colleges):
    return colleges("Meadow College")


def coordinator(school):
    return Account.objects.select_related("institution").get(institution__name=school)


@pytest.fixture
def decided(colleges):
    """Harbour's coordinator kept an activity for one of each, called both blended, and wrote a remark at Meadow's."""
    by = coordinator("Harbour College")
    activity = record_activity(by=by, values=TALK, keys=[MEADOWS, HARBOURS])
    decide(by=by, keys=[MEADOWS, HARBOURS], decision=Decision.BLENDED)
    remark(by=by, key=MEADOWS, text="Only Harbour reads this.")
    return activity


def test_a_record_is_the_senders_whoever_decides(decided):
    assert OwnRecord.objects.get(mobility_activity_id="P1-M0").institution.name == "Meadow College"


def test_what_the_coordinator_decides_leaves_its_work_list(decided, harbour):
    rows = harbour.get("/institution/work-list", {"format": "json"}).json()["rows"]
    assert {row["key"]["mobility_activity_id"] for row in rows} == {"P1-H1", "P1-H2", "P1-M1", "P4-H0"}


def differing(browser):
    page = browser.get("/institution/write-back", {"format": "json"}).json()
    return {one["mobility"] for one in page["differences"]}


def test_it_is_in_the_file_that_writes_back(decided, harbour):
    assert differing(harbour) == {"P1-H0", "P1-M0"}


def test_the_members_file_holds_its_own_mobilities_only(decided, meadow):
    assert differing(meadow) == {"P1-M0"}


def test_the_coordinator_reads_its_decision_and_its_remark(decided, harbour):
    page = harbour.get(f"/institution/mobilities/{MEADOWS}").text
    assert "yes, blended" in page
    assert "Only Harbour reads this." in page
    assert "Harbour&#x27;s call" in page


def test_the_member_reads_the_decision_and_no_text_of_the_coordinator(decided, meadow):
    page = meadow.get(f"/institution/mobilities/{MEADOWS}").text
    assert "yes, blended" in page
    assert "1 of another institution in this project" in page
    assert "Only Harbour reads this." not in page
    assert "Harbour&#x27;s call" not in page
    assert f"/institution/activities/{decided.pk}" not in page


def test_the_members_remark_stays_with_the_member(decided, meadow, harbour):
    meadow.post(f"/institution/mobilities/{MEADOWS}/remark", {"text": "Only Meadow reads this."})
    assert "Only Meadow reads this." in meadow.get(f"/institution/mobilities/{MEADOWS}").text
    assert "Only Meadow reads this." not in harbour.get(f"/institution/mobilities/{MEADOWS}").text


def test_the_evidence_file_of_a_project_holds_ones_own_activities(decided, meadow, harbour):
    address = f"/institution/projects/{PROJECT}/file"
    assert meadow.get(address).status_code == 404  # the only activity is Harbour's
    assert harbour.get(address).status_code == 200


def test_an_evidence_file_names_no_mobility_out_of_reach(decided, printed):
    """Should an activity belong to mobilities of two institutions, each reads of its own."""
    hers = record_activity(by=coordinator("Meadow College"), values=TALK, keys=[MEADOWS])
    hers.mobilities.add(*OwnRecord.objects.all())
    activity_paper(scope(coordinator("Meadow College")), hers.pk, "en")
    told = str(printed())
    assert "P1-M0" in told
    assert "P1-H0" not in told
    assert [str(key) for key in activity_page(scope(hers.by), hers.pk, "en").mobilities] == [str(MEADOWS)]


def test_verdicts_that_turn_over_reach_the_coordinator(decided):
    assert flipped_page(scope(coordinator("Harbour College"))).looked_at == 2
    assert flipped_page(scope(coordinator("Meadow College"))).looked_at == 1
    assert flipped_page(scope(coordinator("Orchard College"))).looked_at == 0
