"""What is heavy loads only when it is used."""

import subprocess
import sys

import pytest

HEAVY = (
    "django",
    "scipy",
    "pyspark",
    "altair",
    "polars",
    "ibis",
    "pandas",
    "numpy",
    "duckdb",
    "pyarrow",
    "xlsxwriter",
    "jinja2",
)
LOADED = f"import sys; print(*(m for m in {HEAVY} if m in sys.modules))"
HELP = "import contextlib, io, blendwise.cli as c\nwith contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()): c.main({})\n"


def heavy_after(code):
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{LOADED}"], capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_the_import_of_the_library_is_light():
    assert heavy_after("import blendwise") == []


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["figures", "--help"], ["import", "--help"]]
)
def test_help_is_light(arguments):
    assert heavy_after(HELP.format(arguments)) == []


def test_this_test_would_see_it():
    assert "ibis" in heavy_after("import blendwise; blendwise.open_store")


def test_the_store_needs_no_statistics_and_no_charts():
    assert {"scipy", "altair", "django", "pyspark"}.isdisjoint(
        heavy_after("import blendwise; blendwise.open_store")
    )
