"""Evidence: what may be kept, what is refused, who may, and when it goes."""

import io
import zipfile
import zlib
from datetime import date, timedelta

import pytest
import xlsxwriter
from django.utils import timezone

from blendwise.errors import UserError
from blendwise.reporting.paper import Paper, paper_pdf
from blendwise.web.actions.evidence import (
    add_file,
    add_link,
    end_retention,
    keep_evidence_until,
    keep_project_until,
    place_of,
    remove_evidence,
)
from blendwise.web.actions.virtual_activities import record_activity, remove_activity
from blendwise.web.evidence_files import LARGEST, media_type_of
from blendwise.web.models import AuditEvent, Evidence, OwnRecord

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40 + b"\xff\xd9"


def office(main, *, more=(), types=b"<Types/>", compression=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as parts:
        parts.writestr("[Content_Types].xml", types)
        parts.writestr(main, "<x/>")
        for name, content in dict(more).items():
            parts.writestr(name, content)
    return out.getvalue()


def packed(objects, *, kind=b"/ObjStm", stream=None):
    """A PDF of which objects lie in a stream, as most programs write it."""
    inside = stream or zlib.compress(objects)
    return PDF.replace(
        b"<<>> endobj",
        b"<< /Type " + kind + b" /Filter /FlateDecode >>\nstream\n" + inside + b"\nendstream endobj",
        1,
    )


def relations(kind, target):
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}" '
        'TargetMode="External"/></Relationships>'
    )


def letter(**more):
    return office(
        "word/document.xml",
        more={f"word/{name}": text for name, text in more.items()},
        compression=zipfile.ZIP_DEFLATED,
    )


def workbook():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write(0, 0, "who was there")
    return out.getvalue()


def plain_zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("a.txt", "x")
    return out.getvalue()


@pytest.mark.parametrize(("content", "media_type"), [
    (PDF, "application/pdf"),
    (PNG, "image/png"),
    (JPEG, "image/jpeg"),
    (workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (office("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (PDF.replace(b"<<>>", b"<< /OpenAction [3 0 R /FitH null] >>", 1), "application/pdf"),
    (packed(b"<< /Type /Catalog /Lang (nl) >>"), "application/pdf"),
    (paper_pdf(Paper("Evidence", "of a talk", [], "footer"), "en"), "application/pdf"),
    (letter(**{"_rels/document.xml.rels": relations("hyperlink", "https://school.example")}), DOCX),
    ("Wie: Ahmed, Zoë. Wat: een rondleiding.".encode(), "text/plain; charset=utf-8"),
], ids=["pdf", "png", "jpeg", "xlsx", "docx", "pdf at a page", "pdf packed", "pdf of ours", "docx with a link", "text"])  # fmt: skip
def test_what_may_be_kept(content, media_type):
    assert media_type_of(content) == media_type


EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


REFUSED = {
    "nothing": (b"", "empty"),
    "too large": (b"a" * (LARGEST + 1), "too-large"),
    "test virus": (EICAR, "virus"),
    "test virus in a PDF": (PDF + EICAR, "virus"),
    "SVG with a script": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "unknown-kind"),
    "HTML": (b"<!DOCTYPE html><script>alert(1)</script>", "unknown-kind"),
    "HTML after blanks": (b"\n\n <html>", "unknown-kind"),
    "program for Windows": (b"MZ\x90\x00" + b"\0" * 60, "unknown-kind"),
    "program for Linux": (b"\x7fELF" + b"\0" * 60, "unknown-kind"),
    "old Office file": (b"\xd0\xcf\x11\xe0" + b"\0" * 60, "unknown-kind"),
    "GIF": (b"GIF89a" + b"\0" * 20, "unknown-kind"),
    "ZIP": (plain_zip(), "unknown-kind"),
    "picture and ZIP in one": (PNG + plain_zip(), "two-in-one"),
    "picture with a script": (JPEG + b"<script>alert(1)</script>", "two-in-one"),
    "PDF and ZIP in one": (PDF + plain_zip(), "two-in-one"),
    "PDF with a script": (PDF.replace(b"<<>>", b"<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>", 1), "active"),
    "PDF with a file inside": (PDF.replace(b"<<>>", b"<< /Type /EmbeddedFile >>", 1), "active"),
    "document with macros": (office("word/document.xml", more={"word/vbaProject.bin": "x"}), "active"),
    "workbook with links outside": (office("xl/workbook.xml", more={"xl/externalLinks/externalLink1.xml": "x"}), "active"),
    "slides with an object": (office("ppt/presentation.xml", more={"ppt/embeddings/oleObject1.bin": "x"}), "active"),
    "document that says it has macros": (office("word/document.xml", types=b"application/vnd.ms-word.document.macroEnabled.main+xml"), "active"),
    "PDF with a page behind it": (PDF + b"x" * 3000 + b"<html><script>alert(1)</script></html>", "two-in-one"),
    "PDF with a page in between": (PDF + b"<html><script>alert(1)</script></html>" + PDF, "two-in-one"),
    "PDF with a script in codes": (PDF.replace(b"<<>>", b"<< /S /J#61vaScript >>", 1), "active"),
    "PDF with a script packed away": (packed(b"<< /S /JavaScript /JS (app.alert(1)) >>"), "active"),
    "PDF with a script packed away in codes": (packed(b"<< /S /Java#53cript >>", kind=b"/Obj#53tm"), "active"),
    "PDF that swells": (packed(b" " * 65_000_000), "swells"),
    "PDF that cannot be looked into": (packed(b"", stream=b"locked"), "locked"),
    "document with a program": (letter(**{"media/photo.png": b"MZ\x90\x00"}), "active"),
    "document with the name of a program": (letter(**{"media/photo.exe": b"x"}), "active"),
    "document with a template from elsewhere": (letter(**{"_rels/settings.xml.rels": relations("attachedTemplate", "https://elsewhere.example/a.dotm")}), "active"),
    "document with the test virus": (letter(**{"media/a.txt": EICAR}), "virus"),
    "document with a broken list of parts": (letter(**{"_rels/a.rels": "<"}), "damaged"),
    "workbook cut off": (workbook()[:-40], "damaged"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(content, code):
    with pytest.raises(UserError) as refused:
        media_type_of(content)
    assert refused.value.code == f"evidence.{code}"


def test_a_part_that_cannot_be_unpacked_is_damaged():
    content = office("word/document.xml", types=b"<Types/>" * 50, compression=zipfile.ZIP_DEFLATED)
    start = content.index(b"[Content_Types].xml") + len(b"[Content_Types].xml")
    broken = content[:start] + b"\xff" * 8 + content[start + 8 :]
    with pytest.raises(UserError) as refused:
        media_type_of(broken)
    assert refused.value.code == "evidence.damaged"


def test_a_file_that_swells_is_not_opened():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("word/document.xml", b"0" * 20_000_000)
    with pytest.raises(UserError, match="hundredfold"):
        media_type_of(out.getvalue())


@pytest.fixture
def activity(cast):
    return record_activity(by=cast.carla, values={"title": "Video call"})


@pytest.fixture
def kept(cast, activity):
    return add_file(by=cast.carla, activity=activity.pk, name="../../etc/passwd\x00.pdf", content=PDF)


def test_a_file_lies_under_its_id_for_the_site_only(kept):
    place = place_of(kept)
    assert place.read_bytes() == PDF
    assert place.stat().st_mode & 0o077 == 0
    assert ".." not in kept.name
    assert "/" not in kept.name
    assert "\x00" not in kept.name


def test_removed_evidence_leaves_its_name_and_hash(cast, kept, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        remove_evidence(by=cast.carla, evidence=kept.pk)
    kept.refresh_from_db()
    assert not place_of(kept).exists()
    assert kept.removed
    assert len(kept.sha256) == 64


def test_evidence_goes_when_its_time_is_over(cast, activity, kept, django_capture_on_commit_callbacks):
    short = add_file(
        by=cast.carla, activity=activity.pk, name="a.txt", content=b"hello", keep_until=date(2026, 1, 1)
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert end_retention(today=date(2026, 1, 2)) == 1
    assert not place_of(short).exists()
    assert place_of(kept).exists()
    assert AuditEvent.objects.filter(action="retention-ended").get().details["removed"] == 1


def test_evidence_is_kept_five_years_unless_told_otherwise(kept):
    assert kept.keep_until >= kept.made.date() + timedelta(days=5 * 365)


def test_evidence_is_kept_through_the_eighth_year_after_the_newest_call(cast, short_stays):
    of = record_activity(by=cast.carla, values={"title": "x"}, keys=short_stays(cast.carla, 1))  # call 2022
    OwnRecord.objects.update(call=2040)
    kept = add_link(by=cast.carla, activity=of.pk, name="film", link="https://video.example/1")
    assert kept.keep_until == date(2049, 1, 1)


def test_a_coordinator_says_until_when_and_never_a_day_that_is_over(cast, activity, browse):
    path, sending = f"/institution/activities/{activity.pk}/evidence", {"link": "https://video.example/1"}
    answer = browse(cast.carla).post(path, sending | {"keep_until": "2020-01-01"})
    assert (answer.status_code, Evidence.objects.count()) == (422, 0)
    browse(cast.carla).post(path, sending | {"keep_until": "2099-12-31"})
    assert Evidence.objects.get().keep_until == date(2099, 12, 31)


def test_the_day_of_what_is_kept_is_changed_and_never_to_one_that_is_over(cast, activity, kept, browse):
    coordinator, path = browse(cast.carla), f"/institution/evidence/{kept.pk}/keep"
    for wrong in ({"keep_until": "2020-01-01"}, {"keep_until": "soon"}, {}):
        assert coordinator.post(path, wrong).status_code == 302
        assert Evidence.objects.get().keep_until == kept.keep_until
    coordinator.post(path, {"keep_until": "2099-12-31"})
    assert Evidence.objects.get().keep_until == date(2099, 12, 31)
    assert AuditEvent.objects.get(action="evidence-kept-until").details == {"day": "2099-12-31"}
    assert browse(cast.yvonne).post(path, {"keep_until": "2098-12-31"}).status_code == 404


def test_a_day_holds_for_all_evidence_of_a_project_and_for_no_other(cast, kept, short_stays, browse):
    (key,) = short_stays(cast.carla, 1)
    of = record_activity(by=cast.carla, values={"title": "x"}, keys=[key])
    for name in ("a.txt", "b.txt"):
        add_file(by=cast.carla, activity=of.pk, name=name, content=name.encode())
    sending = {"project": key.grant_agreement_number, "keep_until": "2099-12-31"}
    coordinator = browse(cast.carla)
    assert f"<option>{key.grant_agreement_number}</option>" in coordinator.get("/institution/activities").text
    coordinator.post("/institution/evidence/keep", sending)
    assert "2 pieces of evidence" in coordinator.get("/institution/activities?lang=en").text
    assert {e.name for e in Evidence.objects.filter(keep_until=date(2099, 12, 31))} == {"a.txt", "b.txt"}
    assert AuditEvent.objects.get(action="evidence-kept-until").details["n"] == 2
    assert (
        coordinator.post("/institution/evidence/keep", {"project": key.grant_agreement_number}).status_code
        == 302
    )
    assert browse(cast.yvonne).post("/institution/evidence/keep", sending).status_code == 404


def test_what_is_deleted_within_60_days_is_warned_of(cast, activity, kept, browse):
    pages = ("/institution/", f"/institution/activities/{activity.pk}")
    for days, warned in ((61, False), (60, True)):
        keep_evidence_until(by=cast.carla, evidence=kept.pk, day=timezone.localdate() + timedelta(days=days))
        for page in pages:
            shown = browse(cast.carla).get(f"{page}?lang=en").text
            assert ("1 piece of evidence is deleted within 60 days" in shown) is warned
    assert "is deleted within" not in browse(cast.yvonne).get("/institution/?lang=en").text


def test_a_link_must_be_secure(cast, activity):
    with pytest.raises(UserError, match="https"):
        add_link(by=cast.carla, activity=activity.pk, name="film", link="javascript:alert(1)")
    assert add_link(by=cast.carla, activity=activity.pk, name="film", link="https://video.example/1").link


def test_a_long_link_without_a_name_goes_by_as_much_of_it_as_fits(cast, activity, browse):
    link = "https://video.example/" + "a" * 300
    browse(cast.carla).post(f"/institution/activities/{activity.pk}/evidence", {"link": link})
    kept = Evidence.objects.get()
    assert (kept.link, len(kept.name)) == (link, 200)
    kept.full_clean()


def test_an_activity_with_evidence_cannot_go(cast, activity, kept):
    with pytest.raises(UserError, match="Evidence still hangs"):
        remove_activity(by=cast.carla, activity=activity.pk)


def test_nobody_touches_the_evidence_of_another_institution(cast, activity, kept):
    with pytest.raises(UserError):
        add_file(by=cast.yvonne, activity=activity.pk, name="a.pdf", content=PDF)
    with pytest.raises(UserError):
        remove_evidence(by=cast.yvonne, evidence=kept.pk)
    with pytest.raises(UserError):
        keep_evidence_until(by=cast.yvonne, evidence=kept.pk, day=date(2099, 1, 1))
    with pytest.raises(UserError):
        keep_project_until(by=cast.yvonne, project="2022-1-NL01", day=date(2099, 1, 1))
    assert Evidence.objects.get().removed is None
