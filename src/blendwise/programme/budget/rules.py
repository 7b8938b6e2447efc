"""The rules by which a budget is divided: pots, weights, floors, ceilings and caps per call, from a data file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from blendwise.errors import unknown_name
from blendwise.programme.budget.applicant import PRIORITIES
from blendwise.programme.loading import shipped
from blendwise.programme.refusals import Refusals, nearest_of
from blendwise.programme.rulebook import Source, Status
from blendwise.programme.schema import TABLE, TEXT, YES_NO, Shape, check_table, one_of, read_toml

__all__ = [
    "ENTERED",
    "WEIGHED_BY",
    "BudgetRules",
    "Pot",
    "budget_rules",
    "entered_rules",
    "example_rules",
    "read_budget_rules",
]

WEIGHED_BY = ("estimate", "financial-performance", "quality", "priorities", "geography")
ENTERED = "entered"
"""The source of rules that somebody entered."""
_EXAMPLE = Path(__file__).with_name("example.toml")


def _is_amount(value: Any) -> bool:
    try:
        return isinstance(value, str) and Decimal(value).is_finite() and Decimal(value) >= 0
    except InvalidOperation:
        return False


_AMOUNT = Shape("amount", _is_amount)
_FILE = {"status": one_of(*Status), "source": TEXT, "calls": TABLE}
_CALL = {"pots": TABLE, "priorities": TABLE, "maximum-grant": _AMOUNT, "above-estimate": YES_NO}
_POT = {"share": _AMOUNT, "weigh-by": one_of(*WEIGHED_BY), "floor": _AMOUNT, "ceiling": _AMOUNT}


@dataclass(frozen=True, slots=True)
class Pot:
    """A part of the budget, and by what it is divided."""

    name: str
    share: Fraction
    weigh_by: str
    floor: Decimal | None = None
    """The least that an applicant gets from this pot, in euro."""
    ceiling: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BudgetRules:
    """The rules of one call."""

    call_year: int
    pots: tuple[Pot, ...]
    priorities: Mapping[str, Fraction]
    maximum_grant: Decimal | None
    above_estimate: bool
    status: Status
    """How sure they are; the weights of agencies are not public, so those that come with the program are our own."""
    source: Source | str


@cache
def example_rules() -> Mapping[int, BudgetRules]:
    """Return the example that comes with the program, by call."""
    return read_budget_rules(_EXAMPLE)


def budget_rules(call_year: int, rules: Mapping[int, BudgetRules] | None = None) -> BudgetRules:
    """Return the rules of a call: its own, else those of the nearest call before.

    Raises UserError for a call before the first.

    >>> [str(pot.share) for pot in budget_rules(2024).pots]
    ['13/20', '3/20', '1/5']
    """
    known = rules if rules is not None else example_rules()
    before = [year for year in known if year <= call_year]
    if not before:
        raise unknown_name(str(call_year), "call", map(str, known))
    return replace(known[max(before)], call_year=call_year)


def entered_rules(
    call_year: int,
    shares: Mapping[str, Decimal],
    priorities: Mapping[str, Decimal],
    maximum_grant: Decimal | None = None,
) -> BudgetRules:
    """Return rules that somebody entered: the pots of the example with other shares, and other weights.

    `shares` and `priorities` are parts of 1. Raises RulesError where the pots are more than the whole, or a pot is
    divided by priorities of which none weighs anything.

    >>> entered_rules(2024, {"basic": Decimal("0.8")}, {}).pots[0].share
    Fraction(4, 5)
    """
    by = {pot.name: pot.weigh_by for pot in budget_rules(call_year).pots}
    table = {
        "pots": {
            name: {"share": str(share), "weigh-by": by[name]} for name, share in shares.items() if share
        },
        "priorities": {name: str(weight) for name, weight in priorities.items()},
    } | ({} if maximum_grant is None else {"maximum-grant": str(maximum_grant)})
    refusals = Refusals()
    rules = _rules(call_year, table, {"status": Status.OWN, "source": ENTERED}, ENTERED, refusals)
    refusals.raise_if_any()
    if rules is None:
        raise AssertionError(table)
    return rules


def read_budget_rules(file: Path) -> Mapping[int, BudgetRules]:
    """Read a file of budget rules, a table per call. Raises RulesError with every fault found."""
    refusals = Refusals()
    table = read_toml(file, file.name, refusals)
    usable = check_table(table, file.name, refusals, shapes=_FILE) if not refusals.found else False
    calls = table["calls"] if usable else {}
    found = {
        int(year): _rules(int(year), values, table, f"{file.name} [calls.{year}]", refusals)
        for year, values in calls.items()
        if _is_year(year, file.name, refusals)
    }
    if usable and not calls:
        refusals.add("no-calls", file.name)
    refusals.raise_if_any()
    return MappingProxyType({year: rules for year, rules in found.items() if rules is not None})


def _is_year(year: str, at: str, refusals: Refusals) -> bool:
    if not (year.isascii() and year.isdigit()):
        refusals.add("wrong-type.whole-number", f"{at} calls", value=year)
        return False
    return True


def _rules(
    year: int, values: Any, table: Mapping[str, Any], at: str, refusals: Refusals
) -> BudgetRules | None:
    optional = ("priorities", "maximum-grant", "above-estimate")
    if not check_table(values, at, refusals, shapes=_CALL, optional=optional):
        return None
    pots = tuple(_pot(name, pot, f"{at} pots.{name}", refusals) for name, pot in values["pots"].items())
    priorities = _priorities(values.get("priorities", {}), f"{at} priorities", refusals)
    given = sum((pot.share for pot in pots), Fraction(0))
    if given > 1:
        refusals.add("pots-above-whole", at, sum=given)
    if any(pot.weigh_by == "priorities" for pot in pots) and not any(priorities.values()):
        refusals.add("no-priorities", at)
    return BudgetRules(
        year,
        pots,
        MappingProxyType(priorities),
        Decimal(values["maximum-grant"]) if "maximum-grant" in values else None,
        values.get("above-estimate", False),
        Status(table["status"]),
        shipped().sources.get(table["source"], table["source"]),
    )


def _pot(name: str, table: Any, at: str, refusals: Refusals) -> Pot:
    if not check_table(table, at, refusals, shapes=_POT, optional=("floor", "ceiling")):
        return Pot(name, Fraction(0), WEIGHED_BY[0])
    floor, ceiling = (Decimal(table[key]) if key in table else None for key in ("floor", "ceiling"))
    if floor is not None and ceiling is not None and floor > ceiling:
        refusals.add("minimum-above-maximum", at, minimum=floor, maximum=ceiling)
    return Pot(name, Fraction(table["share"]), table["weigh-by"], floor, ceiling)


def _priorities(table: Mapping[str, Any], at: str, refusals: Refusals) -> dict[str, Fraction]:
    for name in table:
        if name not in PRIORITIES:
            refusals.add("unknown-key", at, key=name, nearest=nearest_of(name, PRIORITIES))
    check_table(
        {name: value for name, value in table.items() if name in PRIORITIES},
        at,
        refusals,
        shapes=dict.fromkeys(PRIORITIES, _AMOUNT),
        optional=PRIORITIES,
    )
    return {
        name: Fraction(value) for name, value in table.items() if name in PRIORITIES and _is_amount(value)
    }
