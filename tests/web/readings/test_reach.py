"""A consortium: who signs the grant agreement sees the project's rows, each sender its own. See `consortium`."""

import pytest

from blendwise.web.access import Scope, scope
from blendwise.web.readings.reach import coordinated_projects, in_reach, known_keys, sends_for_others

pytestmark = pytest.mark.django_db

PROJECT = "2022-1-NL01-KA121-VET-00000000"
OIDS = {"Harbour College": "E10000001", "Meadow College": "E10000002", "Orchard College": "E10000003"}


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


def test_the_pages_hold_it_too(colleges):
    harbour, meadow = colleges("Harbour College"), colleges("Meadow College")
    page = harbour.get("/institution/", {"format": "json"}).json()
    told = {m["institution"]: m["figure"]["denominator"] for m in page["members"]}
    assert told == {"Harbour College": 3, "Meadow College": 2}
    assert page["figures"]["registered"]["denominator"] == 4  # its own: 3 in project 1, 1 in project 4
    assert "Harbour College" not in meadow.get("/institution/", {"format": "json"}).text.replace(
        "Meadow College", ""
    )
    assert harbour.get(f"/institution/mobilities/{PROJECT}1/P1-M0").status_code == 200
    assert meadow.get(f"/institution/mobilities/{PROJECT}1/P1-H0").status_code == 404


def test_who_is_not_in_the_register_gets_no_page_of_others(colleges):
    orchard = colleges("Orchard College")
    for address in ("/institution/", "/institution/mobilities", "/api/v1/figures", "/institution/?file=csv"):
        text = orchard.get(address).content.decode(errors="replace")
        assert "Harbour" not in text
        assert "Meadow" not in text


def test_an_institution_without_rows_is_still_in_its_own_list(colleges):
    items = colleges("Orchard College").get("/api/v1/institutions").json()["items"]
    assert [(item["name"], item["mobilities"]) for item in items] == [("Orchard College", None)]


def test_a_sector_of_two_is_not_told(colleges):
    page = colleges("Harbour College").get("/institution/", {"format": "json"}).json()
    assert page["sector"] is None


def test_an_earlier_legal_shape_keeps_its_projects(consortium, colleges):
    """Orchard College is what Harbour College became: it coordinates project 1 too."""
    from datetime import date

    from blendwise.web.actions.legal_shapes import link_shapes
    from blendwise.web.models import Account, Institution

    officer = Account.objects.get(institution__name="Harbour College")
    harbour, orchard = (Institution.objects.get(name=name) for name in ("Harbour College", "Orchard College"))
    link_shapes(by=officer, earlier=harbour, later=orchard, day=date(2023, 8, 1), reason="Merger")
    account = Account.objects.select_related("institution").get(institution__name="Orchard College")
    assert reached(consortium, scope(account)) == ["P1-H0", "P1-H1", "P1-H2", "P1-M0", "P1-M1", "P4-H0"]
