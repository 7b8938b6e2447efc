"""Signing in: password, second factor, forgotten password, too many attempts, signing out."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from blendwise.web.actions.api_tokens import make_token
from blendwise.web.management.commands.worker import daily
from blendwise.web.models import AuditEvent
from blendwise.web.signing_in import SealedSecondFactor

PASSWORD = "four words in a row"
LOGIN, INSIDE = "/account/login/", "/account/"


@pytest.fixture
def visitor(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()
    return Client(headers={"accept-language": "en"})


def sign_in(visitor, email="carla@example.org", password=PASSWORD, **more):
    return visitor.post(LOGIN, {"login": email, "password": password, **more})


def code_of(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def set_up_app(visitor):
    page = visitor.get("/account/second-factor/app/activate/").text
    secret = re.search(r'value="([A-Z2-7]{32})"', page)[1]
    answer = visitor.post("/account/second-factor/app/activate/", {"code": code_of(secret)})
    return secret, answer


def test_with_the_right_password_one_comes_in(people, visitor):
    assert sign_in(visitor).headers["Location"] == "/"
    assert visitor.get(INSIDE).status_code == 200
    assert AuditEvent.objects.first().action == "signed-in"


def test_the_address_may_be_written_in_capitals(people, visitor):
    assert sign_in(visitor, "CARLA@EXAMPLE.ORG").status_code == 302


def test_the_site_speaks_the_language_of_ones_account_after_signing_in(people, visitor):
    assert sign_in(visitor).cookies["lang"].value == "nl"


def test_one_returns_to_the_page_that_asked_for_signing_in(people, visitor):
    asked = visitor.get("/people/").headers["Location"]
    assert (
        visitor.post(asked, {"login": "carla@example.org", "password": PASSWORD}).headers["Location"]
        == "/people/"
    )


def test_signing_out_needs_a_form_and_ends_the_session(people, visitor):
    sign_in(visitor)
    visitor.get("/account/logout/")
    assert visitor.get(INSIDE).status_code == 200
    visitor.post("/account/logout/")
    assert visitor.get(INSIDE).status_code == 302


def test_a_session_ends_after_ten_hours_and_is_then_cleared_away(people, visitor):
    sign_in(visitor)
    session = Session.objects.get()
    assert timedelta(hours=9, minutes=55) < session.expire_date - timezone.now() <= timedelta(hours=10)
    Session.objects.update(expire_date=session.expire_date - timedelta(hours=10))
    other = Client()
    sign_in(other, "roos@example.org")
    assert (visitor.get(INSIDE).status_code, other.get(INSIDE).status_code) == (302, 200)
    for chore in daily(timezone.localdate()):
        chore()
    assert [s.get_decoded()["_auth_user_id"] for s in Session.objects.all()] == [str(people.roos.pk)]


def test_an_app_is_asked_for_its_code_after_it_was_set_up(people, visitor):
    sign_in(visitor, "anna@example.org")
    assert visitor.get("/agency/").headers["Location"] == "/account/second-factor/"
    secret, answer = set_up_app(visitor)
    assert answer.headers["Location"] == "/account/second-factor/recovery-codes/"
    assert visitor.get(INSIDE).status_code == 200
    visitor.post("/account/logout/")
    cache.clear()
    assert sign_in(visitor, "anna@example.org").headers["Location"] == "/account/second-factor/authenticate/"
    assert visitor.get(INSIDE).status_code == 302
    assert visitor.post("/account/second-factor/authenticate/", {"code": "000000"}).status_code == 200
    assert visitor.get(INSIDE).status_code == 302
    visitor.post("/account/second-factor/authenticate/", {"code": code_of(secret)})
    assert visitor.get(INSIDE).status_code == 200


def test_setting_up_an_app_is_said_in_plain_dutch(people):
    visitor = Client(headers={"accept-language": "nl"})
    cache.clear()
    sign_in(visitor, "anna@example.org")
    page = visitor.get("/account/second-factor/app/activate/").text
    assert "Geheime sleutel voor de app" in page
    assert "Authenticator geheim" not in page
    assert " uw " not in page


def test_a_recovery_code_works_once(people, visitor):
    sign_in(visitor, "anna@example.org")
    set_up_app(visitor)
    code = visitor.get("/account/second-factor/recovery-codes/download/").text.split()[-1]
    for expected in (302, 200):
        visitor.post("/account/logout/")
        cache.clear()
        sign_in(visitor, "anna@example.org")
        assert visitor.post("/account/second-factor/authenticate/", {"code": code}).status_code == expected


def test_the_seed_of_a_second_factor_cannot_be_read_in_the_database(people, visitor):
    sign_in(visitor, "anna@example.org")
    secret, _ = set_up_app(visitor)
    kept = Authenticator.objects.get(type="totp")
    assert secret not in str(kept.data)
    assert SealedSecondFactor().decrypt(kept.data["secret"]) == secret


def test_without_its_second_factor_a_token_of_an_agency_role_opens_nothing(people, visitor):
    program = Client(headers={"authorization": f"Bearer {make_token(by=people.anna, name='R')[1]}"})
    sign_in(visitor, "anna@example.org")
    set_up_app(visitor)
    assert program.get("/api/v1/imports").status_code == 200
    Authenticator.objects.all().delete()
    answer = program.get("/api/v1/imports", headers={"accept-language": "en"})
    assert (answer.status_code, "Set up a second step" in answer.json()["detail"]) == (403, True)


def test_a_token_of_an_institution_needs_no_second_factor(people, db):
    program = Client(headers={"authorization": f"Bearer {make_token(by=people.carla, name='R')[1]}"})
    assert program.get("/api/v1/imports").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_whoever_gets_a_second_factor_is_told_by_mail_and_the_log_keeps_it(people, visitor):
    sign_in(visitor, "anna@example.org")
    set_up_app(visitor)
    assert mail.outbox[0].to == ["anna@example.org"]
    assert mail.outbox[0].subject.endswith("Nationaal agentschap")
    assert AuditEvent.objects.filter(action="second-factor-added", by=str(people.anna.pk)).exists()


def test_a_new_password_comes_by_mail_in_the_language_of_the_account(people, visitor):
    visitor.post("/account/password/reset/", {"email": "carla@example.org"})
    message = mail.outbox[0]
    assert message.to == ["carla@example.org"]
    assert message.subject == "Een nieuw wachtwoord voor Blendwise"
    link = re.search(r"http://testserver(/\S+)", message.body)[1]
    form = visitor.get(link).headers["Location"]
    new = "quite another four words"
    assert visitor.post(form, {"password1": new, "password2": new}).status_code == 302
    cache.clear()
    assert sign_in(visitor, password=PASSWORD).status_code == 200
    assert sign_in(visitor, password=new).status_code == 302


def test_a_link_for_a_new_password_works_once(people, visitor):
    visitor.post("/account/password/reset/", {"email": "carla@example.org"})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)[1]
    new = "quite another four words"
    visitor.post(visitor.get(link).headers["Location"], {"password1": new, "password2": new})
    assert "invalid" in Client(headers={"accept-language": "en"}).get(link).text


def test_changing_the_password_signs_out_every_other_browser(people, visitor):
    other = Client()
    sign_in(other)
    sign_in(visitor)
    new = "quite another four words"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert visitor.post("/account/password/change/", form).status_code == 302
    assert (visitor.get(INSIDE).status_code, other.get(INSIDE).status_code) == (200, 302)


def test_a_closed_account_does_not_come_in(people, visitor):
    people.carla.is_active = False
    people.carla.save()
    sign_in(visitor)
    assert visitor.get(INSIDE).status_code == 302


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_field_of_the_log_in_has_a_label_and_can_be_filled_in_by_the_browser(db, language):
    page = Client(headers={"accept-language": language}).get(LOGIN).text
    assert '<label class="utrecht-form-label" for="id_login">' in page
    assert 'autocomplete="email"' in page
    assert 'autocomplete="current-password"' in page


def test_an_error_names_its_field_and_stands_in_the_summary(people, visitor):
    page = visitor.post(LOGIN, {"login": "", "password": "x"}).text
    assert 'href="#id_login"' in page
    assert 'aria-describedby="id_login-error"' in page
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize("address", [
    "/account/signup/", "/account/none/account_signup/", "/account/email/", "/account/3rdparty/",
    "/account/sign-on/none/answer/",
])  # fmt: skip
def test_what_this_site_does_not_use_is_not_there(people, visitor, address):
    sign_in(visitor)
    assert visitor.get(address).status_code == 404
