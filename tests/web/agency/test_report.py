"""The report, taken from the site."""

import re

import pytest


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


def test_a_language_that_there_is_not_is_not_found(cast, browse):
    assert browse(cast.omar).get("/agency/report/xx").status_code == 404


def test_an_institution_gets_no_report(cast, browse):
    assert browse(cast.carla).get("/agency/report/en").status_code == 403


def test_a_visitor_is_asked_to_sign_in(cast, browse):
    assert browse(None).get("/agency/report/en").status_code == 302
