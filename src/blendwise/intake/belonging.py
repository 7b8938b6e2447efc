"""What belongs together among staged rows: doubles, and sub-rows and lists of groups with their main row.

It is found in DuckDB over the staged files, with a bound on memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import polars as pl

from blendwise.intake.attached import KEY, PLACE, Belonging
from blendwise.intake.findings import Finding
from blendwise.intake.left_out import as_read
from blendwise.intake.mobilities import MAIN_SCHEMA, SUB_SCHEMA
from blendwise.intake.staging import Staging
from blendwise.records import MOBILITIES

__all__ = ["find_belonging"]

_DOUBLES_COMPARED = 10_000
_SAME = " AND ".join(f"{{0}}.{column} = {{1}}.{column}" for column in KEY)

_SAME_ROW = _SAME.format("m", "d") + (
    " AND m.source_file = d.source_file AND m.source_row = d.source_row"
    " AND m.source_sheet IS NOT DISTINCT FROM d.source_sheet"
)

_NOT_CONTENT = {*PLACE, "sub_rows", "participants", "project_end_date"}
_CONTENT = ", ".join(f'{{0}}."{name}"' for name in sorted(set(MOBILITIES.names) - _NOT_CONTENT))
"""What has to be the same in rows that say the same."""


def find_belonging(staging: Staging, *, some_twice: bool, newest_wins: bool) -> Belonging:
    """Tell doubles apart and find the main row of each sub-row; what is left out is booked with its finding."""
    with duckdb.connect(
        config={"memory_limit": "600MB", "temp_directory": str(staging.folder), "threads": 2}
    ) as db:
        _open_rows(db, staging)
        _place_groups(db)
        _sum_sub_rows(db)
        _decide_doubles(db, some_twice, newest_wins=newest_wins)
        _find_owners(db, newest_wins=newest_wins)
        for finding, code in (*_double_findings(db), *_sub_findings(db)):
            staging.report([finding])
            staging.leave_out(str(finding.file), code, 1)
        return _belonging(db)


def _open_rows(db: duckdb.DuckDBPyConnection, staging: Staging) -> None:
    empty = {"main": MAIN_SCHEMA, "sub": SUB_SCHEMA, "listed": MAIN_SCHEMA}
    for kind, schema in empty.items():
        if not staging.has(kind):
            pl.DataFrame(schema=schema | {"modified": pl.Int64()}).write_parquet(
                staging.folder / f"{kind}-00000.parquet"
            )
    pattern = staging.pattern("main")
    db.execute(f"CREATE VIEW delivered AS SELECT * FROM read_parquet('{pattern}')")
    db.execute(f"CREATE TABLE listed AS SELECT * FROM read_parquet('{staging.pattern('listed')}')")
    db.execute(f"CREATE TABLE sub AS SELECT * FROM read_parquet('{staging.pattern('sub')}')")


def _place_groups(db: duckdb.DuckDBPyConnection) -> None:
    """Give each row of a list of groups its place: a subgroup of a main row, or itself a main row.

    A group that has a main row gets the list's rows as subgroups; else one row of the list becomes the main row: the
    one that is complete and begins first, whatever the order of the rows. It has the ticks of all of them.

    In lists of several files the same group is looked at file by file, so that a list delivered twice is a double
    like any other.
    """
    names = ", ".join(f'"{name}"' for name in (*SUB_SCHEMA.names(), "modified"))
    ticks = ", ".join(
        f"bool_or({t}) OVER g AS {t}" for t in ("blended", "green_travel", "fewer_opportunities")
    )
    db.execute(
        f"""CREATE TABLE placed AS
        SELECT l.*, m.main_id,
          row_number() OVER (g ORDER BY l.status, l.start_date, l.end_date, hash({_CONTENT.format("l")}),
                             l.participants, l.source_sheet, l.source_row) AS nth
        FROM listed l LEFT JOIN (
          SELECT grant_agreement_number, list_id,
            coalesce(min(mobility_activity_id) FILTER (mobility_activity_id = list_id), min(mobility_activity_id))
            AS main_id FROM (
          SELECT grant_agreement_number, mobility_activity_id, mobility_activity_id AS list_id FROM delivered
            SEMI JOIN listed USING (grant_agreement_number, mobility_activity_id)
          UNION
          SELECT grant_agreement_number, mobility_activity_id, group_activity_id FROM delivered
            WHERE "group" AND group_activity_id IN (SELECT mobility_activity_id FROM listed)
          ) GROUP BY ALL
        ) m ON m.grant_agreement_number = l.grant_agreement_number AND m.list_id = l.mobility_activity_id
        WINDOW g AS (PARTITION BY l.grant_agreement_number, l.mobility_activity_id, l.source_file)"""
    )
    db.execute(
        f"""CREATE TABLE listed_main AS SELECT * EXCLUDE (main_id, nth, listed_rows) REPLACE (
          CASE WHEN listed_rows = 1 THEN participants END AS participants)
        FROM (SELECT * REPLACE ({ticks}), count(*) OVER g AS listed_rows FROM placed
              WINDOW g AS (PARTITION BY grant_agreement_number, mobility_activity_id, source_file))
        WHERE main_id IS NULL AND nth = 1"""
    )
    db.execute("CREATE VIEW main AS SELECT * FROM delivered UNION ALL BY NAME SELECT * FROM listed_main")
    db.execute(
        f"""INSERT INTO sub ({names}) SELECT {names.replace('"kind"', "'subgroup'")}
        FROM (SELECT * REPLACE (coalesce(main_id, mobility_activity_id) AS mobility_activity_id) FROM placed
              WHERE main_id IS NOT NULL OR nth > 1)"""
    )
    db.execute(  # the first row of a list of several subgroups is a subgroup too, of which the numbers count
        """CREATE TABLE listed_first AS SELECT grant_agreement_number, mobility_activity_id, source_file, participants
        FROM placed WHERE main_id IS NULL AND nth = 1 AND EXISTS (
          SELECT 1 FROM placed p WHERE p.nth > 1 AND p.grant_agreement_number = placed.grant_agreement_number
            AND p.mobility_activity_id = placed.mobility_activity_id AND p.source_file = placed.source_file)"""
    )


def _sum_sub_rows(db: duckdb.DuckDBPyConnection) -> None:
    """Sum the sub-rows per main row and file; those of a file without the main row go to one that has it."""
    db.execute(
        """CREATE TABLE people AS
        SELECT grant_agreement_number, mobility_activity_id, source_file,
          sum(participants) AS people, sum(rows) AS rows, max(modified) AS modified, bool_or(blended) AS blended,
          bool_or(green_travel) AS green_travel, bool_or(fewer_opportunities) AS fewer_opportunities
        FROM (SELECT grant_agreement_number, mobility_activity_id, source_file, 1 AS rows, modified,
                CASE kind WHEN 'subgroup' THEN participants WHEN 'participant' THEN 1 END AS participants,
                blended, green_travel, fewer_opportunities FROM sub
              UNION ALL SELECT grant_agreement_number, mobility_activity_id, source_file, 0, NULL, participants,
                NULL, NULL, NULL FROM listed_first)
        GROUP BY ALL"""
    )


def _decide_doubles(db: duckdb.DuckDBPyConnection, some: bool, *, newest_wins: bool) -> None:
    """Among main rows of one mobility, keep one where all (or all of the newest) say the same; else keep none."""
    db.execute(
        f"""CREATE TABLE doubles AS
        WITH twice AS (SELECT {", ".join(KEY)} FROM main WHERE {some} GROUP BY ALL HAVING count(*) > 1),
        signed AS (
          SELECT m.*, {_eldest(newest_wins, "m")} AS older, hash({_CONTENT.format("m")},
            coalesce(p.people, m.participants), p.blended, p.green_travel, p.fewer_opportunities) AS signature
          FROM main m SEMI JOIN twice USING ({", ".join(KEY)})
          LEFT JOIN people p USING ({", ".join(KEY)}, source_file))
        SELECT *, row_number() OVER w AS nth, first_value(source_file) OVER w AS first_file,
          first_value(source_sheet) OVER w AS first_sheet, first_value(source_row) OVER w AS first_row,
          min(signature) FILTER (NOT older) OVER k <> max(signature) FILTER (NOT older) OVER k AS contradictory
        FROM signed
        WINDOW w AS (PARTITION BY {", ".join(KEY)} ORDER BY older, source_file, source_sheet, source_row),
               k AS (PARTITION BY {", ".join(KEY)})"""
    )
    db.execute("CREATE VIEW out_doubles AS SELECT * FROM doubles WHERE nth > 1 OR contradictory")


def _eldest(newest_wins: bool, rows: str) -> str:
    """Tell in SQL whether a row is older than another of its mobility, where that matters."""
    key = ", ".join(f"{rows}.{column}" for column in KEY)
    return f"{rows}.modified < max({rows}.modified) OVER (PARTITION BY {key})" if newest_wins else "FALSE"


def _double_findings(db: duckdb.DuckDBPyConnection) -> Iterator[tuple[Finding, str]]:
    contents = [c.name for c in MOBILITIES.columns if not c.name.startswith("source_")]
    compared = db.execute("SELECT * FROM out_doubles ORDER BY source_file, source_sheet, source_row")
    names = [d[0] for d in compared.description or ()]
    by_key: dict[tuple[str, str], list[dict[str, Any]]] = {}
    rows = [dict(zip(names, row, strict=True)) for row in compared.fetchall()]
    for row in rows[:_DOUBLES_COMPARED]:
        if row["contradictory"]:
            by_key.setdefault((row[KEY[0]], row[KEY[1]]), []).append(row)
    for row in rows:
        others = by_key.get((row[KEY[0]], row[KEY[1]]), [])
        contradictory = bool(row["contradictory"]) and len(others) > 1
        other = next((o for o in others if o is not row), None) if contradictory else None
        place = _place(other) if other else _place(row, "first")
        code = _code(row)
        details: dict[str, Any] = {"other": place, **as_read(row)}
        if code == "contradictory-duplicates":
            differing = sorted({c for o in others for c in contents if o[c] != row[c]})
            details["columns"] = differing or ["participants"]  # else only their sub-rows differ
        yield Finding(code, row["source_file"], row["source_sheet"], row["source_row"], details=details), code


def _code(row: dict[str, Any]) -> str:
    if row["older"]:
        return "older-duplicate"
    return "contradictory-duplicates" if row["contradictory"] else "duplicate-mobility"


def _place(row: dict[str, Any], which: str = "source") -> dict[str, Any]:
    return {part: row[f"{which}_{part}"] for part in ("file", "sheet", "row")}


def _find_owners(db: duckdb.DuckDBPyConnection, *, newest_wins: bool) -> None:
    """Give the sub-rows of each file the main row they go to: that of their own file, else the one that is kept.

    Where several files tell the participants of one mobility, they are doubles as main rows are.
    """
    key = ", ".join(KEY)
    db.execute(
        f"""CREATE TABLE kept AS
        SELECT m.{KEY[0]}, m.{KEY[1]}, m.source_file FROM main m SEMI JOIN people USING ({key})
        ANTI JOIN out_doubles d ON {_SAME_ROW}"""
    )
    db.execute(
        f"""CREATE TABLE owners AS
        SELECT s.{KEY[0]}, s.{KEY[1]}, s.source_file, k.source_file AS owner
        FROM people s JOIN kept k ON {_SAME.format("k", "s")}
        WHERE s.source_file = k.source_file
          OR NOT EXISTS (SELECT 1 FROM main m WHERE {_SAME.format("m", "s")} AND m.source_file = s.source_file)"""
    )
    db.execute(
        f"""CREATE TABLE rivals AS
        WITH told AS (
          SELECT p.*, {_eldest(newest_wins, "p")} AS older,
            hash(p.people, p.blended, p.green_travel, p.fewer_opportunities) AS signature
          FROM people p SEMI JOIN owners USING ({key}, source_file) WHERE p.people IS NOT NULL)
        SELECT {key}, source_file, older, row_number() OVER w AS nth, count(*) OVER k AS files,
          first_value(source_file) OVER w AS first_file, nth_value(source_file, 2) OVER w AS second_file,
          min(signature) FILTER (NOT older) OVER k <> max(signature) FILTER (NOT older) OVER k AS contradictory
        FROM told
        WINDOW w AS (PARTITION BY {key} ORDER BY older, source_file
                     ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING),
               k AS (PARTITION BY {key})"""
    )
    db.execute("DELETE FROM rivals WHERE nth = 1 AND NOT contradictory")
    db.execute(f"DELETE FROM owners WHERE ({key}, source_file) IN (SELECT ({key}, source_file) FROM rivals)")


def _sub_findings(db: duckdb.DuckDBPyConnection) -> Iterator[tuple[Finding, str]]:
    """Sub-rows that go nowhere: no main row at all, or one that is left out, or told by another file."""
    key = ", ".join(KEY)
    lost = db.execute(
        f"""SELECT s.source_file, s.source_sheet, s.source_row, s.mobility_activity_id,
          coalesce(r.older, false), coalesce(r.contradictory, d.contradictory),
          coalesce(if(r.first_file = s.source_file, r.second_file, r.first_file), k.source_file, d.other),
          {{'grant_agreement_number': {KEY[0]}, 'mobility_activity_id': {KEY[1]}, 'participants': s.participants,
            'blended': s.blended}}
        FROM sub s ANTI JOIN owners o USING ({key}, source_file)
        LEFT JOIN rivals r USING ({key}, source_file)
        LEFT JOIN kept k USING ({key})
        LEFT JOIN (SELECT {key}, bool_or(contradictory) AS contradictory, min(source_file) AS other
                   FROM doubles GROUP BY {key}) d USING ({key})
        ORDER BY ALL"""
    )
    for file, sheet, row, identifier, older, contradictory, other, read in lost.fetchall():
        details: dict[str, Any] = ({"id": identifier} if other is None else {"other": other}) | as_read(read)
        code = "orphan-sub-row" if other is None else _code({"older": older, "contradictory": contradictory})
        if code == "contradictory-duplicates":
            details["columns"] = ["participants"]
        yield Finding(code, file, sheet, row, details=details), code


def _belonging(db: duckdb.DuckDBPyConnection) -> Belonging:
    key = ", ".join(KEY)
    sums = f"""SELECT {key}, o.owner AS source_file, sum(people)::BIGINT AS people,
      sum(rows)::BIGINT AS attached, bool_or(blended) AS any_blended, bool_or(green_travel) AS any_green,
      bool_or(fewer_opportunities) AS any_fewer
      FROM people JOIN owners o USING ({key}, source_file) GROUP BY ALL"""
    attached = f"SELECT source_file, count(*) FROM sub SEMI JOIN owners USING ({key}, source_file) GROUP BY 1"
    return Belonging(
        listed=_fetched(db, "SELECT * FROM listed_main"),
        left_out=_fetched(db, f"SELECT {', '.join(PLACE)} FROM out_doubles"),
        sums=_fetched(db, sums),
        attached=dict(db.execute(attached).fetchall()),
    )


def _fetched(db: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    return pl.DataFrame(db.sql(query).to_arrow_table())
