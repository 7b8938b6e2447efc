"""Opening the account that an invitation is for."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from blendwise.web.access import Role
from blendwise.web.actions.people import invite
from blendwise.web.actions.recording import SITE
from blendwise.web.models import Account


@pytest.fixture
def link(db):
    _, token = invite(by=SITE, email="new@example.org", role=Role.ADMIN)
    return f"/account/invitation/{token}"


@pytest.fixture
def visitor():
    return Client(headers={"accept-language": "en"})


def test_it_says_who_invites_whom_for_what(link, visitor):
    text = visitor.get(link).text
    assert "Nationaal agentschap invites you as Administrator of the agency." in text
    assert 'autocomplete="new-password"' in text


@pytest.mark.parametrize(("password", "reason"), [
    ("short", "at least 12 characters"),
    ("qwertyuiop123", "too common"),
    ("new@example.org", "similar to the email"),
])  # fmt: skip
def test_a_weak_password_opens_nothing(link, visitor, password, reason):
    answer = visitor.post(link, {"name": "Nora", "password": password})
    assert answer.status_code == 422
    assert reason in answer.text
    assert not Account.objects.exists()


def test_a_link_that_is_too_old_is_refused_kindly(link, visitor):
    from blendwise.web.models import Invitation

    Invitation.objects.update(expires=timezone.now() - timedelta(seconds=1))
    answer = visitor.post(link, {"name": "Nora", "password": "four words in a row"})
    assert answer.status_code == 422
    assert "Ask whoever invited you for a new one" in answer.text


def test_an_unknown_link_gets_the_same_answer_as_one_that_is_over(link, visitor):
    assert "Ask whoever invited you" in visitor.get("/account/invitation/abc").text


def test_who_works_for_the_agency_sets_up_a_second_factor_before_anything_else(link, visitor):
    visitor.post(link, {"name": "Nora", "password": "four words in a row"})
    for path in (
        "/agency/",
        "/people/",
        "/account/",
        "/account/tokens",
        "/api/v1/figures",
        "/administration/log",
    ):
        assert visitor.get(path).headers["Location"] == "/account/second-factor/", path
    assert visitor.get("/account/second-factor/").status_code == 200
    assert visitor.get("/account/second-factor/app/activate/").status_code == 200
