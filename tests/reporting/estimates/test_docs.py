"""The pages on how sure a figure is and on audit samples: their commands run and answer as they say."""

import csv
import json
import re
import shlex
from pathlib import Path

import pytest

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to"


def shown(page):
    """Return each command of a page with the texts that stand below it, up to the next command."""
    content = (HOW_TO / page).read_text(encoding="utf-8")
    parts = re.split(r"```console\n\$ blendwise (.*?)\n```", content, flags=re.DOTALL)[1:]
    return [
        (shlex.split(command), re.findall(r"```text\n(.*?)\n```", below, re.DOTALL))
        for command, below in zip(parts[::2], parts[1::2], strict=True)
    ]


@pytest.fixture
def here(demo_root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BLENDWISE_DATA", str(demo_root / "data"))
    return tmp_path


def test_the_page_on_how_sure_says_what_happens(here, run):
    commands = shown("say-how-sure.md")
    assert len(commands) == 10
    for command, texts in commands:
        found = run(*command, "--lang", "en")
        assert found.status == (2 if "--groups" in command else 0)
        for text in texts:
            assert text in found.out + found.err
    for chart in ("funnel", "caterpillar", "influence", "lorenz"):
        assert (here / f"{chart}.svg").exists()
        assert (here / f"{chart}.svg.csv").exists()


def answer(file, key):
    """Fill in a list as a reader would who finds what the register says."""
    with file.open(encoding="utf-8-sig", newline="") as listed:
        head, *rows = csv.reader(listed)
    for row in rows:
        row[4] = "yes" if key[int(row[0])].endswith("/ticked") else "no"
    with file.open("w", encoding="utf-8", newline="") as filled:
        csv.writer(filled).writerows([head, *rows])


def test_the_page_on_audit_samples_goes_from_plan_to_estimate(here, run):
    *before, (last, _) = shown("draw-an-audit-sample.md")
    for command, texts in before:
        found = run(*command, "--lang", "en")
        assert (found.status, found.err) == (0, "")
        for text in texts:
            assert text in found.out
    drawn = json.loads((here / "key.json").read_text(encoding="utf-8"))["drawn"]
    key = {row["number"]: row["stratum"] for row in drawn}
    for name in ("list.csv", "second.csv"):
        answer(here / name, key)
    found = run(*last, "--lang", "en")
    assert (found.status, found.err) == (0, "")
    assert "truly blended" in found.out
    assert (here / "parts.svg").exists()
