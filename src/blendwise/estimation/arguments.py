"""What a caller passes, turned into clean arrays, or into an error that names argument, place and value."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from blendwise.errors import UserError

__all__ = ["Array", "check_counts", "check_level", "check_numbers", "check_same_shape"]

Array = NDArray[np.float64]


def check_numbers(
    name: str,
    values: ArrayLike,
    *,
    least: float = 0.0,
    most: float = math.inf,
    positive: bool = False,
    shape: Sequence[int] | None = None,
) -> Array:
    """Return `values` as an array of finite numbers from `least` to `most`; `positive` refuses 0 too.

    Raises UserError with the argument's name, the place (counted from 1), the value and what to do.

    >>> check_numbers("hits", [3, 4])
    array([3., 4.])
    """
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise UserError("estimation.not-numbers", name=name, value=repr(values)[:60]) from None
    if shape is not None and array.shape != tuple(shape):
        raise UserError(
            "estimation.other-shape", name=name, found=_shape(array.shape), expected=_shape(shape)
        )
    _refuse("estimation.not-finite", ~np.isfinite(array), name=name, value=array)
    _refuse("estimation.too-small", array < least, name=name, value=array, least=least)
    _refuse("estimation.not-positive", positive & (array <= 0), name=name, value=array)
    _refuse("estimation.too-large", array > most, name=name, value=array, most=most)
    return array


def check_counts(
    hits: ArrayLike,
    trials: ArrayLike,
    *,
    hits_name: str = "hits",
    trials_name: str = "trials",
    whole: bool = False,
) -> tuple[Array, Array]:
    """Return hits and trials as arrays of one shape, each hit a part of its trials.

    No trials at all is allowed (the share is then undefined). `whole=True` refuses fractions: exact methods
    on real counts need whole numbers, effective sizes do not.

    Raises UserError with the argument's name, the place (counted from 1), the value and what to do.
    """
    h, t = check_numbers(hits_name, hits), check_numbers(trials_name, trials)
    h, t = check_same_shape(**{hits_name: h, trials_name: t})
    _refuse("estimation.more-hits-than-trials", h > t, name=hits_name, value=h, of=trials_name, most=t)
    for name, array in ((hits_name, h), (trials_name, t)) if whole else ():
        _refuse("estimation.not-whole", array != np.floor(array), name=name, value=array)
    return h, t


def check_same_shape(**arrays: Array) -> tuple[Array, ...]:
    """Return the named arrays in one shape; a single number is repeated.

    Raises UserError that names the first argument that does not fit those before it.
    """
    shape: tuple[int, ...] = ()
    for name, array in arrays.items():
        try:
            shape = np.broadcast_shapes(shape, array.shape)
        except ValueError:
            raise UserError(
                "estimation.other-shape", name=name, found=_shape(array.shape), expected=_shape(shape)
            ) from None
    return tuple(np.broadcast_to(array, shape).copy() for array in arrays.values())


def check_level(level: float) -> float:
    """Return the level of an interval, strictly between 0 and 1: 0.95, not 95."""
    if not (isinstance(level, int | float) and 0 < level < 1):
        raise UserError("estimation.level", value=level)
    return float(level)


def _refuse(code: str, wrong: NDArray[np.bool_], /, **values: object) -> None:
    """Raise the error for the first wrong place; arrays among the values are read at that place."""
    if not wrong.any():
        return
    at = tuple(int(i) for i in np.argwhere(wrong)[0]) if wrong.ndim else ()
    here = {
        name: float(value[at]) if isinstance(value, np.ndarray) else value for name, value in values.items()
    }
    raise UserError(code, at=", ".join(str(i + 1) for i in at) or "1", **here)


def _shape(shape: Sequence[int]) -> str:
    return " × ".join(str(side) for side in shape) or "1"
