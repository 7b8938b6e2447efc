"""Nobody sees or changes what is another institution's: every address and every API operation, as everybody.

Two institutions share the site. Whatever belongs to Sunflower College carries a word of `SECRETS`, in the
register and in the database. A walk made from the URL configuration opens every address with the examples
below, which point at things of Sunflower College. A new address with arguments needs a line in `EXAMPLES`.
"""

import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.urls import get_resolver

from blendwise.store import open_store
from blendwise.web.access import PERMISSIONS, Role
from blendwise.web.actions.api_tokens import make_token
from blendwise.web.actions.evidence import add_file
from blendwise.web.actions.imports import bring_in
from blendwise.web.actions.institutions import meet_institutions
from blendwise.web.actions.legal_shapes import link_shapes
from blendwise.web.actions.notes import add_contact, write_note
from blendwise.web.actions.own_records import decide, take_back
from blendwise.web.actions.people import accept_invitation, invite
from blendwise.web.actions.recording import SITE
from blendwise.web.actions.sharing import change_sharing
from blendwise.web.actions.teacher_links import send_link
from blendwise.web.models import AuditEvent, Decision, Institution, Invitation, ReasonNot, VirtualActivity
from blendwise.web.readings.facts import Key

SECRETS = (
    "Sunflower College", "Seedling School", "E10000001", "VET-000000001", "SUN-", "Sunflower Garden",  # the register
    "Carla", "Roos", "sunflower.example", "the sunflower note", "Sunny", "the sunflower call", "sunflower-link",
)  # fmt: skip
"""What is Sunflower College's alone."""
PROJECT = "2022-1-NL01-KA121-VET-00000000"
QUESTIONS = ({}, {"format": "json"}, {"file": "csv"}, {"search": "sun", "calls": "2022"})
TALK = {"title": "the sunflower call", "through_ict": "yes", "part_of_plan": "yes", "both_ways": "yes",
        "general_offer": "no", "with_whom": ["workplace"], "purposes": ["preparing"], "when": "before",
        "took_part": "participants"}  # fmt: skip

EXAMPLES = {
    "administration:message": lambda w: {"language": "nl", "message": "invitation"},
    "agency:institution": lambda w: {"of": w.sunflower.pk},
    "agency:note": lambda w: {"of": w.sunflower.pk},
    "agency:contact": lambda w: {"of": w.sunflower.pk},
    "agency:legal-shapes": lambda w: {"of": w.sunflower.pk},
    "agency:remove-note": lambda w: {"of": w.note.pk},
    "agency:remove-contact": lambda w: {"of": w.contact.pk},
    "agency:undo-link": lambda w: {"of": w.succession.pk},
    "agency:withdraw-ruling": lambda w: {"ruling": w.note.pk},
    "agency:snapshot": lambda w: {"name": w.snapshot},
    "agency:report": lambda w: {"language": "en"},
    "imports:*": lambda w: {"pk": w.brought.pk},
    "institution:evidence": lambda w: {"evidence": w.evidence.pk},
    "institution:keep-evidence": lambda w: {"evidence": w.evidence.pk},
    "institution:remove-evidence": lambda w: {"evidence": w.evidence.pk},
    "institution:project-file": lambda w: {"project": w.key.grant_agreement_number},
    "institution:project-end": lambda w: {"project": w.key.grant_agreement_number},
    "institution:deal-with-link": lambda w: {"link": w.link.pk, "deed": "withdraw"},
    "institution:mobility": lambda w: {
        "project": w.key.grant_agreement_number,
        "of": w.key.mobility_activity_id,
    },
    "institution:mobility-file": lambda w: {
        "project": w.key.grant_agreement_number,
        "of": w.key.mobility_activity_id,
    },
    "institution:decide-mobility": lambda w: {
        "project": w.key.grant_agreement_number,
        "of": w.key.mobility_activity_id,
    },
    "institution:remark": lambda w: {
        "project": w.key.grant_agreement_number,
        "of": w.key.mobility_activity_id,
    },
    "institution:tell-stay": lambda w: {
        "project": w.key.grant_agreement_number,
        "of": w.key.mobility_activity_id,
    },
    "institution:*": lambda w: {"activity": w.activity.pk},
    "mfa_edit_webauthn": lambda w: {"pk": 1},
    "mfa_remove_webauthn": lambda w: {"pk": 1},
    "openid_connect_login": lambda w: {"provider_id": "none"},
    "openid_connect_callback": lambda w: {"provider_id": "none"},
    "account_reset_password_from_key": lambda w: {"uidb36": "x", "key": "y-z"},
    "own:demonstration": lambda w: {"role": "admin"},
    "own:invitation": lambda w: {"token": "unknown"},
    "own:revoke-token": lambda w: {"token": w.token.pk},
    "people:role": lambda w: {"person": w.roos.pk},
    "people:close": lambda w: {"person": w.roos.pk},
    "people:reopen": lambda w: {"person": w.roos.pk},
    "people:renew": lambda w: {"invitation": w.invitation.pk},
    "people:withdraw": lambda w: {"invitation": w.invitation.pk},
    "public:answer": lambda w: {"token": "unknown"},
    "public:verdict": lambda w: {"code": "unknown"},
    "public:figures-file": lambda w: {"division": "by-institution", "calls": "2022", "form": "csv"},
    "api:*": lambda w: {"identifier": w.snapshot},
    "api:one_import": lambda w: {"identifier": w.brought.pk},
    "api:import_findings": lambda w: {"identifier": w.brought.pk},
    "api:decide": lambda w: {"identifier": w.brought.pk},
}
"""What the arguments of an address can be: for each by its name, or for a whole desk by `desk:*`."""
OPEN_IN_THE_API = ("api:openapi-json", "api:api-root", "api:open_figures")
"""What the API shows to everybody."""
ONESELF = ("account_", "mfa_", "own:erase", "own:demonstration", "openid_connect")
"""Sending a form there concerns nobody but oneself, and may sign one out."""


def addresses(found=None, start="", space=""):
    """Yield name, route and view of every address there is."""
    for pattern in get_resolver().url_patterns if found is None else found:
        route = start + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(
                pattern.url_patterns, route, f"{pattern.namespace}:" if pattern.namespace else space
            )
        else:
            yield space + (pattern.name or ""), route, pattern.callback


ADDRESSES = list(addresses())
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^)]*\))*\)")


def example_of(name):
    return EXAMPLES.get(name) or EXAMPLES.get(f"{name.split(':')[0]}:*")


def path_of(name, route, world):
    values = example_of(name)(world) if ARGUMENT.search(route) else {}
    filled = ARGUMENT.sub(lambda m: str(values[m[1] or m[2]]), route)
    return "/" + filled.replace("^", "").replace("$", "")


def rows(small):
    for place, (school, sign) in enumerate((("Sunflower College", "SUN"), ("Yuverta", "YUV"))):
        for stay in range(60):
            yield small.mobility(
                stay, 2022, Grant_Agreement_Number=f"{PROJECT}{place + 1}", Mobility_activity_ID=f"{sign}-{stay:03d}",
                Participant_ID=f"{sign}-P{stay}", Sending_organisation_OID=f"E1000000{place + 1}",
                Sending_organisation_name=school, Blended_mobility_activity="Yes" if stay < 5 else "No",
            )  # fmt: skip


@pytest.fixture(scope="module")
def register_folder(small, tmp_path_factory):
    folder = tmp_path_factory.mktemp("two-schools")
    open_store(folder / "data").import_files([small.write(folder / "export.csv", rows(small))])
    return folder / "data"


@pytest.fixture
def world(db, register_folder, monkeypatch, tmp_path, small):
    """Everything that Sunflower College has, made as its people would; and Yvonne and Yara of Yuverta."""
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    for name, value in (("MEDIA_ROOT", uploads), ("FILE_UPLOAD_TEMP_DIR", str(uploads))):
        monkeypatch.setattr(settings, name, value)
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
    monkeypatch.setattr(
        settings,
        "CONFIGURATION",
        replace(settings.CONFIGURATION, data=str(register_folder), demonstration=True),
    )
    names = {"E10000001": "Sunflower College", "E10000002": "Yuverta", "E10000009": "Seedling School"}
    meet_institutions(by=SITE, names=names)
    sunflower, yuverta, seedling = (Institution.objects.get(key=key) for key in names)

    def person(name, role, institution=None, place="sunflower.example"):
        _, token = invite(by=SITE, email=f"{name}@{place}", role=role, institution=institution)
        return accept_invitation(token=token, name=name.title(), password=None)

    w = SimpleNamespace(sunflower=sunflower, key=Key(f"{PROJECT}1", "SUN-001"))
    w.anna, w.omar = (
        person(n, r, place="agency.example") for n, r in (("anna", Role.ADMIN), ("omar", Role.OFFICER))
    )
    w.carla, w.roos = person("carla", Role.COORDINATOR, sunflower), person("roos", Role.READER, sunflower)
    w.yvonne = person("yvonne", Role.COORDINATOR, yuverta, "yuverta.example")
    w.yara = person("yara", Role.READER, yuverta, "yuverta.example")
    w.snapshot = open_store(register_folder).snapshots()[0].id
    w.invitation, _ = invite(
        by=w.carla, email="new@sunflower.example", role=Role.READER, institution=sunflower
    )
    w.token, _ = make_token(by=w.carla, name="the sunflower note")
    w.note = write_note(by=w.omar, institution=sunflower, text="the sunflower note")
    w.contact = add_contact(by=w.omar, institution=sunflower, name="Sunny", email="sunny@sunflower.example")
    w.succession = link_shapes(
        by=w.omar, earlier=seedling, later=sunflower, day=date(2023, 8, 1), reason="the sunflower note"
    )
    browser(w.carla).post("/institution/activities/new", {**TALK, "keys": [str(w.key)]})
    w.activity = VirtualActivity.objects.get()
    w.evidence = add_file(
        by=w.carla,
        activity=w.activity.pk,
        name="sunflower-link.pdf",
        content=b"%PDF-1.7 sunflower-link %%EOF",
    )
    w.link, _ = send_link(
        by=w.carla,
        keys=[w.key],
        subject="the sunflower call",
        email="teacher@sunflower.example",
        language="en",
    )
    upload = SimpleUploadedFile(
        "Sunflower Garden.csv", small.write(tmp_path / "x.csv", rows(small)).read_bytes()
    )
    w.brought = bring_in(by=w.carla, uploads=[upload])
    return w


def browser(account):
    client = Client(headers={"accept-language": "en"})
    if account is not None:
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def content(answer):
    body = b"".join(answer) if answer.streaming else answer.content
    return body.decode("utf-8", errors="replace") + str(dict(answer.headers))


def leaks(answer):
    return [secret for secret in SECRETS if secret in content(answer)]


def database(leave_out=()):
    """Every row there is, as text, by model and key."""
    return {
        (one["model"], one["pk"]): one["fields"]
        for model in apps.get_models()
        if model._meta.label not in ("sessions.Session", "web.AuditEvent", "web.ChainEnd", *leave_out)
        for one in serializers.serialize("python", model._default_manager.all())
    }


def test_every_address_with_arguments_has_an_example():
    missing = [name for name, route, _ in ADDRESSES if ARGUMENT.search(route) and example_of(name) is None]
    assert missing == [], "put an example of these into EXAMPLES"


def test_every_view_says_who_may_or_that_it_is_public():
    silent = [
        name for name, _, view in ADDRESSES if not hasattr(view, "permission") and not name.startswith("api:")
    ]
    assert silent == []


def test_the_api_answers_no_stranger(world):
    for name, route, _ in ADDRESSES:
        if name.startswith("api:") and name not in OPEN_IN_THE_API:
            assert Client().get(path_of(name, route, world)).status_code in (401, 405), name


@pytest.mark.parametrize("role", list(Role))
def test_every_address_refuses_a_role_without_its_permission(world, role):
    account = {
        Role.ADMIN: world.anna,
        Role.OFFICER: world.omar,
        Role.COORDINATOR: world.carla,
        Role.READER: world.roos,
    }
    client, wrong, refused = browser(account[role]), [], 0
    for name, route, view in ADDRESSES:
        permission = getattr(view, "permission", None)
        if permission is None or permission in PERMISSIONS[role]:
            continue
        path = path_of(name, route, world)
        statuses = client.get(path).status_code, client.post(path).status_code
        refused += 1
        if statuses != (403, 403):
            wrong.append((name, statuses))
    assert wrong == []
    assert refused or role is Role.ADMIN


def test_every_address_that_is_not_public_asks_a_visitor_to_sign_in(world):
    wrong = []
    for name, route, view in ADDRESSES:
        if getattr(view, "permission", None) is None:
            continue
        path = path_of(name, route, world)
        led = [answer.headers.get("Location", "") for answer in (Client().get(path), Client().post(path))]
        if not all(address.startswith("/account/login/") for address in led):
            wrong.append((name, led))
    assert wrong == []


@pytest.mark.parametrize("who", ["visitor", "yvonne", "yara"])
def test_no_address_shows_what_is_another_institutions(world, who):
    client, found = browser(getattr(world, who, None)), []
    for name, route, _ in ADDRESSES:
        path = path_of(name, route, world)
        if name in ("account_logout", "own:demonstration"):
            continue
        for question in QUESTIONS:
            answer = client.get(path, question)
            found += [(name, question, secret) for secret in leaks(answer) if secret not in path]
    assert found == []


@pytest.mark.parametrize("who", ["yvonne", "yara"])
def test_no_operation_of_the_api_shows_what_is_another_institutions(world, who):
    _, text = make_token(by=getattr(world, who), name="for the test")
    program, found, opened = Client(headers={"authorization": f"Bearer {text}"}), [], 0
    for name, route, _ in ADDRESSES:
        if not name.startswith("api:"):
            continue
        for question in ({}, {"by": "institution"}, {"by": "call", "without": "Yuverta"}, {"per_page": 500}):
            answer = program.get(path_of(name, route, world), question)
            opened += answer.status_code == 200
            found += [(name, question, secret) for secret in leaks(answer) if secret not in str(question)]
    assert found == []
    assert opened


@pytest.mark.parametrize("who", ["visitor", "yvonne", "yara"])
def test_no_address_changes_what_is_another_institutions(world, who):
    forms = (
        {},
        {
            "keys": [str(world.key)],
            "role": "reader",
            "text": "mine now",
            "file": "csv",
            "confirmed": "yes",
            "decision": "blended",
            "activity": str(world.activity.pk),
            **TALK,
        },
        {
            "all": "mobilities",
            "decision": "blended",
            "activity": str(world.activity.pk),
        },
    )
    account = getattr(world, who, None)
    before, found, own = database(), [], str(world.yvonne.institution.pk)
    for name, route, _ in ADDRESSES:
        if name.startswith(ONESELF):
            continue
        for form in forms:
            path = path_of(name, route, world)
            answer = browser(account).post(path, form)
            found += [(name, secret) for secret in leaks(answer) if secret not in f"{path} {form}"]
        after = database()
        changed = [
            key
            for key, row in before.items()
            if own not in (key[1], str(row.get("institution"))) and changes(row, after.get(key))
        ]
        found += [(name, key) for key in changed]
        before = after
    assert found == []


def changes(before, after):
    """Tell whether a row is gone or another one; that somebody signed in is no change."""
    return after is None or {**before, "last_login": None} != {**after, "last_login": None}


def test_the_walk_does_find_a_leak_where_there_is_one(world):
    """The people of Sunflower College and of the agency do see it: the secrets are on the pages that the walk opens."""
    seen = {who: set() for who in ("carla", "omar")}
    for who, secrets in seen.items():
        client = browser(getattr(world, who))
        for name, route, view in ADDRESSES:
            if name not in ("account_logout", "own:demonstration") and getattr(view, "permission", None):
                secrets |= {s for q in QUESTIONS for s in leaks(client.get(path_of(name, route, world), q))}
    assert seen["carla"] >= {
        "Sunflower College",
        "SUN-",
        "VET-000000001",
        "the sunflower call",
        "sunflower-link",
    }
    assert seen["omar"] >= {"Sunflower College", "the sunflower note", "Sunny", "Seedling School"}


def test_the_changing_walk_does_change_what_is_ones_own(world):
    before = database()
    browser(world.carla).post(f"/people/invitations/{world.invitation.pk}/withdraw")
    after = database()
    assert [key[0] for key, row in before.items() if changes(row, after.get(key))] == ["web.invitation"]
    assert not Invitation.objects.filter(email="new@sunflower.example").exists()


def test_the_agency_reads_nowhere_what_an_institution_keeps_to_itself(world):
    """Not even in the log: that Carla decided stands there, never what, why or of which mobility."""
    change_sharing(by=world.carla, institution=world.sunflower, counts=False, texts=False)
    for decision, reason in ((Decision.BLENDED, None), (Decision.NOT_BLENDED, ReasonNot.DELIBERATE_CHOICE)):
        decide(by=world.carla, keys=[world.key], decision=decision, reason=reason)
    take_back(by=world.carla, keys=[world.key])
    details = str([event.details for event in AuditEvent.objects.all()])
    for kept in (
        *map(str, Decision),
        *map(str, ReasonNot),
        world.key.mobility_activity_id,
        "the sunflower call",
    ):
        assert kept not in details
    for address in ("/administration/log", "/agency/known"):
        page = content(browser(world.anna).get(address))
        assert "Decisions on mobilities taken back" in page or address == "/agency/known"
        for kept in ("the sunflower call", world.key.mobility_activity_id, ReasonNot.DELIBERATE_CHOICE):
            assert kept not in page


def test_identifiers_cannot_be_guessed():
    """What an address names is a UUID of 122 random bits, a key of the register, or signed."""
    numbers = [(name, route) for name, route, _ in ADDRESSES if "<int:" in route]
    assert [name for name, _ in numbers] == [
        "mfa_remove_webauthn",
        "mfa_edit_webauthn",
    ]  # looked up among one's own


ODD = ("²", "9" * 5_000, "-1", "\0", "0001-01-01", "9999-12-31", "no such word", "a,b;c/../%")
"""What nobody should ask for, and somebody will."""
EVERYWHERE = {"lang", "theme", "format", "csrfmiddlewaretoken"}
"""What every page looks up; one page is enough to try it on."""
LEFT_ALONE = ("account_logout", "own:demonstration")


@pytest.fixture
def asked_for(monkeypatch):
    """Every name that a page looks up in its address, from now on."""
    names = set()
    for way in ("get", "getlist", "__getitem__"):
        usual = getattr(QueryDict, way)
        monkeypatch.setattr(
            QueryDict, way, lambda self, name, *a, u=usual, **k: (names.add(name), u(self, name, *a, **k))[1]
        )
    return names


def status_of(client, path, question=None):
    """Return the status of an answer that was read to its end."""
    answer = client.get(path, question)
    content(answer)
    return answer.status_code


@pytest.mark.parametrize("who", ["visitor", "anna", "carla"])
def test_whatever_is_asked_of_an_address_it_is_never_our_fault(world, asked_for, who):
    """Public addresses are asked by a visitor, the others by whoever may do most of the agency and of an institution."""
    client, wrong, asked = browser(getattr(world, who, None)), [], 0
    client.raise_request_exception = False
    for name, route, view in ADDRESSES:
        public = getattr(view, "permission", None) is None
        if name in LEFT_ALONE or name.startswith("api:") or public != (who == "visitor"):
            continue
        path = path_of(name, route, world)
        asked_for.clear()
        if status_of(client, path) not in (200, 422):
            continue
        for choice in sorted(asked_for if name == "public:front" else asked_for - EVERYWHERE):
            for odd in ODD:
                asked += 1
                if status_of(client, path, {choice: odd}) >= 500:
                    wrong.append((name, choice, odd[:20]))
    assert wrong == []
    assert asked > 100


@pytest.mark.parametrize("address", ["/verdict/%00", "/figures?calls=%00", "/?%00=1"])
def test_an_address_with_a_sign_that_no_text_has_is_refused(db, address):
    assert Client().get(address).status_code == 400


def test_a_form_with_a_sign_that_no_text_has_is_refused(world):
    client = browser(world.carla)
    client.raise_request_exception = False
    for name, route, _ in ADDRESSES:
        if name.startswith(("institution:", "agency:", "people:")):
            answer = client.post(path_of(name, route, world), {"keys": "a\0/b", "text": "\0", "search": "\0"})
            assert answer.status_code < 500, name
