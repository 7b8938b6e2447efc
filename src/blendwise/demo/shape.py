"""What an invented mobility looks like: `shape.toml` as typed values, each with the draw made from it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, Generic, TypeVar

__all__ = ["Activity", "Call", "Country", "Field", "Shape", "Weighted", "shape"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Weighted(Generic[T]):
    """Things to draw from, with the running sums of their weights."""

    things: tuple[T, ...]
    sums: tuple[float, ...]

    @classmethod
    def of(cls, things: list[T], weights: list[float]) -> Weighted[T]:
        """Put things and weights together."""
        return cls(tuple(things), tuple(accumulate(weights)))

    def draw(self, rng: Random) -> T:
        """Draw one of them."""
        return rng.choices(self.things, cum_weights=self.sums)[0]


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity type: who goes (learner, staff, or staff that comes in) and how many days, from and to."""

    code: str
    label: str
    who: str
    lengths: Weighted[tuple[int, int]]

    def days(self, rng: Random) -> int:
        """Draw the length of a stay in calendar days."""
        return rng.randint(*self.lengths.draw(rng))

    @property
    def shortest(self) -> int:
        """The shortest stay that is drawn, in calendar days."""
        return min(low for low, _ in self.lengths.things)


@dataclass(frozen=True, slots=True)
class Country:
    """A country of destination, with daily rates in euro, distance in km and the share that travels green."""

    code: str
    rates: dict[str, float]
    km: int
    green: float
    languages: list[str]
    cities: list[str]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of education and the kind of place that hosts its learners."""

    code: str
    host: str


@dataclass(frozen=True, slots=True)
class Call:
    """On which days the stays of a call begin, and the last day on which one ends."""

    starts: Weighted[date]
    ends: date

    def stay(self, days: int, rng: Random) -> tuple[date, date]:
        """Draw a stay of so many calendar days; one that would end too late is moved forward."""
        start = self.starts.draw(rng)
        end = start + timedelta(days=days - 1)
        late = max((end - self.ends).days, 0)
        return start - timedelta(days=late), end - timedelta(days=late)


@dataclass(frozen=True, slots=True)
class Shape:
    """All that is drawn from; the last four are the tables of that name in the file."""

    activities: Weighted[Activity]
    group: Activity
    countries: Weighted[Country]
    fields: dict[str, Weighted[Field]]
    calls: dict[int, Call]
    levels: Weighted[str]
    genders: Weighted[str]
    nationalities: Weighted[str]
    travel: list[dict[str, float]]
    persons: dict[str, Any]
    shares: dict[str, float]
    texts: dict[str, Any]
    applications: dict[str, Any]

    def travel_support(self, country: Country, *, green: bool) -> float:
        """Return the euro for the journey there and back."""
        band = next(band for band in self.travel if country.km <= band["km"])
        return band["green" if green else "standard"]


@cache
def shape() -> Shape:
    """Read `shape.toml`."""
    text = tomllib.loads(Path(__file__).with_name("shape.toml").read_text(encoding="utf-8"))
    persons = text["persons"]
    return Shape(
        activities=_weighted([(_activity(record), record["weight"]) for record in text["activity"]]),
        group=_activity({"code": text["group"]["label"], "who": "learner", **text["group"]}),
        countries=_weighted([(_country(record), record["weight"]) for record in text["country"]]),
        fields=_fields(text["field"]),
        calls={record["year"]: _call(record, **text["when"]) for record in text["call"]},
        levels=Weighted.of(text["levels"]["names"], text["levels"]["weights"]),
        genders=Weighted.of(persons["genders"], persons["gender_weights"]),
        nationalities=Weighted.of(persons["nationalities"], persons["nationality_weights"]),
        travel=text["travel"],
        persons=persons,
        shares=text["shares"],
        texts=text["texts"],
        applications=text["applications"],
    )


def _weighted(pairs: list[tuple[T, float]]) -> Weighted[T]:
    return Weighted.of([thing for thing, _ in pairs], [weight for _, weight in pairs])


def _activity(record: dict[str, Any]) -> Activity:
    lengths = _weighted([((low, high), weight) for low, high, weight in record["days"]])
    return Activity(code=record["code"], label=record["label"], who=record["who"], lengths=lengths)


def _country(record: dict[str, Any]) -> Country:
    return Country(**{name: value for name, value in record.items() if name != "weight"})


def _fields(records: list[dict[str, Any]]) -> dict[str, Weighted[Field]]:
    profiles = sorted({profile for record in records for profile in record["weights"]})
    return {
        profile: _weighted(
            [(Field(record["code"], record["host"]), record["weights"].get(profile, 0)) for record in records]
        )
        for profile in profiles
    }


def _call(record: dict[str, Any], *, months: list[float], weekdays: list[float]) -> Call:
    span = (record["last"] - record["first"]).days + 1
    days = [record["first"] + timedelta(days=offset) for offset in range(span)]
    weights = [months[day.month - 1] * weekdays[day.weekday()] for day in days]
    return Call(starts=Weighted.of(days, weights), ends=record["ends"])
