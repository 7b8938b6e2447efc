"""The front page: what this is, for who comes by."""

from dataclasses import replace

from django.conf import settings


def test_a_visitor_reads_what_this_is_and_sees_the_open_finding(cast, browse):
    page = browse(None).get("/").text
    assert "What counts as blended, and how much really happens?" in page
    assert '<span class="bw-blended">259</span> of the 15,738 mobilities are ticked as blended: 1.65%' in page


def test_the_finding_is_not_there_before_the_first_import(db, browse, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, data=str(tmp_path)))
    page = browse(None).get("/")
    assert page.status_code == 200
    assert "ticked as blended" not in page.text


def test_roles_to_look_around_as_are_only_there_in_a_demonstration(cast, browse, monkeypatch):
    assert "/account/demonstration/officer" in browse(None).get("/").text
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, demonstration=False))
    assert "/account/demonstration/officer" not in browse(None).get("/").text


def test_who_is_signed_in_goes_to_their_desk(cast, browse):
    assert browse(cast.omar).get("/").headers["Location"] == "/agency/"
    assert browse(cast.carla).get("/").headers["Location"] == "/institution/"
