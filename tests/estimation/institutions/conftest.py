"""What the tests of institutions share: the report's table, and the published numbers with their origin."""

import tomllib
from pathlib import Path

import pytest

from blendwise.estimation.institutions import institution_counts

DATA = Path(__file__).parent / "data"


def read(name):
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def published():
    """The published numbers of a file: `published("funnel")["exact"]`."""
    return read


@pytest.fixture(scope="session")
def table():
    """Table 1 of the report: 20 institutions with ticks and 22 without, 259 of 15,738."""
    facts = read("table_1")
    empty = facts["without_ticks"]
    names = facts["names"] + [f"no ticks {i}" for i in range(1, len(empty) + 1)]
    return institution_counts(names, facts["blended"] + [0] * len(empty), facts["total"] + empty)


@pytest.fixture(scope="session")
def without_giant(table):
    """The table without ROC Midden Nederland."""
    return institution_counts(table.names[1:], table.hits[1:], table.trials[1:])


@pytest.fixture(scope="session")
def counts():
    """Make a table of institutions called 1, 2, 3 … from hits and trials."""

    def make(hits, trials, **words):
        return institution_counts([str(i + 1) for i in range(len(hits))], hits, trials, **words)

    return make
