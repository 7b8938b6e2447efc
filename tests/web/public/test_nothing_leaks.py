"""No public address gives away a small count: not as a page, not as JSON, not in a file.

The walk is made from the URL configuration. It is done in two worlds that differ only in what must stay hidden:
in one Alpha has 1 tick and Beta 4, in the other Alpha has 4 and Beta 1, and so have their activity types. Whoever
is not signed in must see the same in both worlds, to the letter.
"""

import io
import re
import zipfile
from dataclasses import replace

import polars as pl
import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from blendwise.store import open_store
from blendwise.web.actions.recording import SITE
from blendwise.web.actions.settings import change_settings
from blendwise.web.readings.open_figures import DIVISIONS
from blendwise.web.responses import FILES

SCHOOLS = {
    "Alpha College": ("LM-LONG-VET", 40), "Beta College": ("SM-JOB-SHDW", 40), "Gamma College": ("LM-SHORT-VET", 70),
    "Delta College": ("LM-SHORT-VET", 30), "Epsilon College": ("LM-SHORT-VET", 60),
}  # fmt: skip
ONE_WORLD = {
    "Alpha College": 1,
    "Beta College": 4,
    "Gamma College": 20,
    "Delta College": 0,
    "Epsilon College": 25,
}
OTHER_WORLD = ONE_WORLD | {"Alpha College": 4, "Beta College": 1}
SAMPLES = {"division": tuple(DIVISIONS), "calls": ("2021", "2022", "2021-2022"), "form": tuple(FILES)}
"""What the parameters of our own addresses can be; all others get a word that leads nowhere."""
QUESTIONS = (
    {}, {"format": "json"}, {"lang": "nl"}, {"calls": "2021-2022"}, {"calls": "2021", "by": "institution"},
    *({"file": form, "table": "by-institution"} for form in FILES),
)  # fmt: skip


def rows_of(small, ticks):
    """Make a register: call 2021 with every school, call 2022 with one small project and 1 tick."""
    number = 0
    for place, (school, (kind, stays)) in enumerate(SCHOOLS.items(), 1):
        for call, count, ticked in ((2021, stays, ticks[school]), (2022, 12, int(school == "Gamma College"))):
            for stay in range(count):
                number += 1
                yield small.mobility(
                    number, call, Grant_Agreement_Number=f"{call}-1-NL01-KA121-VET-00000000{place}",
                    Activity_type=kind, Sending_organisation_OID=f"E1000000{place}", Sending_organisation_name=school,
                    Blended_mobility_activity="Yes" if stay < ticked else "No",
                )  # fmt: skip


@pytest.fixture(scope="module")
def worlds(small, tmp_path_factory):
    """The data folders of both worlds."""
    folders = []
    for name, ticks in (("one", ONE_WORLD), ("other", OTHER_WORLD)):
        folder = tmp_path_factory.mktemp(name)
        export = small.write(folder / "export.csv", rows_of(small, ticks))
        open_store(folder / "data").import_files([export])
        folders.append(str(folder / "data"))
    return folders


def patterns(found, start=""):
    for pattern in found:
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern.url_patterns, start + str(pattern.pattern))
        else:
            yield start + str(pattern.pattern), pattern


def public_addresses():
    """Every address that needs no account, with its parameters filled in."""
    for address, pattern in patterns(get_resolver().url_patterns):
        if getattr(pattern.callback, "login_required", True):
            continue
        found = ["/" + re.sub(r"\^|\$|\(\?P<\w+>[^)]*\)", lambda m: "x" if "<" in m[0] else "", address)]
        for part, name in re.findall(r"(<(?:\w+:)?(\w+)>)", found[0]):
            found = [one.replace(part, value) for one in found for value in SAMPLES.get(name, ("x",))]
        yield from found


def seen(client, address, question):
    """What a browser gets: status, and the content without what is new at every visit."""
    answer = client.get(address, question)
    content = b"".join(answer) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return answer.status_code, [
                (n, book.read(n)) for n in book.namelist() if n != "docProps/core.xml"
            ]
    if content.startswith(b"PAR1"):
        return answer.status_code, pl.read_parquet(io.BytesIO(content)).to_dicts()
    return answer.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", content.decode())


def walk(client, folder, monkeypatch):
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, data=folder))
    return {
        (address, tuple(question.items())): seen(client, address, question)
        for address in public_addresses()
        for question in QUESTIONS
    }


def test_a_visitor_cannot_tell_the_worlds_apart_at_any_address(db, worlds, monkeypatch):
    first, second = (walk(Client(headers={"accept-language": "en"}), f, monkeypatch) for f in worlds)
    different = [place for place in first if first[place] != second[place]]
    assert different == []
    assert sum(status == 200 for status, _ in first.values()) > 100


def test_the_walk_reaches_every_page_and_file_of_open_figures():
    found = set(public_addresses())
    assert {"/", "/figures", "/methods", "/privacy", "/health/ready"} <= found
    assert {f"/figures/{d}/2021-2022.{form}" for d in DIVISIONS for form in FILES} <= found


@pytest.mark.parametrize("form", FILES)
def test_the_comparison_does_find_a_leak_where_there_is_one(db, worlds, monkeypatch, form):
    change_settings(by=SITE, policy='[columns."*"]\npublic = [{ from = 2021-01-01, source = "a slip" }]')
    files = []
    for folder in worlds:
        monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, data=folder))
        files.append(seen(Client(), f"/figures/by-institution/2021-2022.{form}", {}))
    assert [status for status, _ in files] == [200, 200]
    assert files[0] != files[1]


def test_the_worlds_do_differ_for_who_may_see_them(cast, browse, worlds, monkeypatch):
    officer = browse(cast.omar)
    pages = []
    for folder in worlds:
        monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, data=folder))
        pages.append(officer.get("/agency/", {"format": "json"}).json()["parts"])
    assert pages[0] != pages[1]


def test_the_open_figures_do_show_what_may_be_shown(db, worlds, monkeypatch):
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, data=worlds[0]))
    rows = Client().get("/figures/by-institution/2021-2022.json").json()
    by_name = {row["institution"]: row for row in rows}
    assert by_name["total"]["blended"] == 51  # 1 + 4 + 20 + 0 + 25, and 1 in call 2022
    for school in ("Alpha College", "Beta College"):
        assert (by_name[school]["blended"], by_name[school]["blended_hidden"]) == (None, True)
        assert by_name[school]["mobilities"] == 52


def test_a_call_with_one_tick_is_hidden_together_with_what_would_tell_it(db, worlds, monkeypatch):
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, data=worlds[0]))
    rows = Client().get("/figures/by-call/2021-2022.json").json()
    assert [(row["call"], row["blended"]) for row in rows] == [("2021", None), ("2022", None), ("total", 51)]
