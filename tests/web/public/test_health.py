"""What a watchman asks a site, and what it answers while something is broken."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from django.test import Client, override_settings

ASKED = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "blendwise.web.settings"
import django
django.setup()
from django.conf import settings
from django.test import Client
client = Client(raise_request_exception=False, headers={"host": "127.0.0.1", "accept": sys.argv[1]})
for path in ("/health/alive", "/health/ready", "/check?lang=en"):
    client.cookies[settings.SESSION_COOKIE_NAME] = "somebody"
    answer = client.get(path)
    print(json.dumps([answer.status_code, answer.headers["Content-Type"], answer.text]))
"""


@pytest.fixture
def without_database(tmp_path):
    """Ask a site whose database is away; return its answers: status, kind, text."""

    def ask(accept):
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("BLENDWISE_", "DJANGO_"))}
        place = {
            "BLENDWISE_DATABASE": f"sqlite:///{tmp_path}/away/site.sqlite3",
            "BLENDWISE_DATA": str(tmp_path / "data"),
        }
        done = subprocess.run([sys.executable, "-c", ASKED, accept], env=clean | place, capture_output=True,
                              text=True, timeout=120, check=True)  # fmt: skip
        return [json.loads(line) for line in done.stdout.splitlines()]

    return ask


def test_a_site_that_works_is_ready(cast, client):
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (
        200,
        {"ready": True, "database": True, "data_folder": True},
    )


def test_whether_it_lives_is_answered_without_the_database_and_whoever_asks(client, settings):
    client.cookies[settings.SESSION_COOKIE_NAME] = "somebody"
    assert client.get("/health/alive").json() == {"alive": True}, "a test without a database may not ask one"


def test_without_its_database_a_site_lives_and_is_not_ready(without_database):
    alive, ready, page = without_database("text/html")
    assert (alive[0], json.loads(alive[2])) == (200, {"alive": True})
    assert ready[:2] == [503, "application/json"]
    assert json.loads(ready[2]) == {"ready": False, "database": False, "data_folder": True}
    assert page[:2] == [500, "text/html; charset=utf-8"]
    assert "Something went wrong on our side" in page[2]


def test_to_a_program_the_same_is_a_problem(without_database):
    *_, page = without_database("application/json")
    assert page[:2] == [500, "application/problem+json"]
    assert json.loads(page[2])["title"] == "web.our-fault"


def test_without_its_data_folder_a_site_is_not_ready(db, client, settings, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "snapshots").write_text("a file where a folder should be")
    settings.CONFIGURATION = replace(settings.CONFIGURATION, data=str(tmp_path / "data"))
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["data_folder"]) == (503, False)


@override_settings(SECURE_SSL_REDIRECT=True)
def test_health_is_told_on_this_computer_without_https(db):
    assert Client().get("/health/alive").status_code == 200
    assert Client().get("/methods").status_code == 301
