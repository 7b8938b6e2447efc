"""A site with an empty register, two officers and a coordinator; the worker's work is done when a test says so."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from blendwise.web.access import Role
from blendwise.web.actions import import_steps
from blendwise.web.actions.import_jobs import work
from blendwise.web.actions.institutions import meet_institutions
from blendwise.web.actions.recording import SITE
from blendwise.web.models import Import


@pytest.fixture
def empty_site(settings, tmp_path):
    """The register and the uploads are in folders of this test."""
    settings.CONFIGURATION = replace(settings.CONFIGURATION, data=str(tmp_path / "data"), demonstration=True)
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.MEDIA_ROOT.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(settings.MEDIA_ROOT)
    return tmp_path


@pytest.fixture
def people(person, empty_site):
    """Omar and Olga of the agency, Carla of Alpha College."""
    alpha, _ = meet_institutions(by=SITE, names={"E10000001": "Alpha College", "E10000002": "Beta College"})
    return SimpleNamespace(
        omar=person("omar", Role.OFFICER),
        olga=person("olga", Role.OFFICER),
        carla=person("carla", Role.COORDINATOR, alpha),
        roos=person("roos", Role.READER, alpha),
        alpha=alpha,
    )


@pytest.fixture
def csv_of(small, tmp_path):
    """Return rows as the content of a file: `csv_of([small.mobility(1)])`."""

    def content(rows):
        return small.write(tmp_path / "rows.csv", rows).read_bytes()

    return content


@pytest.fixture
def bring(browse):
    """Bring files in as a browser does; return the import: `bring(omar, {"a.csv": b"..."}, day="2025-03-24")`."""

    def brought(person, files, **fields):
        uploads = [SimpleUploadedFile(name, content) for name, content in files.items()]
        answer = browse(person).post("/imports/", {"exports": uploads, **fields})
        assert answer.status_code == 302, answer.text
        return Import.objects.get(pk=answer.headers["Location"].rsplit("/", 1)[-1])

    return brought


@pytest.fixture
def do_work():
    """Do what is in the queue, as the worker does; return the import afterwards."""

    def done(one=None):
        while (begun := import_steps.begin_next()) is not None:
            work(begun)
        return None if one is None else Import.objects.get(pk=one.pk)

    return done


@pytest.fixture
def read(bring, do_work):
    """Bring files in and have them read."""

    def was_read(person, files, **fields):
        return do_work(bring(person, files, **fields))

    return was_read
