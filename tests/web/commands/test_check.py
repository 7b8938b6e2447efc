"""What stands in the way of a site is said before it serves anybody: its database, its data folder, its people."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from blendwise.errors import UserError
from blendwise.web.actions.demonstration import open_demonstration, refuse_real_people
from blendwise.web.serving import free_port

NOBODY_THERE = "postgresql://site:word@127.0.0.1:9/site"
SERVE, CHECK, OPEN = ("serve", "--port"), ("serve", "--check"), ("open-account", "anna@example.org")


@pytest.fixture
def run(tmp_path):
    """Return `run(command, …, SETTING=value)`: what the command said, and its exit status."""

    def told(*command, data=tmp_path / "data", lang="en", **environment):
        program = str(Path(sys.executable).with_name("blendwise"))
        around = {k: v for k, v in os.environ.items() if not k.startswith("DJANGO_")}
        return subprocess.run([program, *command, "--data", str(data), "--lang", lang], check=False, timeout=120,
                              env={**around, "BLENDWISE_SITE": str(tmp_path / "site"), **environment},
                              capture_output=True, text=True)  # fmt: skip

    return told


@pytest.mark.parametrize("command", [SERVE, CHECK, OPEN])
@pytest.mark.parametrize(("lang", "said"), [("nl", "antwoordt niet"), ("en", "does not answer")])
def test_a_database_that_does_not_answer_is_named(run, command, lang, said):
    port = [str(free_port("127.0.0.1", 8900))] if command is SERVE else []
    done = run(*command, *port, lang=lang, BLENDWISE_DATABASE=NOBODY_THERE)
    assert done.returncode == 2
    assert f"postgresql site) {said}" in done.stderr
    assert "Traceback" not in done.stderr
    assert "word@" not in done.stderr


def test_a_file_that_is_no_database_is_named(run, tmp_path):
    (tmp_path / "site.sqlite3").write_text("a letter " * 200)
    done = run(*CHECK, BLENDWISE_DATABASE=f"sqlite://{tmp_path}/site.sqlite3")
    assert done.returncode == 2
    assert "site.sqlite3) does not answer: file is not a database" in done.stderr


def test_a_data_folder_that_is_none_is_named(run, tmp_path):
    whole = {"BLENDWISE_ADDRESS": "https://blendwise.example.org"}
    run(*OPEN, **whole)
    assert run(*CHECK, **whole).returncode == 0
    (tmp_path / "letter").write_text("no folder")
    done = run(*CHECK, data=tmp_path / "letter", **whole)
    assert done.returncode == 2
    assert f"{tmp_path}/letter" in done.stderr


def test_a_demonstration_has_nobody_but_its_cast(cast, demonstration):
    """Everybody may come in there with one click."""
    with pytest.raises(UserError, match="others than the people of the demonstration: 5"):
        open_demonstration()


def test_a_demonstration_may_start_again(demo_register, db, settings):
    settings.CONFIGURATION = replace(settings.CONFIGURATION, demonstration=True)
    open_demonstration()
    refuse_real_people()
    assert len(open_demonstration()) == 4
