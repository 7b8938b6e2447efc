"""The register as the site reads it: one store per thread, and figures remembered until something is imported."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings

from blendwise.store import Store, open_store

__all__ = ["register", "remembered", "state"]

P = ParamSpec("P")
R = TypeVar("R")
_MOST_REMEMBERED = 512
_own = threading.local()
_lock = threading.Lock()
_known: OrderedDict[Hashable, Any] = OrderedDict()


def register() -> Store:
    """Return the data folder's store; each thread has its own, since a DuckDB connection serves one at a time."""
    store: Store | None = getattr(_own, "store", None)
    if store is None or store.place != settings.CONFIGURATION.data:
        store = _own.store = open_store(settings.CONFIGURATION.data)
    return store


def state() -> tuple[str, ...]:
    """Return what the register holds now, as the names of its snapshots; it changes with every import."""
    return (settings.CONFIGURATION.data, *(snapshot.id for snapshot in register().snapshots()))


def remembered(function: Callable[P, R]) -> Callable[P, R]:
    """Compute an answer once per state of the register; its arguments must be hashable.

    What is remembered is shared by all requests, so the arguments must say whose rows were asked for.
    """

    @wraps(function)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        key = (function.__module__, function.__qualname__, state(), args, tuple(sorted(kwargs.items())))
        with _lock:
            if key in _known:
                _known.move_to_end(key)
                found: R = _known[key]
                return found
        made = function(*args, **kwargs)
        with _lock:
            _known[key] = made
            while len(_known) > _MOST_REMEMBERED:
                _known.popitem(last=False)
        return made

    return answer
