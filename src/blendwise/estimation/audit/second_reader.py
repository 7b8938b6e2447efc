"""Whether two readers see the same: on the mobilities that both judged, before one of them is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from blendwise.errors import UserError, unknown_name
from blendwise.estimation.agreement import Agreement, gwet_ac1, krippendorff_alpha, percent_agreement
from blendwise.estimation.audit.draw import VERDICTS, Verdict
from blendwise.language import say
from blendwise.records import Question

__all__ = ["Readers", "compare_readers"]

LEAST_SHARE = 0.1
"""The part of all checks that two readers should judge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """How two readers judged the same mobilities. `differ` names those to talk about."""

    question: ClassVar[Question] = Question.TRUTH
    both: int
    all_checks: int
    table: Mapping[tuple[Verdict, Verdict], int]
    differ: tuple[str, ...]
    alike: Agreement
    alpha: Agreement
    ac1: Agreement
    warnings: tuple[str, ...]

    def sentence(self, language: str) -> str:
        """Return how often they agree, in words."""
        return say(
            "audit.readers", language, both=self.both, same=self.both - len(self.differ), all=self.all_checks
        )

    def warning_sentences(self, language: str) -> tuple[str, ...]:
        """Return a sentence per warning, in order."""
        return tuple(say(key, language, both=self.both, all=self.all_checks) for key in self.warnings)


def compare_readers(first: Mapping[str, Verdict], second: Mapping[str, Verdict]) -> Readers:
    """Compare the verdicts of two readers; each maps the number of a mobility to a verdict.

    `first` holds all checks, `second` the part that was judged twice. "Undetermined" is a verdict of its own:
    one reader who can't tell where the other can is a difference. Alpha collapses where nearly all are "not
    blended"; AC1 does not, so both are given. The readers differ too much only if both say so; where alpha alone
    does, the verdicts are too rare for it, and what they differ on is to be talked about one by one.

    Raises UserError when the second reader judged what the first did not, and for unknown verdicts.

    Formula: per cent agreement, Krippendorff's alpha and Gwet's AC1 of the verdicts both gave.
    Source: Krippendorff (2011); Gwet (2008).
    Shapes: a verdict per mobility, by its number.
    Unit: mobilities.
    Assumes: both readers judged apart, and the second read a part drawn by lot.
    Not for: deciding who of the two is right.

    >>> verdicts = {"1": "blended", "2": "not-blended", "3": "not-blended"}
    >>> compare_readers(verdicts, {"1": "blended", "2": "undetermined"}).differ
    ('2',)
    """
    for verdict in (*first.values(), *second.values()):
        if verdict not in VERDICTS:
            raise unknown_name(verdict, "audit.verdict", VERDICTS)
    strangers = sorted(set(second) - set(first))
    if strangers:
        raise UserError("audit.second-reader-alone", mobilities=", ".join(strangers[:10]))
    if not second:
        raise UserError("audit.no-second-reader")
    pairs = [(first[mobility], second[mobility]) for mobility in second]
    codes = np.array([[VERDICTS.index(verdict) for verdict in pair] for pair in pairs], dtype=float).T
    alpha, ac1 = krippendorff_alpha(codes), gwet_ac1(codes)
    low = alpha.verdict == "insufficient"
    steady = ac1.verdict in ("use", "tentative")
    holds = {
        "audit.warnings.few-read-twice": len(second) < LEAST_SHARE * len(first),
        "audit.warnings.readers-differ": low and not steady,
        "audit.warnings.readers-rare": low and steady,
    }
    return Readers(
        both=len(second),
        all_checks=len(first),
        table={pair: pairs.count(pair) for pair in dict.fromkeys(pairs)},
        differ=tuple(mobility for mobility in second if first[mobility] != second[mobility]),
        alike=percent_agreement(codes),
        alpha=alpha,
        ac1=ac1,
        warnings=tuple(key for key, true in holds.items() if true),
    )
