"""What the agency's overview needs: the three answers, the way from pledge to tick, and who moves the total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from blendwise.estimation.clusters import clustered_share
from blendwise.estimation.result import Scope
from blendwise.indicators import CallChange, Figure, Figures, Gap, Influence, between_calls, gap, influences
from blendwise.intake import Books
from blendwise.records import Unit
from blendwise.reporting.estimates.bounds import bounds_of
from blendwise.reporting.estimates.counts import scope_of
from blendwise.web.readings.call_choice import (
    EVERYBODY,
    CallChoice,
    call_choice,
    days_of_register,
    with_calls,
)
from blendwise.web.readings.figures import divided_figures
from blendwise.web.readings.register import register, remembered
from blendwise.web.readings.told import Told
from blendwise.web.readings.view import View

__all__ = ["OverviewPage", "figures_of", "overview_page", "process_of", "truth_of", "within_view"]

_NAMED = 6
"""How many institutions the page names where the ticks come from."""
_CHARTED = 8


@dataclass(frozen=True, slots=True)
class Truth:
    """What may be true, in mobilities: no estimate, only limits."""

    least: Told
    """If every tick is right."""
    what_if: tuple[Told, ...]
    """If also no more than some part of the unticked is blended after all; examples, from few to many."""


@dataclass(frozen=True, slots=True)
class Plan:
    """From pledge to tick; all numbers are participants."""

    pledged: int | None
    """None where no applications were read in."""
    expected: float | None
    """What the awarded grants make of the pledge; None where an amount is lacking."""
    registered: int
    participants: int
    """All participants registered, blended or not."""
    applied: int
    """All participants asked for, blended or not."""
    split: Gap | None
    """The gap as volume and mix; None without a pledge."""
    why_unknown: WhyUnknown | None

    @property
    def longest(self) -> float:
        """The largest of the three numbers, to which bars are drawn."""
        return max(self.pledged or 0, self.expected or 0, self.registered)


@dataclass(frozen=True, slots=True)
class WhyUnknown:
    """Why it is not known what was pledged."""

    figures: Figures

    def sentence(self, language: str) -> str:
        """Say why."""
        return self.figures.pledges_sentence(language) or ""

    def as_dict(self, language: str) -> Mapping[str, Any]:
        """Return the sentence."""
        return {"sentence": self.sentence(language)}


@dataclass(frozen=True, slots=True)
class Changed:
    """How the share changed from a call to the next, at the institutions with a project in both."""

    change: CallChange

    def sentence(self, language: str) -> str:
        """Say how."""
        return self.change.sentence(language)

    def as_dict(self, language: str) -> Mapping[str, Any]:
        """Return the numbers with their sentence."""
        return self.change.as_dict() | {"calls": self.change.calls, "sentence": self.sentence(language)}


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call: what was pledged (in participants) and what is registered."""

    call: int
    numerator: int
    denominator: int
    share: Fraction | None
    pledged: int | None
    expected: float | None
    registered_participants: int


@dataclass(frozen=True, slots=True)
class Part:
    """The ticks of an institution, or of all that are not named."""

    institution: str
    """Empty for all that are not named."""
    ticks: int
    share: Fraction
    others: int = 0
    """How many institutions are not named."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The share of everybody, or of all but some institutions."""

    without: tuple[str, ...]
    institutions: int
    figure: Figure


@dataclass(frozen=True, slots=True)
class BothUnits:
    """A line of counts in mobilities and in participants."""

    kind: str
    """`all`, `without` or `groups`."""
    name: str
    mobilities: int
    blended_mobilities: int
    share_of_mobilities: Fraction | None
    participants: int
    blended_participants: int
    share_of_participants: Fraction | None


@dataclass(frozen=True, slots=True)
class SetApart:
    """Calls of other institutions, that cannot stand beside the chosen ones."""

    calls: tuple[int, ...]
    institutions: int
    in_both: int
    """Institutions that had a project here and in the chosen calls."""
    rows: tuple[BothUnits, ...]
    link: str
    """The choices of the address that shows them as the chosen ones."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot on which the figures rest, and what became of the rows of its files."""

    table: str
    day: date
    files: int
    read: int
    accepted: int
    attached: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Quality:
    """What to know of the data."""

    snapshots: tuple[Kept, ...]
    drafts: int
    """Drafts in these calls; they do not count."""
    not_filled_in: int
    """Mobilities of which the box was left empty; they count as not ticked."""


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The overview of the sector."""

    view: View
    """With the calls filled in where none were chosen."""
    day: date
    """Of the newest snapshot that is in it."""
    choice: CallChoice
    days: tuple[date, ...]
    not_yet_known: tuple[int, ...]
    """Chosen calls of which the register said nothing yet on the chosen day."""
    mixed: tuple[tuple[int, ...], ...]
    """The parts of the chosen calls that have other institutions; empty where all may stand together."""
    everybody: tuple[tuple[str, str], ...]
    """Institutions that can be left out: key and name."""
    left_out: tuple[tuple[str, str], ...]
    institutions: int
    registered: Figure
    """What was registered: a count, without an interval."""
    process: Told | None
    """Between what the registered share could have lain; None where there is nothing to divide by."""
    truth: Truth | None
    plan: Plan
    calls: tuple[CallRow, ...]
    changes: tuple[Changed, ...]
    parts: tuple[Part, ...]
    influences: tuple[Influence, ...]
    """The institutions without which the total changes most."""
    compared: tuple[Compared, ...]
    """Everybody, and without the chosen institutions or else without the most influential one."""
    apart: tuple[SetApart, ...]
    quality: Quality

    @property
    def same_set(self) -> bool:
        """Whether the chosen calls may be set beside one another."""
        return len(self.mixed) < 2

    @property
    def top(self) -> Part | None:
        """The institution with most ticks."""
        return self.parts[0] if self.parts else None

    @property
    def one_in(self) -> int | None:
        """One in how many is ticked, where that reads well."""
        k, n = self.registered.numerator, self.registered.denominator
        return round(n / k) if k and n / k >= 2 else None

    @property
    def link(self) -> str:
        """The choices of an address that always shows this view, whatever is imported later."""
        return link_to(self.view, self.day)

    def link_without_leaving_out(self, key: str) -> str:
        """Return the address in which an institution is no longer left out."""
        kept = tuple(k for k, _ in self.left_out if k != key)
        return link_to(replace(self.view, without=kept), self.day)

    @property
    def highest(self) -> float:
        """The largest share in the first two answers, to which their axes are drawn."""
        high = self.process.estimate.high if self.process else None
        return max(high or 0.0, self.registered.share or 0.0)

    @property
    def highest_truth(self) -> float:
        """The largest what-if, to which its bars are drawn."""
        return max((t.estimate.high or 0.0 for t in self.truth.what_if), default=1.0) if self.truth else 1.0

    @property
    def highest_compared(self) -> float:
        """The largest of the shares with and without institutions."""
        return max((row.figure.share or 0.0 for row in self.compared), default=0.0)

    @property
    def highest_call(self) -> float:
        """The largest share of a call."""
        return max((float(row.share or 0) for row in self.calls), default=0.0)


def link_to(view: View, day: date) -> str:
    """Write a view as the choices of an address: `calls=2021,2022&unit=mobilities&at=2025-03-24`."""
    choices: dict[str, Any] = {
        "calls": ",".join(map(str, view.calls)), "unit": view.unit.value, "at": day.isoformat(),
        "without": list(view.without), "drafts": ["yes"] if view.drafts else [],
    }  # fmt: skip
    return urlencode(choices, doseq=True, safe=",")


def figures_of(view: View, *by: str) -> Figures:
    """Return the figures of everybody in a view, divided."""
    return divided_figures(EVERYBODY, view, by=by).figures


@remembered
def overview_page(asked: View) -> OverviewPage:
    """Return the overview of a view. Raises UserError where nothing was imported, or a name does not exist."""
    view, unknown = with_calls(asked)
    figures, choice = figures_of(view, "institution"), call_choice(view.at)
    everyone = figures_of(replace(view, without=()), "institution")
    mixed, day = choice.split(view.calls), figures.query.at or days_of_register()[0]
    population, found = figures.query.population, tuple(influences(figures))
    return OverviewPage(
        view=view,
        day=day,
        choice=choice,
        days=days_of_register(),
        not_yet_known=unknown,
        mixed=mixed if len(mixed) > 1 else (),
        everybody=_names(everyone),
        left_out=tuple(zip(population.without, population.without_names, strict=True)),
        institutions=figures.institutions,
        registered=figures.total,
        process=process_of(figures),
        truth=truth_of(figures),
        plan=_plan(figures),
        calls=_calls(view),
        changes=tuple(Changed(between_calls(figures, a, b)) for part in mixed for a, b in pairwise(part)),
        parts=_parts(found),
        influences=tuple(i for i in found if i.rest[1])[:_CHARTED],
        compared=_compared(everyone, figures, view),
        apart=tuple(
            _apart(replace(view, calls=calls), view.calls, choice, day)
            for calls in choice.sets
            if not set(calls) & set(view.calls)
        ),
        quality=_quality(view, figures),
    )


def _names(figures: Figures) -> tuple[tuple[str, str], ...]:
    known = figures.rows.select("institution_oid", "institution").drop_nulls("institution_oid").rows()
    return tuple(sorted(((key, name or key) for key, name in known), key=lambda pair: pair[1].casefold()))


def process_of(figures: Figures) -> Told | None:
    """Return between what the share could have lain, by institution; None where there is nothing to divide by."""
    unit = figures.query.unit.value
    rows = figures.rows.filter(figures.rows[unit] > 0)
    if rows.is_empty() or figures.total.value is None:
        return None
    ticks, totals = (rows[name].to_numpy() for name in (f"with_{unit}", unit))
    population = figures.query.population
    scope = Scope(calls=population.calls, institutions=rows.height, without=population.without_names)
    return Told(clustered_share(ticks, totals, unit=figures.query.unit, scope=scope))


def truth_of(figures: Figures) -> Truth | None:
    """Return the bounds in mobilities; None where there are none."""
    ticks, mobilities = (int(figures.total_row[name]) for name in ("with_mobilities", "mobilities"))
    if not mobilities:
        return None
    found = bounds_of(ticks, mobilities, scope=scope_of(figures))
    return Truth(Told(found.rungs[-1]), tuple(Told(miss) for miss in reversed(found.misses)))


def _plan(figures: Figures) -> Plan:
    row = figures.total_row
    pledged, registered = row["pledged"], int(row["with_participants"])
    everyone, applied = int(row["participants"]), int(row["applied"] or 0)
    if pledged is None:
        return Plan(None, None, registered, everyone, applied, None, WhyUnknown(figures))
    split = gap(pledged=int(pledged), applied=applied, registered=everyone, blended=registered)
    return Plan(int(pledged), row["expected_by_budget"], registered, everyone, applied, split, None)


def _calls(view: View) -> tuple[CallRow, ...]:
    figures = figures_of(view, "call")
    return tuple(
        CallRow(
            row["call"], figure.numerator, figure.denominator, figure.value, row["pledged"],
            row["expected_by_budget"], row["with_participants"],
        )
        for figure, row in zip(figures, figures.rows.iter_rows(named=True), strict=True)
        if row["call"] is not None
    )  # fmt: skip


def _parts(found: tuple[Influence, ...]) -> tuple[Part, ...]:
    """Divide the ticks over the institutions with most of them, and all others together."""
    ticked = sorted(
        (i for i in found if i.numerator), key=lambda i: (-i.numerator, i.denominator, i.institution)
    )
    named, rest = ticked[:_NAMED], ticked[_NAMED:]
    parts = [Part(i.institution, i.numerator, Fraction(i.numerator, i.total[0])) for i in named]
    if rest:
        together = sum(i.numerator for i in rest)
        parts.append(Part("", together, Fraction(together, rest[0].total[0]), len(rest)))
    return tuple(parts)


def _compared(everyone: Figures, figures: Figures, view: View) -> tuple[Compared, ...]:
    all_of_them = Compared((), everyone.institutions, everyone.total)
    if view.without:
        names = figures.query.population.without_names
        return (all_of_them, Compared(names, figures.institutions, figures.total))
    if (top := _most_influential(everyone)) is None:
        return (all_of_them,)
    rest = figures_of(replace(view, without=(top[0],)), "institution")
    return (all_of_them, Compared((top[1],), rest.institutions, rest.total))


def _most_influential(figures: Figures) -> tuple[str, str] | None:
    """Return key and name of the institution without which the total changes most; None where nothing remains."""
    keys = {name: key for key, name in _names(figures)}
    found = (i.institution for i in influences(figures) if i.rest[1] and i.institution in keys)
    return next(((keys[name], name) for name in found), None)


def _apart(other: View, chosen: tuple[int, ...], choice: CallChoice, day: date) -> SetApart:
    here, there = choice.names(chosen), choice.names(other.calls)
    return SetApart(other.calls, len(there), len(here & there), within_view(other), link_to(other, day))


def within_view(view: View) -> tuple[BothUnits, ...]:
    """Return the counts of a view in both units: all, without the most influential institution, groups alone."""
    stays = replace(view, unit=Unit.MOBILITIES)
    figures = figures_of(stays, "institution")
    lines = [_both("all", "", figures.total_row)]
    if figures.total.numerator and (top := _most_influential(figures)):
        rest = figures_of(replace(stays, without=(*view.without, top[0])), "institution")
        lines.append(_both("without", top[1], rest.total_row))
    groups = figures_of(stays, "group").rows
    lines += [_both("groups", "", row) for row in groups.iter_rows(named=True) if row["group"]]
    return tuple(lines)


def _both(kind: str, name: str, row: Mapping[str, Any]) -> BothUnits:
    counts = [
        (int(row[unit]), int(row[f"with_{unit}"]))
        for unit in (Unit.MOBILITIES.value, Unit.PARTICIPANTS.value)
    ]
    shares = [Fraction(k, n) if n else None for n, k in counts]
    return BothUnits(kind, name, *counts[0], shares[0], *counts[1], shares[1])


def _quality(view: View, figures: Figures) -> Quality:
    with_drafts = figures_of(replace(view, unit=Unit.MOBILITIES, drafts=True))
    without = figures_of(replace(view, unit=Unit.MOBILITIES, drafts=False))
    kept = register().kept
    used = [s for table in ("mobilities", "applications") for s, _ in kept.state(table, view.at)]
    return Quality(
        tuple(_books(s.table, s.date, len(s.sources), Books.total(list(s.books))) for s in reversed(used)),
        with_drafts.total.denominator - without.total.denominator,
        int(figures.total_row["not_filled_in"]),
    )


def _books(table: str, day: date, files: int, total: Books) -> Kept:
    return Kept(table, day, files, total.read, total.accepted, total.attached, sum(total.left_out.values()))
