"""A data folder: files go in as snapshots, figures come out.

>>> import blendwise as bw
>>> store = bw.open_store("data")                                          # doctest: +SKIP
>>> store.figures(by=["institution"], calls=[2021, 2022]).to_polars()      # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from blendwise.store.data_folder import DataFolder, default_place
from blendwise.store.export_layouts import ExportLayout, export_layouts
from blendwise.store.keeping import ImportResult, Kept, Weighed
from blendwise.store.own_record import Agreement, FallenBack, OwnDecision, Standing, fallen_back, standings

if TYPE_CHECKING:
    from blendwise.store.figures_from_folder import Store, open_store

__all__ = [
    "Agreement",
    "DataFolder",
    "ExportLayout",
    "FallenBack",
    "ImportResult",
    "Kept",
    "OwnDecision",
    "Standing",
    "Store",
    "Weighed",
    "default_place",
    "export_layouts",
    "fallen_back",
    "open_store",
    "standings",
]


def __getattr__(name: str) -> object:
    """Load what figures take only for whoever asks for figures: an import goes without."""
    if name in ("Store", "open_store"):
        from blendwise.store import figures_from_folder

        return getattr(figures_from_folder, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
