"""The register as the site reads it: one store per thread, and figures remembered until it changes.

It changes with an import, and with a link between legal shapes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

from django.conf import settings

from blendwise.store import Store, open_store
from blendwise.web.moment import held
from blendwise.web.readings.joined import JoinedStore
from blendwise.web.readings.legal_shapes import Shapes, standing_shapes

__all__ = ["State", "joined_register", "newest_remembered", "register", "remembered", "state"]

P = ParamSpec("P")
R = TypeVar("R")
_MOST_REMEMBERED = 512
_NOT_KNOWN = object()
_own = threading.local()
_lock = threading.Lock()
_known: OrderedDict[Hashable, Any] = OrderedDict()
_under_way: dict[Hashable, threading.Lock] = {}


class State(NamedTuple):
    """What the register holds at a moment."""

    data: str
    snapshots: tuple[str, ...]
    shapes: Shapes


def register() -> Store:
    """Return the data folder's store; each thread has its own, since a DuckDB connection serves one at a time."""
    store: Store | None = getattr(_own, "store", None)
    if store is None or store.place != settings.CONFIGURATION.data:
        store = _own.store = open_store(settings.CONFIGURATION.data)
    return store


def joined_register() -> Store:
    """Return the store in which an institution is one, whatever its legal shape was."""
    shapes = state().shapes
    return JoinedStore(register(), shapes) if shapes else register()


@held
def state() -> State:
    """Return what the register holds now: its snapshots, and which institutions are earlier shapes of others."""
    snapshots = tuple(snapshot.id for snapshot in register().snapshots())
    return State(settings.CONFIGURATION.data, snapshots, standing_shapes())


def remembered(function: Callable[P, R]) -> Callable[P, R]:
    """Compute an answer once per state of the register; its arguments must be hashable.

    What is remembered is shared by all requests, so the arguments must say whose rows were asked for. Who asks
    for what another is computing waits for that answer: fifty first visitors cost one.
    """

    @wraps(function)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        key = (function, state(), args, tuple(sorted(kwargs.items())))
        found = _look_up(key)
        if found is _NOT_KNOWN:
            with _turn(key):
                found = _look_up(key)
                if found is _NOT_KNOWN:
                    found = _keep(key, function(*args, **kwargs))
        return cast("R", found)

    return answer


def newest_remembered(function: Callable[P, R]) -> Callable[P, R]:
    """Remember an answer like `remembered`, where it also changes with what people do.

    Of each first argument, which says whose it is, only the answer to the newest question is kept.
    """

    @wraps(function)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        place, asked = (function, args[0]), (state(), args[1:], tuple(sorted(kwargs.items())))
        with _turn(place):
            found = _look_up(place)
            if found is _NOT_KNOWN or found[0] != asked:
                found = _keep(place, (asked, function(*args, **kwargs)))
        return cast("R", found[1])

    return answer


def _look_up(key: Hashable) -> Any:
    with _lock:
        if key not in _known:
            return _NOT_KNOWN
        _known.move_to_end(key)
        return _known[key]


def _keep(key: Hashable, made: R) -> R:
    with _lock:
        _known[key] = made
        while len(_known) > _MOST_REMEMBERED:
            _known.popitem(last=False)
    return made


@contextmanager
def _turn(key: Hashable) -> Iterator[None]:
    """Let one thread at a time compute an answer."""
    with _lock:
        turn = _under_way.setdefault(key, threading.Lock())
    try:
        with turn:
            yield
    finally:
        with _lock:
            _under_way.pop(key, None)
