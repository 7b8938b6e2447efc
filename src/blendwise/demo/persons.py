"""Invented persons: names, addresses and birth dates that nobody can take for real ones."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from blendwise.demo.plan import Project
from blendwise.demo.shape import shape

__all__ = ["person"]

_AGES = {"learner": (16, 24), "staff": (25, 64), "incoming": (28, 64)}


def person(project: Project, number: int, who: str, rng: Random) -> dict[str, Any]:
    """Invent who goes: the columns of a row that speak of the person."""
    persons = shape().persons
    first, last = rng.choice(persons["first_names"]), rng.choice(persons["last_names"])
    low, high = _AGES[who]
    born = date(project.call - rng.randint(low, high), 1, 1) + timedelta(days=rng.randrange(365))
    return {
        "participant_id": f"{project.serial:09d}-PAR-{number:05d}",
        "first_name": first,
        "last_name": last,
        "e_mail": f"{first}.{last}.{number}@example.org".replace(" ", "").lower().replace("ë", "e"),
        "date_of_birth": born,
        "gender": shape().genders.draw(rng),
        "nationality": "ES" if who == "incoming" else shape().nationalities.draw(rng),
        "fewer_opportunities": who == "learner" and rng.random() < persons["fewer_opportunities"],
        "level_of_education": shape().levels.draw(rng) if who == "learner" else None,
    }
