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


def test_the_verdict_says_what_the_stay_costs_and_that_the_virtual_part_brings_no_money(visitor):
    of_2021 = visitor.get("/check", {**ANSWERS, "call": "2021"}).text
    assert "is 1,232.00 to 1,680.00 euro per participant" in of_2021  # 14 days of 88 to 120
    assert "the maxima of call 2021 (known)" in of_2021
    assert "Organisational support per participant, in euro: 350.00." in of_2021
    unknown = visitor.get("/check", {**ANSWERS, "type": "unknown"}).text
    for page in (of_2021, unknown):
        assert "The virtual part brings no extra money" in page
    assert "euro per participant" not in unknown


def test_the_verdict_can_be_sent(visitor):
    page = visitor.get("/check", ANSWERS).text
    mail = re.search(r'href="mailto:\?([^"]+)"', page)[1]
    assert "Counts%20as%20blended" in mail
    assert "whom%3Dhost" in mail.replace("%26amp%3B", "%26")


def test_the_same_address_answers_json(visitor):
    assert visitor.get("/check", {**ANSWERS, "format": "json"}).json()["verdict"]["outcome"] == "counts"


def filled_in(page):
    """Return what a browser sends of the form of a page as it stands: hidden fields, and what is chosen already."""
    form = page.text.split('action="/check"')[1].split("</form>")[0]
    told = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', form))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', form, re.DOTALL):
        values = re.findall(r"<option(?: value=\"([^\"]*)\")?( selected)?>([^<]*)", options)
        told[name] = next((value or text for value, chosen, text in values if chosen), values[0][0])
    return told


def test_the_form_as_it_stands_leads_to_counts(visitor):
    """The call that is chosen already is one of which the rules are known."""
    answers = filled_in(visitor.get("/check")) | {"type": "LM-SHORT-VET", "days": "14"}
    for name in ("online", "plan", "whom", "purpose", "when", "who"):
        answers = filled_in(visitor.get("/check", answers)) | {name: ANSWERS[name]}
    page = visitor.get("/check", answers)
    assert heading(page) == "Yes, this counts as blended"
    assert "call 2026" in page.text


def test_who_does_not_know_the_call_gets_the_newest_known_one(visitor):
    page = visitor.get("/check", {**ANSWERS, "call": "unknown"})
    assert heading(page) == "Yes, this counts as blended"
    assert "call 2026" in page.text


def test_a_stay_done_from_home_does_not_count(visitor):
    page = visitor.get("/check", {**ANSWERS, "went": "online"})
    assert heading(page) == "No, this does not count"
    assert "virtual only is not learning mobility" in page.text


def test_a_block_of_eight_school_days_reads_what_either_way_of_counting_says(visitor):
    page = visitor.get("/check", {**ANSWERS, "days": "8", "days-as": "school"}).text
    assert "Counted in calendar days: counts as blended. The stay lasts 10 calendar days" in page
    assert "Counted in school days (8): more information needed." in page


def test_whoever_counts_school_days_is_told_how_the_register_counts(visitor):
    page = visitor.get(
        "/check", {**ANSWERS, "days": "8", "days-as": "school", "fewer-opportunities": "no"}
    ).text
    assert "Yes, this counts as blended" in page
    assert "Counted in calendar days: counts as blended." in page
    assert "Counted in school days: does not count as blended." in page
    assert "the register very likely counts calendar days" in page


@pytest.mark.parametrize(("days", "told"), [(7, False), (8, True), (9, True), (10, False)])
def test_a_stay_that_may_be_long_enough_in_the_register_is_told_so(visitor, days, told):
    page = visitor.get("/check", {**ANSWERS, "days": str(days), "fewer-opportunities": "no"}).text
    assert ("the register very likely counts calendar days" in page) is told


def test_where_the_start_of_the_week_decides_the_calendar_days_are_asked(visitor):
    seven = {**ANSWERS, "days": "7", "days-as": "school", "fewer-opportunities": "no"}
    page = visitor.get("/check", seven)
    assert heading(page) == "More information is needed"
    answers = filled_in(page)
    assert heading(visitor.get("/check", {**answers, "calendar-days": "11"})) == "Yes, this counts as blended"
    assert heading(visitor.get("/check", {**answers, "calendar-days": "9"})) == "No, this does not count"


SHORT = {**ANSWERS, "days": "8"}
PROGRAMME = {**ANSWERS, "type": "HE-BIP", "days": "7", "participants": "20", "number": "20"}


@pytest.mark.parametrize(("start", "told"), [
    (SHORT, {"fewer-opportunities": "yes", "shorter-stay-justified": "yes"}),
    (PROGRAMME, {"institutions": "3", "countries": "3", "ects": "3", "together-online": "yes"}),
    ({**ANSWERS, "type": "HE-STT", "days": "3"}, {"partner-country": "no"}),
    ({**ANSWERS, "type": "LM-GRP-VET"}, {"participants": "20", "number": "18"}),
    ({**ANSWERS, "whom": "elsewhere-abroad"}, {"agreed-with-host": "yes"}),
], ids=["shorter stay", "intensive programme", "country", "group", "third school"])  # fmt: skip
def test_the_verdict_asks_what_still_lacks_until_it_counts(visitor, start, told):
    page = visitor.get("/check", start)
    for name, answer in told.items():
        assert heading(page) == "More information is needed"
        assert f'name="{name}"' in page.text
        page = visitor.get("/check", {**filled_in(page), name: answer})
    assert heading(page) == "Yes, this counts as blended"


def test_an_answer_to_what_the_verdict_asked_can_be_taken_back(visitor):
    page = visitor.get("/check", {**SHORT, "fewer-opportunities": "yes", "shorter-stay-justified": "no"}).text
    assert "Shorter stay justified" in page
    again = re.search(r'Shorter stay justified</dt><dd>no <a href="([^"]+)"', page)[1]
    assert heading(visitor.get("/check" + again.replace("&amp;", "&"))) == "More information is needed"


def test_a_question_nobody_could_answer_can_be_answered_again(visitor):
    page = visitor.get("/check", {**ANSWERS, "whom": "unknown"}).text
    assert "Answer this question again: With whom was it?" in page


def test_a_question_shows_what_meets_it_and_what_does_not(visitor):
    page = visitor.get("/check", {**ANSWERS, "purpose": ""}).text
    assert "A video talk with the workplace on the tasks." in page
    assert "A video talk with the workplace on contract and housing." in page


@pytest.mark.parametrize("address", [
    "call=" + "9" * 5000, "days=" + "9" * 5000, "days=abc&ask=online", "days=²&ask=online",
    "whom=the+moon&ask=online", "type=" + "x" * 5000, "went=" + "y" * 5000, "ects=many",
], ids=lambda address: address[:20])  # fmt: skip
def test_what_cannot_be_never_breaks_the_check(visitor, address):
    page = visitor.get(f"/check?{urlencode(ANSWERS)}&{address}")
    assert page.status_code == 422
    assert 'role="alert"' in page.text


def test_days_that_are_not_known_are_no_days(visitor):
    page = visitor.get("/check", {**ANSWERS, "went": "there", "days": "unknown"})
    assert heading(page) == "More information is needed"
    assert 'name="calendar-days"' in page.text


@pytest.mark.parametrize("wrong", [{"whom": "the moon"}, {"days": "many"}, {"call": "1999"}, {"call": "x"}, {"type": "X"},
                                   {"number": "１４"}, {"fewer-opportunities": "perhaps"}])  # fmt: skip
def test_an_answer_that_cannot_be_is_named(visitor, wrong):
    page = visitor.get("/check", {**ANSWERS, **wrong})
    assert page.status_code == 422
    assert 'role="alert"' in page.text


def test_nothing_is_kept_unless_asked(visitor, django_assert_max_num_queries):
    with django_assert_max_num_queries(3) as asked:
        visitor.get(f"/check?{urlencode(ANSWERS)}")
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)
