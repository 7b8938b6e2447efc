"""The page on checking a table, and the examples in docstrings, say what really happens."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import blendwise.tablecheck
from blendwise.tablecheck.evaluation import Outcome
from blendwise.tablecheck.statements import KINDS

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "check-a-table.md"


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("table.csv").write_text(blocks("csv")[0], encoding="utf-8")
    Path("claims.toml").write_text(blocks("toml")[0], encoding="utf-8")


def test_the_page_s_commands_run_and_answer_as_it_says(files, run):
    first, second = (re.search(r"\$ blendwise (.*)", block)[1].split() for block in blocks("console"))
    found = run(*first)
    assert (found.out, found.status) == (blocks("text")[0], 3)
    assert run(*second).status == 3


def test_the_page_s_claims_have_every_kind_and_their_outcomes_are_explained(files):
    check = blendwise.tablecheck.check_table("table.csv", claims="claims.toml")
    outcomes = [str(statement.outcome) for statement in check.statements]
    assert outcomes == [
        "holds", "not-checkable", "fails", "holds", "conflict", "conflict", "conflict", "not-comparable", "partly",
    ]  # fmt: skip
    assert {statement.kind for statement in check.statements} == set(KINDS)
    explained = set(re.findall(r"^\| `([a-z-]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert explained == {str(outcome) for outcome in Outcome}


def test_the_page_s_python_runs():
    parsed = doctest.DocTestParser().get_doctest(blocks("python")[0], {}, "page", None, None)
    assert doctest.DocTestRunner().run(parsed).failed == 0
    assert parsed.examples


@pytest.mark.parametrize(
    "name", [m.name for m in pkgutil.walk_packages(blendwise.tablecheck.__path__, "blendwise.tablecheck.")]
)
def test_the_examples_in_docstrings_run(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
