"""From the cells of a register export to typed main rows and sub-rows.

Only the columns of `records.MOBILITIES` go on; names, e-mail addresses and birth dates are not among them
and so never get past this door. Participant IDs become pseudonyms, e-mail addresses within texts a mark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl

from blendwise import programme
from blendwise.intake.checks import failures
from blendwise.intake.findings import Refusal
from blendwise.intake.layouts import wordlist
from blendwise.intake.left_out import EMAIL
from blendwise.intake.profiles import PROJECT_DATES, plain
from blendwise.intake.pseudonyms import pseudonyms
from blendwise.intake.rows import Cells, is_total, polars_type, report_formulas
from blendwise.intake.values import (
    DateOrder,
    laid_over,
    read_count,
    read_integer,
    read_number,
    read_yes_no,
)
from blendwise.records import MOBILITIES, Kind

__all__ = ["MAIN_SCHEMA", "SUB_SCHEMA", "YES_NO_COLUMNS", "Rows", "looks_like_project", "read_mobilities"]

_PROJECT = re.compile(r"(\d{4})-\d-[A-Z]{2}\d{2}-(KA\d{3})-([A-Z]{3})-\d{9}", re.ASCII)
_TEXTS = ("virtual_description", "comments")
_PLAIN = (
    "group_activity_id",
    "sending_organisation_oid",
    "sending_organisation",
    "receiving_organisation_oid",
    "receiving_organisation",
    "receiving_country",
    "receiving_city",
    "virtual_timing",
    "field_of_education",
    "level_of_education",
)
_WHOLE = {
    "participants": read_count,
    "duration_days": read_count,
    "travel_days": read_integer,
    "interruption_days": read_count,
    "funded_days": read_count,
}
YES_NO_COLUMNS = ("blended", "green_travel", "fewer_opportunities", "accompanying_person")

MAIN_SCHEMA = pl.Schema({c.name: polars_type(c.kind) for c in MOBILITIES.columns})
SUB_SCHEMA = pl.Schema(
    {
        "grant_agreement_number": pl.String(),
        "mobility_activity_id": pl.String(),
        "kind": pl.String(),
        "participants": pl.Int64(),
        "blended": pl.Boolean(),
        "green_travel": pl.Boolean(),
        "fewer_opportunities": pl.Boolean(),
        "source_file": pl.String(),
        "source_sheet": pl.String(),
        "source_row": pl.Int64(),
    }
)


@dataclass(frozen=True, slots=True)
class Rows:
    """A block of the register, read: main rows and sub-rows; the findings are with the cells."""

    main: pl.DataFrame
    sub: pl.DataFrame


def looks_like_project(text: str) -> bool:
    """Tell whether a text has the form of a grant agreement number."""
    return _PROJECT.fullmatch(text.upper()) is not None


def read_mobilities(
    cells: Cells, *, key: bytes, orders: Mapping[str, DateOrder], accepted: Sequence[str]
) -> Rows:
    """Read a block of a register export or of a list of groups.

    `accepted` names the actions that may come in, such as KA121-VET; another one refuses the file. Raises
    LookAgain where the dates need another reading than `orders` says.
    """
    _leave_out_unidentified(cells)
    _check_projects(cells, accepted)
    kinds = _kinds(cells)
    sub = _sub_rows(cells, kinds)
    cells.frame = cells.frame.filter(kinds == "main")
    main = _main_rows(cells, key, orders)
    cells.findings += failures(main, cells)
    report_formulas(cells)
    return Rows(main.select(MAIN_SCHEMA.names()), sub)


def _leave_out_unidentified(cells: Cells) -> None:
    """Take out lines of totals and rows without an identifier, each with its finding."""
    if cells.layout.profile.table == "groups" and "mobility_activity_id" not in cells.frame.columns:
        cells.frame = cells.frame.with_columns(mobility_activity_id=pl.col("group_activity_id"))
    identifiers = ("grant_agreement_number", "mobility_activity_id")
    total = is_total(cells.frame, ("data_type", *identifiers, "activity_type"))
    cells.leave_out(total, "total-row")
    for name in identifiers:
        header = cells.layout.headers.get(name, name)
        cells.leave_out(cells.frame[name].is_null(), "missing-identifier", name, name=header)
    cells.frame = cells.frame.with_columns(pl.col("grant_agreement_number").str.to_uppercase())


def _check_projects(cells: Cells, accepted: Sequence[str]) -> None:
    """Refuse a file of another action; report project numbers that do not have the form."""
    numbers = cells.frame["grant_agreement_number"]
    different = numbers.unique(maintain_order=True)
    for number in different:
        match = _PROJECT.fullmatch(number)
        found = match and f"{match[2]}-{match[3]}"
        if found and found not in accepted:
            row = cells.frame["row"].filter(numbers == number)[0]
            details = {"found": found, "expected": ", ".join(accepted)}
            raise Refusal(
                cells.finding("other-action-type", row, "grant_agreement_number", number, **details)
            )
    malformed = [number for number in different if not _PROJECT.fullmatch(number)]
    cells.report("malformed-project-number", "grant_agreement_number", numbers, numbers.is_in(malformed))


def _kinds(cells: Cells) -> pl.Series:
    """Tell for each row what it is: main, subgroup, participant or other (an itinerary, a certificate)."""
    words = {plain(word): kind for kind, listed in cells.layout.profile.data_types.items() for word in listed}
    texts = cells.texts("data_type")
    kinds = laid_over(texts, lambda text: words.get(plain(text), "unknown"), pl.String()).fill_null("main")
    unknown = kinds == "unknown"
    if not unknown.any():
        return kinds
    begun = cells.texts("activity_type").is_not_null() | cells.texts("start_date").is_not_null()
    read_as = pl.DataFrame({"begun": begun}).select(
        pl.when("begun").then(pl.lit("main")).otherwise(pl.lit("other")).alias("k")
    )["k"]
    found = pl.DataFrame({"row": cells.frame["row"], "text": texts, "as": read_as}).filter(unknown)
    for row, text, kind in found.iter_rows():
        read = "intake.read-as.main" if kind == "main" else "intake.read-as.sub"
        cells.findings.append(cells.finding("unknown-data-type", row, "data_type", text, read=read))
    return pl.DataFrame({"k": kinds, "as": read_as}).select(
        pl.when(pl.col("k") == "unknown").then("as").otherwise("k").alias("k")
    )["k"]


def _sub_rows(cells: Cells, kinds: pl.Series) -> pl.DataFrame:
    here = Cells(cells.sheet, cells.layout, cells.frame.filter(kinds != "main"), 0, [])
    if here.frame.height == 0:
        return pl.DataFrame(schema=SUB_SCHEMA)
    flags = {
        name: here.values(name, Kind.BOOLEAN, read_yes_no, "unreadable-yes-no") for name in YES_NO_COLUMNS[:3]
    }
    frame = here.frame.select(
        "grant_agreement_number", "mobility_activity_id", kinds.filter(kinds != "main").alias("kind"),
        here.values("participants", Kind.INTEGER, read_count, "unreadable-number").alias("participants"),
        *(values.alias(name) for name, values in flags.items()), *_provenance(here),
    )  # fmt: skip
    cells.findings += here.findings
    return frame.select(pl.col(name).cast(kind) for name, kind in SUB_SCHEMA.items())


def _provenance(cells: Cells) -> list[pl.Expr]:
    return [
        pl.lit(cells.sheet.source.name).alias("source_file"),
        pl.lit(cells.sheet.name, pl.String).alias("source_sheet"),
        pl.col("row").alias("source_row"),
    ]


def _main_rows(cells: Cells, key: bytes, orders: Mapping[str, DateOrder]) -> pl.DataFrame:
    whole = {
        name: cells.values(name, Kind.INTEGER, read, "unreadable-number") for name, read in _WHOLE.items()
    }
    yes_no = {
        name: cells.values(name, Kind.BOOLEAN, read_yes_no, "unreadable-yes-no") for name in YES_NO_COLUMNS
    }
    told = (name for name in PROJECT_DATES if name in MAIN_SCHEMA or name in cells.frame.columns)
    dated = ("start_date", "end_date", *told)
    dates = {name: cells.dates(name, orders) for name in dated}
    frame = cells.frame.select(
        "grant_agreement_number", "mobility_activity_id", *_provenance(cells),
        *(values.alias(name) for name, values in (whole | yes_no | dates).items()),
        *(cells.texts(name).alias(name) for name in _PLAIN),
        *(_without_emails(cells.texts(name)).alias(name) for name in _TEXTS),
        _contact_hours(cells).alias("virtual_contact_hours"),
        pseudonyms(cells.texts("participant"), key).alias("participant"),
        _activity_types(cells).alias("activity_type"),
        (statuses := _statuses(cells)).fill_null("draft").alias("status"),
        (statuses == "draft").alias("said_to_be_draft"),
    )  # fmt: skip
    frame = _with_projects(frame).with_columns(*_from_activity()).with_columns(*_worked_out())
    return frame.with_columns(_on_one_line(frame["institution"]))


def _contact_hours(cells: Cells) -> pl.Series:
    return cells.values("virtual_contact_hours", Kind.NUMBER, read_number, "unreadable-number")


def _without_emails(texts: pl.Series) -> pl.Series:
    some = texts.str.contains("@", literal=True).any()
    return texts.str.replace_all(EMAIL, "[e-mail]") if some else texts


def _on_one_line(names: pl.Series) -> pl.Series:
    """Write each blank within names as one space, line ends too."""
    return laid_over(names, lambda name: " ".join(name.split()), pl.String())


def _statuses(cells: Cells) -> pl.Series:
    """Return complete or draft; null, with its finding, where the file does not tell."""
    if "status" not in cells.frame.columns:
        return pl.Series(["complete"] * cells.frame.height, dtype=pl.String)
    texts = cells.frame["status"]
    statuses = laid_over(texts, _status, pl.String())
    cells.report("unknown-status", "status", texts, texts.is_not_null() & statuses.is_null())
    cells.report("missing-status", "status", texts, texts.is_null())
    return statuses


def _status(text: str) -> str | None:
    return next((s for s in ("complete", "draft") if text.casefold() in wordlist("status", s)), None)


def _activity_types(cells: Cells) -> pl.Series:
    """Return the codes of activity types; a type that nobody knows keeps its own words."""
    texts = cells.texts("activity_type")
    codes = laid_over(texts, programme.recognise, pl.String())
    unknown = texts.is_not_null() & codes.is_null()
    if unknown.any():
        calls = cells.frame["grant_agreement_number"].str.slice(0, 4)
        found = pl.DataFrame({"row": cells.frame["row"], "text": texts, "call": calls}).filter(unknown)
        for row, text, call in found.iter_rows():
            nearest = programme.nearest(text)
            cells.findings.append(
                cells.finding("unknown-activity-type", row, "activity_type", text, call=call, nearest=nearest)
            )
    return pl.DataFrame({"c": codes, "t": texts}).select(pl.coalesce("c", "t"))["c"]


def _with_projects(frame: pl.DataFrame) -> pl.DataFrame:
    """Add what a grant agreement number says: call, action and sector."""
    numbers = frame["grant_agreement_number"].unique()
    known = [(number, int(m[1]), m[2], m[3]) for number in numbers if (m := _PROJECT.fullmatch(number))]
    schema = {
        "grant_agreement_number": pl.String,
        "call": pl.Int64,
        "action": pl.String,
        "sector": pl.String,
    }
    projects = pl.DataFrame(known, schema, orient="row")
    return frame.join(projects, on="grant_agreement_number", how="left", maintain_order="left")


@cache
def _activities(attribute: str) -> dict[str, str | bool]:
    return {code: getattr(kind, attribute) for code, kind in programme.activity_types().items()}


def _from_activity() -> list[pl.Expr]:
    def known(attribute: str, default: str | bool | None, kind: pl.DataType) -> pl.Expr:
        return pl.col("activity_type").replace_strict(
            _activities(attribute), default=default, return_dtype=kind
        )

    counts = known("counts_as_mobility", True, pl.Boolean()).fill_null(value=True)
    incoming = known("direction", None, pl.String()) == "incoming"
    name = pl.when(incoming).then("receiving_organisation").otherwise("sending_organisation")
    return [
        known("who", None, pl.String()).alias("role"),
        known("group", False, pl.Boolean()).fill_null(value=False).alias("group"),
        (counts & ~pl.col("accompanying_person").fill_null(value=False)).alias("of_participant"),
        pl.when(incoming).then("receiving_organisation_oid").otherwise("sending_organisation_oid").alias("institution_oid"),
        name.alias("institution"),
    ]  # fmt: skip


def _worked_out() -> list[pl.Expr]:
    stay = (pl.col("end_date") - pl.col("start_date")).dt.total_days() + 1
    return [
        pl.coalesce("duration_days", pl.when(stay > 0).then(stay)).alias("duration_days"),
        pl.lit(0, pl.Int64).alias("sub_rows"),
    ]
