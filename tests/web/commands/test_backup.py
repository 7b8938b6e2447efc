"""A backup of a running site, put back in a new place, by the commands that an administrator uses."""

import hashlib
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from postgresql import programs, server

BLENDWISE = str(Path(sys.executable).with_name("blendwise"))


def run(*arguments, program=BLENDWISE, **settings):
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("BLENDWISE_", "DJANGO_"))}
    return subprocess.run(
        [program, *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        env=clean | settings,
    )


@pytest.fixture(scope="module")
def backup(demo_root, tmp_path_factory):
    """A demonstration site with its people, and a backup of it."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(demo_root / "data", folder / "data")
    assert run("serve", "--demonstration", folder, "--background", "--port", "8300").returncode == 0
    made = run("backup", folder / "backup.tar", "--data", folder / "data")
    run("serve", "--demonstration", folder, "--stop")
    assert made.returncode == 0, made.stderr
    return folder / "backup.tar"


def rows(data):
    with sqlite3.connect(data / "site" / "site.sqlite3") as database:
        people = database.execute(
            "SELECT id, email, role, institution_id FROM web_account ORDER BY id"
        ).fetchall()
        events = database.execute("SELECT number, hash FROM web_auditevent ORDER BY number").fetchall()
    return people, events


def test_everything_is_back_in_a_new_place(backup, tmp_path):
    done = run("restore", backup, "--data", tmp_path / "new")
    assert done.returncode == 0, done.stderr
    old = backup.parent / "data"
    assert rows(tmp_path / "new") == rows(old)
    assert (tmp_path / "new" / "key").read_bytes() == (old / "key").read_bytes()
    assert (tmp_path / "new" / "key").stat().st_mode & 0o077 == 0
    figures = [
        run("figures", "--format", "json", "--data", place).stdout for place in (old, tmp_path / "new")
    ]
    assert figures[0] == figures[1] != ""


@pytest.fixture(scope="module")
def postgresql():
    """An empty database in a PostgreSQL server of its own."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed (on Debian: apt-get install postgresql)")
    with server(programs()) as address:
        yield address


OPENED = """
import sys
from blendwise.web.serving import start_django
start_django()
from blendwise.web.actions.people import accept_invitation
from blendwise.web.models import Account, AuditEvent
accept_invitation(token=sys.argv[1].rsplit("/", 1)[1], name="Nora", password="four words in a row")
print(Account.objects.get(email="nora@agency.example").name, AuditEvent.objects.first().action)
"""


def test_on_a_site_that_was_moved_to_postgresql_people_open_accounts(backup, tmp_path, postgresql):
    place = {"BLENDWISE_DATABASE": postgresql, "BLENDWISE_DATA": str(tmp_path / "new")}
    done = run("restore", backup, **place)
    assert done.returncode == 0, done.stderr
    invited = run("open-account", "nora@agency.example", **place)
    assert invited.returncode == 0, invited.stderr
    link = invited.stdout.split()[-1]
    opened = run("-c", OPENED, link, program=sys.executable, **place)
    assert opened.stdout.split() == ["Nora", "account-opened"], opened.stderr
    assert run("audit-log", "--verify", **place).returncode == 0


SECURED = """
from blendwise.web.serving import start_django
start_django()
from allauth.mfa.totp.internal.auth import TOTP
from blendwise.web.models import Account
TOTP.activate(Account.objects.get(email="nora@agency.example"), "JBSWY3DPEHPK3PXP")
"""
SIGNS_IN = """
from blendwise.web.serving import start_django
start_django()
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from blendwise.web.models import Account
nora = Account.objects.get(email="nora@agency.example")
seed = get_adapter().decrypt(Authenticator.objects.get(user=nora, type="totp").data["secret"])
print(nora.check_password("four words in a row"), seed)
"""


def test_who_could_sign_in_before_a_move_to_postgresql_and_back_still_can(tmp_path, postgresql):
    """Password, second factor, key and audit log: all as they were."""
    first = {"BLENDWISE_DATA": str(tmp_path / "first")}
    there = {"BLENDWISE_DATA": str(tmp_path / "there"), "BLENDWISE_DATABASE": f"{postgresql}_moved"}
    back = {"BLENDWISE_DATA": str(tmp_path / "back")}
    subprocess.run(
        ["createdb", "--maintenance-db", postgresql, f"{postgresql}_moved".rpartition("/")[2]], check=True
    )
    link = run("open-account", "nora@agency.example", **first).stdout.split()[-1]
    assert run("-c", OPENED, link, program=sys.executable, **first).returncode == 0
    assert run("-c", SECURED, program=sys.executable, **first).returncode == 0
    for number, (old, new) in enumerate([(first, there), (there, back)]):
        assert run("backup", tmp_path / str(number), **old).returncode == 0
        done = run("restore", tmp_path / str(number), **new)
        assert done.returncode == 0, done.stderr
    signed_in = run("-c", SIGNS_IN, program=sys.executable, **back)
    assert signed_in.stdout.split() == ["True", "JBSWY3DPEHPK3PXP"], signed_in.stderr
    assert run("audit-log", "--verify", **back).returncode == 0
    assert rows(tmp_path / "back") == rows(tmp_path / "first")


KILLED = """
import os, signal, sys
from pathlib import Path
from blendwise.web.serving import set_up
set_up()
from blendwise.web.actions import backups
step = getattr(backups, sys.argv[2])
left = [int(sys.argv[3])]
def until_killed(*arguments):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return step(*arguments)
setattr(backups, sys.argv[2], until_killed)
getattr(backups, sys.argv[1])(Path(sys.argv[4]))
"""


def test_a_restore_that_was_killed_half_way_can_be_done_again(backup, tmp_path):
    place = {"BLENDWISE_DATA": str(tmp_path / "new")}
    killed = run("-c", KILLED, "restore", "_write_file", "4", backup, program=sys.executable, **place)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert rows(tmp_path / "new") == ([], [])
    assert any(file.is_file() for file in (tmp_path / "new").rglob("*") if "site" not in file.parts)
    done = run("restore", backup, **place)
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path / "new") == rows(backup.parent / "data")
    assert not (tmp_path / "new" / "site" / "restoring").exists()


def test_a_backup_that_was_killed_half_way_leaves_the_one_of_before(backup, tmp_path):
    kept = tmp_path / "backup.tar"
    shutil.copy(backup, kept)
    place = {"BLENDWISE_DATA": str(backup.parent / "data")}
    killed = run("-c", KILLED, "back_up", "_add", "3", kept, program=sys.executable, **place)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert kept.read_bytes() == backup.read_bytes()


def test_a_backup_is_for_its_owner_only(backup):
    assert backup.stat().st_mode & 0o077 == 0


def test_nothing_is_ever_replaced(backup):
    refused = run("restore", backup, "--data", backup.parent / "data")
    assert refused.returncode == 2
    assert "never replaces anything" in refused.stderr


def members(file):
    with tarfile.open(file) as tar:
        return {entry.name: tar.extractfile(entry).read() for entry in tar.getmembers()}


def write(file, contents):
    with tarfile.open(file, "w") as tar:
        for name, data in contents.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return file


@pytest.mark.parametrize("changes", [
    {"data/key": b"another"},
    {"data/more": b"what the manifest does not name"},
])  # fmt: skip
def test_a_backup_that_was_changed_puts_nothing_back(backup, tmp_path, changes):
    changed = write(tmp_path / "changed.tar", members(backup) | changes)
    refused = run("restore", changed, "--data", tmp_path / "new")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "was changed or damaged" in refused.stderr
    assert not (tmp_path / "new" / "snapshots").exists()


def with_its_hash(contents, name, data):
    """Return a backup in which a file was changed, and its hash in the manifest too."""
    manifest = json.loads(contents["manifest.json"])
    manifest["files"][name] = hashlib.sha256(data).hexdigest()
    return contents | {name: data, "manifest.json": json.dumps(manifest).encode()}


def test_a_log_that_was_rewritten_is_found_out(backup, tmp_path):
    contents = members(backup)
    table = json.loads(contents["database.json"])
    next(r for r in table if r["model"] == "web.auditevent")["fields"]["by"] = "somebody else"
    forged = write(
        tmp_path / "forged.tar", with_its_hash(contents, "database.json", json.dumps(table).encode())
    )
    refused = run("restore", forged, "--data", tmp_path / "new")
    assert refused.returncode == 2
    assert "audit log in this backup is not whole" in refused.stderr
    assert rows(tmp_path / "new") == ([], [])
    assert not (tmp_path / "new" / "key").exists()
    assert not (tmp_path / "new" / "snapshots").exists()


@pytest.mark.parametrize(("name", "content"), [
    ("database.json", b"no rows"),
    ("database.json", b'[{"model": "web.nothing", "pk": 1, "fields": {}}]'),
    ("database.json", b'[{"model": "web.account", "pk": "x", "fields": {}}]'),
])  # fmt: skip
def test_a_database_that_cannot_be_read_is_said_and_nothing_is_put_back(backup, tmp_path, name, content):
    odd = write(tmp_path / "odd.tar", with_its_hash(members(backup), name, content))
    refused = run("restore", odd, "--data", tmp_path / "new", "--lang", "en")
    assert refused.returncode == 2, refused.stderr
    assert "is no backup of Blendwise, or is not whole" in refused.stderr
    assert not (tmp_path / "new" / "key").exists()


def test_where_a_file_cannot_be_written_nothing_stays_behind(backup, tmp_path):
    (tmp_path / "new" / "snapshots").mkdir(parents=True)
    (tmp_path / "new" / "key").mkdir()
    refused = run("restore", backup, "--data", tmp_path / "new", "--lang", "en")
    assert refused.returncode == 2, refused.stderr
    assert rows(tmp_path / "new") == ([], [])
    assert [file for file in (tmp_path / "new" / "snapshots").rglob("*") if file.is_file()] == []


def test_a_backup_of_another_form_is_refused(backup, tmp_path):
    contents = members(backup)
    manifest = json.loads(contents["manifest.json"]) | {"format": 2}
    later = write(tmp_path / "later.tar", contents | {"manifest.json": json.dumps(manifest).encode()})
    assert run("restore", later, "--data", tmp_path / "new").returncode == 2


def test_a_file_that_would_land_elsewhere_is_refused(backup, tmp_path):
    contents = members(backup)
    escaping = write(tmp_path / "escaping.tar", with_its_hash(contents, "data/../../gotcha", b"!"))
    assert run("restore", escaping, "--data", tmp_path / "new").returncode == 2
    assert not (tmp_path / "gotcha").exists()


def test_a_file_that_is_no_backup_is_refused(tmp_path):
    (tmp_path / "x.tar").write_text("hello")
    refused = run("restore", tmp_path / "x.tar", "--data", tmp_path / "new")
    assert refused.returncode == 2
    assert "is no backup" in refused.stderr
