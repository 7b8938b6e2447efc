"""The examples of the manual run, against a site that really serves."""

import contextlib
import io
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from blendwise.web.actions.api_tokens import make_token

GUIDE = Path(__file__).parents[3] / "docs" / "how-to" / "use-the-api.md"


def example(language):
    return re.search(rf"```{language}\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[1]


@pytest.fixture
def served(transactional_db, cast, demonstration, live_server):
    """The address of a site and a token of an officer."""
    return {"ADDRESS": live_server.url, "TOKEN": make_token(by=cast.omar, name="manual")[1]}


def test_the_example_in_python(served):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(example("python"), dict(served))
    assert out.getvalue().startswith("Of the 15,738 mobilities")


@pytest.mark.skipif(
    shutil.which("Rscript") is None, reason="R is not installed (on Debian: apt-get install r-cran-jsonlite)"
)
def test_the_example_in_r(served, tmp_path):
    file = tmp_path / "example.R"
    file.write_text(example("r"))
    done = subprocess.run(
        ["Rscript", file], check=False, capture_output=True, text=True, env={**os.environ, **served}
    )
    assert done.stdout.strip() == "259 of 15738", done.stderr
