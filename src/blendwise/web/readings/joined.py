"""The register with the histories of institutions joined: who went on under another legal shape is one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from blendwise.indicators import Population, SnapshotChange, institution_key
from blendwise.store import Store
from blendwise.web.readings.legal_shapes import Shapes

__all__ = ["JoinedStore"]


class JoinedStore(Store):
    """A store in which an earlier legal shape bears the name and key of the present one."""

    def __init__(self, store: Store, shapes: Shapes) -> None:
        super().__init__(store.place)
        self.kept = store.kept
        self._store, self._shapes = store, shapes

    def _read(self, file: Path) -> ir.Table:
        return self._store._read(file)  # one connection for both

    def mobilities(self, at: date | None = None) -> ir.Table:
        """Return the newest word of the register, on a day. Raises UserError where there is none."""
        return self._joined(super().mobilities(at))

    def applications(self, at: date | None = None) -> ir.Table | None:
        """Return the newest word on every application, on a day; None where none was read."""
        lines = super().applications(at)
        return None if lines is None else self._joined(lines)

    def population(
        self, *, institutions: Iterable[str] = (), without: Iterable[str] = (), **choices: Any
    ) -> Population:
        """Return the population of a choice; an institution may be named by any of its legal shapes."""
        only, left_out = ([self._present(name) for name in names] for names in (institutions, without))
        return super().population(institutions=only, without=left_out, **choices)

    def change(
        self, first: str, second: str, *, without: Iterable[str] = (), **choices: Any
    ) -> SnapshotChange:
        """Compare two snapshots as they were; an institution is left out with all its legal shapes."""
        left_out = set(without)
        left_out |= {shape.earlier for shape in self._shapes if shape.later in left_out}
        return super().change(first, second, without=sorted(left_out), **choices)

    def _present(self, asked: str) -> str:
        """Return the key of what an earlier legal shape has become; any other name as it is."""
        wanted = _folded(asked)
        shapes = (s for s in self._shapes if wanted in (_folded(s.earlier), _folded(s.earlier_name)))
        return next((shape.later for shape in shapes), asked)

    def _joined(self, table: ir.Table) -> ir.Table:
        key = institution_key(table)
        oid = ibis.cases(*((key == s.earlier, s.later) for s in self._shapes), else_=table.institution_oid)
        name = ibis.cases(*((key == s.earlier, s.later_name) for s in self._shapes), else_=table.institution)
        return table.mutate(institution_oid=oid, institution=name)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
