"""A consortium: who signs the grant agreement sees the project's rows, each sender its own.

project 1   signed by Harbour College, which sends 3; Meadow College sends 2
project 2   signed and sent by Meadow College, 1
project 3   applied for by two institutions at once; Meadow College sends 1
project 4   nobody applied; Harbour College sends 1
"""

import csv
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client

from blendwise.store import open_store
from blendwise.web.access import Role, Scope, scope
from blendwise.web.actions.institutions import meet_institutions
from blendwise.web.actions.people import accept_invitation, invite
from blendwise.web.actions.recording import SITE
from blendwise.web.readings.reach import coordinated_projects, in_reach, known_keys, sends_for_others

PROJECT = "2022-1-NL01-KA121-VET-00000000"
SENT = [(1, "Harbour College", 3), (1, "Meadow College", 2), (2, "Meadow College", 1), (3, "Meadow College", 1),
        (4, "Harbour College", 1)]  # fmt: skip
SIGNED = [(1, "Harbour College"), (2, "Meadow College"), (3, "Harbour College"), (3, "Meadow College")]
OIDS = {"Harbour College": "E10000001", "Meadow College": "E10000002", "Orchard College": "E10000003"}


@pytest.fixture
def consortium(tmp_path, small, monkeypatch):
    """A register with an application file, and the site reading it."""
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


def of(school):
    return Scope(everyone=False, institutions=frozenset([OIDS[school]]))


def reached(store, whose):
    rows = in_reach(store.mobilities(), whose).select("mobility_activity_id").to_polars()
    return sorted(rows["mobility_activity_id"])


def test_the_coordinator_reaches_the_whole_project_and_a_member_its_own(consortium):
    assert reached(consortium, of("Harbour College")) == [
        "P1-H0",
        "P1-H1",
        "P1-H2",
        "P1-M0",
        "P1-M1",
        "P4-H0",
    ]
    assert reached(consortium, of("Meadow College")) == ["P1-M0", "P1-M1", "P2-M0", "P3-M0"]


def test_a_project_with_two_applicants_has_no_coordinator(consortium):
    assert coordinated_projects(of("Harbour College")) == (f"{PROJECT}1",)
    assert coordinated_projects(of("Meadow College")) == (f"{PROJECT}2",)


def test_the_agency_reaches_everything(consortium):
    assert len(reached(consortium, Scope(everyone=True, institutions=frozenset()))) == 8


def test_who_is_in_no_row_reaches_nothing(consortium):
    assert reached(consortium, of("Orchard College")) == []
    assert known_keys(of("Orchard College"), None) == ()


def test_only_who_has_members_sends_for_others(consortium):
    assert sends_for_others(of("Harbour College"))
    assert not sends_for_others(of("Meadow College"))


@pytest.fixture
def people(consortium, db, browse):
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
        from blendwise.web.models import Account

        return browse(Account.objects.get(institution__name=school))

    return signed_in


def test_the_pages_hold_it_too(people):
    harbour, meadow = people("Harbour College"), people("Meadow College")
    page = harbour.get("/institution/", {"format": "json"}).json()
    told = {m["institution"]: m["figure"]["denominator"] for m in page["members"]}
    assert told == {"Harbour College": 3, "Meadow College": 2}
    assert page["figures"]["registered"]["denominator"] == 4  # its own: 3 in project 1, 1 in project 4
    assert "Harbour College" not in meadow.get("/institution/", {"format": "json"}).text.replace(
        "Meadow College", ""
    )
    assert harbour.get(f"/institution/mobilities/{PROJECT}1/P1-M0").status_code == 200
    assert meadow.get(f"/institution/mobilities/{PROJECT}1/P1-H0").status_code == 404


def test_who_is_not_in_the_register_gets_no_page_of_others(people):
    orchard = people("Orchard College")
    for address in ("/institution/", "/institution/mobilities", "/api/v1/figures", "/institution/?file=csv"):
        text = orchard.get(address).content.decode(errors="replace")
        assert "Harbour" not in text
        assert "Meadow" not in text


def test_an_institution_without_rows_is_still_in_its_own_list(people):
    items = people("Orchard College").get("/api/v1/institutions").json()["items"]
    assert [(item["name"], item["mobilities"]) for item in items] == [("Orchard College", None)]


def test_a_sector_of_two_is_not_told(people):
    page = people("Harbour College").get("/institution/", {"format": "json"}).json()
    assert page["sector"] is None


def test_an_earlier_legal_shape_keeps_its_projects(consortium, people):
    """Orchard College is what Harbour College became: it coordinates project 1 too."""
    from datetime import date

    from blendwise.web.actions.legal_shapes import link_shapes
    from blendwise.web.models import Account, Institution

    officer = Account.objects.get(institution__name="Harbour College")
    harbour, orchard = (Institution.objects.get(name=name) for name in ("Harbour College", "Orchard College"))
    link_shapes(by=officer, earlier=harbour, later=orchard, day=date(2023, 8, 1), reason="Merger")
    account = Account.objects.select_related("institution").get(institution__name="Orchard College")
    assert reached(consortium, scope(account)) == ["P1-H0", "P1-H1", "P1-H2", "P1-M0", "P1-M1", "P4-H0"]
