"""Does my activity count? One question a page, nothing kept."""

import re
from urllib.parse import urlencode

import pytest

ANSWERS = {"call": "2024", "type": "LM-SHORT-VET", "days": "14", "online": "talked", "plan": "made-for-it",
           "whom": "host", "purpose": "preparing", "when": "before", "who": "participants"}  # fmt: skip


@pytest.fixture
def visitor(db, browse):
    return browse(None)


def heading(page):
    return re.search(r"<h1>(.*?)</h1>", page.text)[1]


def test_the_first_question_is_the_journey(visitor):
    assert heading(visitor.get("/check")) == "Which journey is it about?"


@pytest.mark.parametrize(("answered", "asked"), [
    (3, "What was done online, or at a distance?"),
    (4, "Did it belong to this journey?"),
    (5, "With whom was it?"),
    (6, "What was it for?"),
    (7, "When was it?"),
    (8, "Who took part on your side?"),
])  # fmt: skip
def test_one_question_follows_another(visitor, answered, asked):
    page = visitor.get("/check", dict(list(ANSWERS.items())[:answered]))
    assert heading(page) == asked


def test_every_form_carries_the_answers_so_far(visitor):
    page = visitor.get("/check", dict(list(ANSWERS.items())[:5])).text
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', page))
    assert hidden == dict(list(ANSWERS.items())[:5])


def test_seven_answers_give_a_verdict_with_reasons_and_what_to_do(visitor):
    page = visitor.get("/check", ANSWERS)
    assert heading(page) == "Yes, this counts as blended"
    assert "Have the coordinator tick the box" in page.text


def test_a_no_that_decides_ends_the_questions(visitor):
    page = visitor.get(
        "/check", {"call": "2024", "type": "LM-SHORT-VET", "days": "14", "online": "not-online"}
    )
    assert heading(page) == "No, this does not count"
    assert "The smallest change" in page.text


def test_what_nobody_knows_is_asked_and_not_held_against_it(visitor):
    page = visitor.get("/check", {**ANSWERS, "whom": "unknown"})
    assert heading(page) == "More information is needed"
    assert "With whom was it, and where were they?" in page.text


def test_of_a_group_it_is_asked_how_many_took_part(visitor):
    page = visitor.get("/check", {**ANSWERS, "type": "LM-GRP-VET", "who": ""})
    assert 'name="number"' in page.text
    verdict = visitor.get("/check", {**ANSWERS, "type": "LM-GRP-VET", "participants": "20", "number": "18"})
    assert "18 of 20" in verdict.text


def test_an_answer_can_be_changed_and_the_others_stay(visitor):
    page = visitor.get("/check", {**ANSWERS, "ask": "whom"}).text
    assert "With whom was it?" in page
    assert 'value="host" required checked' in page
    assert 'name="purpose" value="preparing"' in page


def test_the_verdict_can_be_kept_as_an_accessible_pdf(visitor):
    answer = visitor.get("/check", {**ANSWERS, "file": "pdf"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="blendwise-verdict.pdf"'
    assert answer.content.startswith(b"%PDF-")
    assert b"pdfuaid" in answer.content
    assert b"StructTreeRoot" in answer.content


def test_the_verdict_can_be_sent(visitor):
    page = visitor.get("/check", ANSWERS).text
    mail = re.search(r'href="mailto:\?([^"]+)"', page)[1]
    assert "Counts%20as%20blended" in mail
    assert "whom%3Dhost" in mail.replace("%26amp%3B", "%26")


def test_the_same_address_answers_json(visitor):
    assert visitor.get("/check", {**ANSWERS, "format": "json"}).json()["verdict"]["outcome"] == "counts"


@pytest.mark.parametrize("wrong", [{"whom": "the moon"}, {"days": "many"}, {"call": "1999"}, {"call": "x"}, {"type": "X"},
                                   {"number": "１４"}, {"fewer-opportunities": "perhaps"}])  # fmt: skip
def test_an_answer_that_cannot_be_is_named(visitor, wrong):
    page = visitor.get("/check", {**ANSWERS, **wrong})
    assert page.status_code == 422
    assert 'role="alert"' in page.text


def test_nothing_is_kept_unless_asked(visitor, django_assert_max_num_queries):
    with django_assert_max_num_queries(2) as asked:
        visitor.get(f"/check?{urlencode(ANSWERS)}")
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)
