"""The cast: everybody who appears in the tests of the site, made only through actions.

    the agency     Anna (administrator) · Omar (officer)
    ROC Midden Nederland    Carla (coordinator) · Roos (reader)
    Yuverta                 Yvonne (coordinator), who must never see a row of ROC Midden Nederland
    nobody         a visitor who is not signed in

The register is the demonstration's: 42 institutions, 22,042 mobilities.
"""

import csv
from dataclasses import dataclass, replace

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from blendwise.store import open_store
from blendwise.web.access import Role, scope
from blendwise.web.actions.institutions import meet_institutions
from blendwise.web.actions.people import accept_invitation, invite
from blendwise.web.actions.recording import SITE
from blendwise.web.models import Account
from blendwise.web.models.audit_guard import take_down_guard
from blendwise.web.readings import evidence_paper
from blendwise.web.readings.facts import Key
from blendwise.web.readings.reach import in_reach
from blendwise.web.readings.register import register


@dataclass(frozen=True)
class Cast:
    """Who is there."""

    anna: Account
    omar: Account
    carla: Account
    roos: Account
    yvonne: Account


@pytest.fixture(autouse=True)
def _as_configured(monkeypatch):
    """Leave the site configured as it was: what `monkeypatch` takes back last is what `settings` had set meanwhile."""
    before = settings.CONFIGURATION
    yield
    monkeypatch.undo()
    settings.CONFIGURATION = before


@pytest.fixture
def demo_register(demo_root, monkeypatch):
    """The site reads the demonstration's data folder."""
    monkeypatch.setattr(
        settings, "CONFIGURATION", replace(settings.CONFIGURATION, data=str(demo_root / "data"))
    )
    return register()


@pytest.fixture
def person(db):
    """Return `person(name, role, institution)`: somebody who was invited and accepted; a password is not needed here."""

    def invited(name, role, institution=None, password=None):
        _, token = invite(by=SITE, email=f"{name}@example.org", role=role, institution=institution)
        return accept_invitation(token=token, name=name.title(), password=password)

    return invited


@pytest.fixture
def printed(monkeypatch):
    """What went onto the last paper: heading and blocks of its parts."""
    papers = []
    monkeypatch.setattr(evidence_paper, "paper_pdf", lambda paper, _: papers.append(paper) or b"")
    return lambda: [(part.heading, part.blocks) for part in papers[-1].parts]


@pytest.fixture
def short_stays(cast, demo_register):
    """Return `short_stays(person, n)`: the first of that person's short mobilities that are long enough by the rules."""

    def first(account, n):
        table = in_reach(demo_register.mobilities(), scope(account))
        rows = table.filter(
            table.activity_type == "LM-SHORT-VET", table.duration_days >= 10, table.call == 2022
        )
        named = rows.order_by("mobility_activity_id").limit(n).to_polars()
        return [
            Key(r["grant_agreement_number"], r["mobility_activity_id"]) for r in named.iter_rows(named=True)
        ]

    return first


@pytest.fixture
def cast(demo_register, person):
    """Everybody, and the institutions that the register names."""
    institutions = {i.name: i for i in meet_institutions(by=SITE, names=dict(demo_register.institutions()))}

    return everybody(person, institutions["ROC Midden Nederland"], institutions["Yuverta"])


def everybody(person, roc, yuverta, **options):
    """Return the cast, each made by `person(name, role, institution)`."""
    return Cast(
        anna=person("anna", Role.ADMIN, **options),
        omar=person("omar", Role.OFFICER, **options),
        carla=person("carla", Role.COORDINATOR, roc, **options),
        roos=person("roos", Role.READER, roc, **options),
        yvonne=person("yvonne", Role.COORDINATOR, yuverta, **options),
    )


@pytest.fixture
def demonstration(settings):
    """The site is a demonstration: one-click log-ins, no second factor."""
    settings.CONFIGURATION = replace(settings.CONFIGURATION, demonstration=True)


@pytest.fixture
def browse(demonstration):
    """Return a browser in which somebody is signed in; None is a visitor. It speaks English."""

    def signed_in(account):
        client = Client(headers={"accept-language": "en"})
        if account is not None:
            client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


PROJECT = "2022-1-NL01-KA121-VET-00000000"
SENT = [(1, "Harbour College", 3), (1, "Meadow College", 2), (2, "Meadow College", 1), (3, "Meadow College", 1),
        (4, "Harbour College", 1)]  # fmt: skip
SIGNED = [(1, "Harbour College"), (2, "Meadow College"), (3, "Harbour College"), (3, "Meadow College")]
OIDS = {"Harbour College": "E10000001", "Meadow College": "E10000002", "Orchard College": "E10000003"}


@pytest.fixture
def consortium(tmp_path, small, monkeypatch):
    """A register with an application file, and the site reading it.

    project 1   signed by Harbour College, which sends 3; Meadow College sends 2
    project 2   signed and sent by Meadow College, 1
    project 3   applied for by two institutions at once; Meadow College sends 1
    project 4   nobody applied; Harbour College sends 1
    """
    rows = [
        small.mobility(
            number, 2022, Grant_Agreement_Number=f"{PROJECT}{project}",
            Mobility_activity_ID=f"P{project}-{school[0]}{number}", Sending_organisation_OID=OIDS[school],
            Sending_organisation_name=school,
        )
        for project, school, many in SENT for number in range(many)
    ]  # fmt: skip
    applications = tmp_path / "applications.csv"
    with applications.open("w", newline="", encoding="utf-8") as out:
        lines = csv.writer(out, delimiter=";")
        lines.writerow(["Grant Agreement Number", "Call", "Organisation OID", "Organisation name", "Activity type",
                        "Number of participants", "Number of participants in blended mobility activities"])  # fmt: skip
        for project, school in SIGNED:
            lines.writerow([f"{PROJECT}{project}", 2022, OIDS[school], school, "LM-SHORT-VET", 10, 2])
    store = open_store(tmp_path / "data")
    store.import_files([small.write(tmp_path / "export.csv", rows), applications])
    monkeypatch.setattr(
        settings, "CONFIGURATION", replace(settings.CONFIGURATION, data=str(tmp_path / "data"))
    )
    return store


@pytest.fixture
def colleges(consortium, db, browse):
    """Return `colleges(name)`: a browser in which the coordinator of that college is signed in."""
    names = {oid: school for school, oid in OIDS.items()}
    for institution in meet_institutions(by=SITE, names=names):
        _, token = invite(
            by=SITE,
            email=f"{institution.name[0]}@example.org",
            role=Role.COORDINATOR,
            institution=institution,
        )
        accept_invitation(token=token, name=institution.name[0], password=None)

    def signed_in(school) -> Client:
        return browse(Account.objects.get(institution__name=school))

    return signed_in


PASSWORD = "four words in a row"


@pytest.fixture
def people(db, person):
    """Everybody, without a register: Anna, Omar, Carla, Roos, Yvonne; each signs in with the same password."""
    names = {"E1": "ROC Midden Nederland", "E2": "Yuverta"}
    roc, yuverta = meet_institutions(by=SITE, names=names)
    return everybody(person, roc, yuverta, password=PASSWORD)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests that empty the database, or tamper with it, may; those about the guard of the log put it up again."""
    with django_db_blocker.unblock():
        take_down_guard(connection)
