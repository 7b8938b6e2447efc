"""Whom or what a figure is about: which mobilities are counted, as an expression and in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from blendwise.language import listing, plural, say

__all__ = ["Population", "institution_key"]


@dataclass(frozen=True, slots=True)
class Population:
    """Complete mobilities of participants, of some calls, with or without some institutions.

    `institutions` and `without` hold keys: an institution's OID, or its name where the register has no OID.
    """

    calls: tuple[int, ...] = ()
    """Call years; empty is all calls."""
    institutions: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    institution_names: tuple[str, ...] = ()
    without_names: tuple[str, ...] = ()
    drafts: bool = False

    def of(self, mobilities: ir.Table) -> ir.Table:
        """Return the mobilities that belong to the population."""
        return self.cut(mobilities.filter(self.counts(mobilities)))

    def counts(self, mobilities: ir.Table) -> ir.BooleanValue:
        """Tell which mobilities are counted at all: those of participants, complete unless drafts count too."""
        counts: ir.BooleanValue = mobilities.of_participant
        return counts if self.drafts else counts & (mobilities.status == "complete")

    def cut(self, table: ir.Table) -> ir.Table:
        """Return the rows of its calls and institutions; for tables that know no status, such as applications."""
        if self.calls:
            table = table.filter(table.call.isin(list(self.calls)))
        if self.institutions:
            table = table.filter(institution_key(table).isin(list(self.institutions)))
        if self.without:
            key = institution_key(table)
            table = table.filter(key.isnull() | key.notin(list(self.without)))
        return table

    def words(self, language: str) -> str:
        """Say what is counted: complete mobilities of participants, or drafts too."""
        return say("indicators.population." + ("with-drafts" if self.drafts else "complete"), language)

    def scope(self, language: str, *, institutions: int | None = None, at: date | None = None) -> str:
        """Say where and when: "in calls 2021 and 2022 at 42 institutions, without X", or "at X"."""
        parts = [_calls(self.calls, language)]
        if self.institution_names:
            names = listing(list(self.institution_names), language)
            parts.append(say("indicators.scope.of", language, names=names))
        elif institutions is not None:
            parts.append(plural("indicators.scope.at", institutions, language))
        text = " ".join(parts)
        if self.without_names:
            names = listing(list(self.without_names), language)
            text += ", " + say("indicators.scope.without", language, names=names)
        extra = [say("indicators.scope.drafts", language)] if self.drafts else []
        extra += [say("indicators.scope.date", language, date=at)] if at else []
        return f"{text} ({'; '.join(extra)})" if extra else text


def _calls(calls: tuple[int, ...], language: str) -> str:
    if not calls:
        return say("indicators.scope.all-calls", language)
    form = "one" if len(calls) == 1 else "other"
    return say(f"indicators.scope.calls.{form}", language, calls=listing([str(c) for c in calls], language))


def institution_key(table: ir.Table) -> ir.StringValue:
    """Return what tells institutions apart: the OID, or the name where there is none."""
    key: ir.StringValue = ibis.coalesce(table.institution_oid, table.institution)
    return key
