"""What the agency's overview needs: the three answers, the way from pledge to tick, and who moves the total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import polars as pl

from blendwise.indicators import CallChange, Figure, Figures, Influence, between_calls, influences
from blendwise.web.models import Agency
from blendwise.web.readings.answers import Truth, process_of, truth_of
from blendwise.web.readings.call_choice import (
    CallChoice,
    call_choice,
    days_of_register,
    figures_of,
    link_to,
    with_calls,
)
from blendwise.web.readings.data_quality import Quality, quality_of
from blendwise.web.readings.pledge_chain import Plan, plan_of
from blendwise.web.readings.register import remembered
from blendwise.web.readings.sets_apart import SetApart, most_influential, names_of, sets_apart
from blendwise.web.readings.told import Told
from blendwise.web.readings.view import View

__all__ = ["CallRow", "Changed", "Compared", "OverviewPage", "Part", "overview_page"]

_NAMED = 6
"""How many institutions the page names where the ticks come from."""
_CHARTED = 8
_FEW_USERS = 10
"""Below so many users, what is said of the sector is said of a handful."""


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
class Users:
    """How many institutions use blended mobility: those with so many blended mobilities or more."""

    at_least: int
    number: int

    @property
    def few(self) -> bool:
        """Whether so few institutions are users that one of them moves what is said of all."""
        return 0 < self.number < _FEW_USERS


@dataclass(frozen=True, slots=True)
class Compared:
    """The share of everybody, or of all but some institutions."""

    without: tuple[str, ...]
    institutions: int
    figure: Figure


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
    users: Users
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


def overview_page(asked: View) -> OverviewPage:
    """Return the overview of a view. Raises UserError where nothing was imported, or a name does not exist."""
    return _overview(asked, Agency.current().user_from)


@remembered
def _overview(asked: View, user_from: int) -> OverviewPage:
    view, unknown = with_calls(asked)
    figures, choice = figures_of(view, "institution"), call_choice(view.at)
    everyone = figures_of(replace(view, without=()), "institution")
    parts, day = choice.split(view.calls), figures.query.at or days_of_register()[0]
    population, found = figures.query.population, tuple(influences(figures))
    return OverviewPage(
        view=view,
        day=day,
        choice=choice,
        days=days_of_register(),
        not_yet_known=unknown,
        mixed=choice.mixed(view.calls),
        everybody=names_of(everyone),
        left_out=tuple(zip(population.without, population.without_names, strict=True)),
        institutions=figures.institutions,
        registered=figures.total,
        process=process_of(figures),
        truth=truth_of(figures),
        plan=plan_of(figures),
        calls=_calls(view),
        changes=tuple(Changed(between_calls(figures, a, b)) for part in parts for a, b in pairwise(part)),
        parts=_parts(found),
        users=Users(user_from, figures.rows.filter(pl.col("with_mobilities") >= user_from).height),
        influences=tuple(i for i in found if i.rest[1])[:_CHARTED],
        compared=_compared(everyone, figures, view),
        apart=sets_apart(view, choice, day),
        quality=quality_of(view, figures),
    )


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
    if (top := most_influential(everyone)) is None:
        return (all_of_them,)
    rest = figures_of(replace(view, without=(top[0],)), "institution")
    return (all_of_them, Compared((top[1],), rest.institutions, rest.total))
