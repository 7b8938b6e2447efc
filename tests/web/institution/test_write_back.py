"""The closed loop: decide, write back, import the new export, and the difference is gone."""

import csv
import io
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from django.conf import settings

from blendwise.web.access import scope
from blendwise.web.actions.own_records import decide
from blendwise.web.actions.virtual_activities import record_activity
from blendwise.web.models import Decision
from blendwise.web.readings.facts import Key
from blendwise.web.readings.reach import in_reach
from blendwise.web.readings.register import register

TITLE = "Video call with the workplace"


@pytest.fixture
def own_place(demo_root, cast, tmp_path, monkeypatch):
    """A data folder of this test's own, so that it can import."""
    shutil.copytree(demo_root / "data", tmp_path / "data")
    monkeypatch.setattr(
        settings, "CONFIGURATION", replace(settings.CONFIGURATION, data=str(tmp_path / "data"))
    )
    return register()


@pytest.fixture
def decided(cast, own_place):
    """Carla decided that three mobilities that nobody ticked were blended."""
    table = in_reach(own_place.mobilities(), scope(cast.carla))
    rows = table.filter(
        table.call == 2022,
        table.status == "complete",
        ~table.blended.fill_null(False),
        ~table.group.fill_null(False),
    )
    chosen = rows.order_by("mobility_activity_id").limit(3).to_polars()
    keys = [Key(r["grant_agreement_number"], r["mobility_activity_id"]) for r in chosen.iter_rows(named=True)]
    told = {"title": TITLE, "contact_hours": Decimal("1.5"), "when": "before"}
    record_activity(by=cast.carla, values=told, keys=keys)
    decide(by=cast.carla, keys=keys, decision=Decision.BLENDED)
    return keys


def test_what_differs_is_listed(decided, cast, browse):
    page = browse(cast.carla).get("/institution/write-back").text
    assert "3 mobilities stand in the register otherwise" in page
    assert all(key.mobility_activity_id in page for key in decided)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_file_holds_only_the_rows_that_change(decided, cast, browse, form):
    content = browse(cast.carla).get("/institution/write-back", {"file": form}).content
    if form == "xlsx":
        frame = pl.read_excel(io.BytesIO(content), has_header=True)
    else:
        frame = pl.read_csv(content, infer_schema=False)
    text = str(frame.rows())
    assert all(key.mobility_activity_id in text for key in decided)
    assert "Itinerary" not in text


def test_the_file_is_in_the_layout_of_the_last_export(decided, cast, browse, own_place, tmp_path):
    export = simulated_export(own_place, [], tmp_path, decided[0].grant_agreement_number)
    assert not own_place.import_files([export], day=date(2025, 6, 1), confirmed=True).refused
    project = decided[0].grant_agreement_number
    content = browse(cast.carla).get("/institution/write-back", {"file": "csv", "project": project}).content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Grant Agreement Number", "Mobility activity ID", "Blended mobility activity",
                       "Virtual component description", "Virtual Component Duration (contact hours)",
                       "Virtual Component Timing"]  # fmt: skip
    assert {tuple(row[2:]) for row in rows[1:]} == {("Yes", TITLE, "1.5", "Before")}


def test_a_description_that_the_register_holds_is_replaced_only_by_choice(
    decided, cast, browse, own_place, tmp_path
):
    project = decided[0].grant_agreement_number
    export = simulated_export(own_place, decided, tmp_path, project, title="What the register says")
    assert not own_place.import_files([export], day=date(2025, 6, 1), confirmed=True).refused
    carla = browse(cast.carla)
    page = carla.get("/institution/write-back").text
    assert "Of 3 mobilities the register holds another description" in page
    asked = {"file": "csv", "project": project}
    assert carla.get("/institution/write-back", asked).status_code == 422  # nothing changes unasked
    replaced = carla.get("/institution/write-back", asked | {"replace": "yes"}).content.decode()
    assert replaced.count(TITLE) == 3


def test_a_tick_is_written_beside_the_description_that_the_register_holds(
    decided, cast, browse, own_place, tmp_path
):
    project = decided[0].grant_agreement_number
    export = simulated_export(
        own_place, decided, tmp_path, project, title="What the register says", tick="No"
    )
    assert not own_place.import_files([export], day=date(2025, 6, 1), confirmed=True).refused
    file = browse(cast.carla).get("/institution/write-back", {"file": "csv", "project": project})
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[2:4] for row in rows[1:]] == [["Yes", "What the register says"]] * 3


def test_a_mobility_that_fell_back_to_draft_is_told_also_where_nothing_was_decided(
    decided, cast, browse, own_place, tmp_path
):
    project = decided[0].grant_agreement_number
    export = simulated_export(own_place, decided, tmp_path, project, draft=True)
    assert not own_place.import_files([export], day=date(2025, 6, 1), confirmed=True).refused
    page = browse(cast.carla).get("/institution/write-back", {"format": "json"}).json()
    undecided = {one["mobility_activity_id"] for one in page["fallen_back"]}
    assert len(undecided - {key.mobility_activity_id for key in decided}) > 10


def test_the_last_day_to_tick_is_shown_per_project_and_its_end_can_be_entered(decided, cast, browse):
    project, carla = decided[0].grant_agreement_number, browse(cast.carla)
    assert "not known: enter the end of the project" in carla.get("/institution/write-back").text
    address = f"/institution/projects/{project}/end"
    carla.post(address, {"day": "2024-05-31"})
    page = carla.get("/institution/write-back").text
    assert "30 July 2024: past" in page  # 31 May and 60 days
    assert "within 60 days of the end (assumed" in page
    assert "no date" in carla.post(address, {"day": "soon"}, follow=True).text
    assert carla.post(address, {"day": "1999-01-01"}).status_code == 422
    carla.post(address, {"day": ""})
    assert "30 July 2024" not in carla.get("/institution/write-back").text


def test_nobody_enters_the_end_of_a_project_of_others(decided, cast, browse):
    address = f"/institution/projects/{decided[0].grant_agreement_number}/end"
    assert browse(cast.yvonne).post(address, {"day": "2024-05-31"}).status_code == 422
    assert browse(cast.roos).post(address, {"day": "2024-05-31"}).status_code == 403


def test_where_everything_agrees_there_is_no_file(own_place, cast, browse):
    answer = browse(cast.carla).get("/institution/write-back", {"file": "xlsx"})
    assert answer.status_code == 422
    assert "Own record and register agree" in browse(cast.carla).get("/institution/write-back").text


def simulated_export(store, keys, folder, project=None, title=TITLE, *, tick="Yes", draft=False):
    """Write an export as the register would give it after the import: the same rows of the project, now ticked."""
    project = project or keys[0].grant_agreement_number
    rows = store.mobilities().filter(lambda t: t.grant_agreement_number == project).to_polars()
    ticked = {key.mobility_activity_id for key in keys}
    lines = ["Grant Agreement Number,Mobility activity ID,Status,Activity type,Participant ID,Number of participants,"
             "Accompanying person,Sending organisation OID,Sending organisation name,Receiving country,Start date,End date,"
             "Blended mobility activity,Virtual component description,Virtual Component Duration (contact hours),"
             "Virtual Component Timing"]  # fmt: skip
    for r in rows.iter_rows(named=True):
        known = "Yes" if r["blended"] else "No"
        status = "Complete" if r["status"] == "complete" and not draft else "Draft"
        told = r["mobility_activity_id"] in ticked
        lines.append(",".join(str(v if v is not None else "") for v in (
            project, r["mobility_activity_id"], status, r["activity_type"], "", r["participants"], "No",
            r["sending_organisation_oid"], f'"{r["sending_organisation"]}"', r["receiving_country"], r["start_date"], r["end_date"], tick if told else known,
            title if told else r["virtual_description"] or "", "1.5" if told else "", "BEFORE" if told else "",
        )))  # fmt: skip
    file = folder / "new-export.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_a_new_export_closes_the_loop_and_leaves_the_proof(decided, cast, browse, own_place, tmp_path):
    export = simulated_export(own_place, decided, tmp_path)
    result = own_place.import_files([export], day=date(2025, 6, 1), confirmed=True)
    assert not result.refused, [f.sentence("en") for f in result.findings[:3]]
    page = browse(cast.carla).get("/institution/write-back").text
    assert "3 mobilities were taken over" in page
    assert "1 June 2025" in page


def test_another_institution_sees_none_of_it(decided, cast, browse):
    page = browse(cast.yvonne).get("/institution/write-back").text
    assert not any(key.mobility_activity_id in page for key in decided)
