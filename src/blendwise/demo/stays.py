"""Invented stays: where, when, how long, at what cost, with which virtual part."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

from blendwise.demo.plan import Project
from blendwise.demo.shape import Activity, Country, shape

__all__ = ["places", "stay", "virtual_description"]

_SCHOOL = "Vocational College"
_ABROAD = ("receiving_organisation_oid", "receiving_organisation_name")
_HOME = ("sending_organisation_oid", "sending_organisation_name")


def places(project: Project, activity: Activity, country: Country, rng: Random) -> dict[str, Any]:
    """Invent who sends and who receives: for incoming staff the institution is the one that receives."""
    field = shape().fields[project.institution.profile].draw(rng)
    city = rng.choice(country.cities)
    host = field.host if activity.who == "learner" else _SCHOOL
    incoming = activity.who == "incoming"
    home, abroad = (_ABROAD, _HOME) if incoming else (_HOME, _ABROAD)
    return {
        home[0]: project.institution.oid,
        home[1]: project.institution.name,
        abroad[0]: _host_oids()[host, city],
        abroad[1]: f"Example {host} {city}",
        "receiving_country": "NL" if incoming else country.code,
        "receiving_city": "Utrecht" if incoming else city,
        "field_of_education": field.code,
        "language": rng.choice(country.languages),
    }


@cache
def _host_oids() -> dict[tuple[str, str], str]:
    # E1998 …: as for the institutions, numbers that are nobody's; one host, one number.
    hosts = sorted({field.host for fields in shape().fields.values() for field in fields.things} | {_SCHOOL})
    cities = [city for country in shape().countries.things for city in country.cities]
    pairs = [(host, city) for city in cities for host in hosts]
    return {pair: f"E1998{number:04d}" for number, pair in enumerate(pairs, start=1)}


def stay(project: Project, activity: Activity, country: Country, rng: Random) -> dict[str, Any]:
    """Invent when and how long: calendar days of the physical part, days of travel, money in euro."""
    days = activity.days(rng)
    start, end = shape().calls[project.call].stay(days, rng)
    interruption = _interruption(days, activity, rng)
    green = rng.random() < country.green
    return {
        "start_date": start,
        "end_date": end,
        "duration_days": days,
        "interruption_days": interruption,
        "funded_days": days - interruption,
        "travel_days": rng.randint(2, 4) if green else rng.randint(0, 2),
        "green_travel": green,
        "individual_support": _individual_support(days - interruption, activity, country),
        "travel_support": shape().travel_support(country, green=green),
    }


def _interruption(days: int, activity: Activity, rng: Random) -> int:
    """Invent the days of an interruption, of a long stay only and never below the shortest one."""
    if days <= 30 or rng.random() >= shape().shares["interrupted"]:
        return 0
    return min(rng.randint(1, 4), days - activity.shortest)


def _individual_support(days: int, activity: Activity, country: Country) -> float:
    rate = country.rates["learner" if activity.who == "learner" else "staff"]
    return round(rate * min(days, 14) + 0.7 * rate * max(days - 14, 0), 2)


def virtual_description(*, ticked: bool, rng: Random) -> str | None:
    """Describe the virtual part: of most ticked mobilities, and of a few that were never ticked."""
    share = shape().shares["described_if_ticked" if ticked else "described_if_not"]
    return str(rng.choice(shape().texts["virtual"])) if rng.random() < share else None
