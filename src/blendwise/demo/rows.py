"""A row of an export, before it gets a file's dress: what stands in each column, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

__all__ = ["Row", "Value", "sub_row"]

Value = str | int | float | bool | date | None

_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row; the fields are the columns of `columns.toml`, in its order.

    `raw` holds cells whose text does not fit their column, `beyond` cells to the right of the last column.
    """

    data_type: str = "Mobility"
    grant_agreement_number: str
    mobility_activity_id: str | None
    status: str | None = None
    activity_type: str | None = None
    participant_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    e_mail: str | None = None
    date_of_birth: date | None = None
    gender: str | None = None
    nationality: str | None = None
    fewer_opportunities: bool | None = None
    accompanying_person: bool | None = None
    sending_organisation_oid: str | None = None
    sending_organisation_name: str | None = None
    receiving_organisation_oid: str | None = None
    receiving_organisation_name: str | None = None
    receiving_country: str | None = None
    receiving_city: str | None = None
    start_date: date | None = None
    end_date: date | None = None
    travel_days: int | None = None
    duration_days: int | None = None
    interruption_days: int | None = None
    funded_days: int | None = None
    blended: bool | None = None
    virtual_description: str | None = None
    group_activity_id: str | None = None
    participants: int | None = None
    field_of_education: str | None = None
    level_of_education: str | None = None
    green_travel: bool | None = None
    language: str | None = None
    individual_support: float | None = None
    travel_support: float | None = None
    comments: str | None = None
    raw: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    beyond: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether this row is a complete mobility of participants, so one that the figures count."""
        return self.is_main and self.status == "Complete" and not self.accompanying_person

    @property
    def is_main(self) -> bool:
        """Whether this row starts a mobility, and is no sub-row of one."""
        return self.data_type in ("Mobility", "Group")


def sub_row(main: Row, data_type: str, **values: Any) -> Row:
    """Make a row with further data of a main row: it repeats the identifiers and leaves the rest empty."""
    return Row(
        data_type=data_type,
        grant_agreement_number=main.grant_agreement_number,
        mobility_activity_id=main.mobility_activity_id,
        **values,
    )
