"""A teacher answers through a personal link: five minutes, no account, nothing else to see."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from blendwise.errors import UserError
from blendwise.web.access import scope
from blendwise.web.actions.teacher_links import (
    accept_answers,
    decline_answers,
    remind,
    send_link,
    withdraw_link,
)
from blendwise.web.models import AuditEvent, OwnRecord, TeacherLink, VirtualActivity
from blendwise.web.readings.facts import Key
from blendwise.web.readings.teacher_links import links_page

ANSWERS = {
    "online": "talked",
    "plan": "made-for-it",
    "whom": "workplace",
    "purpose": "preparing",
    "when": "before",
    "who": "participants",
}


@pytest.fixture
def link(cast, short_stays):
    """A link to ten mobilities of ROC Midden Nederland, sent by Carla; and the path it opens."""
    keys = short_stays(cast.carla, 10)
    made, address = send_link(
        by=cast.carla,
        keys=keys,
        subject="Carpenters in Finland",
        email="teacher@school.example",
        language="nl",
    )
    return made, address.removeprefix("http://testserver")


def test_the_link_is_sent_in_the_language_of_choice(link):
    (message,) = mail.outbox
    assert message.to == ["teacher@school.example"]
    assert "Vijf minuten over Carpenters in Finland" in message.subject
    assert link[1] in message.body


def test_a_teacher_answers_and_the_coordinator_accepts(link, cast, browse):
    made, path = link
    teacher = browse(None)
    assert "Carpenters in Finland" in teacher.get(path).text
    assert "Thank you" in teacher.post(path, ANSWERS).text
    assert links_page(scope(cast.carla), "en").waiting == 1
    accept_answers(by=cast.carla, link=made.pk)
    assert {r.outcome for r in OwnRecord.objects.all()} == {"counts"}
    assert VirtualActivity.objects.get().mobilities.count() == 10


def test_answers_that_are_set_aside_change_nothing(link, cast, browse):
    made, path = link
    browse(None).post(path, ANSWERS)
    decline_answers(by=cast.carla, link=made.pk)
    assert VirtualActivity.objects.count() == 0


def test_answers_can_be_changed_until_somebody_looked(link, cast, browse):
    made, path = link
    browse(None).post(path, ANSWERS)
    page = browse(None).get(path).text
    assert 'id="whom-workplace" value="workplace" required checked' in page
    accept_answers(by=cast.carla, link=made.pk)
    assert browse(None).get(path).status_code == 410


def test_the_page_shows_nothing_else(link, browse):
    page = browse(None).get(link[1]).text
    for record in OwnRecord.objects.all():
        assert record.mobility_activity_id not in page
        assert record.grant_agreement_number not in page


def test_a_link_that_was_tampered_with_is_refused_and_noted(link, browse):
    before = AuditEvent.objects.filter(action="link-refused").count()
    path = link[1][:-3] + ("abc" if link[1][-3:] != "abc" else "xyz")
    answer = browse(None).get(path)
    assert answer.status_code == 410
    assert "This link is not right" in answer.text
    assert AuditEvent.objects.filter(action="link-refused").count() == before + 1


def test_a_link_that_has_expired_is_refused(link, browse):
    TeacherLink.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert "This link has expired" in browse(None).post(link[1], ANSWERS).text
    assert TeacherLink.objects.get().answered is None


def test_a_link_that_was_withdrawn_is_refused_and_its_address_forgotten(link, cast, browse):
    withdraw_link(by=cast.carla, link=link[0].pk)
    assert "was withdrawn" in browse(None).get(link[1]).text
    assert TeacherLink.objects.get().email == ""


def test_an_answer_that_cannot_be_is_refused(link, browse):
    assert browse(None).post(link[1], {**ANSWERS, "whom": "the moon"}).status_code == 422
    assert TeacherLink.objects.get().answered is None


def test_a_reminder_goes_out_once_more_and_not_after_an_answer(link, cast, browse):
    remind(by=cast.carla, link=link[0].pk)
    assert len(mail.outbox) == 2
    browse(None).post(link[1], ANSWERS)
    with pytest.raises(UserError, match="No reminder"):
        remind(by=cast.carla, link=link[0].pk)


@pytest.mark.parametrize("deed", [accept_answers, decline_answers, remind, withdraw_link])
def test_nobody_touches_the_link_of_another_institution(link, cast, browse, deed):
    browse(None).post(link[1], ANSWERS)
    with pytest.raises(UserError):
        deed(by=cast.yvonne, link=link[0].pk)


def test_nobody_sends_a_link_about_the_mobilities_of_another(link, cast):
    keys = [Key(r.grant_agreement_number, r.mobility_activity_id) for r in OwnRecord.objects.all()]
    with pytest.raises(UserError):
        send_link(by=cast.yvonne, keys=keys, subject="x", email="", language="en")
