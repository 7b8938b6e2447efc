"""What was done instead of a tick; rulings; the evidence file."""

import re

import pytest

from blendwise.web.access import scope
from blendwise.web.actions.evidence import add_link
from blendwise.web.actions.own_records import decide
from blendwise.web.actions.virtual_activities import record_activity
from blendwise.web.models import Decision, Institution, OwnRecord, ReasonNot, Ruling
from blendwise.web.readings.evidence_paper import activity_paper, mobility_paper
from blendwise.web.readings.facts import Key
from blendwise.web.readings.known import known_page

TALK = {"title": "Video call with the workplace", "through_ict": "yes", "part_of_plan": "yes", "both_ways": "yes",
        "general_offer": "no", "with_whom": ["workplace"], "purposes": ["preparing"], "when": "before", "took_part": "participants"}  # fmt: skip
CASE = "call=2024&type=LM-SHORT-VET&days=14&online=talked&plan=made-for-it&whom=host&purpose=preparing&when=before&who=participants"


@pytest.fixture
def done(cast, short_stays):
    """Carla kept a call for five mobilities with a link as evidence, called them blended, and three others not."""
    keys = short_stays(cast.carla, 8)
    activity = record_activity(by=cast.carla, values=TALK, keys=keys[:5])
    add_link(by=cast.carla, activity=activity.pk, name="film", link="https://video.example/1")
    decide(by=cast.carla, keys=keys[:5], decision=Decision.BLENDED)
    decide(by=cast.carla, keys=keys[5:], decision=Decision.NOT_BLENDED, reason=ReasonNot.DURATION_RULE)
    return activity


def of(name, page):
    return next(one for one in page.institutions if one.name == name)


def test_registered_known_and_verified_stay_apart(done):
    one = of("ROC Midden Nederland", known_page("en"))
    assert (one.known, one.verified, one.not_blended) == (5, 5, 3)
    assert one.registered > 5  # what the register says, whatever the institution knows


def test_the_agency_sees_what_was_done_and_why_not(done, cast, browse):
    page = browse(cast.omar).get("/agency/known").text
    assert "1 virtual activity recorded" in page
    assert "virtual days do not count towards the duration" in page


def test_texts_are_not_shared_unless_the_institution_says_so(done, cast, browse):
    assert "Video call with the workplace" not in browse(cast.omar).get("/agency/known").text
    Institution.objects.filter(name="ROC Midden Nederland").update(shares_texts=True)
    assert "Video call with the workplace" in browse(cast.omar).get("/agency/known").text


def test_free_text_is_counted_only_where_texts_are_shared(done):
    done.departments, done.level = "Carpentry at Amersfoort", "third year"
    done.save()
    assert "Carpentry" not in str(known_page("en"))
    assert "third year" not in str(known_page("en"))
    Institution.objects.filter(name="ROC Midden Nederland").update(shares_texts=True)
    assert ("Departments or teams", (("Carpentry at Amersfoort", 1),)) in headings(known_page("en"))


def test_level_and_field_are_those_of_the_register(done):
    told = dict(headings(known_page("en")))
    assert sum(n for _, n in told["Field of education"]) >= 1
    assert sum(n for _, n in told["Level of education"]) >= 1


def headings(page):
    return [(tally.heading, tally.rows) for tally in page.tallies]


def test_an_institution_can_keep_all_of_it_to_itself(done):
    Institution.objects.filter(name="ROC Midden Nederland").update(shares_counts=False)
    page = known_page("en")
    assert (page.not_shared, page.activities, page.reasons) == (1, 0, ())
    assert "ROC Midden Nederland" not in {one.name for one in page.institutions}


def test_an_institution_does_not_see_the_agencys_page(cast, browse):
    assert browse(cast.carla).get("/agency/known").status_code == 403


def test_an_officer_publishes_a_ruling_on_a_case_and_takes_it_back(cast, browse):
    officer = browse(cast.omar)
    assert "/agency/rulings?call=2024" in officer.get(f"/check?{CASE}").text
    officer.post(
        f"/agency/rulings?{CASE}", {"title": "A call before leaving", "text": "It counts.", "language": "en"}
    )
    ruling = Ruling.objects.get()
    assert (ruling.outcome, ruling.call) == ("counts", 2024)
    assert "A call before leaving" in browse(None).get("/rulings").text
    officer.post(f"/agency/rulings/{ruling.pk}/withdraw")
    assert "A call before leaving" not in browse(None).get("/rulings").text


def test_nobody_else_rules(cast, browse):
    assert (
        browse(cast.carla)
        .post(f"/agency/rulings?{CASE}", {"title": "x", "text": "y", "language": "en"})
        .status_code
        == 403
    )


def filled(path, activity):
    one = activity.mobilities.first()
    return path.format(
        activity=activity.pk, project=one.grant_agreement_number, mobility=one.mobility_activity_id
    )


@pytest.mark.parametrize(
    "path",
    [
        "/institution/activities/{activity}/file",
        "/institution/projects/{project}/file",
        "/institution/mobilities/{project}/{mobility}/file",
    ],
)
def test_the_evidence_file_is_an_accessible_pdf(done, cast, browse, path):
    answer = browse(cast.carla).get(filled(path, done))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert re.match(rb"%PDF-", answer.content)
    assert b"pdfuaid" in answer.content


@pytest.mark.parametrize(
    "path",
    [
        "/institution/activities/{activity}/file",
        "/institution/projects/{project}/file",
        "/institution/mobilities/{project}/{mobility}/file",
    ],
)
def test_another_institution_gets_no_evidence_file(done, cast, browse, path):
    assert browse(cast.yvonne).get(filled(path, done)).status_code == 404


def test_mobilities_with_different_verdicts_stand_apart_each_with_its_own(done, cast, printed):
    first = done.mobilities.first()
    OwnRecord.objects.filter(pk=first.pk).update(outcome="does-not-count", rules_version="2020-01-01+old")
    activity_paper(scope(cast.carla), done.pk, "en")
    parts = printed()
    ((version, reasons, mobilities),) = [
        blocks for heading, blocks in parts if heading.startswith("does not")
    ]
    counting = [blocks for heading, blocks in parts if heading.startswith("counts as blended: ")]
    assert sum(len(listed.items) for _, _, listed in counting) == 4
    assert "2020-01-01+old" in version.text
    assert "These rules have changed since" in reasons.items[0]
    assert [line.split(": ")[0] for line in mobilities.items] == [str(Key.of(first))]


def test_a_mobility_that_left_the_register_keeps_its_verdict_in_the_file(done, cast, printed):
    gone = done.mobilities.first()
    OwnRecord.objects.filter(pk=gone.pk).update(mobility_activity_id="GONE-1")
    mobility_paper(scope(cast.carla), Key(gone.grant_agreement_number, "GONE-1"), "en")
    parts = dict(printed())
    assert "counts as blended: 1 mobility" in parts
    assert parts["Evidence"][0].items == ["film: https://video.example/1"]


def test_the_page_of_a_mobility_leads_to_its_file_and_that_of_its_project(done, cast, browse):
    key = Key.of(done.mobilities.first())
    page = browse(cast.carla).get(f"/institution/mobilities/{key}").text
    assert f'href="/institution/mobilities/{key}/file"' in page
    assert f'href="/institution/projects/{key.grant_agreement_number}/file"' in page


def test_verdicts_that_new_rules_change_are_listed(done, cast, browse):
    assert "No verdict changes" in browse(cast.carla).get("/institution/changed-verdicts").text
    OwnRecord.objects.filter(decision="blended").update(
        rules_version="2020-01-01+old", outcome="does-not-count"
    )
    assert "5 verdicts change" in browse(cast.carla).get("/institution/changed-verdicts").text


def test_evidence_of_an_activity_that_does_not_count_verifies_nothing(cast, short_stays):
    """A call counts, but only the talk on housing, which doesn't, has something to show for it."""
    keys = short_stays(cast.carla, 2)
    record_activity(by=cast.carla, values=TALK, keys=keys)
    housing = record_activity(
        by=cast.carla, values=TALK | {"title": "Housing", "purposes": ["arranging"]}, keys=keys
    )
    add_link(by=cast.carla, activity=housing.pk, name="film", link="https://video.example/2")
    decide(by=cast.carla, keys=keys, decision=Decision.BLENDED)
    one = of("ROC Midden Nederland", known_page("en"))
    assert (one.known, one.verified) == (2, 0)


PLACES = {
    "the overview": lambda c: (c.omar, "/agency/?calls=2022"),
    "an institution": lambda c: (c.omar, f"/agency/institutions/{c.carla.institution.pk}?calls=2022"),
    "its own desk": lambda c: (c.carla, "/institution/?calls=2022"),
    "the report": lambda c: (c.omar, "/agency/report/en?calls=2022"),
}


@pytest.mark.parametrize("place", PLACES)
def test_the_three_figures_stand_apart_in_every_place(done, cast, browse, place):
    account, address = PLACES[place](cast)
    page = re.sub(r"<[^>]*>|\s+", " ", browse(account).get(address).text)
    assert "Registered, known and verified" in page
    assert re.search(r"called blended by the institution( itself)? +5 ", page)
    assert re.search(r"(with evidence|counts by the rules) +5 ", page)


@pytest.mark.parametrize("place", ["the overview", "an institution", "the report"])
def test_where_nobody_shares_it_says_so(done, cast, browse, place):
    Institution.objects.update(shares_counts=False)
    account, address = PLACES[place](cast)
    page = browse(account).get(address).text
    assert "only the register speaks" in page
    assert not re.search(r"called blended by the institution( itself)?</?[^5]*>5<", page)
