"""Single sign-on against a real provider: the invited come in, everybody else is refused kindly."""

import pytest
from django.core.cache import cache
from django.test import Client

from blendwise.web.access import Role
from blendwise.web.actions.api_tokens import make_token
from blendwise.web.actions.people import invite
from blendwise.web.models import Account, AuditEvent

INSIDE = "/account/"
MFA = "https://refeds.org/profile/mfa"


@pytest.fixture
def visitor(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()
    return Client(headers={"accept-language": "en"})


def test_whoever_has_an_account_comes_in(people, visitor, sign_on):
    assert sign_on(visitor, email="carla@example.org").headers["Location"] == "/"
    assert visitor.get(INSIDE, {"format": "json"}).json()["name"] == "Carla"
    assert AuditEvent.objects.first().action == "signed-in"


def test_whoever_was_invited_opens_their_account_by_signing_on(people, visitor, sign_on):
    invite(by=people.carla, email="nora@example.org", role=Role.READER, institution=people.carla.institution)
    sign_on(visitor, email="Nora@example.org", name="Nora Smit")
    nora = Account.objects.get(email="nora@example.org")
    assert (nora.name, nora.role, nora.has_usable_password()) == ("Nora Smit", "reader", False)
    assert visitor.get(INSIDE).status_code == 200


def test_the_second_time_one_is_known_by_the_provider_and_not_by_the_address(people, visitor, sign_on):
    sign_on(visitor, email="carla@example.org")
    again = Client()
    sign_on(again, email="another@example.org")
    assert again.get(INSIDE, {"format": "json"}).json()["name"] == "Carla"


def test_the_log_keeps_when_an_account_was_linked_to_a_provider(people, visitor, sign_on):
    for _ in range(2):
        sign_on(visitor, email="carla@example.org")
    (linked,) = AuditEvent.objects.filter(action="sign-on-linked")
    assert (linked.by, linked.details) == (str(people.carla.pk), {"provider": "school"})


def test_a_second_factor_that_the_provider_asked_for_counts_for_a_token_too(
    people, visitor, provider, sign_on
):
    provider(second_factor=[MFA])
    program = Client(headers={"authorization": f"Bearer {make_token(by=people.anna, name='R')[1]}"})
    sign_on(visitor, email="anna@example.org", acr="1")
    assert program.get("/api/v1/imports").status_code == 403
    sign_on(visitor, email="anna@example.org", acr=MFA)
    assert program.get("/api/v1/imports").status_code == 200


def test_who_was_never_invited_is_refused_kindly(people, visitor, sign_on):
    answer = sign_on(visitor, email="stranger@example.org")
    assert answer.status_code == 403
    assert "Ask the administrator of your institution" in answer.text
    assert visitor.get(INSIDE).status_code == 302
    assert not Account.objects.filter(email="stranger@example.org").exists()


@pytest.mark.parametrize("verified", [False, None, "true"])
def test_an_address_that_the_provider_did_not_verify_opens_nothing(people, visitor, sign_on, verified):
    answer = sign_on(visitor, email="carla@example.org", verified=verified)
    assert answer.status_code == 403
    assert "it was not confirmed that the e-mail address is yours" in answer.text
    assert visitor.get(INSIDE).status_code == 302


def test_without_an_address_nobody_can_be_found(people, visitor, sign_on):
    assert "your e-mail address did not come along" in sign_on(visitor).text


def test_a_provider_vouches_only_for_its_own_domains(people, visitor, provider, sign_on):
    provider(domains=["school.example"])
    assert sign_on(visitor, email="carla@example.org").status_code == 403
    provider(domains=["example.org"])
    assert sign_on(visitor, email="carla@example.org").status_code == 302


def test_a_closed_account_does_not_open_through_another_door(people, visitor, sign_on):
    people.carla.is_active = False
    people.carla.save()
    sign_on(visitor, email="carla@example.org")
    assert visitor.get(INSIDE).status_code == 302


def test_an_agency_role_still_needs_a_second_factor(people, visitor, sign_on):
    sign_on(visitor, email="anna@example.org")
    assert visitor.get(INSIDE).headers["Location"] == "/account/second-factor/"


def test_what_a_provider_says_of_a_second_factor_counts_only_where_the_administrator_named_it(
    people, visitor, provider, sign_on
):
    sign_on(visitor, email="anna@example.org", acr=MFA, amr=["otp"])
    assert visitor.get(INSIDE).status_code == 302
    provider(second_factor=[MFA])
    sign_on(visitor, email="anna@example.org", acr="1", amr=["pwd"])
    assert visitor.get(INSIDE).status_code == 302
    sign_on(visitor, email="anna@example.org", acr=MFA)
    assert visitor.get(INSIDE).status_code == 200


def test_a_method_that_was_named_counts_too(people, visitor, provider, sign_on):
    provider(second_factor=["mfa"])
    sign_on(visitor, email="anna@example.org", amr=["pwd", "mfa"])
    assert visitor.get(INSIDE).status_code == 200


def test_whoever_cancels_there_can_try_again_here(people, visitor, sign_on):
    answer = sign_on(visitor, email="carla@example.org", refuses=True)
    assert answer.status_code in (200, 302)
    assert visitor.get(INSIDE).status_code == 302


def test_an_answer_that_nobody_asked_for_is_refused(people, visitor, provider):
    answer = visitor.get("/account/sign-on/school/answer/", {"code": "x", "state": "y"})
    assert answer.status_code in (401, 403)


def test_the_way_there_is_a_form_and_no_link(people, visitor, provider):
    assert visitor.get("/account/sign-on/school/").status_code == 405
    page = visitor.get("/account/login/").text
    assert 'action="/account/sign-on/school/"' in page
    assert "Sign in with SchoolConext" in page


def test_a_signed_in_person_adds_no_identity_of_elsewhere(people, visitor, provider):
    visitor.force_login(people.carla, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = visitor.post("/account/sign-on/school/?process=connect")
    assert answer.status_code in (200, 302, 403)
