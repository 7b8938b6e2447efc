"""From a scope to rows: an institution reaches its own, and all of a project that it coordinates.

The register names two organisations: in a mobility the sending one, in an application the beneficiary that signs
the grant agreement. Within a consortium the two differ: the beneficiary coordinates, the senders are members.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir
import polars as pl

from blendwise.indicators import institution_key
from blendwise.web.access import Scope
from blendwise.web.readings.register import register, remembered

__all__ = ["coordinated_projects", "in_reach", "known_keys", "own", "sends_for_others"]


@remembered
def coordinated_projects(whose: Scope) -> tuple[str, ...]:
    """Return the grant agreement numbers that an institution alone applied for; none for who sees everything.

    A project for which several institutions applied has no coordinator that the applications tell: nobody reaches
    more than its own rows of it.
    """
    lines = register().applications()
    if whose.everyone or lines is None:
        return ()
    named = lines.filter(lines.grant_agreement_number.notnull()).mutate(applicant=institution_key(lines))
    found = (
        named.group_by("grant_agreement_number")
        .aggregate(
            applicants=named.applicant.nunique(),
            nameless=named.applicant.isnull().any(),
            first=named.applicant.min(),
        )
        .to_polars()
        .filter((pl.col("applicants") == 1) & ~pl.col("nameless"), pl.col("first").is_in(whose.institutions))
    )
    return tuple(sorted(found["grant_agreement_number"]))


def own(table: ir.Table, keys: Sequence[str] | frozenset[str]) -> ir.BooleanValue:
    """Tell which rows are of institutions with these keys; a row of an unknown institution is nobody's."""
    mine: ir.BooleanValue = institution_key(table).isin(sorted(keys)).fill_null(False)
    return mine


def in_reach(table: ir.Table, whose: Scope) -> ir.Table:
    """Return the mobilities that somebody may see."""
    if whose.everyone:
        return table
    projects = coordinated_projects(whose)
    coordinated = table.grant_agreement_number.isin(list(projects)) if projects else ibis.literal(False)
    return table.filter(own(table, whose.institutions) | coordinated.fill_null(False))


@remembered
def known_keys(whose: Scope, at: date | None) -> tuple[str, ...]:
    """Return the keys of a scope that register or applications speak of on a day; none is not everybody.

    To ask the store for a key that it does not know would name those that it does know: the other institutions.
    """
    store, found = register(), set[str]()
    for table in (store.mobilities(at), store.applications(at)):
        if table is not None:
            mine = table.filter(own(table, whose.institutions))
            found |= set(mine.select(key=institution_key(mine)).distinct().to_polars()["key"].to_list())
    return tuple(sorted(found))


@remembered
def sends_for_others(whose: Scope) -> bool:
    """Tell whether members of a consortium send participants in the projects that are coordinated."""
    table = in_reach(register().mobilities(), whose)
    others = table.filter(~own(table, whose.institutions))
    return not whose.everyone and bool(others.count().to_polars())
