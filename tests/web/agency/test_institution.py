"""One institution: its figures, what the agency writes down about it, and its legal shapes."""

from datetime import date
from uuid import uuid4

import pytest

from blendwise.errors import UserError
from blendwise.web.access import scope
from blendwise.web.actions.legal_shapes import link_shapes, undo_link
from blendwise.web.actions.recording import unbroken
from blendwise.web.models import AuditEvent, Contact, Institution, Note, Succession


@pytest.fixture
def omar(cast, browse):
    return browse(cast.omar)


@pytest.fixture
def roc(cast):
    return cast.carla.institution


def at(institution, *rest):
    return "/".join([f"/agency/institutions/{institution.pk}", *rest])


def test_the_page_has_its_figures_plan_and_standing(omar, roc):
    page = omar.get(at(roc), {"calls": "2021,2022", "format": "json"}).json()
    assert (page["figures"]["registered"]["numerator"], page["figures"]["registered"]["denominator"]) == (
        104,
        244,
    )
    scopes = [c["scope"] for c in page["figures"]["calls"]]
    assert [scope.endswith(f"for call {call}") for call, scope in enumerate(scopes, 2021)] == [True] * 4
    assert page["plan"]["blended"] == 104
    assert page["place"] == "above-far"
    assert "rank interval" in page["rank_sentence"]
    assert {person["name"] for person in page["people"]} == {"Carla", "Roos"}


def test_what_changed_between_snapshots_is_told(omar, roc):
    assert "Between 30 September 2024 and 24 March 2025" in omar.get(at(roc)).text


def test_a_call_without_a_project_is_no_zero(omar, cast):
    scalda = Institution.objects.get(name="Scalda")
    page = omar.get(at(scalda), {"format": "json"}).json()
    assert 2021 in page["calls_without_project"]
    assert "no project" in omar.get(at(scalda)).text


@pytest.mark.parametrize(("table", "of"), [("call", "calls"), ("activity-type", "activity_types")])
def test_its_shares_can_be_taken_along_and_have_a_link(omar, roc, table, of):
    shown = omar.get(at(roc), {"calls": "2021,2022", "format": "json"}).json()
    answer = omar.get(at(roc), {"calls": "2021,2022", "table": table, "file": "json"})
    assert f"by-{table}.json" in answer.headers["Content-Disposition"]
    rows = answer.json()
    assert sum(row["blended"] for row in rows) == sum(one["numerator"] for one in shown["figures"][of])
    page = omar.get(at(roc), {"calls": "2021,2022"}).text
    assert f"&amp;table={table}&amp;file=xlsx" in page
    assert "calls=2021" in page


def test_its_findings_can_be_taken_along(omar, roc):
    answer = omar.get(at(roc), {"file": "csv"})
    assert "findings.csv" in answer.headers["Content-Disposition"]
    assert "draft-mobility" in answer.content.decode("utf-8-sig")


def test_an_institution_that_does_not_exist_is_not_found(omar):
    assert omar.get(f"/agency/institutions/{uuid4()}").status_code == 404


def test_only_the_agency_is_let_in(cast, browse, roc):
    assert browse(cast.carla).get(at(roc)).status_code == 403
    assert browse(None).get(at(roc)).status_code == 302


def test_a_note_is_written_and_removed(omar, roc):
    assert omar.post(at(roc, "note"), {"text": "Called about the export."}).status_code == 302
    assert "Called about the export." in omar.get(at(roc)).text
    note = Note.objects.get()
    assert omar.post(f"/agency/notes/{note.pk}/remove").status_code == 302
    assert not Note.objects.exists()
    assert list(AuditEvent.objects.values_list("action", flat=True)[:2]) == ["note-removed", "note-written"]
    assert unbroken() is None


def test_an_empty_note_is_refused_beside_its_field(omar, roc):
    for sent in ({"text": ""}, {}):
        answer = omar.post(at(roc, "note"), sent)
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text


def test_a_contact_is_added_and_taken_out_for_good(omar, roc):
    omar.post(
        at(roc, "contact"), {"name": "Sam de Boer", "work": "coordinator", "email": "sam@school.example"}
    )
    contact = Contact.objects.get()
    assert "sam@school.example" in omar.get(at(roc)).text
    omar.post(f"/agency/contacts/{contact.pk}/remove")
    assert not Contact.objects.exists()
    said = str(list(AuditEvent.objects.values_list("details", flat=True)))
    assert "sam@" not in said
    assert "Sam de Boer" not in said


def test_the_institution_never_sees_notes_or_contacts(cast, browse, omar, roc):
    omar.post(at(roc, "note"), {"text": "Only for us"})
    omar.post(at(roc, "contact"), {"name": "Sam de Boer"})
    carla = browse(cast.carla)
    for address in ("/institution/", "/institution/agency-view", "/institution/mobilities"):
        page = carla.get(address).text
        assert "Only for us" not in page
        assert "Sam de Boer" not in page
    assert carla.post(at(roc, "note"), {"text": "Me too"}).status_code == 403
    assert carla.post(f"/agency/notes/{Note.objects.get().pk}/remove").status_code == 403


@pytest.fixture
def shapes(cast):
    """Scalda and Yuverta, two institutions of the register."""
    return Institution.objects.get(name="Scalda"), cast.yvonne.institution


def test_linked_shapes_count_as_one_and_undone_as_two(cast, omar, shapes):
    earlier, later = shapes
    both = {"calls": "2021,2022", "format": "json"}
    alone = omar.get(at(later), both).json()["figures"]["registered"]
    sent = {"other": earlier.pk, "order": "earlier", "day": "2023-08-01", "reason": "Merger"}
    assert omar.post(at(later, "legal-shapes"), sent).status_code == 302
    joined = omar.get(at(later), both).json()
    assert joined["figures"]["registered"]["numerator"] == alone["numerator"] + 11  # Scalda has 11 of 244
    assert joined["figures"]["registered"]["denominator"] == alone["denominator"] + 244
    rows = {r["institution"]: r for r in omar.get("/agency/institutions", both).json()["rows"]}
    assert "Scalda" not in rows
    assert rows["Yuverta"]["blended"] == alone["numerator"] + 11
    assert scope(cast.yvonne).institutions == {earlier.key, later.key}
    omar.post(f"/agency/legal-shapes/{Succession.objects.get().pk}/undo")
    assert omar.get(at(later), both).json()["figures"]["registered"] == alone
    assert scope(cast.yvonne).institutions == {later.key}


def test_the_sum_of_the_sector_does_not_change_by_a_link(omar, shapes):
    both = {"calls": "2021,2022", "format": "json"}
    before = omar.get("/agency/institutions", both).json()
    omar.post(at(shapes[1], "legal-shapes"), {"other": shapes[0].pk, "order": "earlier", "day": "2023-08-01",
                                              "reason": "Merger"})  # fmt: skip
    after = omar.get("/agency/institutions", both).json()
    assert (after["total"]["numerator"], after["total"]["denominator"]) == (259, 15738)
    assert after["institutions"] == before["institutions"] - 1


@pytest.fixture
def linked(cast, shapes):
    """Scalda went on as Yuverta: 42 institutions of the register are 41."""
    link_shapes(by=cast.omar, earlier=shapes[0], later=shapes[1], day=date(2023, 8, 1), reason="Merger")
    return shapes


def test_every_page_of_the_agency_counts_linked_shapes_as_one(omar, linked):
    both = {"calls": "2021,2022", "format": "json"}
    overview = omar.get("/agency/", both).json()
    assert overview["institutions"] == omar.get("/agency/institutions", both).json()["institutions"] == 41
    assert len(overview["everybody"]) == 41
    assert "41 institutions" in overview["process"]["sentence"], overview["process"]
    assert omar.get("/agency/institutions/places", both).json()["institutions"] == 41
    assert "41 institutions" in omar.get("/agency/", {"calls": "2021,2022"}).text
    assert "41 institutions" in omar.get("/agency/report/en", {"calls": "2021,2022"}).text
    assert "Scalda" not in omar.get("/agency/report/en", {"calls": "2021,2022"}).text


def test_the_api_counts_them_as_one_and_names_the_earlier_one_without_counts(omar, linked):
    asked = {"by": "institution", "calls": [2021, 2022]}
    rows = {r["institution"]: r for r in omar.get("/api/v1/figures", asked).json()["rows"]}
    assert len(rows) == 41
    assert "Scalda" not in rows
    listed = {i["name"]: i for i in omar.get("/api/v1/institutions", {"per_page": 100}).json()["items"]}
    assert listed["Scalda"]["mobilities"] is None
    assert listed["Yuverta"]["mobilities"] >= rows["Yuverta"]["mobilities"] > 244  # with those of Scalda


def test_what_is_known_beside_the_register_is_told_of_the_present_one(omar, linked):
    rows = {i["name"]: i for i in omar.get("/agency/known", {"format": "json"}).json()["institutions"]}
    assert len(rows) == len(Institution.objects.all()) - 1
    assert "Scalda" not in rows


@pytest.mark.parametrize("named", ["key", "name"])
def test_leaving_out_an_earlier_shape_leaves_out_the_whole_institution(omar, linked, named):
    both = {"calls": "2021,2022", "format": "json"}
    ways = [both | {"without": getattr(shape, named)} for shape in linked]
    for address in ("/agency/", "/agency/institutions"):
        earlier, later = (omar.get(address, way).json() for way in ways)
        figure = "registered" if address == "/agency/" else "total"
        assert earlier[figure] == later[figure]
        assert earlier[figure]["denominator"] < 15738 - 244  # Scalda's 244 and those of Yuverta
    rows = [omar.get("/agency/rows", way).json()["pages"]["total"] for way in ways]
    assert rows == [earlier["total"]["denominator"]] * 2


def test_the_open_figures_keep_the_names_of_the_register(omar, linked):
    rows = omar.get("/figures/by-institution/2021-2022.csv").content.decode("utf-8-sig")
    assert "Scalda" in rows
    assert "Yuverta" in rows
    assert "under each name" in omar.get("/figures").text


def test_a_chain_of_shapes_is_followed_to_its_end(cast, shapes):
    first, last = shapes
    between = Institution.objects.get(name="Zadkine")
    link_shapes(by=cast.omar, earlier=first, later=between, day=date(2020, 8, 1), reason="Merger")
    link_shapes(by=cast.omar, earlier=between, later=last, day=date(2023, 8, 1), reason="Merger")
    assert last.all_keys() == {first.key, between.key, last.key}


def test_no_institution_is_its_own_successor(cast, shapes):
    first, last = shapes
    link_shapes(by=cast.omar, earlier=first, later=last, day=date(2020, 8, 1), reason="Merger")
    for earlier, later, code in ((last, first, "circle"), (last, last, "itself")):
        with pytest.raises(UserError) as refused:
            link_shapes(by=cast.omar, earlier=earlier, later=later, day=date(2021, 8, 1), reason="Back")
        assert refused.value.code == f"legal_shapes.{code}"


def test_an_institution_goes_on_as_one_other(cast, omar, shapes):
    first, last = shapes
    link_shapes(by=cast.omar, earlier=first, later=last, day=date(2020, 8, 1), reason="Merger")
    sent = {"other": first.pk, "order": "earlier", "day": "2023-08-01", "reason": "Again"}
    answer = omar.post(at(Institution.objects.get(name="Zadkine"), "legal-shapes"), sent)
    assert answer.status_code == 422
    assert "Undo that link first" in answer.text


def test_a_link_that_was_undone_cannot_be_undone_again(cast, omar, shapes):
    link = link_shapes(
        by=cast.omar, earlier=shapes[0], later=shapes[1], day=date(2020, 8, 1), reason="Merger"
    )
    undo_link(by=cast.omar, link=link.pk)
    assert omar.post(f"/agency/legal-shapes/{link.pk}/undo").status_code == 404
    link_shapes(by=cast.omar, earlier=shapes[0], later=shapes[1], day=date(2020, 8, 1), reason="After all")


@pytest.mark.parametrize("sent", [{}, {"other": "", "order": "earlier", "day": "soon", "reason": ""}])
def test_a_link_without_all_it_needs_is_refused_beside_its_fields(omar, shapes, sent):
    answer = omar.post(at(shapes[0], "legal-shapes"), sent)
    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') >= 3
    assert not Succession.objects.exists()


def test_only_who_may_link_links(cast, browse, shapes):
    carla = browse(cast.carla)
    assert carla.get(at(shapes[0], "legal-shapes")).status_code == 403
    assert carla.post(at(shapes[0], "legal-shapes"), {}).status_code == 403
