"""What click says of itself (usage, help, slips of the pen) is said in the language of the run."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from blendwise.cli._click_words import SENTENCES
from blendwise.language import LANGUAGES, has, keys

ENGLISH = (
    "Usage",
    "Options",
    "Commands",
    "Error",
    "Missing",
    "Invalid",
    "No such",
    "Try '",
    "Show this",
    "default:",
    "OPTIONS",
    "COMMAND",
    "FILE",
    "YEAR",
    "NAME",
)
WRONG = {
    "an unknown command": (["figurse"], ["De opdracht ‘figurse’ is er niet."]),
    "an unknown option": (["figures", "--call", "2021"], ["‘--call’", "--calls"]),
    "no file at all": (["import"], ["Het argument ontbreekt", "BESTANDEN"]),
    "an option without a value": (["figures", "--at"], ["Achter optie ‘--at’ hoort een waarde."]),
    "a flag with a value": (["figures", "--drafts=yes"], ["Bij optie ‘--drafts’ hoort geen waarde."]),
    "an unknown form": (["figures", "--format", "pdf"], ["‘pdf’ is niet een van", "parquet"]),
    "a call in words": (["figures", "--calls", "last"], ["‘last’ is geen getal"]),
    "a day that is none": (["figures", "--at", "yesterday"], ["‘yesterday’ is geen dag", "JJJJ-MM-DD"]),
    "one too many": (["snapshots", "one"], ["Dit argument is er een te veel: one"]),
    "one too few": (["snapshots", "--compare", "one"], ["Achter optie ‘--compare’ horen 2 waarden."]),
    "no option that is needed": (["report"], ["De optie ontbreekt", "--to"]),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_was_typed_wrong_is_said_in_dutch(run, name):
    arguments, words = WRONG[name]
    done = run_in_dutch(run, arguments)
    assert done.status == 2
    assert [word for word in words if word not in done.err] == []
    assert done.err.startswith(("Gebruik: blendwise", "Fout: "))
    assert [word for word in ENGLISH if word in done.err] == []


@pytest.mark.parametrize("arguments", [["--help"], ["figures", "--help"], ["rules", "--help"], []])
def test_help_is_dutch_too(arguments):
    """In a process of its own: one process speaks one language, and keeps the help that it has made."""
    code = "from blendwise.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        check=False,
        env=os.environ | {"BLENDWISE_LANG": "nl"},
        capture_output=True,
        encoding="utf-8",
    )
    told = done.stdout + done.stderr
    assert "Gebruik: blendwise" in told
    assert [word for word in ENGLISH if word in told] == []


def run_in_dutch(run, arguments):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BLENDWISE_LANG", "nl")
        return run(*arguments)


def test_in_english_they_are_english(run):
    assert "There is no option ‘--call’. Do you mean" in run("figures", "--call", "2021").err


def test_click_still_says_what_is_translated():
    """A sentence that a new version of click words otherwise would come out in English."""
    said = set()
    for file in Path(click.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.add(node.value)
    assert set(SENTENCES) - said == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_is_used_and_there(language):
    assert {f"cli.click.{key}" for key in SENTENCES.values()} == set(keys(language, "cli.click."))
    assert all(has(f"cli.click.{key}", language) for key in SENTENCES.values())
