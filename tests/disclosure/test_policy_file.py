"""Policies as files: read at a date, refused with the place when they can't be used."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from blendwise.disclosure import Zeros, default_policy, read_policy
from blendwise.disclosure.policy import Dominance, PriorPosterior
from blendwise.disclosure.suppression import by_value
from blendwise.errors import UserError
from blendwise.records import Unit

BROKEN = sorted((Path(__file__).parent / "data" / "broken").glob("*.toml"))
DAY = date(2025, 3, 24)

WHOLE = """
population = "Calls 2021 and 2022, all schools"
cost = "values"
seconds = 10

[dimensions.place]
parts = { Land = ["North", "South"], North = ["A", "B"] }
group = true
knows-own = true

[dimensions.level]
total = "All"

[columns.mobilities]
unit = "mobilities"
public = [{ from = 2021-01-01, source = "agreement of 2020" }]

[columns.learners]
unit = "participants"
zeros = "free"
threshold = [
  { below = 3, from = 2021-01-01, source = "first rule" },
  { below = 5, from = 2024-01-01, source = "second rule" },
]
margin = [{ value = 2, from = 2021-01-01, source = "first rule" }]

[columns.grant]
dominance = [{ n = 2, k = 75, from = 2021-01-01, source = "guide" }]
prior-posterior = [{ p = 10, from = 2021-01-01, source = "guide" }]
contributions = ["first", "second"]

[[sums]]
total = "mobilities"
parts = ["learners"]
group = true

[shares.share]
numerator = "learners"
denominator = "mobilities"
complement = true
"""


@pytest.fixture
def whole(tmp_path):
    file = tmp_path / "policy.toml"
    file.write_text(WHOLE, encoding="utf-8")
    return file


class TestReading:
    def test_rules_hold_from_their_date_until_the_next(self, whole):
        assert read_policy(whole, on=date(2023, 12, 31)).columns["learners"].below == 3
        assert read_policy(whole, on=date(2024, 1, 1)).columns["learners"].below == 5

    def test_before_the_first_date_no_rule_holds(self, whole):
        with pytest.raises(UserError) as refused:
            read_policy(whole, on=date(2020, 12, 31))
        assert refused.value.code == "disclosure.policy-not-yet"
        assert "1 January 2021" in refused.value.sentence("en")

    def test_all_else_is_read_too(self, whole):
        policy = read_policy(whole, on=DAY)
        place, level = policy.dimensions
        assert place.totals == (("Land", ("North", "South")), ("North", ("A", "B")))
        assert (place.group, place.knows_own, level.totals) == (True, True, (("All", ()),))
        assert policy.columns["mobilities"].public
        learners, grant = policy.columns["learners"], policy.columns["grant"]
        assert (learners.zeros, learners.margin, learners.unit) == (Zeros.FREE, 2, Unit.PARTICIPANTS)
        assert (grant.dominance, grant.prior_posterior) == (Dominance(2, 75), PriorPosterior(10, 100))
        assert policy.sums[0].parts == ("learners",)
        assert policy.shares[0].complement
        assert policy.cost(np.array([7.0])) == by_value(np.array([7.0]))
        assert (policy.seconds, policy.population) == (10, "Calls 2021 and 2022, all schools")

    def test_the_default_has_one_threshold_for_all_columns(self):
        policy = default_policy(on=DAY)
        assert set(policy.columns) == {"*"}
        assert (policy.columns["*"].below, policy.columns["*"].zeros) == (5, Zeros.SHOWN)

    def test_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(UserError) as refused:
            read_policy(tmp_path / "none.toml", on=DAY)
        assert refused.value.code == "general.not-found"


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_policy_is_refused_in_these_words(file):
    wanted = re.search(r"^# says: (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)[1]
    with pytest.raises(UserError) as refused:
        read_policy(file, on=DAY)
    assert wanted in refused.value.sentence("en")
    assert refused.value.sentence("nl")


def test_there_is_a_broken_policy_for_each_kind_of_refusal():
    import blendwise.disclosure

    package = Path(blendwise.disclosure.__file__).parent
    code = "".join((package / name).read_text(encoding="utf-8") for name in ("policy.py", "policy_file.py"))
    kinds = set(re.findall(r'"disclosure\.([a-z-]+)"', code)) - {"policy-not-yet"}
    seen = set()
    for file in BROKEN:
        with pytest.raises(UserError) as refused:
            read_policy(file, on=DAY)
        seen.add(refused.value.code.removeprefix("disclosure."))
    assert seen == kinds
