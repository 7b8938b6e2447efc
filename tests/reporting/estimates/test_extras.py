"""What is not installed is said, with how to install it."""

import subprocess
import sys

import pytest

WITHOUT = """
import sys
class Without:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "scipy":
            raise ModuleNotFoundError(f"No module named {name!r}", name="scipy")
sys.meta_path.insert(0, Without())
from blendwise.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize(
    "command", [["compare", "2021", "2022"], ["funnel"], ["bounds"], ["correct", "--sensitivity", "0.5"],
                ["recapture", "--first", "3", "--second", "3", "--both", "1"], ["audit", "plan", "--budget", "400"]]
)  # fmt: skip
def test_a_command_without_scipy_names_the_extra(command):
    asked = [sys.executable, "-c", WITHOUT, *command, "--lang", "en"]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert found.returncode == 2
    assert "pip install 'blendwise[statistics]'" in found.stderr
