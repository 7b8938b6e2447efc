"""Pages of text: methods, glossary, accessibility, privacy, source. They are open, and in both languages."""

import re
from pathlib import Path

import pytest

from blendwise.language import keys
from blendwise.web.readings.glossary import glossary_page

PAGES = ("methods", "glossary", "accessibility", "privacy", "source")
GLOSSARY = Path(__file__).parents[3] / "GLOSSARY.md"


@pytest.fixture
def visitor(db, browse):
    return browse(None)


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_text_is_open_in_both_languages(visitor, page, lang):
    answer = visitor.get(f"/{page}", {"lang": lang})
    assert answer.status_code == 200
    assert f'<html lang="{lang}"' in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_text_answers_json(visitor, page):
    assert visitor.get(f"/{page}", {"format": "json"}).json()


@pytest.mark.parametrize("page", [*PAGES, "figures"])
def test_every_page_links_to_them_below(visitor, page):
    assert f'href="/{page}"' in visitor.get("/check-table").text


def test_links_to_a_method_lead_to_one_that_is_there(visitor):
    there = set(re.findall(r'id="([a-z-]+)"', visitor.get("/methods").text))
    folder = Path(__file__).parents[3] / "src" / "blendwise" / "web"
    asked = {
        name
        for file in folder.rglob("*.html")
        for name in re.findall(r"public:methods' %}#([a-z-]+)", file.read_text())
    }
    assert asked
    assert asked <= there


def test_every_method_says_where_it_ends(visitor):
    methods = visitor.get("/methods", {"format": "json"}).json()
    assert len(methods["figures"]) >= 13
    assert all(m["limit"] and m["text"] for m in methods["figures"] + methods["publishing"])


def test_the_glossary_has_the_words_of_the_glossary_file():
    written = {}
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        if found := re.match(r"\| `([a-z_]+)` \| (.*) \|$", line):
            cells = [cell.strip().replace("*", "") for cell in found[2].split(" | ")]
            written[found[1]] = (cells[0], cells[1], cells[2].replace("`", ""), cells[3].replace("`", ""))
    shown = {
        e.code: (e.term("nl"), e.term("en"), e.meaning("nl"), e.meaning("en"))
        for chapter in glossary_page().chapters
        for e in chapter.entries
    }
    assert shown == written


def test_what_was_not_tested_is_said(visitor):
    page = visitor.get("/accessibility").text
    assert "screen readers" in page
    assert "no independent audit" in page
    assert "no independent security test" in visitor.get("/privacy").text


@pytest.mark.parametrize("page", ["accessibility", "privacy", "source"])
def test_both_languages_have_the_same_sections(page):
    dutch, english = (keys(lang, f"web.{page}.sections.") for lang in ("nl", "en"))
    assert dutch == english
