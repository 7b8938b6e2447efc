"""From the cells of an applications file to lines of applications: what was asked for, and the grants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import polars as pl

from blendwise import programme
from blendwise.intake.findings import Finding
from blendwise.intake.left_out import as_read
from blendwise.intake.rows import Cells, is_total, polars_type, report_formulas
from blendwise.intake.staging import Staging
from blendwise.intake.values import laid_over, read_count, read_money, read_number
from blendwise.records import APPLICATIONS, Kind

__all__ = ["APPLICATION_SCHEMA", "read_applications", "settle_applications"]

APPLICATION_SCHEMA = pl.Schema({c.name: polars_type(c.kind) for c in APPLICATIONS.columns})
_CALL = re.compile(r"(?:call\s*)?(20\d\d)(?:\.0)?", re.IGNORECASE)
_GRANT_YEAR = re.compile(r"(20\d\d)-\d-")
_READERS = {Kind.INTEGER: read_count, Kind.NUMBER: read_number, Kind.MONEY: read_money}
_KEY = ["call", "grant_agreement_number", "institution_oid", "institution", "activity_type"]


def read_applications(cells: Cells) -> pl.DataFrame:
    """Read a block of an applications file; findings are added to the cells."""
    total = is_total(
        cells.frame, ("grant_agreement_number", "call", "institution_oid", "institution", "activity_type")
    )
    cells.leave_out(total, "total-row")
    calls = _calls(cells)
    numbers = {
        c.name: cells.values(c.name, c.kind, _READERS[c.kind], "unreadable-number")
        for c in APPLICATIONS.columns
        if c.kind in _READERS and c.delivered and c.name != "call"
    }
    types = cells.texts("activity_type")
    codes = laid_over(types, lambda text: programme.recognise(text) or text, pl.String())
    frame = cells.frame.select(
        calls.alias("call"), cells.texts("grant_agreement_number").str.to_uppercase().alias("grant_agreement_number"),
        cells.texts("institution_oid").alias("institution_oid"), cells.texts("institution").alias("institution"),
        codes.alias("activity_type"), *(values.alias(name) for name, values in numbers.items()),
        pl.lit(cells.sheet.source.name).alias("source_file"), pl.lit(cells.sheet.name, pl.String).alias("source_sheet"),
        pl.col("row").alias("source_row"),
        role=codes.replace_strict(_who(), default=None, return_dtype=pl.String),
    )  # fmt: skip
    _report_swapped(cells, frame)
    report_formulas(cells)
    return frame.select(APPLICATION_SCHEMA.names())


@cache
def _who() -> dict[str, str]:
    return {code: kind.who for code, kind in programme.activity_types().items()}


def _calls(cells: Cells) -> pl.Series:
    """Read the call years and take out the rows that have none; the project's number can stand in."""
    texts = cells.frame.select(pl.coalesce("call", cells.texts("grant_agreement_number").alias("g")))["call"]

    def year(text: str) -> int | None:
        match = _CALL.fullmatch(text) or _GRANT_YEAR.match(text)
        return int(match[1]) if match else None

    calls = laid_over(texts, year, pl.Int64())
    for row, text in zip(
        cells.frame.filter(calls.is_null()).iter_rows(named=True), texts.filter(calls.is_null()), strict=True
    ):
        if text is None:
            name = cells.layout.headers["call"]
            finding = cells.finding("missing-identifier", row["row"], "call", name=name, **as_read(row))
        else:
            finding = cells.finding("unreadable-call", row["row"], "call", text, **as_read(row))
        cells.findings.append(finding)
    cells.frame = cells.frame.filter(calls.is_not_null())
    return calls.drop_nulls()


def _report_swapped(cells: Cells, frame: pl.DataFrame) -> None:
    more = frame.filter(pl.col("blended_participants") > pl.col("participants"))
    cells.findings += [
        cells.finding("pledge-above-participants", row, "blended_participants", str(a), a=a, b=b)
        for row, a, b in more.select("source_row", "blended_participants", "participants").iter_rows()
    ]


def settle_applications(staging: Staging, *, newest_wins: bool) -> pl.DataFrame:
    """Tell doubles apart, make the grants of each application one, and return the lines that count."""
    frame = staging.rows("application", pl.Schema(APPLICATION_SCHEMA | {"modified": pl.Int64()}))
    older = pl.col("modified") < pl.max("modified").over(_KEY) if newest_wins else pl.lit(value=False)
    frame = frame.with_columns(older=older).sort("older", "source_file", "source_sheet", "source_row")
    numbers = [n for n in APPLICATION_SCHEMA.names() if n not in _KEY and not n.startswith("source_")]
    frame = frame.with_columns(
        nth=pl.int_range(pl.len()).over(_KEY),
        contradictory=pl.struct(numbers).filter(~pl.col("older")).n_unique().over(_KEY) > 1,
        first_file=pl.first("source_file").over(_KEY),
        first_sheet=pl.first("source_sheet").over(_KEY),
        first_row=pl.first("source_row").over(_KEY),
    )
    left_out = (pl.col("nth") > 0) | pl.col("contradictory")
    for row in frame.filter(left_out).iter_rows(named=True):
        finding = _double(row, frame, numbers)
        staging.report([finding])
        staging.leave_out(row["source_file"], finding.code, 1)
    kept = frame.filter(~left_out)
    staging.report(_contradictory_grants(kept))
    return _one_grant_each(kept).select(APPLICATION_SCHEMA.names()).sort(_KEY)


def _double(row: Mapping[str, Any], frame: pl.DataFrame, numbers: list[str]) -> Finding:
    same = frame.filter(pl.all_horizontal(pl.col(k).eq_missing(pl.lit(row[k])) for k in _KEY))
    other = next(
        (o for o in same.iter_rows(named=True) if any(o[n] != row[n] for n in numbers)), None
    ) or {"source_file": row["first_file"], "source_sheet": row["first_sheet"],
          "source_row": row["first_row"]}  # fmt: skip
    details: dict[str, Any] = {"other": {part: other[f"source_{part}"] for part in ("file", "sheet", "row")}}
    details |= as_read(row)
    code = "older-duplicate" if row["older"] else "duplicate-application"
    if row["contradictory"] and not row["older"]:
        code = "contradictory-applications"
        details["columns"] = [n for n in numbers if same[n].n_unique() > 1]
    return Finding(code, row["source_file"], row["source_sheet"], row["source_row"], details=details)


_APPLICATION = ["call", "grant_agreement_number", "institution_oid", "institution"]


def _contradictory_grants(frame: pl.DataFrame) -> list[Finding]:
    """Report applications whose rows do not agree on the grant."""
    found = []
    for name in ("requested_grant", "awarded_grant"):
        groups = frame.group_by(_APPLICATION).agg(
            pl.first("source_file", "source_sheet", "source_row"),
            pl.col(name).drop_nulls().unique().sort().alias("amounts"),
        )
        for row in (
            groups.filter(pl.col("amounts").list.len() > 1)
            .sort("source_file", "source_row")
            .iter_rows(named=True)
        ):
            details = {"a": str(row["amounts"][0]), "b": str(row["amounts"][1])}
            found.append(
                Finding(
                    "contradictory-grants",
                    row["source_file"],
                    row["source_sheet"],
                    row["source_row"],
                    details=details,
                )
            )
    return found


def _one_grant_each(frame: pl.DataFrame) -> pl.DataFrame:
    """Give each row the one amount of its application; where there are several, none."""
    one = [
        pl.when(pl.col(name).drop_nulls().n_unique().over(_APPLICATION) == 1)
        .then(pl.col(name).max().over(_APPLICATION)).alias(name)
        for name in ("requested_grant", "awarded_grant")
    ]  # fmt: skip
    return frame.with_columns(one)
