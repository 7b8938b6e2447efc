"""Every page of the agency stays under 200 kB as it travels, and in itself, in a sector of a hundred institutions."""

from dataclasses import replace

import pytest
from django.conf import settings

from blendwise.store import open_store
from blendwise.web.actions.institutions import meet_institutions
from blendwise.web.actions.recording import SITE
from blendwise.web.readings.register import register

MOST = 200_000
PAGES = ["", "institutions", "institutions/places", "known", "what-if", "snapshots", "rows"]
COLLEGES, EACH = 100, 24


@pytest.fixture
def sector(tmp_path, small, people, monkeypatch):
    """A register in which a hundred institutions each send 24, and tick some."""
    rows = [
        small.mobility(
            number, 2021 + number % 2, Mobility_activity_ID=f"C{college}-{number}",
            Sending_organisation_OID=f"E2{college:07}", Sending_organisation_name=f"College number {college} of the province",
            Blended_mobility_activity="Yes" if number < college % 7 else "No",
        )
        for college in range(COLLEGES) for number in range(EACH)
    ]  # fmt: skip
    open_store(tmp_path / "data").import_files([small.write(tmp_path / "export.csv", rows)])
    monkeypatch.setattr(
        settings, "CONFIGURATION", replace(settings.CONFIGURATION, data=str(tmp_path / "data"))
    )
    return meet_institutions(by=SITE, names=dict(register().institutions()))


def test_no_page_of_a_hundred_institutions_is_heavy(sector, people, browse):
    client, weights = browse(people.omar), {}
    for page in (*PAGES, f"institutions/{sector[0].pk}"):
        whole = client.get(f"/agency/{page}", headers={"accept-encoding": "identity"})
        travelled = client.get(f"/agency/{page}", headers={"accept-encoding": "gzip"})
        assert (whole.status_code, travelled.headers["Content-Encoding"]) == (200, "gzip"), page
        weights[page] = len(whole.content), len(travelled.content)
    assert {page: weight for page, weight in weights.items() if max(weight) > MOST} == {}
    assert client.get("/agency/", {"format": "json"}).json()["institutions"] == COLLEGES
