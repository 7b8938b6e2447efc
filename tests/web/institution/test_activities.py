"""The pages of a coordinator: activities, evidence, links."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from blendwise.web.models import Evidence, OwnRecord, TeacherLink, VirtualActivity

TALK = {"title": "Video call", "through_ict": "yes", "part_of_plan": "yes", "both_ways": "yes", "general_offer": "no",
        "with_whom": ["workplace"], "purposes": ["preparing"], "when": "before", "took_part": "participants"}  # fmt: skip
PDF = b"%PDF-1.7\ntrailer <<>>\n%%EOF\n"


@pytest.fixture
def keys(cast, short_stays):
    return [str(key) for key in short_stays(cast.carla, 3)]


@pytest.fixture
def carla(cast, browse):
    return browse(cast.carla)


@pytest.mark.parametrize(("page", "sent"), [
    ("activities/new", {"title": ""}), ("activities/new", {**TALK, "first_day": "soon"}),
    ("links/new", {"subject": ""}), ("links/new", {"subject": "x", "language": "fy"}),
])  # fmt: skip
def test_a_form_that_cannot_be_kept_says_so_to_programs_too(carla, keys, page, sent):
    assert carla.post(f"/institution/{page}", {"keys": keys}).status_code == 200, "only asked for"
    assert carla.post(f"/institution/{page}", {**sent, "keys": keys}).status_code == 422
    assert not VirtualActivity.objects.exists()
    assert not TeacherLink.objects.exists()


def test_a_link_about_nothing_is_not_asked_for(carla):
    page = carla.get("/institution/links/new").text
    assert "No mobilities were chosen." in page
    assert "Make the link" not in page


@pytest.fixture
def activity(carla, keys):
    """A video call that belongs to three mobilities."""
    answer = carla.post("/institution/activities/new", {**TALK, "keys": keys})
    assert answer.status_code == 302, answer.text
    return VirtualActivity.objects.get()


def test_an_activity_is_kept_for_the_chosen_mobilities(activity, carla):
    page = carla.get(f"/institution/activities/{activity.pk}").text
    assert "3 mobilities" in page
    assert "counts as blended: 3" in page


def test_the_list_leads_to_it(activity, carla):
    assert f"/institution/activities/{activity.pk}" in carla.get("/institution/activities").text


def test_it_can_be_changed_and_the_verdict_follows(activity, carla):
    carla.post(f"/institution/activities/{activity.pk}/change", {**TALK, "purposes": ["arranging"]})
    assert {r.outcome for r in OwnRecord.objects.all()} == {"does-not-count"}


def test_boxes_to_tick_have_a_legend_together_and_a_label_each(carla):
    page = carla.get("/institution/activities/new").text
    group = page.split('<fieldset class="utrecht-form-field" id="id_purposes">', 1)[1].split(
        "</fieldset>", 1
    )[0]
    assert '<legend class="utrecht-form-label">' in group
    boxes = re.findall(r'type="checkbox"[^>]* id="([^"]+)"', group)
    assert boxes
    assert boxes == re.findall(r'<label class="bw-choice" for="([^"]+)"', group)
    assert "utrecht-textbox" not in group


def test_wrong_days_are_said_beside_the_field(activity, carla):
    answer = carla.post(
        f"/institution/activities/{activity.pk}/change",
        {**TALK, "first_day": "2024-05-02", "last_day": "2024-05-01"},
    )
    assert answer.status_code == 422
    assert "The last day is before the first" in answer.text


def test_evidence_is_kept_and_given_out_to_be_saved_only(activity, carla):
    carla.post(
        f"/institution/activities/{activity.pk}/evidence", {"file": SimpleUploadedFile("plan.pdf", PDF)}
    )
    kept = Evidence.objects.get()
    answer = carla.get(f"/institution/evidence/{kept.pk}")
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_may_not_be_kept_is_said_beside_the_field(activity, carla):
    answer = carla.post(
        f"/institution/activities/{activity.pk}/evidence", {"file": SimpleUploadedFile("x.svg", b"<svg/>")}
    )
    assert answer.status_code == 422
    assert "This kind of file is not kept" in answer.text
    assert Evidence.objects.count() == 0


def test_a_link_goes_out_and_its_answers_are_taken_over(carla, keys, browse):
    page = carla.post(
        "/institution/links/new", {"subject": "Carpenters", "email": "", "language": "en", "keys": keys}
    ).text
    address = re.search(r'href="http://testserver(/answer/[^"]+)"', page)[1]
    browse(None).post(
        address,
        {
            "online": "talked",
            "plan": "made-for-it",
            "whom": "host",
            "purpose": "learning",
            "when": "after",
            "who": "participants",
        },
    )
    assert "1 teacher has answered" in carla.get("/institution/links").text
    carla.post(f"/institution/links/{TeacherLink.objects.get().pk}/accept")
    assert VirtualActivity.objects.get().title == "Carpenters"


@pytest.mark.parametrize("path", ["activities/{0}", "evidence/{1}"])
def test_another_institution_finds_nothing(activity, carla, cast, browse, path):
    carla.post(
        f"/institution/activities/{activity.pk}/evidence", {"file": SimpleUploadedFile("plan.pdf", PDF)}
    )
    found = browse(cast.yvonne).get("/institution/" + path.format(activity.pk, Evidence.objects.get().pk))
    assert found.status_code == 404
    assert "Video call" not in found.text


@pytest.mark.parametrize(
    "path", ["/institution/activities/new", "/institution/links", "/institution/links/new"]
)
def test_a_reader_changes_nothing(cast, browse, path):
    assert browse(cast.roos).get(path).status_code == 403


@pytest.mark.parametrize("path", ["/institution/activities", "/institution/links"])
def test_before_anything_was_kept_the_page_says_what_to_do(carla, path):
    assert "yet." in carla.get(path).text


def test_more_mobilities_are_added_to_an_activity_from_a_list(activity, carla, cast, short_stays):
    more = [str(key) for key in short_stays(cast.carla, 5)]
    assert f'<option value="{activity.pk}">Video call</option>' in carla.get("/institution/work-list").text
    assert f'<option value="{activity.pk}">Video call</option>' in carla.get("/institution/mobilities").text
    answer = carla.post(
        "/institution/activities/attach", {"activity": activity.pk, "keys": more}, follow=True
    )
    assert "counts as blended: 5" in answer.text


def test_it_is_taken_away_from_one_mobility(activity, carla, keys):
    address = f"/institution/activities/{activity.pk}/detach"
    assert address in carla.get(f"/institution/activities/{activity.pk}").text
    page = carla.post(address, {"keys": keys[:1]}, follow=True).text
    assert "taken away from 1 mobility" in page
    assert "counts as blended: 2" in page


@pytest.mark.parametrize(("form", "status"), [({}, 422), ({"activity": "x"}, 422), ({"activity": "it"}, 422)])
def test_without_activity_or_mobility_nothing_is_attached(activity, carla, form, status):
    form = {"activity": activity.pk} if form.get("activity") == "it" else form
    assert carla.post("/institution/activities/attach", form).status_code == status


def test_another_institution_attaches_and_detaches_nothing(activity, cast, browse, keys, short_stays):
    yvonne = browse(cast.yvonne)
    hers = [str(key) for key in short_stays(cast.yvonne, 1)]
    assert (
        yvonne.post("/institution/activities/attach", {"activity": activity.pk, "keys": hers}).status_code
        == 404
    )
    assert yvonne.post(f"/institution/activities/{activity.pk}/detach", {"keys": keys}).status_code == 404
    assert activity.mobilities.count() == 3


def test_a_reader_is_shown_no_form_that_would_refuse(activity, carla, cast, browse):
    carla.post(
        f"/institution/activities/{activity.pk}/evidence", {"link": "https://video.example/1", "name": "film"}
    )
    page = browse(cast.roos).get(f"/institution/activities/{activity.pk}").text
    assert "film" in page
    for form in ("/change", "/remove", "/evidence", "/detach"):
        assert f'{activity.pk}{form}"' not in page
