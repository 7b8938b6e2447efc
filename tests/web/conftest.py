"""The cast: everybody who appears in the tests of the site, made only through actions.

    the agency     Anna (administrator) · Omar (officer)
    ROC Midden Nederland    Carla (coordinator) · Roos (reader)
    Yuverta                 Yvonne (coordinator), who must never see a row of ROC Midden Nederland
    nobody         a visitor who is not signed in

The register is the demonstration's: 42 institutions, 22,042 mobilities.
"""

from dataclasses import dataclass, replace

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from blendwise.web.access import Role
from blendwise.web.actions.institutions import meet_institutions
from blendwise.web.actions.people import accept_invitation, invite
from blendwise.web.actions.recording import SITE
from blendwise.web.models import Account
from blendwise.web.models.audit_guard import take_down_guard
from blendwise.web.readings.register import register


@dataclass(frozen=True)
class Cast:
    """Who is there."""

    anna: Account
    omar: Account
    carla: Account
    roos: Account
    yvonne: Account


@pytest.fixture
def demo_register(demo_root, monkeypatch):
    """The site reads the demonstration's data folder."""
    monkeypatch.setattr(
        settings, "CONFIGURATION", replace(settings.CONFIGURATION, data=str(demo_root / "data"))
    )
    return register()


@pytest.fixture
def cast(db, demo_register):
    """Everybody, and the institutions that the register names."""
    institutions = {i.name: i for i in meet_institutions(by=SITE, names=dict(demo_register.institutions()))}

    def person(name, role, institution=None):
        where = institutions[institution] if institution else None
        _, token = invite(by=SITE, email=f"{name}@example.org", role=role, institution=where)
        return accept_invitation(token=token, name=name.title(), password=None)

    return Cast(
        anna=person("anna", Role.ADMIN),
        omar=person("omar", Role.OFFICER),
        carla=person("carla", Role.COORDINATOR, "ROC Midden Nederland"),
        roos=person("roos", Role.READER, "ROC Midden Nederland"),
        yvonne=person("yvonne", Role.COORDINATOR, "Yuverta"),
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


PASSWORD = "four words in a row"


@pytest.fixture
def people(db):
    """Everybody, without a register: Anna, Omar, Carla, Roos, Yvonne; each signs in with the same password."""
    names = {"E1": "ROC Midden Nederland", "E2": "Yuverta"}
    roc, yuverta = meet_institutions(by=SITE, names=names)

    def person(name, role, institution=None):
        _, token = invite(by=SITE, email=f"{name}@example.org", role=role, institution=institution)
        return accept_invitation(token=token, name=name.title(), password=PASSWORD)

    return Cast(
        anna=person("anna", Role.ADMIN),
        omar=person("omar", Role.OFFICER),
        carla=person("carla", Role.COORDINATOR, roc),
        roos=person("roos", Role.READER, roc),
        yvonne=person("yvonne", Role.COORDINATOR, yuverta),
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests that empty the database, or tamper with it, may; those about the guard of the log put it up again."""
    with django_db_blocker.unblock():
        take_down_guard(connection)
