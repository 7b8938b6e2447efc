"""The agency's overview: the three answers side by side, as the command line gives them."""

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from django.conf import settings

from blendwise.estimation.clusters import clustered_share
from blendwise.records import Unit
from blendwise.web.actions.settings import change_settings

FIRST = {"calls": "2021,2022"}
LATER = {"calls": "2023,2024"}


@pytest.fixture
def officer(cast, browse):
    return browse(cast.omar)


@pytest.fixture
def overview(officer):
    return lambda **choices: officer.get("/agency/", choices)


def headline(page):
    return " ".join(re.sub(r"<[^>]+>", "", re.search(r"<h1>(.*?)</h1>", page.text, re.DOTALL)[1]).split())


def test_it_says_how_many_institutions_are_users_and_that_they_are_few(cast, browse):
    for at_least, few in ((10, True), (1, False)):
        change_settings(by=cast.anna, user_from=at_least)
        page = browse(cast.omar).get("/agency/", {"calls": "2021,2022", "format": "json"}).json()
        listed = (
            browse(cast.omar).get("/agency/institutions", {"calls": "2021,2022", "format": "json"}).json()
        )
        assert page["users"] == {"at_least": at_least, "number": listed["number_of_users"]}
        text = browse(cast.omar).get("/agency/", {"calls": "2021,2022"}).text
        assert ("Those are few" in text) is few


def test_an_officer_sees_what_was_registered(overview):
    assert headline(overview(**FIRST)) == "259 of the 15,738 mobilities are ticked as blended"


def test_without_a_choice_it_is_the_set_of_calls_with_most_institutions(overview):
    assert headline(overview()) == headline(overview(**FIRST))


def test_each_question_has_its_own_kind_of_answer(overview):
    page = overview(**FIRST).text
    counted, process, truth = page.split('<div class="bw-question">')[1:]
    assert "259 of 15,738 mobilities" in counted
    assert "0.5<small> to </small>3.8" in process
    assert "2.63%" in truth  # (259 + 0.01 * 15479) / 15738
    assert "interval" not in re.sub(r"<[^>]+>", "", counted).replace("no interval", "")


def test_the_interval_is_the_estimate_of_the_counts_that_the_command_gives(overview, run, demo_root):
    rows = csv.DictReader(
        io.StringIO(_command(run, demo_root, "figures", "--by", "institution").decode("utf-8-sig"))
    )
    counts = [(int(r["blended"]), int(r["mobilities"])) for r in rows if int(r["mobilities"])]
    expected = clustered_share(*zip(*counts, strict=True), unit=Unit.MOBILITIES)
    told = overview(**FIRST, format="json").json()["process"]
    assert (told["low"], told["high"]) == (expected.low, expected.high)


def _command(run, demo_root, *arguments):
    file = demo_root / "asked.csv"
    calls = ("--calls", "2021", "2022")
    run(*arguments, *calls, "--data", demo_root / "data", "--lang", "en", "--format", "csv", "--to", file)
    content = file.read_bytes()
    file.unlink()
    return content


@pytest.mark.parametrize(("table", "command"), [
    ("by-institution", ("figures", "--by", "institution")),
    ("by-call", ("figures", "--by", "call")),
    ("plan", ("figures", "--by", "call", "--unit", "participants")),
    ("influence", ("influence",)),
    ("truth", ("bounds",)),
])  # fmt: skip
def test_a_table_is_the_one_of_the_command_line_byte_by_byte(overview, run, demo_root, table, command):
    assert overview(**FIRST, table=table, file="csv").content == _command(run, demo_root, *command)


@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "parquet"])
@pytest.mark.parametrize(
    "table",
    ["by-institution", "by-call", "plan", "process", "truth", "influence", "with-without", "both-units"],
)
def test_every_table_can_be_taken_along_in_every_form(overview, table, form):
    answer = overview(**FIRST, table=table, file=form)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{table}.{form}"'
    assert answer.content


def test_every_file_on_the_page_is_there(overview, officer):
    links = set(re.findall(r'href="(\?[^"]*file=csv)"', overview(**FIRST).text))
    tables = {re.search(r"table=([a-z-]+)", link)[1] for link in links}
    assert tables == {
        "by-institution",
        "by-call",
        "plan",
        "process",
        "truth",
        "influence",
        "with-without",
        "both-units",
    }
    for link in links:
        assert officer.get("/agency/" + link.replace("&amp;", "&")).status_code == 200, link


def test_a_file_has_the_filters_applied(overview):
    rows = overview(
        **LATER, unit="participants", without="ROC Midden Nederland", table="by-call", file="json"
    ).json()
    assert sum(row["participants"] for row in rows) == 5898
    assert sum(row["blended"] for row in rows) == 59


def test_the_link_to_a_view_restores_it_with_its_day(overview, officer):
    page = overview(**LATER, unit="participants", without="ROC Midden Nederland")
    link = re.search(r'href="(\?calls=2023,2024[^"#]*)#plan"', page.text)[1].replace("&amp;", "&")
    assert "at=2025-03-24" in link
    assert headline(officer.get("/agency/" + link)) == headline(page)


def test_participants_are_counted_where_they_are_asked_for(overview):
    assert headline(overview(**LATER, unit="participants")).startswith("146 of the 6,324 participants")


def test_institutions_can_be_left_out_and_put_back(overview, officer):
    page = overview(**FIRST, without="ROC Midden Nederland")
    assert headline(page).startswith("155 of the 15,494 mobilities")
    back = re.search(r'href="(\?[^"]*)">Put ROC Midden Nederland back', page.text)[1].replace("&amp;", "&")
    assert headline(officer.get("/agency/" + back)).startswith("259 of the 15,738")


def test_with_and_without_stand_side_by_side_by_themselves(overview):
    told = overview(**FIRST, format="json").json()["compared"]
    assert [(line["figure"]["numerator"], line["figure"]["denominator"]) for line in told] == [
        (259, 15738),
        (155, 15494),
    ]


def test_from_pledge_to_tick_all_is_in_participants(overview):
    plan = overview(**FIRST, format="json").json()["plan"]
    assert (plan["pledged"], round(plan["expected"]), plan["registered"]) == (2002, 1555, 259)


def test_calls_of_other_institutions_stand_apart_under_a_warning(overview):
    page = overview(**FIRST).text
    assert "Do not compare with 1.65%" in page
    assert "42 institutions in calls 2021 and 2022, 14 in calls 2023 and 2024" in page
    apart = overview(**FIRST, format="json").json()["apart"][0]
    everybody, without, groups = apart["rows"]
    assert (everybody["mobilities"], everybody["blended_mobilities"]) == (5978, 114)
    assert (without["participants"], without["blended_participants"]) == (5898, 59)
    assert (groups["participants"], groups["blended_participants"]) == (375, 36)


def test_calls_that_do_not_belong_together_are_named_where_they_are_added_up(overview):
    page = overview(calls="2021,2022,2023,2024").text
    assert "These calls are not of the same institutions" in page
    assert "no bars side by side" in page


def test_an_earlier_day_shows_what_was_known_then(overview):
    page = overview(**LATER, at="2024-09-30")
    assert headline(page).startswith("50 of the 3,196")


def test_calls_that_a_day_did_not_know_yet_are_said_instead_of_shown_as_nothing(overview):
    page = overview(**FIRST, at="2024-09-30").text
    assert "On 30 September 2024 the register said nothing yet on calls 2021 and 2022" in page


def test_drafts_are_left_out_unless_asked_for_and_then_said(overview):
    assert "Drafts are counted here" not in overview(**FIRST).text
    assert "Drafts are counted here" in overview(**FIRST, drafts="yes").text


def test_leaving_out_nearly_everybody_gives_no_traceback(overview, demo_register):
    names = [name for key, name in demo_register.institutions()][1:]
    assert overview(**FIRST, without=names).status_code == 200


def test_the_same_address_answers_json(overview):
    page = overview(**FIRST, format="json").json()
    assert (page["registered"]["numerator"], page["registered"]["denominator"]) == (259, 15738)
    assert page["three"] == {"registered": 259, "known": 0, "verified": 0, "sharing": 42, "not_shared": 0}
    json.dumps(page, allow_nan=False)


def test_dutch_readers_read_dutch(overview):
    page = overview(**FIRST, lang="nl")
    assert headline(page) == "259 van de 15.738 mobiliteiten zijn als blended aangevinkt"
    assert "0,5<small> tot </small>3,8" in page.text


@pytest.mark.parametrize(("choices", "named"), [
    ({"calls": "1999"}, "1999"),
    ({"without": "Nowhere College"}, "Nowhere College"),
    ({"unit": "people"}, "people"),
    ({"at": "yesterday"}, "yesterday"),
    ({"at": "2001-01-01"}, "1 January 2001"),
    ({"table": "nothing", "file": "csv"}, "nothing"),
])  # fmt: skip
def test_a_choice_that_does_not_exist_is_named(overview, choices, named):
    page = overview(**choices)
    assert page.status_code == 422
    assert named in page.text


def test_an_empty_site_says_what_comes_and_what_to_do(officer, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, data=str(tmp_path)))
    page = officer.get("/agency/")
    assert page.status_code == 200
    assert "No snapshot yet." in page.text
    assert "blendwise import" in page.text


def test_an_institution_is_not_let_in(cast, browse):
    assert browse(cast.carla).get("/agency/").status_code == 403


def test_a_visitor_is_asked_to_sign_in(cast, browse):
    answer = browse(None).get("/agency/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/login/?next=/agency/")
