"""What is looked up once in a request that changes nothing, so that all of its page is of one moment.

What was looked up stands beyond that request too, until somebody writes: each write adds an event to the audit log,
and one short question tells whether its last one is still the last.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.apps import apps
from django.db import connection

__all__ = ["held", "last_written", "one_moment", "standing"]

P = ParamSpec("P")
R = TypeVar("R")
_MOST_STANDING = 512
_lock = threading.Lock()
_standing: OrderedDict[Hashable, Any] = OrderedDict()
_held: ContextVar[dict[Hashable, Any] | None] = ContextVar("_held", default=None)


@contextmanager
def one_moment() -> Iterator[None]:
    """Hold what is looked up inside."""
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def held(look_up: Callable[P, R]) -> Callable[P, R]:
    """Look something up once within a moment, and anew each time outside of one. Its arguments must be hashable."""

    @wraps(look_up)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        known, key = _held.get(), (look_up, args)
        if known is None:
            return look_up(*args, **kwargs)
        if key not in known:
            known[key] = look_up(*args, **kwargs)
        return cast("R", known[key])

    return answer


def standing(look_up: Callable[P, R]) -> Callable[P, R]:
    """Look something up once until somebody writes; outside of a moment anew each time, since there one may write.

    Only for what people write, through actions, in the database. Its arguments must be hashable.
    """
    once = held(look_up)

    @held
    def stood(*args: P.args, **kwargs: P.kwargs) -> R:
        key = (look_up, args, last_written())
        with _lock:
            if key in _standing:
                _standing.move_to_end(key)
                return cast("R", _standing[key])
        return _stand(key, look_up(*args, **kwargs))

    @wraps(look_up)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        written = _held.get() is not None and last_written()
        return stood(*args, **kwargs) if written else once(*args, **kwargs)

    return answer


def _stand(key: Hashable, found: R) -> R:
    with _lock:
        _standing[key] = found
        while len(_standing) > _MOST_STANDING:
            _standing.popitem(last=False)
    return found


@held
def last_written() -> str:
    """Return the hash of the newest event of the audit log, which each write ends with; empty before the first."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT hash FROM {_end()} WHERE number > 0")  # noqa: S608 - the name of our own table
        found = cursor.fetchone()
    return str(found[0]) if found else ""


@cache
def _end() -> str:
    return apps.get_model("web", "ChainEnd")._meta.db_table
