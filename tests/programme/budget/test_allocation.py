"""Who gets what: the worked example to the cent, and that money is never lost or made."""

import doctest
import tomllib
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blendwise.errors import UserError
from blendwise.programme.budget import (
    Applicant,
    Pot,
    allocate,
    allocation,
    budget_rules,
    earned_by_pledge,
    with_blended,
)

EXAMPLE = tomllib.loads(Path(__file__).with_name("worked_example.toml").read_text(encoding="utf-8"))
BUDGET = Decimal(EXAMPLE.pop("budget"))
RULES = budget_rules(2024)


def applicant(number, row):
    return Applicant(
        number=number,
        estimate=Decimal(row["estimate"]),
        financial_performance=Decimal(row["financial-performance"]),
        quality=Decimal(row["quality"]),
        participants=row["participants"],
        blended=row["blended"],
        fewer_opportunities=row["fewer-opportunities"],
        green=row["green"],
        long_term=row["long-term"],
    )


FOUR = [applicant(number, row) for number, row in EXAMPLE.items()]


class TestTheWorkedExample:
    @pytest.mark.parametrize("number", EXAMPLE)
    def test_every_amount_is_that_of_the_sheet(self, number):
        grant, row = allocate(FOUR, BUDGET, RULES).grants[number], EXAMPLE[number]

        assert dict(grant.by_pot) == {
            "basic": Decimal(row["basic-pot"]),
            "quality": Decimal(row["quality-pot"]),
            "priorities": Decimal(row["priorities-pot"]),
        }
        assert (grant.before_cap, grant.grant) == (Decimal(row["before-cap"]), Decimal(row["grant"]))

    def test_the_parts_add_up_to_the_cent(self):
        found = allocate(FOUR, BUDGET, RULES)

        assert sum(g.grant for g in found.grants.values()) + found.not_granted == BUDGET
        assert found.not_granted == 0

    def test_what_each_pledge_earned(self):
        earned = earned_by_pledge(FOUR, BUDGET, RULES)

        assert earned == {number: Decimal(row["earned"]) for number, row in EXAMPLE.items()}

    def test_if_registered_instead_of_pledged_participants_counted(self):
        registered = with_blended(FOUR, {number: row["registered"] for number, row in EXAMPLE.items()})

        grants = allocate(registered, BUDGET, RULES).grants

        assert {n: g.grant for n, g in grants.items()} == {
            number: Decimal(row["with-registered"]) for number, row in EXAMPLE.items()
        }


def two(**differs):
    first = Applicant(number="1", estimate=Decimal(100), participants=1, green=1)
    return [first, replace(first, number="2", **differs)]


def only(**pot):
    return replace(RULES, pots=(Pot("basic", Fraction(1), "estimate", **pot),))


def test_where_there_is_enough_everybody_gets_what_was_asked():
    found = allocate(two(), Decimal(250), RULES)

    assert found.enough
    assert [g.grant for g in found.grants.values()] == [100, 100]
    assert found.not_granted == 50


def test_what_is_set_aside_is_never_cut():
    found = allocate(two(set_aside=Decimal(40)), Decimal(140), only())

    # 140 - 40 = 100 to divide over 100 + 100
    assert [g.grant for g in found.grants.values()] == [50, 50 + 40]


def test_a_floor_lifts_the_small_and_the_others_pay_for_it():
    small, large = two(estimate=Decimal(900))

    grants = allocate([small, large], Decimal(500), only(floor=Decimal(80))).grants

    assert [g.grant for g in grants.values()] == [80, 420]  # by estimate it would be 50 and 450


def test_a_ceiling_stops_the_large_and_what_is_over_goes_on():
    small, large = two(estimate=Decimal(900))

    found = allocate([small, large], Decimal(500), only(ceiling=Decimal(300)))

    # 50 and 450 by estimate; the ceiling leaves 150 in the pot: 100 - 50 fills the small, the rest goes on by room
    assert [g.grant for g in found.grants.values()] == [100, 400]


def test_a_maximum_grant_caps_also_where_there_is_enough():
    found = allocate(two(), Decimal(500), replace(RULES, maximum_grant=Decimal(70)))

    assert [g.grant for g in found.grants.values()] == [70, 70]
    assert found.not_granted == 500 - 140


def test_what_the_pots_leave_is_the_reserve():
    reserved = replace(RULES, pots=(Pot("basic", Fraction("0.9"), "estimate"),))

    found = allocate(two(), Decimal(100), reserved)

    assert [g.grant for g in found.grants.values()] == [45, 45]
    assert found.not_granted == 10


@pytest.mark.parametrize(
    ("applicants", "budget", "words"),
    [
        ([two()[0], two()[0]], "100", "same number: 1"),
        (two(estimate=Decimal("0.001")), "100", "whole cents"),
        (two(), "-1", "whole cents"),
        (two(set_aside=Decimal(90)), "80", "set aside"),
    ],
)
def test_what_cannot_be_divided_is_refused(applicants, budget, words):
    with pytest.raises(UserError, match=words):
        allocate(applicants, Decimal(budget), RULES)


def test_floors_that_no_pot_can_pay_are_refused():
    with pytest.raises(UserError, match="too small for a floor of 80"):
        allocate(two(), Decimal(100), only(floor=Decimal(80)))


cents = st.integers(0, 10**8).map(lambda n: Decimal(n) / 100)
applicants = st.lists(
    st.builds(
        lambda **values: values,
        estimate=cents,
        financial_performance=st.sampled_from(["0", "0.5", "0.93", "1"]).map(Decimal),
        quality=st.integers(0, 100).map(Decimal),
        participants=st.integers(0, 300),
        parts=st.tuples(*[st.fractions(0, 1, max_denominator=20)] * 4),
    ),
    min_size=1,
    max_size=12,
)


def built(values, number):
    parts = dict(zip(("blended", "fewer_opportunities", "green", "long_term"), values["parts"], strict=True))
    people = {name: int(part * values["participants"]) for name, part in parts.items()}
    return Applicant(number=f"{number:03d}", **{k: v for k, v in values.items() if k != "parts"}, **people)


@settings(max_examples=80, deadline=None)
@given(applicants, cents, st.sampled_from([None, Decimal(50_000), Decimal("0.01")]))
def test_money_is_never_lost_or_made(told, budget, maximum):
    there = [built(values, n) for n, values in enumerate(told)]
    rules = replace(RULES, maximum_grant=maximum)

    found = allocate(there, budget, rules)

    assert sum(g.grant for g in found.grants.values()) + found.not_granted == budget
    assert found.not_granted >= 0
    for one in there:
        grant = found.grants[one.number].grant
        assert 0 <= grant <= one.estimate
        assert grant == grant.quantize(Decimal("0.01"))


@settings(max_examples=40, deadline=None)
@given(applicants, cents)
def test_each_pot_adds_up_by_itself(told, budget):
    there = [built(values, n) for n, values in enumerate(told)]

    found = allocate(there, budget, RULES)

    if not found.enough:
        for pot in RULES.pots:
            parts = sum(g.by_pot[pot.name] for g in found.grants.values())
            weighed = any(g.by_pot[pot.name] for g in found.grants.values())
            assert parts == (int(pot.share * Fraction(budget) * 100) / Decimal(100) if weighed else 0)


@settings(max_examples=40, deadline=None)
@given(applicants, cents, st.randoms(use_true_random=False))
def test_the_order_of_the_applicants_does_not_matter(told, budget, random):
    there = [built(values, n) for n, values in enumerate(told)]
    turned = random.sample(there, len(there))

    assert allocate(there, budget, RULES) == allocate(turned, budget, RULES)


def test_the_examples_run():
    assert doctest.testmod(allocation).failed == 0
