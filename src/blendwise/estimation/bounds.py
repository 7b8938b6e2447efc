"""What is true, without assumptions first: bounds, and how each assumption narrows them.

The register gives ticks. How many mobilities were truly blended lies somewhere between two numbers, and
only assumptions or checks bring those closer. `ladder` shows them one by one: fewer assumptions, a wider
bar. Every rung can be left out. Bounds involve no chance; around bounds that come from a sample there is
chance: see `blendwise.estimation.partial_identification`.

Source: Manski (1995) Identification Problems in the Social Sciences; Manski (2007) Identification for
Prediction and Decision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from blendwise.errors import UserError
from blendwise.estimation.result import Estimate, Scope, check_counts, check_numbers
from blendwise.language import LANGUAGES, has
from blendwise.records import Question, Unit

__all__ = [
    "Assumption",
    "Known",
    "checked_ticked",
    "checked_unticked",
    "ladder",
    "missed_at_least",
    "missed_at_most",
    "nonresponse_bounds",
    "surplus_at_most",
    "ticks_right",
    "unticked_no_more_often",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Ticks, mobilities, and the least and the most truly blended among those with and without a tick."""

    ticks: float
    mobilities: float
    ticked_least: float
    ticked_most: float
    unticked_least: float
    unticked_most: float

    @property
    def unticked(self) -> float:
        """Count the mobilities without a tick."""
        return self.mobilities - self.ticks


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One rung: the key of its sentence, the values in that sentence, and how it narrows what is known."""

    key: str
    narrow: Callable[[Known], Known]
    values: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


def _at_most(known: Known, *, ticked: float | None = None, unticked: float | None = None) -> Known:
    return replace(
        known,
        ticked_most=known.ticked_most if ticked is None else min(known.ticked_most, ticked),
        unticked_most=known.unticked_most if unticked is None else min(known.unticked_most, unticked),
    )


def _at_least(known: Known, *, ticked: float | None = None, unticked: float | None = None) -> Known:
    return replace(
        known,
        ticked_least=known.ticked_least if ticked is None else max(known.ticked_least, ticked),
        unticked_least=known.unticked_least if unticked is None else max(known.unticked_least, unticked),
    )


def ticks_right() -> Assumption:
    """Assume that every tick is right: each ticked mobility was truly blended.

    Formula: at least all ticks are blended.
    Source: Manski (2007).
    Shapes: single numbers.
    Unit: that of the ladder, and shares of it.
    Errors: none.
    Assumes: just that.
    Not for: a register in which ticks were copied from plans.
    """
    return Assumption(
        key="bounds.assumptions.ticks-right", narrow=lambda known: _at_least(known, ticked=known.ticks)
    )


def surplus_at_most(share: float) -> Assumption:
    """Assume that at most this share of the ticks is a tick too many.

    Formula: at least (1 - `share`) x ticks are blended.
    Source: Manski (2007).
    Shapes: single numbers.
    Unit: that of the ladder, and shares of it.
    Errors: UserError for a share outside 0 to 1, or counts that are impossible.
    Assumes: just that.
    Not for: ticks that were checked by lot (`blendwise.estimation.audit`).
    """
    most = float(check_numbers("share", share, most=1))
    return Assumption(
        key="bounds.assumptions.surplus-at-most",
        narrow=lambda known: _at_least(known, ticked=known.ticks * (1 - most)),
        values={"surplus": most},
    )


def missed_at_most(share: float) -> Assumption:
    """Assume that at most this share of the mobilities without a tick was truly blended.

    Formula: at most `share` x unticked mobilities are blended.
    Source: Manski (2007).
    Shapes: single numbers.
    Unit: that of the ladder, and shares of it.
    Errors: UserError for a share outside 0 to 1, or counts that are impossible.
    Assumes: just that.
    Not for: a guess that is then quoted without its condition.
    """
    most = float(check_numbers("share", share, most=1))
    return Assumption(
        key="bounds.assumptions.missed-at-most",
        narrow=lambda known: _at_most(known, unticked=known.unticked * most),
        values={"missed_most": most},
    )


def missed_at_least(share: float) -> Assumption:
    """Assume that at least this share of the mobilities without a tick was truly blended.

    Formula: at least `share` x unticked mobilities are blended.
    Source: Manski (2007).
    Shapes: single numbers.
    Unit: that of the ladder, and shares of it.
    Errors: UserError for a share outside 0 to 1, or counts that are impossible.
    Assumes: just that.
    Not for: a guess that is then quoted without its condition.
    """
    least = float(check_numbers("share", share, most=1))
    return Assumption(
        key="bounds.assumptions.missed-at-least",
        narrow=lambda known: _at_least(known, unticked=known.unticked * least),
        values={"missed_least": least},
    )


def unticked_no_more_often() -> Assumption:
    """Assume that those without a tick were blended no more often than those with one.

    Formula: blended / all among the unticked is at most blended / all among the ticked.
    Source: Manski (1995), on monotone selection.
    Shapes: single numbers.
    Unit: that of the ladder, and shares of it.
    Errors: none.
    Assumes: just that.
    Not for: institutions that tick as little as they can while doing much.
    """

    def narrow(known: Known) -> Known:
        if not known.ticks or not known.unticked:
            return known
        highest = known.unticked * known.ticked_most / known.ticks
        lowest = known.ticks * known.unticked_least / known.unticked
        return _at_least(_at_most(known, unticked=highest), ticked=lowest)

    return Assumption(key="bounds.assumptions.no-more-often", narrow=narrow)


def checked_unticked(checked: int, blended: int, undetermined: int = 0) -> Assumption:
    """Use that of so many checked mobilities without a tick so many were blended; the rest stays open.

    `blended` and `undetermined` are parts of `checked`; a check without an answer leaves its mobility open.
    This is a fact about those checked, and no assumption on the others: for that, draw the checks at random
    and see `blendwise.estimation.audit`.

    Formula: of the unticked, at least `blended` and at most all but those found not to be are blended.
    Source: Manski (2007).
    Shapes: single numbers.
    Unit: that of the ladder, and shares of it.
    Errors: UserError for a share outside 0 to 1, or counts that are impossible.
    Assumes: what was seen is right; nothing on those not looked at.
    Not for: a sample drawn by lot, which says much more (`blendwise.estimation.audit`).
    """
    seen = _facts(checked, blended, undetermined)

    def narrow(known: Known) -> Known:
        _fits(seen.checked, known.unticked)
        return _at_least(_at_most(known, unticked=known.unticked - seen.others), unticked=seen.blended)

    return seen.assumption("unticked", narrow)


def checked_ticked(checked: int, blended: int, undetermined: int = 0) -> Assumption:
    """Use that of so many checked mobilities with a tick so many were blended; the rest stays open.

    `blended` and `undetermined` are parts of `checked`; a check without an answer leaves its mobility open.

    Formula: of the ticked, at least `blended` and at most all but those found not to be are blended.
    Source: Manski (2007).
    Shapes: single numbers.
    Unit: that of the ladder, and shares of it.
    Errors: UserError for a share outside 0 to 1, or counts that are impossible.
    Assumes: what was seen is right; nothing on those not looked at.
    Not for: a sample drawn by lot, which says much more (`blendwise.estimation.audit`).
    """
    seen = _facts(checked, blended, undetermined)

    def narrow(known: Known) -> Known:
        _fits(seen.checked, known.ticks)
        return _at_least(_at_most(known, ticked=known.ticks - seen.others), ticked=seen.blended)

    return seen.assumption("ticked", narrow)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What checks showed: how many, of which so many blended, and so many without an answer."""

    checked: float
    blended: float
    undetermined: float

    @property
    def others(self) -> float:
        """Count those found not to be blended."""
        return self.checked - self.blended - self.undetermined

    def assumption(self, status: str, narrow: Callable[[Known], Known]) -> Assumption:
        """Build the rung, whose words name the checks without an answer where there are any."""
        counts = {"checked": self.checked, "blended": self.blended, "open": self.undetermined}
        return Assumption(
            key=f"bounds.assumptions.checked-{status}{'-open' if self.undetermined else ''}",
            narrow=narrow,
            values={f"{name}_{status}": number for name, number in counts.items()},
        )


def _facts(checked: int, blended: int, undetermined: int) -> _Seen:
    found, looked = check_counts(blended, checked, hits_name="blended", trials_name="checked", whole=True)
    unknown, _ = check_counts(
        undetermined, looked, hits_name="undetermined", trials_name="checked", whole=True
    )
    check_counts(found + unknown, looked, hits_name="blended + undetermined", trials_name="checked")
    return _Seen(float(looked), float(found), float(unknown))


def _fits(checked: float, there: float) -> None:
    check_counts(checked, there, hits_name="checked", trials_name="mobilities")


def ladder(
    ticks: int,
    mobilities: int,
    *assumptions: Assumption,
    unit: Unit = Unit.MOBILITIES,
    scope: Scope | None = None,
) -> tuple[Estimate, ...]:
    """Return the bounds on the true share: first without any assumption, then with one more each time.

    Answers: how many were truly blended, given only what one is willing to assume? The order of assumptions
    is the order of the rungs; leave one out and the ladder is without it. Of two of one kind ("at most 5 %",
    then "at most 1 %") give the wider first: the words name the last. Every rung has no value, only `low` and
    `high`, and its assumptions in words. Misleads when the last rung is quoted without them.
    With `unit` participants, `ticks` counts the participants whose mobility has a tick and `mobilities` all
    of them: a group that shares one tick counts as many as it is. Bounds allow for that, since they take no
    one for a chance of their own.
    Errors: UserError when an assumption contradicts the ones before it. No mobilities: undefined.

    Formula: the least and most number blended among ticked and unticked that every assumption so far allows,
      over all mobilities.
    Source: Manski (2007).
    Shapes: a result per assumption, and one before.
    Unit: `unit`, mobilities or participants, and shares of them.
    Assumes: only what each rung says.

    >>> for rung in ladder(259, 15738, ticks_right(), missed_at_most(0.01)):
    ...     print(f"{rung.low:.4f} {rung.high:.4f}")
    0.0000 1.0000
    0.0165 1.0000
    0.0165 0.0263
    """
    k, n = check_counts(ticks, mobilities, hits_name="ticks", trials_name="mobilities", whole=True)
    start = Known(
        ticks=float(k),
        mobilities=float(n),
        ticked_least=0,
        ticked_most=float(k),
        unticked_least=0,
        unticked_most=float(n - k),
    )
    return tuple(
        _rung(_narrowed(start, assumptions[:number]), assumptions[:number], unit, scope or Scope())
        for number in range(len(assumptions) + 1)
    )


def _narrowed(known: Known, assumptions: tuple[Assumption, ...]) -> Known:
    """Apply every assumption twice: one that ties the groups may use what a later one says of the other."""
    for number, assumption in [*enumerate(assumptions, 1)] * 2:
        known = assumption.narrow(known)
        if known.ticked_least > known.ticked_most or known.unticked_least > known.unticked_most:
            name = f"{assumption.key.removesuffix('-open')}-short"
            raise UserError("bounds.contradiction", number=number, name=name)
    return known


_OWN_SENTENCE = {
    (): "bounds.nothing",
    ("bounds.assumptions.ticks-right",): "bounds.none",
    ("bounds.assumptions.ticks-right", "bounds.assumptions.missed-at-most"): "bounds.miss",
}
"""The sets of assumptions that have a sentence of their own."""


def _in_words(key: str, unit: Unit) -> str:
    """Return the key of an assumption in the words of a unit, where they differ."""
    own = key.replace(".assumptions.", f".assumptions.{unit}.")
    return own if has(own, LANGUAGES[0]) else key


def _rung(known: Known, assumptions: tuple[Assumption, ...], unit: Unit, scope: Scope) -> Estimate:
    keys = tuple(dict.fromkeys(assumption.key for assumption in assumptions))
    values = {name: value for assumption in assumptions for name, value in assumption.values.items()}
    least, most = known.ticked_least + known.unticked_least, known.ticked_most + known.unticked_most
    there = known.mobilities > 0
    return Estimate(
        question=Question.TRUTH,
        estimand=_OWN_SENTENCE.get(keys, "bounds.share"),
        scope=scope,
        value=None,
        low=least / known.mobilities if there else None,
        high=most / known.mobilities if there else None,
        numerator=known.ticks,
        denominator=known.mobilities,
        unit=unit,
        population="census",
        method="worst-case-bounds",
        assumptions=tuple(_in_words(key, unit) for key in keys),
        details=MappingProxyType(
            {
                "fewest": least,
                "most": most,
                "unticked": known.unticked,
                "rung": float(len(assumptions)),
                **values,
            }
        ),
    )


def nonresponse_bounds(
    yes: int, answered: int, population: int, *, unit: Unit, scope: Scope | None = None
) -> Estimate:
    """Return the bounds on a share of a population of which only some answered, without any assumption.

    Answers: of these 42 institutions, how many have a policy, if 2 of the 15 that answered do? All who did
    not answer may or may not. `details` holds `fewest` and `most` as numbers.

    Formula: from yes / population to (yes + not answered) / population.
    Source: Manski (1995).
    Shapes: single numbers.
    Unit: `unit`: what the population consists of.
    Errors: UserError for a share outside 0 to 1, or counts that are impossible.
    Assumes: those who answered said what is so.
    Not for: an estimate: nothing is said on where in between.

    >>> found = nonresponse_bounds(2, 15, 42, unit=Unit.INSTITUTIONS)
    >>> int(found.details["fewest"]), int(found.details["most"])
    (2, 29)
    """
    hits, said = check_counts(yes, answered, hits_name="yes", trials_name="answered", whole=True)
    said, there = check_counts(said, population, hits_name="answered", trials_name="population", whole=True)
    fewest, most, n = float(hits), float(hits + there - said), float(there)
    return Estimate(
        question=Question.TRUTH,
        estimand="bounds.nonresponse",
        scope=scope or Scope(),
        value=None,
        low=fewest / n if n else None,
        high=most / n if n else None,
        numerator=fewest,
        denominator=n,
        unit=unit,
        population="sample",
        method="worst-case-bounds",
        details=MappingProxyType({"fewest": fewest, "most": most, "answered": float(said)}),
    )
