"""Blendwise: from registrations of Erasmus+ mobilities to knowledge about blended mobility.

`open_store(place)` opens a data folder; everything else is reached from there, or imported by its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blendwise.store import Store, open_store

__all__ = ["Store", "open_store"]


def __getattr__(name: str) -> object:
    """Load the store only when it is asked for, so that `import blendwise` stays light."""
    if name in __all__:
        from blendwise import store

        return getattr(store, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
