"""What the agency sees of an institution, and who may change it."""

from blendwise.web.models import AuditEvent, Institution

PAGE = "/institution/agency-view"


def test_a_coordinator_chooses(cast, browse):
    carla = browse(cast.carla)
    assert "counts only" in carla.get(PAGE).text
    assert carla.post(f"{PAGE}/change", {}).status_code == 302
    assert "now sees nothing" in carla.get(PAGE).text
    event = AuditEvent.objects.first()
    assert (event.action, event.details) == ("sharing-changed", {"counts": False, "texts": False})


def test_texts_bring_their_counts_along(cast, browse):
    browse(cast.carla).post(f"{PAGE}/change", {"texts": "on"})
    roc = Institution.objects.get(pk=cast.carla.institution.pk)
    assert (roc.shares_counts, roc.shares_texts) == (True, True)


def test_it_changes_nobody_elses(cast, browse):
    browse(cast.carla).post(f"{PAGE}/change", {})
    assert Institution.objects.get(pk=cast.yvonne.institution.pk).shares_counts


def test_a_reader_sees_it_and_changes_nothing(cast, browse):
    roos = browse(cast.roos)
    assert "Only a coordinator" in roos.get(PAGE).text
    assert roos.post(f"{PAGE}/change", {}).status_code == 403


def test_others_are_not_let_in(cast, browse):
    assert browse(cast.omar).get(PAGE).status_code == 403
    assert browse(None).get(PAGE).status_code == 302
