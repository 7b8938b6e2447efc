"""Uploads that want to do harm, or are simply too much."""

import io
import stat
import zipfile
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from blendwise.web.models import Import
from blendwise.web.uploads import files_of, folder_of, harmless


def zip_of(members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


class TestNames:
    @pytest.mark.parametrize(("name", "safe"), [
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\x\a.csv", "a.csv"),
        ("a\u202evsc.exe", "a_vsc.exe"),
        ("a\n\x00\x1b[31m.csv", "a___[31m.csv"),
        ("..", "file"),
        ("", "file"),
        ("<script>.csv", "_script_.csv"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
    ])  # fmt: skip
    def test_what_could_do_harm_is_taken_out(self, name, safe):
        assert harmless(name) == safe

    @given(st.text(max_size=400))
    def test_no_name_is_a_path_or_too_long(self, name):
        safe = harmless(name)
        assert safe
        assert not {"/", "\\", "\0"} & set(safe)
        assert safe not in (".", "..")
        assert len(safe) <= 120

    def test_two_files_of_one_name_do_not_overwrite_each_other(self, people, browse, csv_of, small):
        uploads = [SimpleUploadedFile("a.csv", csv_of([small.mobility(n)])) for n in (1, 2)]
        browse(people.omar).post("/imports/", {"exports": uploads})
        assert len(files_of(Import.objects.get().pk)) == 2


class TestWhereTheyLie:
    @pytest.mark.parametrize("size", [10, 2_000_000])  # in memory while it arrives; on disk while it arrives
    def test_only_the_site_can_read_them(self, people, bring, size):
        one = bring(people.omar, {"a.csv": b"x" * size})
        (file,) = files_of(one.pk)
        assert file.stat().st_size == size
        for path in (file, *file.relative_to(folder_of(one.pk)).parents):
            mode = stat.S_IMODE((folder_of(one.pk) / path).stat().st_mode)
            assert mode & 0o077 == 0

    def test_no_address_leads_to_them(self, people, bring, browse):
        one = bring(people.omar, {"a.csv": b"x"})
        for address in (f"/uploads/{one.pk}/files/0000/a.csv", f"/imports/{one.pk}/files/0000/a.csv"):
            assert browse(people.omar).get(address).status_code == 404


class TestTooMuch:
    @pytest.fixture
    def small_limit(self, settings):
        settings.CONFIGURATION = replace(settings.CONFIGURATION, upload_limit=100_000)

    def test_what_is_larger_than_the_limit_is_refused_and_not_kept(
        self, people, browse, small_limit, settings
    ):
        answer = browse(people.omar).post(
            "/imports/", {"exports": SimpleUploadedFile("a.csv", b"x" * 200_000)}
        )
        assert answer.status_code == 413
        assert "0.1 MB" in answer.text
        assert list(settings.MEDIA_ROOT.iterdir()) == []
        assert not Import.objects.exists()

    def test_a_visitor_cannot_fill_the_disk(self, db, empty_site, settings):
        client = Client(enforce_csrf_checks=True)
        client.post("/imports/", {"exports": SimpleUploadedFile("a.csv", b"x" * 3_000_000)})
        assert list(settings.MEDIA_ROOT.iterdir()) == []

    def test_nothing_at_all_is_asked_for(self, people, browse):
        answer = browse(people.omar).post("/imports/", {"day": "2025-01-01"})
        assert answer.status_code == 422
        assert "There is no file yet" in answer.text

    @pytest.mark.parametrize("day", ["2999-01-01", "31-31-31"])
    def test_a_day_that_cannot_be(self, people, browse, settings, day):
        answer = browse(people.omar).post(
            "/imports/", {"exports": SimpleUploadedFile("a.csv", b"x"), "day": day}
        )
        assert answer.status_code == 422
        assert list(settings.MEDIA_ROOT.glob("*-*")) == []

    @pytest.mark.parametrize("lang", ["en", "nl"])
    def test_of_more_files_than_can_be_taken_at_once_the_number_is_said(self, people, browse, settings, lang):
        uploads = [SimpleUploadedFile(f"{n}.csv", b"x") for n in range(2001)]
        answer = browse(people.omar).post(f"/imports/?lang={lang}", {"exports": uploads})
        assert answer.status_code == 413
        assert {"en": "more than 2,000 files", "nl": "meer dan 2.000 bestanden"}[lang] in answer.text
        assert list(settings.MEDIA_ROOT.iterdir()) == []

    def test_two_hundred_files_are_one_import(self, people, bring):
        assert len(bring(people.omar, {f"{n}.csv": b"x" for n in range(200)}).files) == 200


class TestWhatIsInThem:
    @pytest.mark.parametrize(("content", "code"), [
        (b"", "empty-file"),
        (b"%PDF-1.7", "not-a-spreadsheet"),
        (b"<html><script>alert(1)</script>", "not-a-spreadsheet"),
        (zip_of({"a.csv": b"\0" * 250_000_000}), "archive-too-large"),
        (zip_of({"in.zip": zip_of({"a.csv": b"a;b\n1;2\n"})}), "not-a-spreadsheet"),
        (zip_of({"a.csv": b"a;b"})[:-30], "truncated-zip"),
        (b"PK\x03\x04 no zip at all", "truncated-zip"),
    ])  # fmt: skip
    def test_is_refused_with_its_reason(self, people, read, browse, content, code):
        one = read(people.omar, {"evil.zip": content})
        assert (one.state, [kind["code"] for kind in one.kinds]) == ("refused", [code])
        assert browse(people.omar).get(f"/imports/{one.pk}").status_code == 200

    def test_a_member_cannot_leave_its_folder(self, people, read, empty_site, csv_of, small):
        content = zip_of({"../../../escaped.csv": csv_of([small.mobility(1)])})
        one = read(people.omar, {"a.zip": content})
        assert one.state == "to-decide"
        assert not list(empty_site.rglob("escaped.csv"))

    def test_markup_in_names_and_cells_stays_text(self, people, read, browse, csv_of, small):
        row = small.mobility(1, Start_date="<img src=x onerror=alert(1)>")
        one = read(people.omar, {"<b>a</b>.csv": csv_of([row])})
        for address in (f"/imports/{one.pk}", f"/imports/{one.pk}/findings"):
            page = browse(people.omar).get(address).text
            assert "<img" not in page
            assert "&lt;img" in page

    def test_a_formula_is_no_formula_in_the_file_one_takes_along(self, people, read, browse, csv_of, small):
        one = read(people.omar, {"a.csv": csv_of([small.mobility(1, Start_date="=cmd|'/c calc'!A1")])})
        content = b"".join(
            browse(people.omar).get(f"/imports/{one.pk}/findings", {"file": "csv"}).streaming_content
        )
        assert b",=cmd" not in content
        assert b"'=cmd" in content
