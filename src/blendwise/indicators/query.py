"""What is asked of the register: which mobilities, how they are divided, in which unit, and which characteristic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from blendwise.errors import UserError, unknown_name
from blendwise.indicators.population import Population
from blendwise.indicators.registered import UNITS
from blendwise.records import CHARACTERISTICS, DIMENSIONS, Unit

__all__ = ["Query", "known_characteristic"]


def known_characteristic(name: str) -> str:
    """Return the name of a characteristic, whether written with hyphens or underscores; raises UserError for another.

    >>> known_characteristic("green-travel")
    'green_travel'
    """
    name = name.replace("-", "_")
    if name not in CHARACTERISTICS:
        raise unknown_name(name, "characteristic", CHARACTERISTICS)
    return name


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: a population, how it is divided, which unit and which characteristic."""

    population: Population
    by: tuple[str, ...] = ()
    """Names of `records.DIMENSIONS`, each once; with hyphens or underscores."""
    unit: Unit = Unit.MOBILITIES
    characteristic: str = "blended"
    at: date | None = None
    applications_since: date | None = None
    """The oldest day of which applications are kept; None where there are none."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "by", tuple(dict.fromkeys(name.replace("_", "-") for name in self.by)))
        for name in self.by:
            if name not in DIMENSIONS:
                raise unknown_name(name, "dimension", DIMENSIONS)
        if self.unit not in UNITS:
            raise unknown_name(self.unit, "indicators.unit", UNITS)
        object.__setattr__(self, "characteristic", known_characteristic(self.characteristic))
        if self.characteristic in self.columns:
            raise UserError("indicators.divided-by-itself", what=f"labels.{self.characteristic}")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns by which is divided."""
        return tuple(DIMENSIONS[name] for name in self.by)
