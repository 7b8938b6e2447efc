"""Every figure of the agency's report comes out of the demonstration data, through the store and the command line."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from blendwise.language import percent

REPORT = tomllib.loads(Path(__file__).with_name("report_figures.toml").read_text(encoding="utf-8"))
FIRST, SECOND = REPORT["calls-2021-2022"], REPORT["calls-2023-2024"]
MIDDEN = "ROC Midden Nederland"


@pytest.fixture(scope="module")
def by_institution(demo_store):
    return demo_store.figures(by=["institution"], calls=[2021, 2022])


@pytest.fixture(scope="module")
def command(demo_root):
    """Run `blendwise figures` as a process of its own and return what its JSON says."""

    def run(*arguments):
        call = "from blendwise.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", call, "figures", *arguments, "--format", "json", "--data", str(demo_root / "data")],
            capture_output=True, check=True, encoding="utf-8",
        )  # fmt: skip
        return json.loads(done.stdout)

    return run


def absent(ticks):
    return None if ticks == "n/a" else ticks


def ticks_of(row, call):
    return row["calls"][call] and row["calls"][call]["blended"]


def table_1(rows):
    ticked = [row for row in rows if row["blended"]]
    return [
        (r["institution"], r["blended"], r["mobilities"], ticks_of(r, "2021"), ticks_of(r, "2022"))
        for r in ticked
    ]


PUBLISHED = [(name, k, n, absent(a), absent(b)) for name, k, n, a, b in REPORT["table-1"]["rows"]]


class TestCalls2021And2022:
    def test_the_headline(self, by_institution):
        total = by_institution.total
        assert (total.denominator, total.numerator) == (FIRST["mobilities"], FIRST["blended"])
        assert percent(total.value, "en") == FIRST["share"]
        assert by_institution.institutions == FIRST["institutions"]

    def test_its_sentence_says_all_that_belongs_to_it(self, by_institution):
        assert by_institution.sentence("nl") == (
            "Van de 15.738 mobiliteiten in de calls 2021 en 2022 bij 42 instellingen (stand van 24 maart 2025) "
            "zijn er 259 als blended geregistreerd: 1,65%."
        )

    def test_table_1_in_its_order_with_no_project_as_none(self, by_institution):
        assert table_1(by_institution.as_rows()) == PUBLISHED

    def test_the_other_22_have_no_tick_and_7467_mobilities_together(self, by_institution):
        others = [row for row in by_institution.as_rows() if not row["blended"]]
        assert (len(others), sum(row["mobilities"] for row in others)) == (22, 15_738 - 8_271)

    def test_the_two_calls_add_up_to_the_whole(self, demo_store):
        in_2021, in_2022 = demo_store.figures(by=["call"], calls=[2021, 2022])
        assert (in_2021.numerator, in_2022.numerator) == (70, 189)
        assert in_2021.denominator + in_2022.denominator == FIRST["mobilities"]

    def test_pledged_are_2002_participants(self, demo_store):
        asked = demo_store.figures(calls=[2021, 2022], unit="participants")
        assert asked.total_row["pledged"] == FIRST["pledged"]


def in_both_units(figures_of, **question):
    found = []
    for unit in ("mobilities", "participants"):
        total = figures_of(calls=[2023, 2024], unit=unit, **question).total
        found += [total.denominator, total.numerator, percent(total.value, "en")]
    return found


class TestCalls2023And2024:
    def test_all_in_mobilities_and_in_participants(self, demo_store):
        assert in_both_units(demo_store.figures) == SECOND["all"]
        assert demo_store.figures(calls=[2023, 2024]).institutions == SECOND["institutions"]

    def test_without_the_one_institution_that_weighs_most(self, demo_store):
        assert in_both_units(demo_store.figures, without=[MIDDEN]) == SECOND["without-roc-midden-nederland"]

    def test_that_institution_alone_is_the_difference_and_has_no_groups(self, demo_store):
        #  5,978 - 5,552 = 426 and 114 - 27 = 87, in both units
        assert in_both_units(demo_store.figures, institutions=[MIDDEN]) == [
            426,
            87,
            "20.42%",
            426,
            87,
            "20.42%",
        ]

    @pytest.mark.parametrize(("unit", "at"), [("mobilities", 0), ("participants", 3)])
    def test_group_mobilities(self, demo_store, unit, at):
        by_group = {
            f.group["group"]: f for f in demo_store.figures(by=["group"], calls=[2023, 2024], unit=unit)
        }
        groups = by_group[True]
        expected = SECOND["groups"][at : at + 3]
        assert [groups.denominator, groups.numerator, percent(groups.value, "en")] == expected

    def test_mobilities_and_participants_agree_through_the_groups(self):
        (n, k, _, people, ticked, _), (groups, of_these, _, members, in_ticked, _) = (
            SECOND["all"],
            SECOND["groups"],
        )
        assert (n - groups + members, k - of_these + in_ticked) == (people, ticked)


class TestTheCommandSaysTheSame:
    def test_table_1(self, command):
        rows = command("--by", "institution", "--calls", "2021", "2022")
        assert len(rows) == FIRST["institutions"]
        assert table_1(rows) == PUBLISHED
        assert all(r["share"] == pytest.approx(r["blended"] / r["mobilities"]) for r in rows)
        assert sum(r["mobilities"] for r in rows) == FIRST["mobilities"]

    def test_calls_2023_and_2024_with_and_without_it(self, command):
        by_call = ["--by", "call", "--calls", "2023", "2024"]
        found = []
        for extra in ([], ["--without", MIDDEN]):
            for unit in ("mobilities", "participants"):
                rows = command(*by_call, "--unit", unit, *extra)
                found.append((sum(r[unit] for r in rows), sum(r["blended"] for r in rows)))
        assert found == [(5978, 114), (6324, 146), (5552, 27), (5898, 59)]

    def test_groups_and_the_pledge(self, command):
        rows = command("--by", "group", "--calls", "2023", "--calls", "2024", "--unit", "participants")
        assert {r["group"]: (r["participants"], r["blended"]) for r in rows}[True] == (375, 36)
        rows = command("--by", "call", "--calls", "2021", "2022", "--unit", "participants")
        assert sum(r["pledged"] for r in rows) == FIRST["pledged"]
