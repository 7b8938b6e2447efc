"""From the answers to what is true, in words and as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from blendwise.errors import UserError
from blendwise.estimation.audit import (
    Advice,
    AuditEstimate,
    Checks,
    Readers,
    StratumShares,
    compare_readers,
    estimate,
    join_thin_strata,
    shares_by_stratum,
    stopping_advice,
    take_ticks_as_right,
    tally,
)
from blendwise.estimation.audit.strata import StratumNames
from blendwise.language import count, percent, say
from blendwise.reporting.estimates.answer import Answer, estimate_row, frame_of, paragraphs, said
from blendwise.reporting.estimates.audit.files import Key
from blendwise.reporting.tables import text_table

__all__ = ["Outcome", "outcome_answer", "outcome_of"]

_PARTS = ("share", "missing_ticks", "surplus_ticks", "sensitivity", "specificity", "model")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the checks say, how the readers agree, and whether to go on."""

    checks: Checks
    found: AuditEstimate
    by_stratum: StratumShares
    readers: Readers | None
    advice: Advice | None


def outcome_of(
    key: Key,
    answers: Mapping[str, str],
    *,
    second: Mapping[str, str] | None = None,
    margin: float | None = None,
    ticks_right: bool = False,
    join_thin: bool = False,
) -> Outcome:
    """Count the answers and estimate what is true; `margin` asks for advice on going on.

    `ticks_right` takes all ticks as right where nobody looked at any, `join_thin` puts strata together that
    have fewer than two checks. Raises UserError where a stratum has too few, or a mobility was skipped.
    """
    if not answers:
        raise UserError("estimates.nothing-checked")
    checks = tally(key.draw, answers)
    checks = take_ticks_as_right(checks) if ticks_right else checks
    checks = join_thin_strata(checks) if join_thin else checks
    return Outcome(
        checks,
        estimate(checks, scope=key.scope),
        shares_by_stratum(checks),
        compare_readers(answers, second) if second is not None else None,
        stopping_advice(checks, margin=margin) if margin is not None else None,
    )


def outcome_answer(outcome: Outcome, language: str) -> Answer:
    """Say the true share with its assumptions, its parts, the strata, the readers and the advice."""
    found = {name: getattr(outcome.found, name) for name in _PARTS}
    text = paragraphs(
        said(found["share"], language),
        "\n".join(found[name].sentence(language) for name in _PARTS[1:]),
        _table(outcome.by_stratum, language),
        _readers(outcome.readers, language),
        outcome.advice.sentence(language) if outcome.advice else "",
        found["share"].tail(language),
    )
    rows = [estimate_row(name, part, language) for name, part in found.items()]
    return Answer(text, frame_of([*rows, *_strata(outcome)]))


def _readers(readers: Readers | None, language: str) -> str:
    if readers is None:
        return ""
    differ = (
        say("estimates.audit.differ", language, names=", ".join(readers.differ)) if readers.differ else ""
    )
    lines = (readers.sentence(language), *readers.warning_sentences(language), differ)
    return "\n".join(line for line in lines if line)


def _strata(outcome: Outcome) -> list[dict[str, object]]:
    shares = outcome.by_stratum
    return [
        {
            "part": f"stratum: {name}", "question": "truth", "unit": "mobilities", "population": "validation",
            "value": None if np.isnan(share) else float(share), "low": float(low), "high": float(high),
            "level": shares.level, "numerator": float(blended), "denominator": float(checked),
            "method": "hypergeometric", "version": "1",
        }
        for name, share, low, high, blended, checked in zip(
            shares.strata.names, shares.share, shares.low, shares.high, shares.blended, shares.checked, strict=True
        )
    ]  # fmt: skip


def _table(shares: StratumShares, language: str) -> str:
    words = ("stratum", "checked", "blended", "undetermined", "limits", "model")
    heads = [say(f"estimates.audit.{name}", language) for name in words]
    rows = [
        [
            StratumNames((name,)).sentence(language), *(count(int(number), language) for number in numbers),
            _range(low, high, language), f"{percent(float(model), language, places=1)} ({_range(a, b, language)})",
        ]
        for name, *numbers, low, high, model, a, b in zip(
            shares.strata.names, shares.checked, shares.blended, shares.undetermined, shares.low, shares.high,
            shares.model, shares.model_low, shares.model_high, strict=True,
        )
    ]  # fmt: skip
    return text_table(heads, rows, [False, *[True] * 5])


def _range(low: float, high: float, language: str) -> str:
    return f"{percent(float(low), language, places=1)}–{percent(float(high), language, places=1)}"
