"""Who gets what: a budget divided over applicants. Money is never lost or made, to the cent.

1. If what is asked is not more than the budget, everybody gets it. 2. Else what is set aside is granted uncut, and
the pots are divided, each by the estimate times what it is weighed by. 3. A grant stops at its cap, and what is over
goes to those with room, by their estimates, until nothing moves. 4. Fractions of a cent go to the largest
remainders, of equals to the lowest number. The model is our own; it fits the published rules of several agencies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from blendwise.errors import UserError
from blendwise.programme.budget.applicant import Applicant
from blendwise.programme.budget.rules import BudgetRules, Pot

__all__ = ["Allocation", "Grant", "allocate", "earned_by_pledge", "with_blended"]

Amounts = dict[str, Fraction]
"""Exact euros by the number of the applicant."""
_CENTS = 100


@dataclass(frozen=True, slots=True)
class Grant:
    """What one applicant gets, in euro."""

    number: str
    by_pot: Mapping[str, Decimal]
    """From each pot, before the cap; each pot adds up by itself. Empty where there is enough for everybody."""
    before_cap: Decimal
    set_aside: Decimal
    grant: Decimal
    """With what is set aside."""
    capped: bool


@dataclass(frozen=True, slots=True)
class Allocation:
    """A whole division: the grants and what nobody gets add up to the budget."""

    budget: Decimal
    grants: Mapping[str, Grant]
    not_granted: Decimal
    """The reserve, and what nobody had room for."""
    enough: bool
    """Whether there was enough for everybody."""


def allocate(applicants: Iterable[Applicant], budget: Decimal, rules: BudgetRules) -> Allocation:
    """Divide a budget (euro, whole cents). Raises UserError where applicants share a number or amounts can't be.

    >>> from blendwise.programme.budget import budget_rules
    >>> two = [Applicant(number=n, estimate=Decimal(60), participants=1, green=1) for n in "AB"]
    >>> [str(grant.grant) for grant in allocate(two, Decimal("100.01"), budget_rules(2024)).grants.values()]
    ['50.01', '50.00']
    """
    there = _checked(applicants, budget)
    whole = {a.number: _whole(a, rules) for a in there}
    asked = sum((grant.grant for grant in whole.values()), Decimal(0))
    if asked <= budget:
        return Allocation(budget, MappingProxyType(whole), budget - asked, enough=True)
    rest = Fraction(budget) - sum((Fraction(a.set_aside) for a in there), Fraction(0))
    if rest < 0:
        raise UserError("budget.below-set-aside", budget=budget)
    pots = {pot.name: _divided(pot, pot.share * rest, there, rules) for pot in rules.pots}
    before = {a.number: sum((pot[a.number] for pot in pots.values()), Fraction(0)) for a in there}
    left = sum((pot.share for pot in rules.pots), Fraction(0)) * rest - sum(before.values(), Fraction(0))
    caps = {a.number: _cap(a, rules) for a in there}
    return _written(there, budget, pots, before, _passed_on(before, caps, there, left), caps)


def _checked(applicants: Iterable[Applicant], budget: Decimal) -> list[Applicant]:
    there = sorted(applicants, key=lambda a: a.number)
    numbers = [a.number for a in there]
    twice = sorted({n for n in numbers if numbers.count(n) > 1})
    if twice:
        raise UserError("budget.number-twice", numbers=twice)
    amounts = [budget, *(a.estimate for a in there), *(a.set_aside for a in there)]
    if any(amount < 0 or amount * _CENTS % 1 for amount in amounts):
        raise UserError("budget.not-in-cents")
    return there


def _whole(applicant: Applicant, rules: BudgetRules) -> Grant:
    most = applicant.estimate if rules.maximum_grant is None else min(applicant.estimate, rules.maximum_grant)
    none: Mapping[str, Decimal] = MappingProxyType({})
    return Grant(applicant.number, none, most, applicant.set_aside, most + applicant.set_aside, capped=True)


def _cap(applicant: Applicant, rules: BudgetRules) -> Fraction | None:
    limits = [] if rules.above_estimate else [Fraction(applicant.estimate)]
    limits += [] if rules.maximum_grant is None else [Fraction(rules.maximum_grant)]
    return min(limits, default=None)


def _weight(applicant: Applicant, pot: Pot, rules: BudgetRules) -> Fraction:
    if pot.weigh_by == "estimate":
        return Fraction(applicant.estimate)
    if pot.weigh_by == "priorities":
        parts = (weight * applicant.share(name) for name, weight in rules.priorities.items())
        return Fraction(applicant.estimate) * sum(parts, Fraction(0))
    score: Decimal = getattr(applicant, pot.weigh_by.replace("-", "_"))
    return Fraction(applicant.estimate) * Fraction(score)


def _divided(pot: Pot, amount: Fraction, there: Sequence[Applicant], rules: BudgetRules) -> Amounts:
    """Divide a pot by its weights, between floor and ceiling; what the ceilings leave stays in the pot."""
    floor, ceiling = Fraction(pot.floor or 0), None if pot.ceiling is None else Fraction(pot.ceiling)
    if floor * len(there) > amount:
        raise UserError("budget.floors-above-pot", pot=pot.name, floor=pot.floor, n=len(there))
    weights = {a.number: _weight(a, pot, rules) for a in there}
    fixed: Amounts = {}
    while True:
        free = {n: w for n, w in weights.items() if n not in fixed}
        parts = _by_weight(amount - sum(fixed.values(), Fraction(0)), free)
        low = {n: floor for n, part in parts.items() if part < floor}
        high = {n: ceiling for n, part in parts.items() if ceiling is not None and part > ceiling}
        if not low and not high:
            return {n: (fixed | parts)[n] for n in weights}
        short = sum((floor - parts[n] for n in low), Fraction(0))
        over = sum((parts[n] - limit for n, limit in high.items()), Fraction(0))
        fixed |= low if short >= over else {}  # the larger side first: fixing the other could be undone by it
        fixed |= high if over >= short else {}


def _by_weight(amount: Fraction, weights: Mapping[str, Fraction]) -> Amounts:
    whole = sum(weights.values(), Fraction(0))
    return {n: amount * w / whole if whole else Fraction(0) for n, w in weights.items()}


def _passed_on(
    before: Amounts, caps: Mapping[str, Fraction | None], there: Sequence[Applicant], left: Fraction
) -> Amounts:
    """Stop at the caps and pass on what is over, by estimate, to those with room, until nothing moves."""
    estimates = {a.number: Fraction(a.estimate) for a in there}
    given = dict(before)
    while True:
        over = {n: part - cap for n, part in given.items() if (cap := caps[n]) is not None and part > cap}
        given |= {n: given[n] - more for n, more in over.items()}
        left += sum(over.values(), Fraction(0))
        room = {n: estimates[n] for n, part in given.items() if (cap := caps[n]) is None or part < cap}
        more = _by_weight(left, room)
        if not left or not any(more.values()):
            return given
        given |= {n: given[n] + part for n, part in more.items()}
        left = Fraction(0)


def _written(
    there: Sequence[Applicant],
    budget: Decimal,
    pots: Mapping[str, Amounts],
    before: Amounts,
    after: Amounts,
    caps: Mapping[str, Fraction | None],
) -> Allocation:
    in_pots = {name: _in_cents(amounts) for name, amounts in pots.items()}
    rounded, uncapped = _in_cents(after), _in_cents(before)
    grants = {
        a.number: Grant(
            a.number,
            MappingProxyType({name: amounts[a.number] for name, amounts in in_pots.items()}),
            uncapped[a.number],
            a.set_aside,
            rounded[a.number] + a.set_aside,
            capped=caps[a.number] is not None and after[a.number] == caps[a.number],
        )
        for a in there
    }
    granted = sum((grant.grant for grant in grants.values()), Decimal(0))
    return Allocation(budget, MappingProxyType(grants), budget - granted, enough=False)


def _in_cents(amounts: Amounts) -> dict[str, Decimal]:
    """Round to cents by the largest remainder, so that the parts add up; of equals the lowest number first."""
    exact = {n: amount * _CENTS for n, amount in amounts.items()}
    down = {n: int(cents) for n, cents in exact.items()}
    missing = int(sum(exact.values(), Fraction(0))) - sum(down.values())
    first = sorted(exact, key=lambda n: (down[n] - exact[n], n))[:missing]
    return {n: Decimal(cents + (n in first)).scaleb(-2) for n, cents in down.items()}


def earned_by_pledge(
    applicants: Iterable[Applicant], budget: Decimal, rules: BudgetRules
) -> dict[str, Decimal]:
    """Return what its pledge earned each applicant: its grant, less what it would get with no pledge of its own.

    A pledge of an applicant that is capped anyway earns nothing.
    """
    there = tuple(applicants)
    grants = allocate(there, budget, rules).grants
    return {
        a.number: grants[a.number].grant
        - allocate(with_blended(there, {a.number: 0}), budget, rules).grants[a.number].grant
        if a.blended
        else Decimal(0)
        for a in there
    }


def with_blended(applicants: Iterable[Applicant], blended: Mapping[str, int]) -> list[Applicant]:
    """Return the applicants with other numbers of participants in blended mobility, such as those registered."""
    return [replace(a, blended=min(blended.get(a.number, a.blended), a.participants)) for a in applicants]
