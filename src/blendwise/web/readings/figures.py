"""Figures divided as asked, for whoever may see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from blendwise.errors import UserError
from blendwise.indicators import Figures
from blendwise.web.access import Scope
from blendwise.web.readings.reach import known_keys
from blendwise.web.readings.register import joined_register, register, remembered
from blendwise.web.readings.view import View

__all__ = ["DividedFigures", "divided_figures"]


@dataclass(frozen=True, slots=True)
class DividedFigures:
    """A figure with its parts."""

    figures: Figures

    @property
    def at(self) -> date | None:
        """The day of the newest snapshot that the figures come from."""
        return self.figures.query.at

    def as_dict(self, language: str) -> Mapping[str, Any]:
        """Return the total with its sentence, and a row per group."""
        return {
            **self.figures.total.as_dict(language),
            "at": self.at,
            "rows": self.figures.as_rows(language),
        }


@remembered
def divided_figures(
    whose: Scope,
    view: View,
    *,
    by: tuple[str, ...] = (),
    characteristic: str = "blended",
    joined: bool = True,
) -> DividedFigures:
    """Return the figures of a view within a scope. Raises UserError for a name or call that does not exist.

    For who sees everything an institution is one, whatever its legal shape was, unless the figures are not to be
    `joined`: then it is as the register names it. An institution sees each of its own shapes by itself.
    """
    own: tuple[str, ...] = ()
    if not whose.everyone:
        own = known_keys(whose, view.at)
        # nobody outside the agency gets the name of another institution, not even in an error
        if view.without or not own:
            raise UserError(f"own_desk.{'without' if view.without else 'not-in-register'}")
    store = joined_register() if whose.everyone and joined else register()
    return DividedFigures(
        store.figures(by=by, characteristic=characteristic, institutions=own, **view.query())
    )
