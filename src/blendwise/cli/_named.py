"""Errors of the library in the words of the command line: the option that was typed, not the argument it became."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from blendwise.errors import UserError

__all__ = ["both_or_neither", "options_named"]

_NUMBERS = "estimation."


@contextmanager
def options_named(options: Mapping[str, str]) -> Iterator[None]:
    """Name the option in an error on an argument; `options` maps arguments to options, or to a key of the texts.

    An argument that stands for a part of the register, such as `mobilities`, has a key under `options.of`.
    """
    try:
        yield
    except UserError as error:
        raise _renamed(error, options) from error


def _renamed(error: UserError, options: Mapping[str, str]) -> UserError:
    name = options.get(str(error.values.get("name")))
    if name is None or not error.code.startswith(_NUMBERS):
        return error
    of = str(error.values.get("of"))
    code = error.code.removeprefix(_NUMBERS)
    if code == "too-large" and error.values.get("most") == 1:
        code = "no-share"
    return UserError(f"options.{code}", **{**error.values, "name": name, "of": options.get(of, of)})


def both_or_neither(given: Mapping[str, object]) -> None:
    """Refuse options of which only some were given: each means nothing without the others."""
    lacking = [name for name, value in given.items() if value is None]
    there = [name for name, value in given.items() if value is not None]
    if lacking and there:
        raise UserError("options.lacking", given=there[0], lacking=lacking[0])
