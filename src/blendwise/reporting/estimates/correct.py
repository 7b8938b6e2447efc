"""`correct`: what is true if ticks are missing or wrong at a rate that comes from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from blendwise.errors import UserError
from blendwise.estimation.misclassification import (
    Belief,
    bayes,
    blaker,
    from_checks,
    lang_reiczigel,
    rogan_gladen,
    strip,
)
from blendwise.estimation.proportions import BinomialLimits, clopper_pearson, wilson
from blendwise.estimation.result import Estimate, Scope, check_counts, check_numbers
from blendwise.language import percent, say
from blendwise.reporting.estimates.answer import Answer, estimate_row, frame_of, paragraphs, said
from blendwise.reporting.tables import text_table

__all__ = ["INTERVALS", "Correction", "Validation", "correction_answer", "corrections"]

INTERVALS: Mapping[str, BinomialLimits] = {
    "clopper-pearson": clopper_pearson, "blaker": blaker, "wilson": wilson
}  # fmt: skip
"""The limits for the chance in the ticks that can be chosen where both rates are certain, by their name."""
_SENSITIVITIES = (0.8, 0.5, 0.3, 0.2)
_SPECIFICITIES = (1.0, 0.999, 0.995, 0.99)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What is known of ticks: two rates, or the counts of checks in their place.

    `found` of `of` truly blended mobilities had a tick; `clean` of `of_others` others had none.
    """

    sensitivity: float | None = None
    specificity: float = 1.0
    found: int | None = None
    of: int | None = None
    clean: int | None = None
    of_others: int | None = None

    def __post_init__(self) -> None:
        if (self.found is None) != (self.of is None) or (self.clean is None) != (self.of_others is None):
            raise UserError("estimates.half-a-validation")
        if (self.sensitivity is None) == (self.of is None):
            raise UserError("estimates.one-sensitivity")
        if self.of_others is not None and self.specificity != 1:
            raise UserError("estimates.one-specificity")
        for name, of in (("found", "of"), ("clean", "of_others")):
            if (trials := getattr(self, of)) is not None:
                check_numbers(of, trials, positive=True)
                check_counts(getattr(self, name), trials, hits_name=name, trials_name=of, whole=True)

    @property
    def ticked(self) -> tuple[int, int] | None:
        """The counts on truly blended mobilities."""
        return None if self.found is None or self.of is None else (self.found, self.of)

    @property
    def unticked(self) -> tuple[int, int] | None:
        """The counts on the others."""
        return None if self.clean is None or self.of_others is None else (self.clean, self.of_others)


@dataclass(frozen=True, slots=True)
class Correction:
    """The corrected share by each method that fits what is known; the strip shows how far it is the assumption."""

    methods: tuple[Estimate, ...]
    strip: tuple[tuple[Estimate, ...], ...]


def corrections(
    ticks: int,
    mobilities: int,
    known: Validation,
    *,
    scope: Scope,
    limits: BinomialLimits | None = None,
    despite_specificity: bool = False,
) -> Correction:
    """Correct a registered share: Rogan-Gladen for certain rates, Bayes for counts, Lang-Reiczigel for both counted.

    `limits` are those for the chance in the ticks where the rates are certain; Clopper and Pearson's without it.
    Raises UserError where a tick says nothing, for limits with counted rates, or where all ticks could be wrong
    and that is not waved through.
    """
    methods: list[Estimate] = []
    certain = known.sensitivity is not None and known.unticked is None
    if limits and not certain:
        raise UserError("estimates.interval-for-certain")
    if known.sensitivity is not None and certain:
        methods.append(
            rogan_gladen(
                ticks, mobilities, sensitivity=known.sensitivity, specificity=known.specificity,
                limits=limits or clopper_pearson, despite_specificity=despite_specificity, scope=scope,
            )
        )  # fmt: skip
    else:
        if known.ticked and known.unticked:
            methods.append(
                lang_reiczigel(
                    ticks, mobilities, sensitivity=known.ticked, specificity=known.unticked,
                    despite_specificity=despite_specificity, scope=scope,
                )
            )  # fmt: skip
        methods.append(
            bayes(
                ticks, mobilities, sensitivity=_belief(known.sensitivity, known.ticked),
                specificity=_belief(known.specificity, known.unticked), despite_specificity=despite_specificity,
                scope=scope,
            )
        )  # fmt: skip
    return Correction(tuple(methods), _strip(ticks, mobilities, known, scope))


def _belief(rate: float | None, counted: tuple[int, int] | None) -> Belief:
    return from_checks(*counted) if counted else Belief(mean=1.0 if rate is None else rate)


def _strip(ticks: int, mobilities: int, known: Validation, scope: Scope) -> tuple[tuple[Estimate, ...], ...]:
    """Return the answer for several certain sensitivities and specificities, the given ones among them."""
    own = _belief(known.sensitivity, known.ticked).mean
    check_numbers("sensitivity", own, most=1)
    rights = [Belief(mean=share) for share in sorted({*_SENSITIVITIES, round(own, 3)}, reverse=True)]
    clean = [Belief(mean=share) for share in sorted({*_SPECIFICITIES, known.specificity}, reverse=True)]
    usable = [r for r in rights if all(r.mean + c.mean > 1 for c in clean)]
    return strip(ticks, mobilities, usable, clean, scope=scope) if usable else ()


def correction_answer(found: Correction, language: str) -> Answer:
    """Say what is true by each method, and how far that hangs on what was assumed."""
    text = paragraphs(
        *(said(estimate, language) for estimate in found.methods),
        _table(found, language),
        found.methods[0].tail(language),
    )
    rows = [estimate_row(estimate.method, estimate, language) for estimate in found.methods]
    rows += [estimate_row("strip", cell, language) for row in found.strip for cell in row]
    return Answer(text, frame_of(rows))


def _table(found: Correction, language: str) -> str:
    if not found.strip:
        return ""
    first = found.strip[0]
    clean = [percent(cell.details["specificity"], language, places=1) for cell in first]
    headings = [say("estimates.correct.sensitivity", language), *clean]
    rows = [
        [percent(row[0].details["sensitivity"], language, places=1), *(_cell(cell, language) for cell in row)]
        for row in found.strip
    ]
    table = text_table(headings, rows, [True] * len(headings))
    starred = any(cell.endswith("*") for row in rows for cell in row)
    note = f"\n{say('estimates.correct.starred', language)}" if starred else ""
    return f"{say('estimates.correct.strip', language)}\n{table}{note}"


def _cell(cell: Estimate, language: str) -> str:
    mark = "*" if "misclassification.warnings.all-may-be-wrong" in cell.warnings else ""
    return "" if cell.value is None else percent(cell.value, language, places=1) + mark
