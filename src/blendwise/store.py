"""A data folder: files go in as snapshots, figures come out.

>>> import blendwise as bw
>>> store = bw.open_store("data")                                          # doctest: +SKIP
>>> store.figures(by=["institution"], calls=[2021, 2022]).to_polars()      # doctest: +SKIP
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import polars as pl

from blendwise.errors import UserError, unknown_name
from blendwise.indicators import (
    Figures,
    Population,
    Query,
    SnapshotChange,
    between_snapshots,
    figures,
    institution_key,
)
from blendwise.intake import (
    Books,
    Delivery,
    Finding,
    Options,
    find_key,
    findings_frame,
    findings_in,
    read_files,
    write_feedback,
)
from blendwise.records import Unit
from blendwise.snapshots import Snapshot, Snapshots, SnapshotSource, new_id

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend

__all__ = ["ImportResult", "Store", "default_place", "open_store"]

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

    @property
    def status(self) -> int:
        """0 clean, 3 accepted with findings, 2 refused; notes alone are clean."""
        if self.refused:
            return 2
        return 3 if any(f.effect != "note" for f in self.findings) else 0


def default_place() -> str:
    """Return BLENDWISE_DATA, else a folder of the user."""
    import click

    return os.environ.get("BLENDWISE_DATA") or str(Path(click.get_app_dir("blendwise")) / "data")


def open_store(place: str | Path | None = None) -> Store:
    """Open a data folder (a path, or a URI that Arrow can address); it need not exist yet."""
    return Store(str(place) if place is not None else default_place())


class Store:
    """A data folder with its snapshots."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.kept = Snapshots(place)
        self._backend: Backend | None = None

    @property
    def folder(self) -> Path:
        """Where the key and one's own profiles are: the data folder, or that of the user if it is remote."""
        import click

        return Path(click.get_app_dir("blendwise")) if "://" in self.place else Path(self.place)

    def snapshots(self) -> list[Snapshot]:
        """Return what is kept, oldest first."""
        return self.kept.all()

    def import_files(
        self,
        paths: Sequence[str | Path],
        *,
        day: date | None = None,
        options: Options | None = None,
        confirmed: bool = False,
        feedback: tuple[Path, str] | None = None,
        progress: Callable[[str, int], None] | None = None,
    ) -> ImportResult:
        """Read files, folders or ZIPs and keep them as snapshots of a day (today unless given).

        All or nothing: if a file is refused, nothing is kept (unless `options.skip_refused`). `confirmed`
        lets in an export in which many complete mobilities are gone or have become drafts. `feedback` is a folder
        and a language: there, each file with findings is written again with a comment in each cell concerned.
        """
        options = replace(options or Options(), own_profiles=self.folder / "profiles")
        day = day or date.today()
        with tempfile.TemporaryDirectory(prefix="blendwise-") as staging:
            delivery = read_files(
                [Path(p) for p in paths],
                Path(staging),
                key=_key(self.folder),
                options=options,
                progress=progress,
            )
            result = self._keep(delivery, day, options, confirmed=confirmed)
            if feedback:
                _write_feedback(delivery, result.findings, *feedback)
            return result

    def _keep(self, delivery: Delivery, day: date, options: Options, *, confirmed: bool) -> ImportResult:
        findings = findings_in(pl.read_parquet(delivery.findings))
        if delivery.refused:
            return ImportResult((), (), tuple(delivery.books), tuple(findings), refused=True)
        kept_options = {"newest_wins": options.newest_wins, "sheet": options.sheet}
        hashes = [s.sha256 for s in delivery.sources]
        known = [
            s for t in delivery.tables if (s := self.kept.same(t, day, _hashes_of(t, delivery), kept_options))
        ]
        new = {t: file for t, file in delivery.tables.items() if t not in {s.table for s in known}}
        findings += [
            Finding("same-file-again", source.name, details={"date": s.created.date().isoformat()})
            for s in known for source in delivery.sources if source.sha256 in {h.sha256 for h in s.sources}
        ]  # fmt: skip
        if "mobilities" in new:
            changes = _changes(new["mobilities"], self, day)
            findings += changes
            if not confirmed and any(f.effect == "unconfirmed" for f in changes):
                return ImportResult((), tuple(known), tuple(delivery.books), tuple(findings), refused=True)
        findings_frame(findings).write_parquet(delivery.findings)
        made = []
        for table, file in new.items():
            snapshot = _described(table, file, delivery, day, kept_options, new_id(table, day, hashes))
            made.append(self.kept.keep(snapshot, file, delivery.findings))
        return ImportResult(tuple(made), tuple(known), tuple(delivery.books), tuple(findings), refused=False)

    def mobilities(self, at: date | None = None) -> ir.Table:
        """Return the newest word of the register on every project, on a day. Raises UserError where there is none."""
        table = self._table("mobilities", "grant_agreement_number", at)
        if table is None:
            raise self._nothing_yet(at)
        return table

    def _nothing_yet(self, at: date | None) -> UserError:
        days = [s.date for s in self.snapshots() if s.table == "mobilities"]
        if at and days:
            return UserError("snapshots.none-on-day", day=at, oldest=min(days))
        return UserError("general.no-data", folder=self.place)

    def applications(self, at: date | None = None) -> ir.Table | None:
        """Return the newest word on every application, on a day; None where none was read."""
        return self._table("applications", None, at)

    def open_data(self) -> ir.Table | None:
        """Return the Commission's open data that were read; None where there are none. They have no blended column."""
        return self._table("open_data", "project_reference", None)

    def _table(self, table: str, project: str | None, at: date | None) -> ir.Table | None:
        parts = []
        for snapshot, covers in self.kept.state(table, at):
            rows = self._rows(snapshot)
            if covers is not None:
                key = rows[project] if project else _application_key(rows)
                rows = rows.filter(key.isin(list(covers)))
            parts.append(rows)
        return ibis.union(*parts, distinct=False) if len(parts) > 1 else parts[0] if parts else None

    def _rows(self, snapshot: Snapshot) -> ir.Table:
        if self._backend is None:
            self._backend = ibis.duckdb.connect()
        return self._backend.read_parquet(self.kept.path(snapshot))

    def figures(
        self,
        *,
        by: Iterable[str] = (),
        calls: Iterable[int] = (),
        unit: Unit | str = Unit.MOBILITIES,
        characteristic: str = "blended",
        institutions: Iterable[str] = (),
        without: Iterable[str] = (),
        drafts: bool = False,
        at: date | None = None,
    ) -> Figures:
        """Count a population of mobilities and divide it.

        `by` takes names of `records.DIMENSIONS`; `institutions` and `without` names or OIDs. Raises UserError
        for a name that does not exist.

        A result is typed, and has `.to_polars()`, `.to_pandas()`, `.to_ibis()` and `.sentence(language)`.
        """
        mobilities, applications = self.mobilities(at), self.applications(at)
        names = self._institutions(mobilities, applications) if (institutions or without) else []
        left_out = [_key_of(name, names) for name in without]
        population = Population(
            calls=self._known_calls(calls, mobilities, applications),
            institutions=tuple(key for key, _ in (_key_of(name, names) for name in institutions)),
            without=tuple(key for key, _ in left_out),
            without_names=tuple(name for _, name in left_out),
            drafts=drafts,
        )
        query = Query(
            population, tuple(by), _unit(unit), characteristic.replace("-", "_"), self.newest_day(at)
        )
        return figures(mobilities, applications, query)

    def newest_day(self, at: date | None = None) -> date | None:
        """Return the day of the newest snapshot of the register, of those that were there on a day."""
        days = [s.date for s in self.snapshots() if s.table == "mobilities"]
        return max((day for day in days if at is None or day <= at), default=None)

    def change(
        self, first: str, second: str, *, calls: Iterable[int] = (), drafts: bool = False
    ) -> SnapshotChange:
        """Compare two snapshots of the register mobility by mobility, for the projects that both speak of."""
        a, b = (self._of_register(identifier) for identifier in (first, second))
        both = sorted(set(a.covers) & set(b.covers))
        tables = [self._rows(s).filter(lambda t: t.grant_agreement_number.isin(both)) for s in (a, b)]
        return between_snapshots(
            tables[0], tables[1], Population(calls=tuple(calls), drafts=drafts), (a.date, b.date)
        )

    def _of_register(self, identifier: str) -> Snapshot:
        known = [s.id for s in self.snapshots() if s.table == "mobilities"]
        if not known:
            raise UserError("general.no-data", folder=self.place)
        snapshot = self.kept.get(identifier)
        if snapshot.id not in known:
            raise unknown_name(identifier, "snapshot", known)
        return snapshot

    def findings(self, identifier: str) -> list[Finding]:
        """Return the findings made when a snapshot was read in."""
        return self.kept.findings(self.kept.get(identifier))

    def _institutions(self, *tables: ir.Table | None) -> list[tuple[str, str]]:
        """List the key of every institution with every name that it has."""
        found: set[tuple[str, str]] = set()
        for table in tables:
            if table is not None:
                rows = table.select(key=institution_key(table), name=table.institution).distinct().to_polars()
                found |= {(key, name or key) for key, name in rows.iter_rows() if key}
        return sorted(found)

    def _known_calls(self, calls: Iterable[int], *tables: ir.Table | None) -> tuple[int, ...]:
        asked = tuple(dict.fromkeys(calls))
        if asked:
            known = {
                c
                for t in tables
                if t is not None
                for c in t.call.as_table().distinct().to_polars()["call"]
                if c
            }
            for call in asked:
                if call not in known:
                    raise unknown_name(str(call), "call", map(str, known))
        return tuple(sorted(asked))


def _write_feedback(delivery: Delivery, findings: Sequence[Finding], folder: Path, language: str) -> None:
    for source in delivery.delivered:
        own = [f for f in findings if f.file == source.name and f.row is not None]
        if own:
            write_feedback(source, own, folder, language)


def _key(folder: Path) -> bytes:
    try:
        return find_key(folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError("general.not-writable", path=str(folder), reason=reason) from error


def _unit(name: Unit | str) -> Unit:
    if name not in list(Unit):
        raise unknown_name(name, "indicators.unit", Unit)
    return Unit(name)


def _key_of(asked: str, names: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Return the key and name of an institution, whatever the case and spaces of what was asked."""
    wanted = " ".join(asked.split()).casefold()
    for key, name in names:
        if wanted in (key.casefold(), " ".join(name.split()).casefold()):
            return key, name
    raise unknown_name(asked, "institution", {name for _, name in names})


def _application_key(rows: ir.Table) -> ir.StringValue:
    key: ir.StringValue = (
        rows.call.cast("string") + "/" + ibis.coalesce(rows.institution_oid, rows.institution, "–")
    )
    return key


def _hashes_of(table: str, delivery: Delivery) -> list[str]:
    """Return the hashes of the files that filled a table."""
    files = (
        pl.scan_parquet(delivery.tables[table])
        .select("source_file")
        .unique()
        .collect()["source_file"]
        .to_list()
    )
    return [s.sha256 for s in delivery.sources if s.name in files or not files]


def _described(
    table: str, file: Path, delivery: Delivery, day: date, options: Mapping[str, object], identifier: str
) -> Snapshot:
    rows = pl.scan_parquet(file)
    covers = rows.select(_COVERS[table].unique().sort().alias("covers")).collect()["covers"].drop_nulls()
    calls: list[int] = []
    if table != "open_data":
        calls = rows.select("call").unique().sort("call").collect()["call"].drop_nulls().to_list()
    files = set(rows.select("source_file").unique().collect()["source_file"])
    other = {
        f
        for t, p in delivery.tables.items()
        if t != table
        for f in pl.scan_parquet(p).select("source_file").unique().collect()["source_file"]
    }
    used = [s for s in delivery.sources if s.name in files or s.name not in other]
    return Snapshot(
        id=identifier, table=table, date=day, created=datetime.now(UTC), rows=rows.select(pl.len()).collect().item(),
        covers=tuple(covers), calls=tuple(calls), sources=tuple(SnapshotSource(s.name, s.sha256, s.size) for s in used),
        books=tuple(b for b in delivery.books if b.file in {s.name for s in used}), options=options, sha256="",
        findings_sha256="", software=f"blendwise {version('blendwise')}",
    )  # fmt: skip


def _changes(file: Path, store: Store, day: date) -> list[Finding]:
    """Find complete mobilities that the newest earlier word knew and that are drafts now, or gone."""
    state = store.kept.state("mobilities", day)
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
    before = pl.concat([_earlier(store, snapshot, covers) for snapshot, covers in state])
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
        files = sorted(now.select("source_file").unique().collect()["source_file"])
        found.append(Finding("mass-change", ", ".join(files[:3]),
                             details={"n": drafts.height, "m": gone.height}))  # fmt: skip
    return found


def _earlier(store: Store, snapshot: Snapshot, covers: tuple[str, ...] | None) -> pl.LazyFrame:
    rows = pl.scan_parquet(store.kept.path(snapshot)).select(
        "grant_agreement_number", "mobility_activity_id", "status"
    )
    if covers is not None:
        rows = rows.filter(pl.col("grant_agreement_number").is_in(list(covers)))
    return rows.with_columns(day=pl.lit(snapshot.date))
