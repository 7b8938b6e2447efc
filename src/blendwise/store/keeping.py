"""What becomes of a delivery: refused, recognised, first to be confirmed, or kept as snapshots of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from blendwise.intake import Books, Delivery, Finding, Options, findings_frame, profiles
from blendwise.records import FREE_TEXT
from blendwise.snapshots import Snapshot, Snapshots, SnapshotSource, new_id

__all__ = ["ImportResult", "Kept", "Weighed", "all_findings", "keep_delivery", "weigh_delivery"]

_COVERS = {
    "mobilities": pl.col("grant_agreement_number"),
    "applications": pl.format(
        "{}/{}", pl.col("call"), pl.coalesce("institution_oid", "institution", pl.lit("–"))
    ),
    "open_data": pl.col("project_reference"),
}
_MANY, _MANY_SHARE = 20, 0.1
"""More complete mobilities gone or turned into drafts than this number and share: the import asks first."""


@dataclass(frozen=True)
class ImportResult:
    """What an import did: the snapshots it made or recognised, the books, and the findings."""

    snapshots: tuple[Snapshot, ...]
    known: tuple[Snapshot, ...]
    """Snapshots that held the same files already; nothing was added to them."""
    books: tuple[Books, ...]
    findings: tuple[Finding, ...]
    refused: bool
    feedback: tuple[Path, ...] = ()
    """The feedback files that were written."""

    @property
    def status(self) -> int:
        """0 clean, 3 accepted with findings, 2 refused; notes alone are clean."""
        if self.refused:
            return 2
        return 3 if any(f.effect != "note" for f in self.findings) else 0


@dataclass(frozen=True)
class Weighed:
    """What keeping a delivery would do, found without keeping anything."""

    known: tuple[Snapshot, ...]
    """Snapshots of that day that hold the same files already."""
    new: tuple[str, ...]
    """The tables that would become snapshots."""
    findings: tuple[Finding, ...]
    """What stands out beside what is there already; the findings of the reading are in the delivery."""

    @property
    def asks(self) -> bool:
        """Whether somebody must confirm it first."""
        return any(f.effect == "unconfirmed" for f in self.findings)


def weigh_delivery(delivery: Delivery, kept: Snapshots, day: date, options: Options) -> Weighed:
    """Hold what was read against what is kept: whether it is known already, and what would go or fall back."""
    how = _how_read(delivery, options)
    known = [s for t in delivery.tables if (s := kept.same(t, day, _hashes_of(t, delivery), how))]
    new = tuple(t for t in delivery.tables if t not in {s.table for s in known})
    findings = [
        Finding("same-file-again", source.name, details={"date": s.created.date().isoformat()})
        for s in known for source in delivery.sources if source.sha256 in {h.sha256 for h in s.sources}
    ]  # fmt: skip
    if "mobilities" in new:
        findings += _changes(delivery.tables["mobilities"], kept, day)
    findings += [f for t in new for f in _superseded(t, delivery.tables[t], kept, day)]
    return Weighed(tuple(known), new, tuple(findings))


def all_findings(delivery: Delivery, weighed: Weighed) -> Path:
    """Write the findings of the reading and of the weighing into one file, without holding them in memory."""
    if not weighed.findings:
        return delivery.findings
    together = delivery.findings.with_name("all-findings.parquet")
    pl.concat([pl.scan_parquet(delivery.findings), findings_frame(weighed.findings).lazy()]).sink_parquet(
        together
    )
    return together


@dataclass(frozen=True)
class Kept:
    """What became of a delivery: the snapshots made, or none where it is refused or first to be confirmed."""

    snapshots: tuple[Snapshot, ...]
    known: tuple[Snapshot, ...]
    findings: Path
    """The Parquet file with all findings; there may be more of them than fit in memory."""
    refused: bool


def keep_delivery(
    delivery: Delivery, weighed: Weighed, kept: Snapshots, day: date, options: Options, *, confirmed: bool
) -> Kept:
    """Keep what was read as snapshots of a day, unless it is refused, known already, or first to be confirmed."""
    if delivery.refused:
        return Kept((), (), delivery.findings, refused=True)
    findings = all_findings(delivery, weighed)
    if weighed.asks and not confirmed:
        return Kept((), weighed.known, findings, refused=True)
    hashes = [s.sha256 for s in delivery.sources]
    how = _how_read(delivery, options)
    delivered = [
        (_described(t, delivery.tables[t], delivery, day, how, new_id(t, day, hashes)), _to_keep(t, delivery, options))
        for t in weighed.new
    ]  # fmt: skip
    made = kept.keep(delivered, findings) if delivered else []
    return Kept(tuple(made), weighed.known, findings, refused=False)


def _to_keep(table: str, delivery: Delivery, options: Options) -> Path:
    """Return the file of a table as it is to be kept: without free text, where that was asked."""
    file = delivery.tables[table]
    if table != "mobilities" or not options.without_comments:
        return file
    target = file.with_name("without-comments.parquet")
    empty = (pl.lit(None, pl.String).alias(name) for name in FREE_TEXT)
    pl.scan_parquet(file).with_columns(empty).sink_parquet(target)
    return target


def _how_read(delivery: Delivery, options: Options) -> dict[str, Any]:
    """Return what decides, beside the files, what is kept of them; it is kept with the snapshot."""
    names = {name for books in delivery.books for name in books.profile.split(", ")}
    used = [p for p in profiles(options.own_profiles) if p.name in names]
    return {
        "newest_wins": options.newest_wins,
        "sheet": options.sheet,
        "without_comments": options.without_comments,
        "profiles": {name: [p.sha256 for p in used if p.name == name] for name in sorted(names)},
    }


def _superseded(table: str, file: Path, kept: Snapshots, day: date) -> list[Finding]:
    """Say which snapshots of the same day no longer hold for what a new one covers."""
    files = ", ".join(_files_of(file)[:3])
    return [
        Finding("same-day-superseded", files, details={"id": snapshot.id, "n": number})
        for snapshot, number in kept.spoken_over(table, day, _covers(table, file))
    ]


def _covers(table: str, file: Path) -> tuple[str, ...]:
    """Return what a table speaks of: projects, or applications."""
    covers = pl.scan_parquet(file).select(_COVERS[table].unique().sort().alias("covers")).collect()["covers"]
    return tuple(covers.drop_nulls())


def _files_of(file: Path) -> list[str]:
    """Return the names of the source files of a table."""
    return sorted(pl.scan_parquet(file).select("source_file").unique().collect()["source_file"])


def _hashes_of(table: str, delivery: Delivery) -> list[str]:
    """Return the hashes of the files that filled a table."""
    files = _files_of(delivery.tables[table])
    return [s.sha256 for s in delivery.sources if s.name in files or not files]


def _described(
    table: str, file: Path, delivery: Delivery, day: date, options: Mapping[str, Any], identifier: str
) -> Snapshot:
    rows = pl.scan_parquet(file)
    calls: list[int] = []
    if table != "open_data":
        calls = rows.select("call").unique().sort("call").collect()["call"].drop_nulls().to_list()
    files = set(_files_of(file))
    other = {f for t, p in delivery.tables.items() if t != table for f in _files_of(p)}
    used = [s for s in delivery.sources if s.name in files or s.name not in other]
    sources = tuple(SnapshotSource(s.name, s.sha256, s.size) for s in used)
    return Snapshot(
        id=identifier, table=table, date=day, created=datetime.now(UTC), rows=rows.select(pl.len()).collect().item(),
        covers=_covers(table, file), calls=tuple(calls), sources=sources,
        books=tuple(b for b in delivery.books if b.file in {s.name for s in used}), options=options, sha256="",
        findings_sha256="", software=f"blendwise {version('blendwise')}",
    )  # fmt: skip


def _changes(file: Path, kept: Snapshots, day: date) -> list[Finding]:
    """Find complete mobilities that the newest earlier word knew and that are drafts now, or gone."""
    state = kept.state("mobilities", day)
    if not state:
        return []
    columns = [
        "grant_agreement_number",
        "mobility_activity_id",
        "status",
        "source_file",
        "source_sheet",
        "source_row",
    ]
    now = pl.scan_parquet(file).select(columns)
    projects = now.select(pl.col("grant_agreement_number").unique()).collect()["grant_agreement_number"]
    before = pl.concat([_earlier(kept, snapshot, covers) for snapshot, covers in state])
    before = before.filter(
        (pl.col("status") == "complete") & pl.col("grant_agreement_number").is_in(projects.implode())
    )
    joined = before.drop("status").join(now, on=columns[:2], how="left").collect()
    drafts, gone = joined.filter(pl.col("status") == "draft"), joined.filter(pl.col("status").is_null())
    found = [
        Finding("fallen-back-to-draft", r["source_file"], r["source_sheet"], r["source_row"],
                details={"date": r["day"].isoformat(), "last": "intake.last-day"})
        for r in drafts.iter_rows(named=True)
    ]  # fmt: skip
    lost = drafts.height + gone.height
    if lost > _MANY and lost > _MANY_SHARE * joined.height:
        found.append(Finding("mass-change", ", ".join(_files_of(file)[:3]),
                             details={"n": drafts.height, "m": gone.height}))  # fmt: skip
    return found


def _earlier(kept: Snapshots, snapshot: Snapshot, covers: tuple[str, ...] | None) -> pl.LazyFrame:
    rows = pl.scan_parquet(kept.path(snapshot)).select(
        "grant_agreement_number", "mobility_activity_id", "status"
    )
    if covers is not None:
        rows = rows.filter(pl.col("grant_agreement_number").is_in(list(covers)))
    return rows.with_columns(day=pl.lit(snapshot.date))
