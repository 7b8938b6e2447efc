"""The report, taken from the site."""

import re

import pytest

from blendwise.web.models import Institution
from blendwise.web.readings.report import _own_words


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_report_of_chosen_calls_comes_in_both_languages(cast, browse, language):
    answer = browse(cast.omar).get(f"/agency/report/{language}", {"calls": "2021,2022"})
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="blendwise-report-2021-2022.{language}.html"'
    )
    assert f'<html lang="{language}"' in answer.text
    assert "259" in answer.text


def test_the_report_is_the_one_of_the_command_line_and_what_institutions_told_the_site(
    cast, browse, run, demo_root, tmp_path
):
    run("report", "--to", tmp_path / "r.html", "--data", demo_root / "data", "--lang", "en",
        "--agency", "Nationaal agentschap")  # fmt: skip
    here = browse(cast.omar).get("/agency/report/en").text
    rest, told = re.subn(
        r'<section class="bw-part" id="own-words".*?</section>\s*', "", here, flags=re.DOTALL
    )
    assert told == 1
    assert "".join(rest.split()) == "".join((tmp_path / "r.html").read_text(encoding="utf-8").split())


CHOICE = {"calls": "2021,2022", "without": "ROC Midden Nederland"}


def test_the_report_leaves_out_who_the_overview_leaves_out(cast, browse):
    here = browse(cast.omar)
    seen = here.get("/agency/", CHOICE | {"format": "json"}).json()["registered"]
    page = here.get("/agency/", CHOICE).text
    link = re.search(r'href="(/agency/report/en\?[^"]*)"', page)[1].replace("&amp;", "&")
    told = here.get(link).text.replace("\u00a0", " ")
    assert seen["numerator"] < 259
    assert seen["sentence"] in told
    assert "without ROC Midden Nederland" in seen["sentence"]
    assert told.count("ROC Midden Nederland") == told.count("without ROC Midden Nederland")


def test_a_report_without_somebody_is_the_one_of_the_command_line(cast, browse, run, demo_root, tmp_path):
    run("report", "--to", tmp_path / "r.html", "--data", demo_root / "data", "--lang", "en", "--calls", "2021", "2022",
        "--without", CHOICE["without"], "--agency", "Nationaal agentschap")  # fmt: skip
    here = browse(cast.omar).get("/agency/report/en", CHOICE).text
    rest = re.sub(r'<section class="bw-part" id="own-words".*?</section>\s*', "", here, flags=re.DOTALL)
    assert "".join(rest.split()) == "".join((tmp_path / "r.html").read_text(encoding="utf-8").split())


def test_a_report_without_somebody_has_nothing_of_what_it_told_the_site(cast, browse, demo_register):
    own = _own_words(demo_register.population(without=[CHOICE["without"]]).without)
    assert own.sharing + own.not_shared == Institution.objects.count() - 1


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_report_without_nearly_everybody_is_a_report(cast, browse, demo_register, language):
    names = [name for _, name in demo_register.institutions()]
    for left_out in (names[1:], names):
        assert browse(cast.omar).get(f"/agency/report/{language}", {"without": left_out}).status_code == 200


def test_a_report_without_somebody_unknown_names_it(cast, browse):
    answer = browse(cast.omar).get("/agency/report/en", {"without": "Nowhere College"})
    assert (answer.status_code, "Nowhere College" in answer.text) == (422, True)


def test_a_language_that_there_is_not_is_not_found(cast, browse):
    assert browse(cast.omar).get("/agency/report/xx").status_code == 404


def test_an_institution_gets_no_report(cast, browse):
    assert browse(cast.carla).get("/agency/report/en").status_code == 403


def test_a_visitor_is_asked_to_sign_in(cast, browse):
    assert browse(None).get("/agency/report/en").status_code == 302
