"""The mobilities of the store as an audit sees them: each with its number, its institution and its stratum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import polars as pl

from blendwise.estimation.audit import Draw, Plan, Strata, draw, strata_of_register
from blendwise.estimation.audit.strata import OTHERS_TICKED, stratum_name
from blendwise.estimation.result import Scope
from blendwise.indicators import Figures, institution_key
from blendwise.reporting.estimates.counts import scope_of
from blendwise.store import Store

__all__ = ["AuditRegister", "draw_from", "register_of"]

_NO_NAME = "–"


@dataclass(frozen=True, slots=True)
class AuditRegister:
    """Strata by institution and tick, and the mobilities in them."""

    strata: Strata
    mobilities: tuple[str, ...]
    """Number of the grant agreement, a slash, number of the mobility."""
    institutions: tuple[str, ...]
    in_strata: tuple[str, ...]
    figures: Figures

    @property
    def scope(self) -> Scope:
        """What the register is about."""
        return scope_of(self.figures)


def register_of(store: Store, calls: Sequence[int]) -> AuditRegister:
    """Return the mobilities that count in some calls, in strata. Raises UserError for a call that does not exist."""
    figures = store.figures(by=["institution"], calls=calls)
    names = dict(figures.rows.select("institution_oid", "institution").iter_rows())
    table = figures.query.population.of(store.mobilities())
    rows = table.select(
        mobility=table.grant_agreement_number + ibis.literal("/") + table.mobility_activity_id,
        key=institution_key(table),
        ticked=table.blended.fill_null(False),
    ).to_polars()
    owners = [names.get(key) or _NO_NAME for key in rows["key"]]
    rows = rows.with_columns(institution=pl.Series(owners, dtype=pl.String)).sort("mobility")
    sums = rows.group_by("institution").agg(ticks=pl.sum("ticked"), all=pl.len()).sort("institution")
    strata = strata_of_register(sums["institution"].to_list(), sums["ticks"], sums["all"])
    known = set(strata.names)
    return AuditRegister(
        strata=strata,
        mobilities=tuple(rows["mobility"]),
        institutions=tuple(rows["institution"]),
        in_strata=tuple(
            _stratum(name, ticked, known)
            for name, ticked in zip(rows["institution"], rows["ticked"], strict=True)
        ),
        figures=figures,
    )


def _stratum(institution: str, ticked: bool, known: set[str]) -> str:
    """Name the stratum of a mobility, as `strata_of_register` names it."""
    own = stratum_name(institution, ticked)
    return own if own in known else OTHERS_TICKED


def draw_from(register: AuditRegister, plan: Plan, *, seed: str) -> Draw:
    """Draw the checks of a plan from the register."""
    return draw(
        register.strata, plan.checks, mobilities=register.mobilities, institutions=register.institutions,
        in_strata=register.in_strata, seed=seed,
    )  # fmt: skip
