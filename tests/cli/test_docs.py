"""What the documentation shows is what happens: the tutorial's commands, the library's examples, the reference."""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

import blendwise.indicators  # noqa: F401  # so that its modules are there

DOCS = Path(__file__).parents[2] / "docs"
COMMANDS = re.compile(r"^```console\n\$ blendwise (.*?)\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.fixture
def beside_the_demo(demo_root, tmp_path, monkeypatch):
    (tmp_path / "demo-data").symlink_to(demo_root)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_reference_is_up_to_date():
    """Write it anew with: python -m blendwise.cli._reference > docs/reference/command-line.md."""
    done = subprocess.run(
        [sys.executable, "-m", "blendwise.cli._reference"], capture_output=True, encoding="utf-8", check=True
    )
    assert (DOCS / "reference" / "command-line.md").read_text(encoding="utf-8") == done.stdout


def test_the_tutorial_shows_what_its_commands_print(beside_the_demo, run):
    shown = COMMANDS.findall((DOCS / "tutorial.md").read_text(encoding="utf-8"))
    assert len(shown) == 8
    for command, expected in shown:
        arguments = [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', command)]
        done = run(*arguments)
        assert done.err == ""
        assert doctest.OutputChecker().check_output(expected, done.out, doctest.ELLIPSIS), (
            f"{command}\n{done.out}"
        )
    assert (beside_the_demo / "figures.xlsx").exists()


def test_the_examples_of_the_library_run(beside_the_demo):
    page = str(DOCS / "how-to" / "use-the-library.md")
    failed, tried = doctest.testfile(page, module_relative=False, optionflags=doctest.ELLIPSIS)
    assert (failed, tried > 20) == (0, True)


@pytest.mark.parametrize("name", ["concentration", "gap", "pledged"])
def test_the_examples_in_docstrings_run(name):
    failed, tried = doctest.testmod(sys.modules[f"blendwise.indicators.{name}"])
    assert (failed, tried > 0) == (0, True)


class TestTheDemonstration:
    def test_it_shows_the_figures_of_the_report(self, demo_root):
        shown = (demo_root / "shown.txt").read_text(encoding="utf-8")
        for sentence in (
            "259 are registered as blended: 1.65%.",
            "Of the 5,978 mobilities in calls 2023 and 2024 at 14 institutions (as at 24 March 2025), 114 are",
            "27 are registered as blended: 0.49%.",
            "146 have a mobility registered as blended: 2.31%.",
            "59 have a mobility registered as blended: 1.00%.",
        ):
            assert sentence in shown

    def test_it_ends_with_the_report_and_its_path(self, demo_root):
        shown = (demo_root / "shown.txt").read_text(encoding="utf-8")
        assert f"Report: {demo_root / 'report.en.html'}" in shown
        assert "15,738" in (demo_root / "report.en.html").read_text(encoding="utf-8")
