"""What a page of the agency says as long as it lacks the register, or the applications, that it is made of."""

from __future__ import annotations

from dataclasses import dataclass

from blendwise.web.readings.register import register

__all__ = ["WithoutRegister", "without_register"]


@dataclass(frozen=True, slots=True)
class WithoutRegister:
    """What there is already."""

    register: bool
    """Whether an export of the register was read."""
    applications: bool
    """Whether applications were read."""


def without_register() -> WithoutRegister:
    """Return what there is."""
    tables = {one.table for one in register().snapshots()}
    return WithoutRegister("mobilities" in tables, "applications" in tables)
