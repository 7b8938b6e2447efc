"""The agency tries other rules: one that comes with the program, or parameters of its own."""

import io

import polars as pl
import pytest

from blendwise.programme.activity_file import read_activities
from blendwise.web.access import scope
from blendwise.web.actions.virtual_activities import record_activity
from blendwise.web.models import Institution
from blendwise.web.readings.facts import Key
from blendwise.web.readings.reach import in_reach

TALK = {"title": "Video call with the workplace", "through_ict": "yes", "part_of_plan": "yes", "both_ways": "yes",
        "general_offer": "no", "with_whom": ["workplace"], "purposes": ["preparing"], "when": "before", "took_part": "participants"}  # fmt: skip
OWN = {"own": "yes", "type": "LM-LONG-VET", "minimum": 80}


@pytest.fixture
def long_stays(cast, demo_register):
    """Carla recorded a call for three of her long stays."""
    table = in_reach(demo_register.mobilities(), scope(cast.carla))
    rows = table.filter(table.activity_type == "LM-LONG-VET", table.duration_days > 120, table.call == 2022)
    keys = [
        Key(*row)
        for row in rows.order_by("mobility_activity_id")
        .limit(3)
        .select("grant_agreement_number", "mobility_activity_id")
        .to_polars()
        .iter_rows()
    ]
    record_activity(by=cast.carla, values=TALK, keys=keys)
    return keys


@pytest.mark.parametrize("overlay", ["school-days", "today-allows", "virtual-days"])
def test_each_what_if_that_comes_with_the_program_is_shown(cast, browse, overlay):
    page = browse(cast.omar).get("/agency/what-if", {"overlay": overlay})
    assert page.status_code == 200
    assert "would newly be possible" in page.text or "would then be" in page.text
    assert "only stays can be compared" in page.text


def test_what_would_no_longer_count_is_told_per_institution_as_far_as_it_is_shared(long_stays, cast, browse):
    asked = {"own": "yes", "type": "LM-LONG-VET", "maximum": 100, "format": "json"}
    page = browse(cast.omar).get("/agency/what-if", asked).json()
    (roc,) = [row for row in page["rows"] if row["institution"] == "ROC Midden Nederland"]
    assert (page["told"], roc["no_longer_count"]) == (
        len(long_stays),
        len(long_stays),
    )  # counted, and would then be too long
    Institution.objects.filter(name="ROC Midden Nederland").update(shares_counts=False)
    assert browse(cast.omar).get("/agency/what-if", asked).json()["told"] == 0


def test_the_activities_go_along_to_the_command_line_as_far_as_they_are_shared(
    long_stays, cast, browse, tmp_path
):
    (tmp_path / "told.csv").write_bytes(
        browse(cast.omar).get("/agency/what-if", {"file": "activities"}).content
    )
    told = read_activities(tmp_path / "told.csv")
    assert {row[:2] for row in told.iter_rows()} == {
        (key.grant_agreement_number, key.mobility_activity_id) for key in long_stays
    }
    assert told["with_whom"].to_list() == [["workplace"]] * len(long_stays)
    Institution.objects.filter(name="ROC Midden Nederland").update(shares_counts=False)
    assert len(browse(cast.omar).get("/agency/what-if", {"file": "activities"}).content.splitlines()) == 1


def test_the_table_can_be_taken_along(cast, browse):
    file = browse(cast.omar).get("/agency/what-if", OWN | {"file": "xlsx"})
    table = pl.read_excel(io.BytesIO(file.content))
    assert file.headers["Content-Disposition"].endswith('"what-if-own.xlsx"')
    assert "would newly count" in table.columns
    assert len(table) > 10


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"minimum": "soon"}, "minimum"),
        ({"minimum": 100, "maximum": 90}, "100"),
        ({"type": "none"}, "type"),
        ({"virtual": 10**9}, "virtual"),
    ],
)
def test_what_makes_no_sense_is_told_beside_the_form(cast, browse, asked, words):
    page = browse(cast.omar).get("/agency/what-if", {"own": "yes", "type": "LM-SHORT-VET"} | asked)
    assert page.status_code == 200
    assert "utrecht-alert--error" in page.text
    assert words in page.text


def test_an_unknown_what_if_is_refused(cast, browse):
    answer = browse(cast.omar).get("/agency/what-if", {"overlay": "/etc/passwd"})
    assert answer.status_code == 422
    assert "root:" not in answer.text


def test_an_institution_does_not_see_it(cast, browse):
    assert browse(cast.carla).get("/agency/what-if").status_code == 403
