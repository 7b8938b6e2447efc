"""What a stay costs by unit costs, part by part; the virtual part brings no money of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from blendwise.programme.loading import shipped
from blendwise.programme.rulebook import Status
from blendwise.programme.unit_costs.rates import Rate, rate_at

__all__ = ["CostPart", "PlannedStay", "StayCost", "cost_of_stay", "individual_by_country"]

_GROUPS = ("first", "second", "third")
_COURSE = "SM-COUR-TRAIN"
_CENT = Decimal("0.01")
_FIRST = 100
"""Beyond so many participants of a project organisational support is lower."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStay:
    """A stay in vocational education, for one participant."""

    call_year: int
    activity_type: str
    days: int
    """Days on the spot, calendar days."""
    country: str | None = None
    """Receiving country, two letters."""
    distance_km: int | None = None
    travel_days: int = 0
    green: bool = False
    participants_before: int = 0
    """How many participants of the project come before this one."""
    share_of_maximum: Decimal = Decimal(1)
    """The share of the maximum individual support that the agency set; it is not public everywhere."""
    round_day_rate_to: Decimal = _CENT
    """Agencies round the day rate differently: to cents, or to whole euros."""


@dataclass(frozen=True, slots=True)
class CostPart:
    """One part of the cost, in euro; without amount where a fact or a rate is not known."""

    name: str
    amount: Decimal | None
    status: Status
    source_ids: tuple[str, ...] = ()
    other_amounts: tuple[Decimal, ...] = ()
    """What it would be by a source that disagrees."""


@dataclass(frozen=True, slots=True)
class StayCost:
    """The parts of what a stay costs. `virtual` is always there, and is 0: no unit cost depends on the blended tick."""

    parts: Mapping[str, CostPart]

    @property
    def known(self) -> Decimal:
        """The sum of the parts that are known, in euro."""
        return sum((part.amount for part in self.parts.values() if part.amount is not None), Decimal(0))

    @property
    def complete(self) -> bool:
        """Whether every part is known."""
        return all(part.amount is not None for part in self.parts.values())


def cost_of_stay(stay: PlannedStay) -> StayCost:
    """Return what a stay costs by the unit costs of its call.

    Individual support is that of the country's group times the days, with travel days as far as they are paid; from
    day 15 on 70 %. Source of each amount: its part. Raises UserError for nothing: what is not known has no amount.

    >>> cost = cost_of_stay(PlannedStay(call_year=2021, activity_type="LM-SHORT-VET", days=17, country="DE"))
    >>> cost.parts["individual"].amount, cost.parts["virtual"].amount, cost.complete
    (Decimal('1674.40'), Decimal('0.00'), False)
    """
    parts = [_travel(stay), _individual(stay), _organisational(stay), *_course_fee(stay), _virtual()]
    return StayCost(MappingProxyType({part.name: part for part in parts}))


def individual_by_country(stay: PlannedStay) -> tuple[Decimal, Decimal] | None:
    """Return the least and the most individual support that a stay of this length has, over the groups of countries.

    None where the call has no rates. In euro, for one participant.

    >>> individual_by_country(PlannedStay(call_year=2021, activity_type="LM-SHORT-VET", days=14))
    (Decimal('1232.00'), Decimal('1680.00'))
    """
    countries = rate_at("countries", stay.call_year)
    if countries is None:
        return None
    one_of_each = (countries.values[name][0] for name in _GROUPS)
    found = [_individual(replace(stay, country=country)).amount for country in one_of_each]
    known = [amount for amount in found if amount is not None]
    return (min(known), max(known)) if known else None


def _part(
    name: str, amount: Decimal | None, *rates: Rate | None, others: tuple[Decimal, ...] = ()
) -> CostPart:
    there = [rate for rate in rates if rate is not None]
    order = list(Status)
    status = max((rate.status for rate in there), key=order.index, default=Status.NOT_FOUND)
    sources = dict.fromkeys(source for rate in there for source in rate.source_ids)
    exact = None if amount is None else amount.quantize(_CENT)
    return CostPart(name, exact, status, tuple(sources), tuple(one.quantize(_CENT) for one in others))


def _travel(stay: PlannedStay) -> CostPart:
    rate = rate_at("travel", stay.call_year)
    if rate is None or stay.distance_km is None:
        return _part("travel", None, rate)
    bands = [band for band in rate.values["bands"] if band["from"] <= stay.distance_km]
    if not bands:
        return _part("travel", Decimal(0), rate)  # nearer than the first band nothing is paid
    amount = bands[-1].get("green", bands[-1]["standard"]) if stay.green else bands[-1]["standard"]
    return _part("travel", Decimal(amount), rate)


def _individual(stay: PlannedStay) -> CostPart:
    rates = [
        rate_at(name, stay.call_year) for name in ("individual", "countries", "travel-days", "later-days")
    ]
    individual, countries, travel, later = rates
    group = _country_group(stay.country, countries)
    if individual is None or travel is None or later is None or group is None:
        return _part("individual", None, *rates)
    maximum = Decimal(individual.values[_role(stay)][group])
    full = _rounded(maximum * stay.share_of_maximum, stay)
    lower = _rounded(full * Decimal(later.values["part"]), stay)
    paid = stay.days + min(stay.travel_days, travel.values["green" if stay.green else "standard"])
    first = min(paid, later.values["from-day"] - 1)
    return _part("individual", first * full + (paid - first) * lower, *rates)


def _rounded(amount: Decimal, stay: PlannedStay) -> Decimal:
    step = stay.round_day_rate_to
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _role(stay: PlannedStay) -> str:
    kind = shipped().activity_types.get(stay.activity_type)
    return kind.who if kind else "learner"


def _country_group(country: str | None, countries: Rate | None) -> int | None:
    if country is None or countries is None:
        return None
    groups = (countries.values[name] for name in _GROUPS)
    return next((n for n, group in enumerate(groups) if country.upper() in group), None)


def _organisational(stay: PlannedStay) -> CostPart:
    rate = rate_at("organisational", stay.call_year)
    if rate is None or rate.status is Status.NOT_FOUND:
        return _part("organisational", None, rate)
    values = rate.values
    name = "usual" if stay.participants_before < _FIRST else "beyond-100"
    for special in ("lower", "long-term"):
        name = special if stay.activity_type in values[f"{special}-types"] else name
    return _part("organisational", Decimal(values[name]), rate)


def _course_fee(stay: PlannedStay) -> list[CostPart]:
    if stay.activity_type != _COURSE:
        return []
    rate = rate_at("course-fee", stay.call_year)
    if rate is None:
        return [_part("course-fee", None)]
    days = min(stay.days, rate.values["days"])
    first, *others = (Decimal(per_day) * days for per_day in rate.values["per-day"])
    return [_part("course-fee", first, rate, others=tuple(others))]


def _virtual() -> CostPart:
    """No unit cost depends on the blended tick: the virtual part is covered by organisational support."""
    return CostPart("virtual", Decimal(0).quantize(_CENT), Status.SEEN, ("report-2025", "esep"))
