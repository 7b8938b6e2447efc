"""None found: the printed table, its inverse, and the sentence."""

import tomllib
from pathlib import Path

import pytest
from scipy.stats import hypergeom

from blendwise.errors import UserError
from blendwise.estimation.audit import checks_for_none_found, none_found, none_found_table
from blendwise.estimation.result import Scope

TABLE = tomllib.loads((Path(__file__).parents[1] / "data" / "audit.toml").read_text())["none-found"]


def test_the_table_exactly_as_printed():
    found = none_found_table(TABLE["unticked"], TABLE["ticks"])
    printed = [[r.checked, r.missed_at_most, r.blended_at_most, round(100 * r.share, 2)] for r in found]
    assert printed == TABLE["rows"]


@pytest.mark.parametrize(("checked", "missed"), [(row[0], row[1]) for row in TABLE["rows"]])
def test_one_more_would_have_made_none_found_less_likely_than_five_percent(checked, missed):
    assert hypergeom.pmf(0, TABLE["unticked"], missed, checked) > 0.05
    assert hypergeom.pmf(0, TABLE["unticked"], missed + 1, checked) <= 0.05


@pytest.mark.parametrize("missed", [0, 21, 152, 764, 15478])
def test_the_fewest_checks_that_show_it(missed):
    checks = checks_for_none_found(missed, TABLE["unticked"])
    assert none_found_table(TABLE["unticked"], 0, [checks])[0].missed_at_most <= missed
    assert none_found_table(TABLE["unticked"], 0, [checks - 1])[0].missed_at_most > missed


def test_all_checked_leaves_the_ticks():
    assert none_found_table(100, 7, [100])[0].blended_at_most == 7
    assert checks_for_none_found(100, 100) == 0


def test_the_sentence_of_the_sheet():
    scope = Scope(calls=(2021, 2022))
    assert none_found(300, 15479, 259, scope=scope).sentence("nl") == (
        "Bij 300 nagekeken mobiliteiten zonder vinkje bleek er geen enkele blended. Dan zijn er in de calls 2021 en "
        "2022 hoogstens 411 van de 15.738 werkelijk blended (2,61%); waren het er meer, dan was de kans op dit "
        "resultaat kleiner dan 5,0%."
    )


def test_refusals():
    with pytest.raises(UserError, match="‘checked’, position 1: 20 is more than ‘unticked’"):
        none_found(20, 10, 1)
    with pytest.raises(UserError, match=r"0\.4 is too low for an upper limit"):
        none_found_table(100, 1, [10], level=0.4)
