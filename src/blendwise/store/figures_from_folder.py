"""A data folder from which figures come out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from blendwise.errors import UserError, unknown_name
from blendwise.indicators import (
    Figures,
    Population,
    Query,
    SnapshotChange,
    between_snapshots,
    changed_mobilities,
    figures,
    institution_key,
)
from blendwise.intake import Delivery
from blendwise.records import TABLES, Kind, Unit
from blendwise.snapshots import Snapshot
from blendwise.store.data_folder import DataFolder

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend

__all__ = ["Store", "open_store"]

_TYPES = {
    Kind.STRING: "string", Kind.INTEGER: "int64", Kind.NUMBER: "float64", Kind.MONEY: "decimal(18, 2)",
    Kind.BOOLEAN: "boolean", Kind.DATE: "date",
}  # fmt: skip


def open_store(place: str | Path | None = None) -> Store:
    """Open a data folder (a path, or a URI that Arrow can address); it need not exist yet."""
    return Store(place)


class Store(DataFolder):
    """A data folder with its snapshots, and every figure that they hold."""

    _backend: Backend | None = None

    def mobilities(self, at: date | None = None) -> ir.Table:
        """Return the newest word of the register on every project, on a day. Raises UserError where there is none."""
        table = self._table("mobilities", "grant_agreement_number", at)
        if table is None:
            raise self._nothing_yet(at)
        return table

    def _nothing_yet(self, at: date | None) -> UserError:
        days = self._days("mobilities")
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
        """Return the rows of a snapshot, with nulls for columns that came to be after it was kept."""
        rows, table = self._read(self.kept.path(snapshot)), TABLES[snapshot.table]
        lacking = {c.name: ibis.null(_TYPES[c.kind]) for c in table.columns if c.name not in rows.columns}
        return rows.mutate(**lacking).select(*table.names) if lacking else rows

    def _read(self, file: Path) -> ir.Table:
        if self._backend is None:
            self._backend = ibis.duckdb.connect()
        return self._backend.read_parquet(file)

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
        population = self.population(
            calls=calls, institutions=institutions, without=without, drafts=drafts, at=at
        )
        query = Query(
            population, tuple(by), _unit(unit), characteristic, self.newest_day(at),
            min(self._days("applications"), default=None),
        )  # fmt: skip
        return figures(mobilities, applications, query)

    def population(
        self,
        *,
        calls: Iterable[int] = (),
        institutions: Iterable[str] = (),
        without: Iterable[str] = (),
        drafts: bool = False,
        at: date | None = None,
    ) -> Population:
        """Return the population that a choice names; its rows are `.of(store.mobilities(at))`.

        Raises UserError for a name that does not exist.
        """
        mobilities, applications = self.mobilities(at), self.applications(at)
        names = self._institutions(mobilities, applications) if (institutions or without) else []
        only = dict(_key_of(name, names) for name in institutions)
        left_out = dict(_key_of(name, names) for name in without)
        if both := [name for key, name in only.items() if key in left_out]:
            raise UserError("indicators.with-and-without", names=both)
        return Population(
            calls=self._known_calls(calls, mobilities, applications),
            institutions=tuple(only),
            institution_names=tuple(only.values()),
            without=tuple(left_out),
            without_names=tuple(left_out.values()),
            drafts=drafts,
        )

    def newest_day(self, at: date | None = None) -> date | None:
        """Return the day of the newest snapshot of the register, of those that were there on a day."""
        return max((day for day in self._days("mobilities") if at is None or day <= at), default=None)

    def _days(self, table: str) -> list[date]:
        return [s.date for s in self.snapshots() if s.table == table]

    def change(
        self,
        first: str,
        second: str,
        *,
        calls: Iterable[int] = (),
        without: Iterable[str] = (),
        drafts: bool = False,
        characteristic: str = "blended",
    ) -> SnapshotChange:
        """Compare two snapshots of the register mobility by mobility, for the projects that both speak of.

        `without` are the keys of institutions that are left out.
        """
        (a, before), (b, after) = self._both(first, second)
        population = Population(calls=tuple(calls), without=tuple(without), drafts=drafts)
        return between_snapshots(before, after, population, (a.date, b.date), characteristic)

    def changed(
        self, first: str, second: str, kind: str, *, calls: Iterable[int] = (), drafts: bool = False
    ) -> ir.Table:
        """Return the mobilities that are new, gone, ticked or unticked between two snapshots, as they last were."""
        (_, before), (_, after) = self._both(first, second)
        changes = changed_mobilities(before, after, Population(calls=tuple(calls), drafts=drafts))
        key = ("grant_agreement_number", "mobility_activity_id")
        return (before if kind == "gone" else after).semi_join(changes.filter(changes.change == kind), key)

    def _both(self, first: str, second: str) -> tuple[tuple[Snapshot, ir.Table], tuple[Snapshot, ir.Table]]:
        """Return two snapshots of the register, with their rows on the projects that both speak of."""
        a, b = (self._of_register(identifier) for identifier in (first, second))
        both = sorted(set(a.covers) & set(b.covers))
        before, after = (self._rows(s).filter(lambda t: t.grant_agreement_number.isin(both)) for s in (a, b))
        return (a, before), (b, after)

    def change_by(self, delivery: Delivery, day: date) -> SnapshotChange | None:
        """Compare a delivery with what is kept on its projects; None where nothing is kept, or it has no mobilities."""
        newest = self.newest_day(day)
        if newest is None or "mobilities" not in delivery.tables:
            return None
        after = self._read(delivery.tables["mobilities"])
        projects = after.select("grant_agreement_number").distinct()
        before = self.mobilities(day).semi_join(projects, "grant_agreement_number")
        return between_snapshots(before, after, Population(), (newest, day))

    def _of_register(self, identifier: str) -> Snapshot:
        known = [s.id for s in self.snapshots() if s.table == "mobilities"]
        if not known:
            raise UserError("general.no-data", folder=self.place)
        snapshot = self.kept.get(identifier)
        if snapshot.id not in known:
            raise unknown_name(identifier, "snapshot", known)
        return snapshot

    def institutions(self) -> list[tuple[str, str]]:
        """List the key (OID, else name) and newest name of every institution that register or applications name."""
        return list(dict(self._institutions(self.applications(), self.mobilities())).items())

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
