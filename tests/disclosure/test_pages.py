"""The pages about publishing tables show what really comes out."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import pytest

from blendwise.cli import main

DOCS = Path(__file__).parents[2] / "docs"
HOW_TO = DOCS / "how-to" / "publish-a-table.md"


def test_the_commands_of_the_how_to_page(tmp_path, capfd, monkeypatch):
    text = HOW_TO.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name, content in re.findall(r"`(\S+)`:\n\n```(?:text|toml)\n(.*?)```", text, re.DOTALL):
        (tmp_path / name).write_text(content, encoding="utf-8")
    shown = re.findall(r"```console\n\$ blendwise (.*?)\n(.*?)```", text, re.DOTALL)
    assert len(shown) == 3
    for command, output in shown:
        with pytest.raises(SystemExit) as ended:
            main([*command.split(), "--lang", "en"])
        out, err = capfd.readouterr()
        assert f"{out}{err}(exit status {ended.value.code})\n" == output


def test_the_how_to_page_names_every_key_of_a_policy():
    import blendwise.disclosure

    code = (Path(blendwise.disclosure.__file__).parent / "policy_file.py").read_text(encoding="utf-8")
    known = {
        key
        for keys in re.findall(r"_refuse_unknown\(\w+, \((.*?)\), at\)", code)
        for key in re.findall(r'"([a-z-]+)"', keys)
    }
    assert {"numerator", "zeros", "knows-own"} <= known
    text = HOW_TO.read_text(encoding="utf-8")
    assert [key for key in sorted(known) if f"`{key}`" not in text and f"`{key} = " not in text] == []


@pytest.mark.parametrize(
    "module", ["controlled", "outsider", "primary", "protection", "small_counts", "suppression", "system"]
)
def test_the_examples_in_the_code_run(module):
    found = doctest.testmod(importlib.import_module(f"blendwise.disclosure.{module}"))
    assert (found.failed, found.attempted > 0) == (0, True)


def test_the_examples_of_the_explanation_run(demo_root, tmp_path, monkeypatch):
    """The worked example on the demonstration data is among them."""
    (tmp_path / "demo-data").symlink_to(demo_root)
    monkeypatch.chdir(tmp_path)
    failed, tried = doctest.testfile(str(DOCS / "explanation" / "disclosure.md"), module_relative=False)
    assert (failed, tried > 20) == (0, True)
