"""One's own account: what is kept, as a page and a file; name and language; erasing it."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.test import Client
from django.utils import timezone

from blendwise.web.access import Role
from blendwise.web.actions.api_tokens import make_token
from blendwise.web.actions.people import invite
from blendwise.web.actions.recording import action, record
from blendwise.web.models import (
    Account,
    ApiToken,
    AuditEvent,
    Decision,
    Evidence,
    Import,
    Institution,
    KeptVerdict,
    Note,
    OwnRecord,
    Remark,
    VirtualActivity,
)
from blendwise.web.readings.own_account import _MADE

PAGE = "/account/"


def test_one_signs_in_first(people, client):
    for path in (PAGE, "/account/export", "/account/erase"):
        assert client.get(path).headers["Location"].startswith("/account/login/")


def test_it_shows_what_is_kept(people, browse):
    page = browse(people.carla).get(PAGE, {"format": "json"}).json()
    assert (page["email"], page["role"], page["institution"]) == (
        "carla@example.org", "coordinator", "ROC Midden Nederland",
    )  # fmt: skip
    assert page["password"]
    assert page["events"] == 1


def test_one_changes_ones_name_and_language(people, browse):
    answer = browse(people.carla).post(PAGE, {"name": "Carla Bakker", "language": "en"})
    people.carla.refresh_from_db()
    assert (people.carla.name, people.carla.language) == ("Carla Bakker", "en")
    assert answer.cookies["lang"].value == "en"
    assert AuditEvent.objects.first().action == "own-account-changed"


def test_a_name_is_asked_for(people, browse):
    answer = browse(people.carla).post(PAGE, {"name": "", "language": "en"})
    assert answer.status_code == 422
    assert 'href="#id_name"' in answer.text


def test_the_export_holds_account_tokens_and_ones_own_events_only(people, browse):
    make_token(by=people.carla, name="for R")
    answer = browse(people.carla).get("/account/export")
    kept = answer.json()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-account.json"'
    assert kept["account"]["email"] == "carla@example.org"
    assert [t["name"] for t in kept["tokens"]] == ["for R"]
    assert [e["action"] for e in kept["events"]] == ["account-opened", "token-made"]
    assert "token_hash" not in answer.text
    assert "anna" not in answer.text


def test_the_export_holds_what_one_wrote_and_how_one_signs_in_without_secrets(people, browse):
    roc = people.carla.institution
    mobility = {"grant_agreement_number": "2022-1-NL01-1", "mobility_activity_id": "A1"}
    record = OwnRecord.objects.create(institution=roc, **mobility)
    for who, text in ((people.carla, "we travelled later"), (people.roos, "ask Mia")):
        Remark.objects.create(record=record, institution=roc, by=who, text=text)
    Note.objects.create(
        institution=Institution.objects.get(name="Yuverta"), by=people.carla, text="called on Monday"
    )
    Authenticator.objects.create(user=people.carla, type="totp", data={"secret": "sealed-seed"})
    said = {"userinfo": {"name": "C. Bakker"}}
    SocialAccount.objects.create(user=people.carla, provider="school", uid="c1", extra_data=said)
    answer = browse(people.carla).get("/account/export")
    kept = answer.json()
    (remark,), (note,), (factor,), (identity,) = (
        kept[k] for k in ("remarks", "notes", "factors", "identities")
    )
    assert remark == {"at": remark["at"], **mobility, "text": "we travelled later"}
    assert (note["name"], note["text"]) == ("Yuverta", "called on Monday")
    assert factor == {"type": "totp", "created_at": factor["created_at"], "last_used_at": None}
    assert (identity["provider"], identity["uid"], identity["extra_data"]) == ("school", "c1", said)
    assert "sealed-seed" not in answer.text


def test_the_export_holds_what_one_decided_recorded_sent_and_brought(people, browse):
    roc, now = people.carla.institution, timezone.now()
    for who, number in ((people.carla, "A1"), (people.roos, "A2")):
        OwnRecord.objects.create(
            institution=roc, grant_agreement_number="P1", mobility_activity_id=number, decided_by=who,
            decided=now, decision=Decision.NOT_BLENDED,
        )  # fmt: skip
    activity = VirtualActivity.objects.create(institution=roc, title="Video call", by=people.carla)
    Evidence.objects.create(institution=roc, activity=activity, name="minutes.pdf", link="https://example.org/1",
                            by=people.carla, keep_until=now.date())  # fmt: skip
    Import.objects.create(by=people.carla, institution=roc, day=now.date(), files=[{"name": "export.csv"}])
    invite(by=people.carla, email="new@example.org", role=Role.READER, institution=roc)
    made = browse(people.carla).get("/account/export").json()["made"]
    assert [one["mobility_activity_id"] for one in made["decisions"]] == ["A1"]
    assert [one["title"] for one in made["activities"]] == ["Video call"]
    assert [one["name"] for one in made["evidence"]] == ["minutes.pdf"]
    assert [one["files"] for one in made["imports"]] == [[{"name": "export.csv"}]]
    assert [one["email"] for one in made["invitations"]] == ["new@example.org"]


def test_the_export_holds_every_table_that_says_who_did_it():
    told = {table for table, _, _ in _MADE.values()} | {ApiToken, Note, Remark}
    said = {
        table
        for table in apps.get_models()
        if table.__module__.startswith("blendwise")
        and any(f.related_model is Account for f in table._meta.get_fields() if f.many_to_one)
    }
    assert said == told


def test_the_export_holds_the_verdicts_one_kept(people, browse):
    answers = {"type": "LM-SHORT-VET", "call": "2022"}
    kept = KeptVerdict.objects.create(
        code="abc", call=2022, facts=answers, outcome="counts", rules_version="1", explained={}
    )
    keep(by=people.carla, kept=kept)
    assert [
        one["code"] for one in browse(people.carla).get("/account/export").json()["made"]["verdicts"]
    ] == ["abc"]
    assert browse(people.roos).get("/account/export").json()["made"]["verdicts"] == []


@action
def keep(*, by, kept):
    record(by, "verdict-kept", kept)


def test_erasing_is_asked_twice(people, browse):
    client = browse(people.carla)
    assert client.post("/account/erase").status_code == 422
    assert Account.objects.filter(email="carla@example.org").exists()


def test_an_erased_account_leaves_an_id_that_points_to_nobody(people, browse):
    make_token(by=people.carla, name="for R")
    client, me = browse(people.carla), str(people.carla.pk)
    assert client.post("/account/erase", {"sure": "on"}).headers["Location"] == "/"
    left = Account.objects.get(pk=me)
    assert (left.name, left.is_active, left.has_usable_password()) == ("", False, False)
    assert left.email == f"{me}@erased.invalid"
    assert not EmailAddress.objects.filter(user=left).exists()
    assert not ApiToken.objects.exists()
    assert AuditEvent.objects.first().by == me
    assert client.get(PAGE).status_code == 302
    everything = str([(e.by, e.subject, e.details) for e in AuditEvent.objects.all()])
    assert "carla" not in everything.lower().replace("coordinator", "")


def test_an_erased_account_is_in_no_list_and_cannot_come_back(people, browse):
    browse(people.carla).post("/account/erase", {"sure": "on"})
    page = browse(people.anna).get("/people/", {"format": "json"}).json()
    assert "Carla" not in {p["name"] for p in page["people"]}
    assert browse(people.anna).post(f"/people/{people.carla.pk}/reopen").status_code == 422
    assert Client().post("/account/login/", {"login": "carla@example.org", "password": "four words in a row"})
    assert "erased account" in browse(people.anna).get("/administration/log").text


def test_the_only_administrator_cannot_leave_the_site_without_one(people, browse):
    answer = browse(people.anna).post("/account/erase", {"sure": "on"})
    assert answer.status_code == 422
    assert "only administrator" in answer.text
    assert Account.objects.filter(email="anna@example.org").exists()


ENGLISH = re.compile(
    r"\b(Name|Authenticator code|Passwordless|Code:|Password|Sign in|Add|Edit|Security key)\b"
)


@pytest.mark.parametrize("page", [
    "", "password/change/", "password/set/", "second-factor/", "second-factor/app/activate/", "second-factor/keys/",
    "second-factor/keys/add/", "second-factor/recovery-codes/generate/", "tokens", "erase",
])  # fmt: skip
def test_no_page_of_ones_account_is_half_in_english(people, browse, page):
    answer = browse(people.anna).get(f"/account/{page}", {"lang": "nl"}, follow=True)
    assert answer.status_code == 200
    shown = re.sub(
        r"<(script|svg|style).*?</\1>|<[^>]+>", " ", answer.text.split("<main")[1], flags=re.DOTALL
    )
    assert ENGLISH.findall(shown) == []
