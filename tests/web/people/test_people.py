"""Who has an account, and who is invited: within one's reach, and no further."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from blendwise.errors import UserError
from blendwise.web.access import Role
from blendwise.web.actions.people import forget_invitations, invite
from blendwise.web.models import Account, AuditEvent, Institution, Invitation

PAGE = "/people/"


def newest():
    return AuditEvent.objects.first()


def test_who_is_not_signed_in_is_asked_to(people, client):
    assert client.get(PAGE).headers["Location"].startswith("/account/login/")


def test_an_officer_and_a_reader_manage_nobody(people, browse):
    assert browse(people.omar).get(PAGE).status_code == 403
    assert browse(people.roos).get(PAGE).status_code == 403


def test_an_administrator_sees_everybody(people, browse):
    page = browse(people.anna).get(PAGE, {"format": "json"}).json()
    assert {p["name"] for p in page["people"]} == {"Anna", "Omar", "Carla", "Roos", "Yvonne"}


def test_a_coordinator_sees_the_people_of_their_own_institution_only(people, browse):
    page = browse(people.carla).get(PAGE, {"format": "json"}).json()
    assert {p["name"] for p in page["people"]} == {"Carla", "Roos"}
    assert "Yuverta" not in browse(people.carla).get(PAGE).text


def test_one_searches_by_a_part_of_name_address_or_institution(people, browse):
    page = browse(people.anna).get(PAGE, {"search": "yuv", "format": "json"}).json()
    assert [p["name"] for p in page["people"]] == ["Yvonne"]


def test_an_invitation_opens_an_account_once(people, browse):
    answer = browse(people.anna).post(
        PAGE, {"email": "New@Example.org", "role": "officer", "language": "en"}, follow=True
    )
    link = re.search(r"/account/invitation/[\w-]+", answer.text)[0]
    visitor = Client()
    assert "new@example.org" in visitor.get(link).text
    form = {"name": "Nora", "password": "four words in a row"}
    assert visitor.post(link, form).status_code == 302
    nora = Account.objects.get(email="new@example.org")
    assert (nora.name, nora.role, nora.language) == ("Nora", "officer", "en")
    assert visitor.session["_auth_user_id"] == str(nora.pk)
    assert Client().get(link).status_code == 422


def test_a_coordinator_invites_for_their_own_institution_whatever_the_form_says(people, browse):
    other = Institution.objects.get(name="Yuverta").pk
    form = {"email": "new@example.org", "role": "reader", "language": "nl", "institution": other}
    browse(people.carla).post(PAGE, form)
    assert Invitation.objects.get(email="new@example.org").institution == people.carla.institution


def test_a_coordinator_cannot_invite_for_the_agency(people, browse):
    form = {"email": "new@example.org", "role": "admin", "language": "nl"}
    assert browse(people.carla).post(PAGE, form).status_code == 422
    with pytest.raises(UserError, match="not for you"):
        invite(by=people.carla, email="new@example.org", role=Role.ADMIN)


@pytest.mark.parametrize(("form", "sentence"), [
    ({"email": "no address", "role": "officer"}, "valid email"),
    ({"email": "omar@example.org", "role": "officer"}, "opened with omar@example.org already"),
    ({"email": "new@example.org", "role": "reader"}, "Choose for which institution"),
    ({"email": "new@example.org", "role": "king"}, "Select a valid choice"),
])  # fmt: skip
def test_what_is_wrong_with_an_invitation_is_said_beside_its_field(people, browse, form, sentence):
    answer = browse(people.anna).post(PAGE, form | {"language": "en"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not Invitation.objects.filter(accepted__isnull=True).exists()


def test_the_same_address_is_not_invited_twice(people, browse):
    invite(by=people.anna, email="new@example.org", role=Role.OFFICER)
    form = {"email": "NEW@example.org", "role": "officer", "language": "en"}
    assert "open already" in browse(people.anna).post(PAGE, form).text


def test_an_invitation_that_is_sent_again_has_a_new_link(people, browse):
    invitation, token = invite(by=people.anna, email="new@example.org", role=Role.OFFICER)
    answer = browse(people.anna).post(f"{PAGE}invitations/{invitation.pk}/renew", follow=True)
    link = re.search(r"/account/invitation/[\w-]+", answer.text)[0]
    assert Client().get(f"/account/invitation/{token}").status_code == 422
    assert Client().get(link).status_code == 200


def test_an_invitation_that_was_withdrawn_opens_nothing_and_forgets_the_address(people, browse):
    invitation, token = invite(by=people.anna, email="new@example.org", role=Role.OFFICER)
    browse(people.anna).post(f"{PAGE}invitations/{invitation.pk}/withdraw")
    assert Client().get(f"/account/invitation/{token}").status_code == 422
    assert not Invitation.objects.filter(email="new@example.org").exists()


def test_an_invitation_that_ran_out_can_be_sent_again_for_a_while_and_then_forgets_the_address(
    people, browse
):
    sent, _ = invite(by=people.anna, email="new@example.org", role=Role.OFFICER)
    for after, left in ((timedelta(days=14), "new@example.org"), (timedelta(days=29), "")):
        forget_invitations(now=sent.made + after)
        sent.refresh_from_db()
        assert sent.email == left
    assert "new@example.org" not in browse(people.anna).get(PAGE).text
    assert AuditEvent.objects.first().action == "invitations-forgotten"


@pytest.mark.parametrize("what", ["renew", "withdraw"])
def test_the_invitation_of_another_institution_is_not_there(people, browse, what):
    invitation, token = invite(
        by=people.yvonne, email="new@example.org", role=Role.READER, institution=people.yvonne.institution
    )
    assert browse(people.carla).post(f"{PAGE}invitations/{invitation.pk}/{what}").status_code == 422
    assert Client().get(f"/account/invitation/{token}").status_code == 200


def test_somebody_gets_another_role_on_the_same_desk(people, browse):
    browse(people.anna).post(f"{PAGE}{people.omar.pk}/role", {"role": "admin"})
    people.omar.refresh_from_db()
    assert people.omar.role == "admin"
    assert (newest().action, newest().details) == ("role-changed", {"before": "officer", "after": "admin"})


def test_nobody_goes_from_the_agency_to_an_institution_or_back(people, browse):
    answer = browse(people.anna).post(f"{PAGE}{people.carla.pk}/role", {"role": "officer"})
    assert (answer.status_code, Account.objects.get(name="Carla").role) == (422, "coordinator")


@pytest.mark.parametrize("what", ["role", "close", "reopen"])
def test_nobody_changes_their_own_account_here(people, browse, what):
    answer = browse(people.anna).post(f"{PAGE}{people.anna.pk}/{what}", {"role": "officer"})
    people.anna.refresh_from_db()
    assert (answer.status_code, people.anna.role, people.anna.is_active) == (422, "admin", True)


@pytest.mark.parametrize("what", ["role", "close", "reopen"])
def test_the_people_of_another_institution_are_not_there(people, browse, what):
    answer = browse(people.carla).post(f"{PAGE}{people.yvonne.pk}/{what}", {"role": "reader"})
    people.yvonne.refresh_from_db()
    assert (answer.status_code, people.yvonne.role, people.yvonne.is_active) == (422, "coordinator", True)


def test_whose_account_is_closed_is_signed_out_at_once(people, browse):
    omar = browse(people.omar)
    assert omar.get("/account/").status_code == 200
    browse(people.anna).post(f"{PAGE}{people.omar.pk}/close")
    assert omar.get("/account/").status_code == 302
    browse(people.anna).post(f"{PAGE}{people.omar.pk}/reopen")
    people.omar.refresh_from_db()
    assert people.omar.is_active


def test_the_log_names_no_address(people, browse):
    browse(people.anna).post(PAGE, {"email": "new@example.org", "role": "officer", "language": "en"})
    everything = str([(e.by, e.subject, e.details) for e in AuditEvent.objects.all()])
    assert "example.org" not in everything
    assert not mail.outbox


def test_a_demonstrations_log_in_opens_nobody_elses_account(people, browse):
    answer = browse(None).post("/account/demonstration/admin")
    assert answer.status_code == 404
