"""A site without figures says on every page what to do next: before the first import, and with applications alone."""

import csv
import re
from dataclasses import replace

import pytest
from django.conf import settings

from blendwise.store import open_store
from blendwise.web.actions.institutions import meet_institutions
from blendwise.web.actions.recording import SITE

COLLEGE = {"E10000001": "Harbour College"}
APPLICATION = {
    "Grant Agreement Number": "2022-1-NL01-KA121-VET-000000001", "Call": 2022, "Organisation OID": "E1",
    "Organisation name": "ROC Midden Nederland", "Activity type": "LM-SHORT-VET", "Number of participants": 10,
    "Number of participants in blended mobility activities": 2,
}  # fmt: skip
NEXT = re.compile(r'<div class="bw-empty">(.*?)</div>', re.DOTALL)


@pytest.fixture
def empty(people, tmp_path, monkeypatch):
    """A data folder without anything."""
    monkeypatch.setattr(
        settings, "CONFIGURATION", replace(settings.CONFIGURATION, data=str(tmp_path / "data"))
    )
    return tmp_path


@pytest.fixture
def applications(empty):
    """A data folder with one application."""
    file = empty / "applications.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        lines = csv.DictWriter(out, APPLICATION, delimiter=";")
        lines.writeheader()
        lines.writerow(APPLICATION)
    open_store(empty / "data").import_files([file])


def pages(people):
    """Return who looks at what."""
    agency = ["", "institutions", "institutions/places", f"institutions/{people.carla.institution.pk}", "known", "rows",
              "what-if", "budget", "snapshots", "explore"]  # fmt: skip
    desk = ["", "mobilities", "work-list", "activities", "links", "links/new", "write-back"]
    yield from ((people.omar, f"/agency/{page}") for page in agency)
    yield from ((people.carla, f"/institution/{page}") for page in desk)
    yield from ((None, page) for page in ("/", "/figures"))


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("holding", ["empty", "applications"])
def test_every_page_without_figures_leads_on(request, people, browse, holding, lang):
    request.getfixturevalue(holding)
    stuck = []
    for who, page in pages(people):
        answer = browse(who).get(page, {"lang": lang}, follow=True)
        assert answer.status_code == 200, page
        found = NEXT.findall(answer.text)
        stuck += [page] if not found or any("href=" not in one for one in found) else []
    assert stuck == []


def test_with_applications_alone_no_page_says_that_nothing_was_read(people, browse, applications):
    assert "The applications were read; the register was not yet." in browse(people.omar).get("/agency/").text
    snapshots = browse(people.omar).get("/agency/snapshots").text
    assert "Only applications are kept" in snapshots
    assert "One snapshot of the register so far" not in snapshots


def test_what_is_made_of_applications_asks_for_those(people, browse, empty, small):
    open_store(empty / "data").import_files([small.write(empty / "export.csv", [small.mobility(1)])])
    page = browse(people.omar).get("/agency/budget").text
    assert "The register was read; the applications were not yet." in page


def test_an_institution_that_the_register_does_not_name_leads_to_what_helps(cast, browse):
    (college,) = (i for i in meet_institutions(by=SITE, names=COLLEGE) if i.name == "Harbour College")
    page = browse(cast.anna).get(f"/agency/institutions/{college.pk}").text
    assert "No snapshot has rows of this institution." in page
    assert "There is one snapshot" not in page
    assert f'href="/agency/institutions/{college.pk}/legal-shapes"' in page
    assert page.count('href="/imports/"') > 2
    assert 'href="/people/#invite"' in page
