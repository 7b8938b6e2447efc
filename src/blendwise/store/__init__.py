"""A data folder: files go in as snapshots, figures come out.

>>> import blendwise as bw
>>> store = bw.open_store("data")                                          # doctest: +SKIP
>>> store.figures(by=["institution"], calls=[2021, 2022]).to_polars()      # doctest: +SKIP
"""

from blendwise.store.data_folder import Store, default_place, open_store
from blendwise.store.keeping import ImportResult, Kept, Weighed
from blendwise.store.own_record import Agreement, OwnDecision, Standing, standings

__all__ = [
    "Agreement",
    "ImportResult",
    "Kept",
    "OwnDecision",
    "Standing",
    "Store",
    "Weighed",
    "default_place",
    "open_store",
    "standings",
]
