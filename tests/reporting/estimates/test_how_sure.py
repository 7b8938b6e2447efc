"""The chapter "How sure are we" of the report, on the demonstration data."""

import re
from html import unescape

import pytest

from blendwise.reporting.report import report_html


@pytest.fixture(scope="module", params=["en", "nl"])
def chapter(request, demo_store):
    html = report_html(demo_store, language=request.param)
    start = html.index('id="how-sure"')
    return request.param, html[start : html.index("<section", start)]


def text(html):
    return unescape(re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ")


def test_it_starts_with_the_three_questions(chapter):
    language, html = chapter
    questions = {
        "en": ["What was registered?", "What could it have been?", "What is true?"],
        "nl": ["Wat is geregistreerd?", "Wat had het kunnen zijn?", "Wat is waar?"],
    }[language]
    said = text(html)
    places = [said.index(question) for question in questions]
    assert places == sorted(places)


def test_it_says_that_the_calls_cannot_be_compared_and_what_can(chapter):
    language, html = chapter
    said = text(html)
    expected = {
        "en": ["42 institutions in calls 2021 and 2022, 14 in calls 2023 and 2024", "from 42.6% (104 of 244) to 20.4%",
               "would have been 24.4%", "of the fall of 22.2 percentage points, 18.2 go with more mobilities (82%)"],
        "nl": ["42 instellingen in de calls 2021 en 2022, 14 in de calls 2023 en 2024", "van 42,6% (104 van 244) naar 20,4%",
               "was het 24,4% geweest", "Van de daling van 22,2 procentpunt gaat dus 18,2 samen met meer mobiliteiten (82%)"],
    }[language]  # fmt: skip
    assert [sentence for sentence in expected if sentence not in said] == []


def test_the_interval_is_the_clustered_one_and_no_naive_one_stands_beside_it(chapter):
    """259 of 15,738: 0.5 to 3.8 %, never 1.46 to 1.86 %."""
    said = text(chapter[1]).replace(",", ".")
    assert re.search(r"0\.5% (and|en) 3\.8%", said)
    assert "1.46" not in said
    assert "1.86" not in said


def test_its_charts_are_pictures_with_a_finding(chapter):
    labels = re.findall(r'<svg[^>]*role="img"[^>]*aria-label="([^"]+)"', chapter[1])
    assert len(labels) == 4  # a funnel and a ladder, each wide and narrow
    assert "ROC Midden Nederland" in labels[0]
