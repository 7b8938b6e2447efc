"""Estimates as people read them: a module per command, each with its text, its table and its chart.

`compare`, `funnel`, `bounds`, `audit`, `correct` and `recapture` hold an `Answer` each (`answer.py`): sentences
that the results themselves say, and a row per result. `charts` draws them. Everything but this face needs
the extra `statistics`, and charts the extra `report` too: ask `need` before importing them.
"""

from __future__ import annotations

from importlib.util import find_spec

from blendwise.errors import UserError

__all__ = ["need"]

_MODULES = {"statistics": ("scipy",), "report": ("altair", "vl_convert")}


def need(*extras: str) -> None:
    """Raise UserError for the first of the extras that is not installed."""
    for extra in extras:
        if not all(find_spec(module) for module in _MODULES[extra]):
            raise UserError("general.missing-extra", extra=extra)
