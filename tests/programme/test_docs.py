"""The pages on the rules are true: examples run, the reference is made from the rules files."""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

import blendwise.programme
from blendwise.programme import comparing, load, overview, verdict
from blendwise.programme.against_rules import MISFITS
from blendwise.programme.budget import read_budget_rules
from blendwise.programme.loading import FOLDER, shipped
from blendwise.programme.reference import reference_page
from blendwise.programme.what_if import read_what_if

ROOT = Path(__file__).parents[2]
WHAT_COUNTS = ROOT / "docs" / "explanation" / "what-counts.md"
TEXT = WHAT_COUNTS.read_text(encoding="utf-8")
HOW_TO = ROOT / "docs" / "how-to"


def test_the_reference_is_up_to_date():
    """Write it anew with: python -m blendwise.programme.reference > docs/reference/rules.md."""
    page = (ROOT / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")

    assert page == reference_page(shipped(), "en")


def test_the_reference_can_be_made_in_dutch_too():
    assert reference_page(shipped(), "nl").startswith("# De regels van het programma, per call")


def test_the_examples_in_the_explanation_run():
    failed, tried = doctest.testfile(str(WHAT_COUNTS), module_relative=False)

    assert (failed, tried > 10) == (0, True)


@pytest.mark.parametrize("module", [blendwise.programme, comparing, overview, verdict])
def test_the_examples_in_the_docstrings_run(module):
    failed, tried = doctest.testmod(module)

    assert (failed, tried > 0) == (0, True)


CONSOLE = re.findall(r"```console\n\$ blendwise (.*?)\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize(("arguments", "shown"), CONSOLE)
def test_the_commands_in_the_explanation_print_what_is_shown(arguments, shown):
    run = subprocess.run(
        [sys.executable, "-c", "from blendwise.cli import main; main()", *arguments.split(), "--lang", "en"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )

    assert run.stdout == shown


def test_the_call_file_in_the_explanation_is_in_order(tmp_path):
    (example,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    file = tmp_path / "2028.toml"
    file.write_text(example, encoding="utf-8")

    assert 2028 in load(FOLDER, extra_calls=(file,)).calls


@pytest.mark.parametrize("page", ["rules-on-your-data.md", "find-what-was-never-ticked.md"])
def test_the_examples_in_the_how_tos_run(page):
    failed, tried = doctest.testfile(str(HOW_TO / page), module_relative=False)

    assert (failed, tried > 5) == (0, True)


def test_every_kind_of_misfit_is_in_the_how_to():
    page = (HOW_TO / "rules-on-your-data.md").read_text(encoding="utf-8")

    assert all(f"`{kind}`" in page for kind in MISFITS.values())


def test_the_overlay_and_the_weights_in_the_how_to_are_in_order(tmp_path):
    overlay, weights = re.findall(
        r"```toml\n(.*?)```", (HOW_TO / "rules-on-your-data.md").read_text("utf-8"), re.DOTALL
    )
    for name, text in (("overlay.toml", overlay), ("weights.toml", weights)):
        (tmp_path / name).write_text(text, encoding="utf-8")

    assert read_what_if(tmp_path / "overlay.toml", shipped()).calls == (2025, 2026)
    assert read_budget_rules(tmp_path / "weights.toml")[2024].pots[0].floor == 10000
