"""What is looked up once in a request that changes nothing, so that all of its page is of one moment."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

__all__ = ["held", "one_moment"]

P = ParamSpec("P")
R = TypeVar("R")
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
