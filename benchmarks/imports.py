"""Import of CSV and XLSX: ours, what an analyst would write, and the bare reading of the cells."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from benchmarks.data import write_csv, write_xlsx
from benchmarks.measuring import machine, measure, table

ROWS, XLSX_ROWS = 1_000_000, 100_000
KEY = b"k" * 32


def ours(source: str) -> None:
    """Import through the product, to a kept snapshot."""
    from blendwise.store import DataFolder

    with tempfile.TemporaryDirectory() as folder:
        result = DataFolder(folder).import_files([source])
        assert result.status != 2


def with_pandas(source: str) -> None:
    """Do the same by hand: read, check row by row, drop persons, make pseudonyms, find doubles, write."""
    import pandas as pd

    _checked(pd.read_csv(source, sep=";", dtype=str, keep_default_na=False))


def _checked(frame) -> None:  # type: ignore[no-untyped-def]
    findings = []

    def check(row):  # type: ignore[no-untyped-def]
        start, end = (_day(row[name]) for name in ("Start date", "End date"))
        if start is None or end is None:
            findings.append((row.name, "date"))
        elif end < start:
            findings.append((row.name, "order"))
        elif not 10 <= (end - start).days + 1 <= 89:
            findings.append((row.name, "duration"))
        if row["Sending organisation OID"] == row["Receiving organisation OID"]:
            findings.append((row.name, "organisation"))
        blended = {"Yes": True, "No": False}.get(row["Blended mobility (Yes/No)"])
        person = hashlib.blake2b(row["Participant ID"].encode(), key=KEY, digest_size=12).hexdigest()
        return start, end, blended, int(row["Number of participants"]), int(row["Duration (days)"]), person

    kept = frame.apply(check, axis=1, result_type="expand")
    kept.columns = ["start", "end", "blended", "participants", "days", "person"]
    kept = kept.join(
        frame[["Grant Agreement No.", "Mobility activity ID", "Status", "Sending organisation name"]]
    )
    kept = kept[~kept.duplicated(["Grant Agreement No.", "Mobility activity ID"])]
    with tempfile.TemporaryDirectory() as folder:
        kept.to_parquet(Path(folder) / "kept.parquet")


def _day(text: str):  # type: ignore[no-untyped-def]
    try:
        return datetime.strptime(text, "%d-%m-%Y")
    except ValueError:
        return None


def bare_polars(source: str) -> None:
    """Read all cells as text and write them: the least that any import does."""
    import polars as pl

    with tempfile.TemporaryDirectory() as folder:
        pl.read_csv(source, separator=";", infer_schema=False).write_parquet(Path(folder) / "bare.parquet")


def with_openpyxl(source: str) -> None:
    """Read a workbook cell by cell and check it in the same way."""
    import openpyxl
    import pandas as pd

    rows = openpyxl.load_workbook(source, read_only=True).worksheets[0].iter_rows(values_only=True)
    header = next(rows)
    _checked(pd.DataFrame(rows, columns=header).fillna(""))


def bare_calamine(source: str) -> None:
    """Read all cells of a workbook as text, and nothing else."""
    import fastexcel

    fastexcel.read_excel(source).load_sheet(0, header_row=None, dtypes="string").to_polars()


def main() -> None:
    large = "--large" in sys.argv
    print(f"## Import ({machine()})")
    with tempfile.TemporaryDirectory() as folder:
        source = str(Path(folder) / "export.csv")
        write_csv(Path(source), ROWS)
        calls = {
            "ours": ["benchmarks.imports:ours", source],
            "peer: pandas with row checks": ["benchmarks.imports:with_pandas", source],
            "limit: Polars reads and writes text": ["benchmarks.imports:bare_polars", source],
        }
        table(
            f"CSV, {ROWS:,} rows x 35 columns",
            measure(calls, once=[name for name in calls if name.startswith("peer")]),
            "ours",
        )
        workbook = str(Path(folder) / "export.xlsx")
        write_xlsx(Path(workbook), XLSX_ROWS)
        calls = {
            "ours": ["benchmarks.imports:ours", workbook],
            "peer: openpyxl with row checks": ["benchmarks.imports:with_openpyxl", workbook],
            "limit: calamine reads text": ["benchmarks.imports:bare_calamine", workbook],
        }
        table(
            f"XLSX, {XLSX_ROWS:,} rows x 35 columns",
            measure(calls, once=[name for name in calls if name.startswith("peer")]),
            "ours",
        )
        print(
            "\n### How cost grows with rows (CSV)\n\n| rows | seconds | of processors | microseconds of processors a row | peak memory, MB |\n| ---: | ---: | ---: | ---: | ---: |"
        )
        for rows in (10**4, 10**5, 10**6, 2 * 10**6, 5 * 10**6, *([10**7] if large else [])):
            write_csv(Path(source), rows)
            one = measure({"ours": ["benchmarks.imports:ours", source]}, runs=1)["ours"]
            print(
                f"| {rows:,} | {one.seconds:.2f} | {one.processor:.2f} | {1e6 * one.processor / rows:.1f} "
                f"| {one.megabytes:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
