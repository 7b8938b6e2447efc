"""What an institution keeps beside the register: many mobilities at once, judged by the rules, nobody else's."""

from datetime import date

import pytest

from blendwise.errors import UserError
from blendwise.web.actions.evidence import add_link, remove_evidence
from blendwise.web.actions.legal_shapes import link_shapes
from blendwise.web.actions.own_records import decide, remark, take_back
from blendwise.web.actions.virtual_activities import (
    attach_activity,
    change_activity,
    detach_activity,
    record_activity,
    remove_activity,
)
from blendwise.web.models import AuditEvent, Decision, Evidence, OwnRecord, ReasonNot
from blendwise.web.readings.facts import Key

TALK = {"title": "Video call with the workplace", "through_ict": "yes", "part_of_plan": "yes", "both_ways": "yes",
        "general_offer": "no", "with_whom": ["workplace"], "purposes": ["preparing"], "when": "before", "took_part": "participants"}  # fmt: skip


@pytest.fixture
def keys(short_stays):
    return short_stays


def record_of(key):
    return OwnRecord.objects.get(mobility_activity_id=key.mobility_activity_id)


def test_one_activity_belongs_to_a_whole_class_in_one_step(cast, keys):
    chosen = keys(cast.carla, 20)
    record_activity(by=cast.carla, values=TALK, keys=chosen)
    assert {r.outcome for r in OwnRecord.objects.all()} == {"counts"}
    assert OwnRecord.objects.count() == 20


def test_a_changed_activity_changes_every_verdict(cast, keys):
    chosen = keys(cast.carla, 3)
    activity = record_activity(by=cast.carla, values=TALK, keys=chosen)
    change_activity(by=cast.carla, activity=activity.pk, values={"purposes": ["arranging"]})
    assert {r.outcome for r in OwnRecord.objects.all()} == {"does-not-count"}


def test_recording_more_never_harms(cast, keys):
    (key,) = keys(cast.carla, 1)
    record_activity(by=cast.carla, values=TALK, keys=[key])
    record_activity(by=cast.carla, values={"title": "Housing", **TALK, "purposes": ["arranging"]}, keys=[key])
    assert record_of(key).outcome == "counts"


def test_a_detached_activity_no_longer_counts_for_a_mobility(cast, keys):
    first, second = keys(cast.carla, 2)
    activity = record_activity(by=cast.carla, values=TALK, keys=[first, second])
    detach_activity(by=cast.carla, activity=activity.pk, keys=[first])
    assert (record_of(first).outcome, record_of(second).outcome) == ("needs-information", "counts")


def test_an_activity_recorded_by_mistake_can_go(cast, keys):
    (key,) = keys(cast.carla, 1)
    activity = record_activity(by=cast.carla, values=TALK, keys=[key])
    remove_activity(by=cast.carla, activity=activity.pk)
    assert record_of(key).outcome == "needs-information"


def left_the_register(key):
    """Let the record of a mobility be of one that no export speaks of any more."""
    OwnRecord.objects.filter(mobility_activity_id=key.mobility_activity_id).update(
        mobility_activity_id="GONE-1"
    )
    return Key(key.grant_agreement_number, "GONE-1")


def test_an_activity_of_a_mobility_that_left_the_register_can_go(cast, keys):
    first, second = keys(cast.carla, 2)
    activity = record_activity(by=cast.carla, values=TALK, keys=[first, second])
    gone = left_the_register(first)
    remove_activity(by=cast.carla, activity=activity.pk)
    assert (record_of(gone).outcome, record_of(second).outcome) == ("counts", "needs-information")


def test_it_can_be_taken_away_from_it_too(cast, keys):
    first, second = keys(cast.carla, 2)
    activity = record_activity(by=cast.carla, values=TALK, keys=[first, second])
    gone = left_the_register(first)
    assert detach_activity(by=cast.carla, activity=activity.pk, keys=[gone]) == 1
    assert [one.mobility_activity_id for one in activity.mobilities.all()] == [second.mobility_activity_id]


def test_removed_evidence_stays_known_when_its_activity_goes(cast, keys):
    activity = record_activity(by=cast.carla, values=TALK, keys=keys(cast.carla, 1))
    kept = add_link(by=cast.carla, activity=activity.pk, name="film", link="https://video.example/1")
    remove_evidence(by=cast.carla, evidence=kept.pk)
    remove_activity(by=cast.carla, activity=activity.pk)
    assert (Evidence.objects.get().name, Evidence.objects.get().activity) == ("film", None)


def test_many_mobilities_are_decided_at_once_with_one_event(cast, keys):
    before = AuditEvent.objects.count()
    assert decide(by=cast.carla, keys=keys(cast.carla, 100), decision=Decision.BLENDED) == 100
    assert OwnRecord.objects.filter(decision="blended", decided_by=cast.carla).count() == 100
    assert AuditEvent.objects.count() == before + 1


def test_a_decision_can_be_corrected_and_taken_back(cast, keys):
    (key,) = keys(cast.carla, 1)
    decide(by=cast.carla, keys=[key], decision=Decision.NOT_BLENDED, reason=ReasonNot.MONEY)
    decide(by=cast.carla, keys=[key], decision=Decision.BLENDED)
    assert (record_of(key).decision, record_of(key).reason_not) == ("blended", "")
    assert take_back(by=cast.carla, keys=[key]) == 1
    assert (record_of(key).decision, record_of(key).decided, record_of(key).decided_by) == ("", None, None)


def test_what_was_never_decided_cannot_be_taken_back(cast, keys):
    with pytest.raises(UserError, match="nothing to take back"):
        take_back(by=cast.carla, keys=keys(cast.carla, 1))


def test_nobody_takes_back_the_decision_of_another_institution(cast, keys):
    chosen = keys(cast.carla, 1)
    decide(by=cast.carla, keys=chosen, decision=Decision.BLENDED)
    with pytest.raises(UserError):
        take_back(by=cast.yvonne, keys=chosen)
    assert record_of(chosen[0]).decision == "blended"


def test_choosing_not_to_blend_is_something_else_than_not_registering(cast, keys):
    (key,) = keys(cast.carla, 1)
    decide(by=cast.carla, keys=[key], decision=Decision.NOT_BLENDED, reason=ReasonNot.DELIBERATE_CHOICE)
    assert record_of(key).reason_not == "deliberate-choice"


def test_a_reason_not_to_blend_does_not_go_with_a_yes(cast, keys):
    with pytest.raises(UserError, match="does not go with"):
        decide(by=cast.carla, keys=keys(cast.carla, 1), decision=Decision.BLENDED, reason=ReasonNot.MONEY)


@pytest.mark.parametrize("deed", [
    lambda by, keys: decide(by=by, keys=keys, decision=Decision.BLENDED),
    lambda by, keys: record_activity(by=by, values=TALK, keys=keys),
    lambda by, keys: remark(by=by, key=keys[0], text="?"),
])  # fmt: skip
def test_nobody_writes_beside_the_mobility_of_another_institution(cast, keys, deed):
    foreign = keys(cast.carla, 1)
    with pytest.raises(UserError, match="not in your part of the register"):
        deed(cast.yvonne, foreign)
    assert OwnRecord.objects.count() == 0


def test_nobody_changes_the_activity_of_another_institution(cast, keys):
    activity = record_activity(by=cast.carla, values=TALK, keys=keys(cast.carla, 1))
    for deed in (
        lambda: change_activity(by=cast.yvonne, activity=activity.pk, values={"title": "mine"}),
        lambda: attach_activity(by=cast.yvonne, activity=activity.pk, keys=keys(cast.yvonne, 1)),
        lambda: remove_activity(by=cast.yvonne, activity=activity.pk),
    ):
        with pytest.raises(UserError):
            deed()


def test_a_refused_decision_changes_nothing(cast, keys):
    mixed = [*keys(cast.carla, 2), Key("2022-1-NL01-KA121-VET-999999999", "none")]
    with pytest.raises(UserError, match="Nothing was changed"):
        decide(by=cast.carla, keys=mixed, decision=Decision.BLENDED)
    assert OwnRecord.objects.count() == 0


def test_a_later_legal_shape_goes_on_with_what_the_earlier_one_kept(cast, keys):
    activity = record_activity(by=cast.carla, values=TALK, keys=keys(cast.carla, 1))
    link_shapes(
        by=cast.anna,
        earlier=cast.carla.institution,
        later=cast.yvonne.institution,
        day=date(2025, 1, 1),
        reason="merged",
    )
    change_activity(by=cast.yvonne, activity=activity.pk, values={"title": "Video call, gone on with"})
    activity.refresh_from_db()
    assert activity.title == "Video call, gone on with"
