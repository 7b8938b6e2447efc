"""A teacher answers through a personal link: five minutes, no account, nothing else to see."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import timezone

from blendwise.errors import UserError
from blendwise.web.access import Role, scope
from blendwise.web.actions.teacher_links import (
    accept_answers,
    answer_link,
    decline_answers,
    forget_addresses,
    remind,
    send_link,
    withdraw_link,
)
from blendwise.web.logs import Line
from blendwise.web.models import AuditEvent, Institution, OwnRecord, TeacherLink, VirtualActivity
from blendwise.web.readings.facts import Key
from blendwise.web.readings.reach import in_reach
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


@pytest.fixture
def class_of_aa(cast, person, demo_register):
    """Ada coordinates an institution with group mobilities; and one of those."""
    ada = person("ada", Role.COORDINATOR, Institution.objects.get(name="Voorbeeldcollege Aa"))
    table = in_reach(demo_register.mobilities(), scope(ada))
    (row,) = table.filter(table.group).limit(1).to_polars().iter_rows(named=True)
    return ada, Key(row["grant_agreement_number"], row["mobility_activity_id"])


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


def refusals():
    """What the audit log says of links that were refused: which one, why, and who asked."""
    return [(e.subject, e.details["reason"], e.by) for e in AuditEvent.objects.filter(action="link-refused")]


def test_a_link_that_was_tampered_with_is_refused_and_noted_outside_the_audit_log(link, browse, caplog):
    path = link[1][:-3] + ("abc" if link[1][-3:] != "abc" else "xyz")
    for _ in range(50):
        answer = browse(None).get(path)
    assert answer.status_code == 410
    assert "This link is not right" in answer.text
    lines = [Line().format(record) for record in caplog.records]
    assert sum("a link to a teacher was refused: it is none of ours" in line for line in lines) == 50
    assert path.removeprefix("/answer/") not in " ".join(lines)
    assert refusals() == []


def test_a_link_that_is_over_is_noted_with_its_id_once_a_day(link, cast, browse):
    withdraw_link(by=cast.carla, link=link[0].pk)
    for _ in range(3):
        browse(None).get(link[1])
    assert refusals() == [(f"teacherlink:{link[0].pk}", "teacher_links.withdrawn", "site")]


def test_a_link_of_another_institution_is_refused_and_noted(link, cast, browse):
    made, path = link
    browse(None).post(path, ANSWERS)
    answer = browse(cast.yvonne).post(f"/institution/links/{made.pk}/accept")
    assert answer.status_code == 404
    assert refusals() == [(f"teacherlink:{made.pk}", "another-institution", str(cast.yvonne.pk))]
    assert VirtualActivity.objects.count() == 0


def test_a_link_that_does_not_exist_is_not_noted(cast, browse):
    browse(cast.yvonne).post("/institution/links/00000000-0000-0000-0000-000000000000/accept")
    assert refusals() == []


def test_a_link_that_has_expired_is_refused(link, browse):
    TeacherLink.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert "This link has expired" in browse(None).post(link[1], ANSWERS).text
    assert TeacherLink.objects.get().answered is None


def test_a_link_that_was_withdrawn_is_refused_and_its_address_forgotten(link, cast, browse):
    withdraw_link(by=cast.carla, link=link[0].pk)
    assert "was withdrawn" in browse(None).get(link[1]).text
    assert TeacherLink.objects.get().email == ""


@pytest.mark.parametrize("left_out", [*ANSWERS, None])
def test_what_was_left_out_is_asked_again_and_the_rest_stays(link, browse, left_out):
    given = {name: value for name, value in ANSWERS.items() if left_out and name != left_out}
    answer = browse(None).post(link[1], given)
    assert answer.status_code == 422
    assert TeacherLink.objects.get().answered is None
    for name in ANSWERS.keys() - given.keys():
        assert f'<a href="#{name}">' in answer.text
        assert f'aria-describedby="{name}-hint {name}-error"' in answer.text
    for name, value in given.items():
        assert f'id="{name}-{value}" value="{value}" required checked' in answer.text


def test_nothing_never_takes_the_place_of_answers(link, browse):
    browse(None).post(link[1], ANSWERS)
    assert browse(None).post(link[1], {}).status_code == 422
    assert TeacherLink.objects.get().answers == ANSWERS


def test_an_action_takes_no_half_answers(link):
    token = link[1].rsplit("/", 1)[-1]
    with pytest.raises(UserError, match="Not everything was answered"):
        answer_link(token=token, answers={"online": "talked"})


def test_an_answer_that_cannot_be_is_asked_again(link, browse):
    answer = browse(None).post(link[1], {**ANSWERS, "whom": "the moon"})
    assert answer.status_code == 422
    assert 'id="whom-error">Choose an answer.' in answer.text
    assert TeacherLink.objects.get().answered is None


def test_a_number_in_letters_is_asked_again_with_what_was_typed(link, browse):
    answer = browse(None).post(link[1], {**ANSWERS, "number": "twelve"})
    assert answer.status_code == 422
    assert 'value="twelve" aria-invalid="true" aria-describedby="number-error"' in answer.text
    assert 'id="online-talked" value="talked" required checked' in answer.text
    assert TeacherLink.objects.get().answered is None


def test_the_number_of_a_group_is_filled_in_again(class_of_aa, browse):
    ada, key = class_of_aa
    made, address = send_link(by=ada, keys=[key], subject="Class", email="", language="en")
    path = address.removeprefix("http://testserver")
    browse(None).post(path, {**ANSWERS, "number": "12"})
    assert 'name="number" inputmode="numeric" value="12"' in browse(None).get(path).text
    accept_answers(by=ada, link=made.pk)
    assert VirtualActivity.objects.get().number_taking_part == 12


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


def test_a_message_goes_out_in_no_transaction(cast, short_stays, monkeypatch):
    """A mail server that takes its time holds up nobody, and no link is taken back after it was sent."""
    blocks = []
    monkeypatch.setattr(EmailMessage, "send", lambda _: blocks.append(len(connection.savepoint_ids)))
    outside = len(connection.savepoint_ids)
    link, _ = send_link(
        by=cast.carla, keys=short_stays(cast.carla, 1), subject="x", email="t@school.example", language="en"
    )
    remind(by=cast.carla, link=link.pk)
    assert blocks == [outside, outside]


def test_a_message_that_is_not_taken_leaves_a_link_that_works_and_can_be_sent_again(
    cast, short_stays, browse, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    sending = {
        "keys": map(str, short_stays(cast.carla, 2)),
        "subject": "Class",
        "email": "t@school.example",
        "language": "en",
    }
    page = browse(cast.carla).post("/institution/links/new", sending).text
    link = TeacherLink.objects.get()
    assert link.sent is None
    assert "The link works, but the mail server did not take the message" in page
    assert AuditEvent.objects.filter(action="link-not-sent").count() == 1
    assert "message not sent" in browse(cast.carla).get("/institution/links").text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    browse(cast.carla).post(f"/institution/links/{link.pk}/remind")
    (message,) = mail.outbox
    assert message.subject == "Five minutes about Class"
    assert TeacherLink.objects.get().sent
    assert "message not sent" not in browse(cast.carla).get("/institution/links").text


def test_the_address_goes_when_the_link_is_over(link):
    assert forget_addresses(now=link[0].expires - timedelta(days=1)) == 0
    assert forget_addresses(now=link[0].expires + timedelta(days=1)) == 1
    assert TeacherLink.objects.get().email == ""
    assert forget_addresses(now=link[0].expires + timedelta(days=1)) == 0
    assert AuditEvent.objects.filter(action="addresses-forgotten").count() == 1


def test_answers_wait_also_after_the_time_of_the_link(link, cast, browse):
    made, path = link
    browse(None).post(path, ANSWERS)
    TeacherLink.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert browse(None).get(path).status_code == 410
    assert links_page(scope(cast.carla), "en").waiting == 1
    accept_answers(by=cast.carla, link=made.pk)
