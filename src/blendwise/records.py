"""The one vocabulary: the columns of every table, with name, type, unit, meaning and allowed values.

From this place come the validation at import, the schema of the kept tables, the data dictionary beside
every export and the reference page. The meaning of a column stands in the language files, under
`records.<table>.<column>`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from blendwise.language import say

__all__ = [
    "APPLICATIONS",
    "CHARACTERISTICS",
    "DIMENSIONS",
    "FINDINGS",
    "FREE_TEXT",
    "MOBILITIES",
    "OPEN_DATA",
    "TABLES",
    "Column",
    "Kind",
    "Question",
    "Table",
    "Unit",
]


class Unit(StrEnum):
    """What is counted."""

    MOBILITIES = "mobilities"
    PARTICIPANTS = "participants"
    INSTITUTIONS = "institutions"


class Question(StrEnum):
    """Which of the three questions a figure answers; they never share an interval, a column or a sentence."""

    COUNT = "count"
    """What was registered? The register is a census, so there is no interval."""
    PROCESS = "process"
    """What could it have been, or be next time? Driven by institutions."""
    TRUTH = "truth"
    """What is true? Bounds, audit sample, correction."""


class Kind(StrEnum):
    """The type of a column's values; the names are those of Frictionless Table Schema, money apart."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    BOOLEAN = "boolean"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the type of its values, their unit and the values it may hold."""

    name: str
    kind: Kind = Kind.STRING
    unit: str | None = None
    allowed: tuple[str, ...] = ()
    required: bool = False
    delivered: bool = True
    """Whether it comes from the file; the others are worked out while reading."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name and its columns in their order."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def __contains__(self, name: str) -> bool:
        return any(column.name == name for column in self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def meaning(self, name: str, language: str) -> str:
        """Return what a column means, as a sentence."""
        return say(f"records.{self.name}.{name}", language)


DAYS = "calendar days"

MOBILITIES = Table(
    "mobilities",
    (
        Column("grant_agreement_number", required=True),
        Column("mobility_activity_id", required=True),
        Column("call", Kind.INTEGER, delivered=False),
        Column("action", delivered=False),
        Column("sector", delivered=False),
        Column("status", allowed=("complete", "draft")),
        Column("activity_type"),
        Column("role", allowed=("learner", "staff"), delivered=False),
        Column("group", Kind.BOOLEAN, delivered=False),
        Column("group_activity_id"),
        Column("participants", Kind.INTEGER, unit="participants"),
        Column("participant"),
        Column("accompanying_person", Kind.BOOLEAN),
        Column("of_participant", Kind.BOOLEAN, delivered=False),
        Column("fewer_opportunities", Kind.BOOLEAN),
        Column("institution_oid", delivered=False),
        Column("institution", delivered=False),
        Column("sending_organisation_oid"),
        Column("sending_organisation"),
        Column("receiving_organisation_oid"),
        Column("receiving_organisation"),
        Column("receiving_country"),
        Column("receiving_city"),
        Column("start_date", Kind.DATE),
        Column("end_date", Kind.DATE),
        Column("duration_days", Kind.INTEGER, unit=DAYS),
        Column("travel_days", Kind.INTEGER, unit=DAYS),
        Column("interruption_days", Kind.INTEGER, unit=DAYS),
        Column("funded_days", Kind.INTEGER, unit=DAYS),
        Column("blended", Kind.BOOLEAN),
        Column("virtual_description"),
        Column("virtual_contact_hours", Kind.NUMBER, unit="hours"),
        Column("virtual_timing"),
        Column("green_travel", Kind.BOOLEAN),
        Column("field_of_education"),
        Column("level_of_education"),
        Column("comments"),
        Column("project_end_date", Kind.DATE),
        Column("sub_rows", Kind.INTEGER, unit="rows", delivered=False),
        Column("source_file", delivered=False),
        Column("source_sheet", delivered=False),
        Column("source_row", Kind.INTEGER, delivered=False),
    ),
    key=("grant_agreement_number", "mobility_activity_id"),
)

APPLICATIONS = Table(
    "applications",
    (
        Column("grant_agreement_number"),
        Column("call", Kind.INTEGER),
        Column("institution_oid"),
        Column("institution"),
        Column("activity_type"),
        Column("role", allowed=("learner", "staff"), delivered=False),
        Column("participants", Kind.INTEGER, unit="participants"),
        Column("total_days", Kind.INTEGER, unit=DAYS),
        Column("average_days", Kind.NUMBER, unit=DAYS),
        Column("fewer_opportunities_participants", Kind.INTEGER, unit="participants"),
        Column("blended_participants", Kind.INTEGER, unit="participants"),
        Column("green_travel_participants", Kind.INTEGER, unit="participants"),
        Column("requested_grant", Kind.MONEY, unit="euro"),
        Column("awarded_grant", Kind.MONEY, unit="euro"),
        Column("source_file", delivered=False),
        Column("source_sheet", delivered=False),
        Column("source_row", Kind.INTEGER, delivered=False),
    ),
    key=("call", "institution_oid", "grant_agreement_number", "activity_type"),
)

OPEN_DATA = Table(
    "open_data",
    (
        Column("project_reference"),
        Column("academic_year"),
        Column("start_month"),
        Column("end_month"),
        Column("duration_days", Kind.NUMBER, unit=DAYS),
        Column("activity_type"),
        Column("field_of_education"),
        Column("level_of_education"),
        Column("participant_profile"),
        Column("fewer_opportunities", Kind.BOOLEAN),
        Column("group_leader", Kind.BOOLEAN),
        Column("sending_country"),
        Column("sending_organisation"),
        Column("receiving_country"),
        Column("receiving_organisation"),
        Column("participants", Kind.INTEGER, unit="participants"),
        Column("source_file", delivered=False),
        Column("source_sheet", delivered=False),
        Column("source_row", Kind.INTEGER, delivered=False),
    ),
)

FINDINGS = Table(
    "findings",
    (
        Column("code", required=True),
        Column("effect", allowed=("refused", "unconfirmed", "left-out", "read", "note"), required=True),
        Column("file"),
        Column("sheet"),
        Column("row", Kind.INTEGER),
        Column("column"),
        Column("header"),
        Column("value"),
        Column("details"),
    ),
)

TABLES = {table.name: table for table in (MOBILITIES, APPLICATIONS, OPEN_DATA, FINDINGS)}

DIMENSIONS = {
    "institution": "institution",
    "call": "call",
    "activity-type": "activity_type",
    "field": "field_of_education",
    "country": "receiving_country",
    "role": "role",
    "group": "group",
    "project": "grant_agreement_number",
    "blended": "blended",
    "green-travel": "green_travel",
    "fewer-opportunities": "fewer_opportunities",
}
"""By what figures can be divided: the name a user gives, and the column it stands for."""

CHARACTERISTICS = ("blended", "green_travel", "fewer_opportunities")
"""The yes/no columns of the register whose share can be asked; `blended` is what the product is about."""

FREE_TEXT = ("virtual_description", "comments")
"""The columns of mobilities in which people write what they like; an import can leave them out."""
