"""Calls of other institutions do not belong in one figure; whoever asks for them all is told."""

import pytest

COMMANDS = [
    ("funnel",), ("influence",), ("concentration",), ("bounds",), ("correct", "--sensitivity", 0.5),
    ("audit", "plan", "--budget", 400),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_all_calls_at_once_bring_a_warning_that_names_the_sets(run, demo_root, command):
    found = run(*command, "--data", demo_root / "data", "--lang", "en")
    assert found.status == 0
    assert "2021 and 2022 (42 institutions); 2023 and 2024 (14 institutions)" in found.err
    assert "--calls 2021 2022" in found.err


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_calls_that_belong_together_bring_none(run, demo_root, command):
    found = run(*command, "--calls", 2021, 2022, "--data", demo_root / "data", "--lang", "nl")
    assert (found.status, found.err) == (0, "")
