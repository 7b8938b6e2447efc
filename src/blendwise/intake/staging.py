"""Rows on their way in, kept in a folder of the import so that memory does not grow with their number."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl

from blendwise.intake.findings import SCHEMA, Finding, findings_frame
from blendwise.intake.yes_no_words import first_words

__all__ = ["Staging"]

_MOST_HELD = 20_000


class Staging:
    """A folder with shards of rows, and the findings and counts so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.read: Counter[str] = Counter()
        self.left_out: dict[str, Counter[str]] = {}
        self.profiles: dict[str, str] = {}
        self.headers: dict[str, dict[str, str]] = {}
        self.words: dict[str, dict[str, dict[str, str]]] = {}
        self._shards: Counter[str] = Counter()
        self._held: list[Finding] = []

    def keep(self, kind: str, rows: pl.DataFrame) -> None:
        """Keep rows of a kind (main, sub, group, ...) in a shard of their own."""
        if rows.height:
            rows.write_parquet(
                self.folder / f"{kind}-{self._shards[kind]:05d}.parquet", compression="lz4", statistics=False
            )
            self._shards[kind] += 1

    def has(self, kind: str) -> bool:
        """Tell whether there are rows of a kind."""
        return self._shards[kind] > 0

    def pattern(self, kind: str) -> str:
        """Return the shards of a kind as a pattern of paths."""
        return str(self.folder / f"{kind}-*.parquet")

    def rows(self, kind: str, schema: pl.Schema) -> pl.DataFrame:
        """Return all rows of a kind at once; for kinds that stay small."""
        return pl.read_parquet(self.pattern(kind)) if self.has(kind) else pl.DataFrame(schema=schema)

    def mark(self) -> Counter[str]:
        """Return a point to which `back_to` can return, should a file turn out to be refused or read anew."""
        self._put_away()
        return self._shards.copy()

    def back_to(self, mark: Counter[str], file: str) -> None:
        """Forget all that was staged for a file since the mark."""
        self._held = []
        for kind, shards in self._shards.items():
            for number in range(mark[kind], shards):
                (self.folder / f"{kind}-{number:05d}.parquet").unlink()
        self._shards = mark.copy()
        self.read.pop(file, None)
        self.left_out.pop(file, None)

    def count(self, file: str, *, read: int, findings: tuple[Finding, ...] | list[Finding]) -> None:
        """Book rows read and the findings on them; a finding that leaves a row out is counted as such."""
        self.read[file] += read
        for finding in findings:
            if finding.effect == "left-out":
                self.leave_out(file, finding.code, 1)
        self.report(findings)

    def note_words(self, file: str, rows: pl.DataFrame) -> None:
        """Keep the first spelling of yes and of no in each of these columns of a file."""
        known = self.words.setdefault(file, {})
        for column in rows.get_columns():
            known[column.name] = first_words(column.unique(maintain_order=True)) | known.get(column.name, {})

    def leave_out(self, file: str, code: str, rows: int) -> None:
        """Book rows as left out for a reason."""
        self.left_out.setdefault(file, Counter())[code] += rows

    def report(self, findings: tuple[Finding, ...] | list[Finding]) -> None:
        """Add findings."""
        self._held += findings
        if len(self._held) >= _MOST_HELD:
            self._put_away()

    def _put_away(self) -> None:
        held, self._held = self._held, []
        self.keep("findings", findings_frame(held))

    def findings(self) -> pl.LazyFrame:
        """Return all findings in the order of their places."""
        self._put_away()
        if not self.has("findings"):
            return pl.LazyFrame(schema=SCHEMA)
        return pl.scan_parquet(self.pattern("findings")).sort(
            "file", "sheet", "row", "column", "code", nulls_last=False
        )
