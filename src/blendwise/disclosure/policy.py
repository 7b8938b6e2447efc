"""What may be published of a table: which columns are sensitive by which rules, and what adds up to what.

Rules hold per column, since the total of an institution may be public while cells about people are not.
A policy is frozen; `policy_file` reads one from TOML, where every number has a date and a source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from blendwise.disclosure.suppression import by_logarithm
from blendwise.disclosure.system import Vector
from blendwise.errors import UserError
from blendwise.records import Unit

__all__ = ["ColumnRules", "Dimension", "Dominance", "Policy", "PriorPosterior", "Share", "Sum", "Zeros"]


class Zeros(StrEnum):
    """What becomes of a zero."""

    SHOWN = "shown"
    """Always shown: so a hidden cell is known to be at least 1."""
    FREE = "free"
    """Not sensitive, but it may be hidden to protect others."""
    HIDDEN = "hidden"
    """Sensitive like a small count: "nobody" can tell something about a group."""


@dataclass(frozen=True, slots=True)
class Dominance:
    """The (n,k) rule: sensitive if the n largest contributors hold more than k percent."""

    n: int
    k: float


@dataclass(frozen=True, slots=True)
class PriorPosterior:
    """The pq rule; with q = 100, its usual form, the p% rule."""

    p: float
    q: float = 100.0


@dataclass(frozen=True, slots=True)
class ColumnRules:
    """The rules of one column of counts or amounts.

    A `public` column is never hidden. Else `below` is the threshold: counts of 1 to `below` − 1 are
    sensitive. `margin` is how uncertain an outsider must stay, either way; without it everything from the
    smallest possible value to the threshold. `contributions` are the columns that hold the largest
    contributions to each cell, largest first; they are never published.
    """

    public: bool = False
    below: int | None = None
    zeros: Zeros = Zeros.SHOWN
    margin: int | None = None
    dominance: Dominance | None = None
    prior_posterior: PriorPosterior | None = None
    contributions: tuple[str, ...] = ()
    unit: Unit | None = None

    @property
    def counts(self) -> bool:
        """Whether the column holds counts: a public one is taken for counts too."""
        return self.public or self.below is not None

    @property
    def least(self) -> int:
        """The smallest value that an outsider holds possible for a hidden cell."""
        return int(self.below is not None and self.zeros is Zeros.SHOWN)


@dataclass(frozen=True, slots=True)
class Dimension:
    """A column of labels, and which labels are the sum of which others.

    `totals` holds (total, parts): one for a plain list with a total, more for a hierarchy; without parts
    all other labels are meant. With `group` a cell that holds all of its total is sensitive. With
    `knows_own` whoever a label names is taken to know its own row, as an institution does. Where a total
    was not declared but found by its word, it counts only in columns in which it holds.
    """

    column: str
    totals: tuple[tuple[str, tuple[str, ...]], ...] = ()
    group: bool = False
    knows_own: bool = False
    is_declared: bool = True


@dataclass(frozen=True, slots=True)
class Sum:
    """A column that is the sum of others; with `group` a part that holds all of it is sensitive."""

    total: str
    parts: tuple[str, ...]
    group: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A column of percentages: numerator out of denominator, of `per` (100, or 1 for a fraction).

    The share is hidden with its counts. With `keep` it stays, for shares so coarse that many counts fit;
    whether they do is tested, and a table that leaks is refused. With `complement` those not in the
    numerator are protected by the same rules.
    """

    column: str
    numerator: str
    denominator: str
    per: int = 100
    keep: bool = False
    complement: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """All rules for one table.

    The rules under "*" hold for every column without rules of its own. `population` says in words whom
    the figures are about. `cost` is what hiding a cell costs, `seconds` how long the cheapest choice may
    be looked for.
    """

    dimensions: tuple[Dimension, ...]
    columns: Mapping[str, ColumnRules]
    sums: tuple[Sum, ...] = ()
    shares: tuple[Share, ...] = ()
    population: str = ""
    cost: Callable[[Vector], Vector] = by_logarithm
    seconds: float = 60.0

    def __post_init__(self) -> None:
        """Refuse rules that contradict each other."""
        for name, rules in self.columns.items():
            _refuse_contradiction(name, rules)
        for share in self.shares:
            _refuse_unknown((share.numerator, share.denominator), self.columns, share.column)
        for total in self.sums:
            _refuse_unknown((total.total, *total.parts), self.columns, total.total)
            if total.group:
                _refuse_zeros_shown(total.parts, self.columns)
        if any(dimension.group for dimension in self.dimensions):
            _refuse_zeros_shown(tuple(self.columns), self.columns)


def _refuse_contradiction(name: str, rules: ColumnRules) -> None:
    ruled = rules.below is not None or rules.dominance or rules.prior_posterior
    if rules.public == bool(ruled):
        raise UserError("disclosure.public-or-rules", column=name)
    for least, value, what in ((2, rules.below, "threshold"), (1, rules.margin, "margin")):
        if value is not None and value < least:
            raise UserError(
                "disclosure.value-too-small",
                column=name,
                what=f"disclosure.rule.{what}",
                value=value,
                least=least,
            )
    needed = max(rules.dominance.n if rules.dominance else 0, 2 if rules.prior_posterior else 0)
    if len(rules.contributions) < needed:
        raise UserError("disclosure.needs-contributions", column=name, n=needed)


def _refuse_unknown(names: tuple[str, ...], known: Mapping[str, ColumnRules], where: str) -> None:
    for name in names:
        if name not in known and "*" not in known:
            raise UserError("disclosure.part-without-rules", column=name, where=where, names=sorted(known))


def _refuse_zeros_shown(names: tuple[str, ...], rules: Mapping[str, ColumnRules]) -> None:
    """Refuse a group rule where zeros are shown: they would tell that all are in the remaining cell."""
    for name in names:
        its = rules.get(name, rules.get("*", ColumnRules()))
        if its.below is not None and its.zeros is Zeros.SHOWN:
            raise UserError("disclosure.group-needs-zeros", column=name)
