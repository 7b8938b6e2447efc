"""Any folder that Arrow can address keeps snapshots: by a file:// address, and in an S3-compatible store."""

import logging
from datetime import date

import pytest
from moto.server import ThreadedMotoServer
from pyarrow import fs

from blendwise.errors import UserError
from blendwise.store import open_store

DAY = date(2025, 3, 24)


@pytest.fixture(scope="module")
def s3():
    """A bucket in an S3-compatible server over HTTP; yields its address and a way to its objects."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    options = f"endpoint_override={host}:{port}&scheme=http&region=eu-west-1"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        maker, _ = fs.FileSystem.from_uri(f"s3://bucket?{options}&allow_bucket_creation=true")
        maker.create_dir("bucket")
        yield lambda name: (f"s3://bucket/{name}?{options}", maker, f"bucket/{name}")
        server.stop()


@pytest.fixture(params=["file", "s3"])
def place(request, tmp_path):
    if request.param == "file":
        return tmp_path.joinpath("data").as_uri(), fs.LocalFileSystem(), str(tmp_path / "data")
    return request.getfixturevalue("s3")(tmp_path.name)


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_what_goes_in_comes_out(place, export):
    address, *_ = place
    assert open_store(address).snapshots() == []
    (snapshot,) = open_store(address).import_files([export], day=DAY).snapshots
    assert open_store(address).snapshots() == [snapshot]
    total = open_store(address).figures().total
    assert (total.numerator, total.denominator) == (1, 3)
    assert open_store(address).findings(snapshot.id) == []


def test_the_same_files_are_recognised(place, export):
    address, *_ = place
    open_store(address).import_files([export], day=DAY)
    assert open_store(address).import_files([export], day=DAY).known


def test_a_folder_without_a_manifest_does_not_exist(place, export):
    address, files, folder = place
    (snapshot,) = open_store(address).import_files([export], day=DAY).snapshots
    files.delete_file(f"{folder}/snapshots/{snapshot.id}/manifest.json")
    assert open_store(address).snapshots() == []


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_changed_or_missing_file_is_found_and_mended_by_putting_it_back(place, export, damage):
    address, files, folder = place
    (snapshot,) = open_store(address).import_files([export], day=DAY).snapshots
    file = f"{folder}/snapshots/{snapshot.id}/mobilities.parquet"
    with files.open_input_stream(file) as stream:
        content = stream.read()
    if damage == "missing":
        files.delete_file(file)
    else:
        put(files, file, content[:-1] + b"x")
    with pytest.raises(UserError) as raised:
        open_store(address).figures()
    assert raised.value.code == {"changed": "snapshots.changed", "missing": "snapshots.missing-file"}[damage]
    put(files, file, content)
    assert open_store(address).figures().total.denominator == 3


def put(files, file, content):
    with files.open_output_stream(file) as out:
        out.write(content)


def test_a_bucket_that_is_not_there_is_said(s3, export):
    address, *_ = s3("data")
    gone = address.replace("s3://bucket/", "s3://no-such-bucket/")
    with pytest.raises(UserError) as raised:
        open_store(gone).import_files([export], day=DAY)
    assert raised.value.sentence("en").startswith(f"{gone} can't be written")
    assert open_store(gone).snapshots() == []
