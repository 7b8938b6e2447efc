"""What a command answers: sentences for a reader, and the same results as a table for a program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from blendwise.estimation.chance_test import ChanceTest
from blendwise.estimation.result import Estimate
from blendwise.language import say
from blendwise.reporting.contract import contract_meanings, missing
from blendwise.reporting.tables import write_table, write_text

__all__ = [
    "Answer",
    "about_characteristic",
    "estimate_row",
    "frame_of",
    "paragraph",
    "paragraphs",
    "said",
    "test_row",
    "write_answer",
]

_SCHEMA: Mapping[str, type[pl.DataType]] = {
    "part": pl.String, "question": pl.String, "sentence": pl.String, "value": pl.Float64, "low": pl.Float64,
    "high": pl.Float64, "level": pl.Float64, "numerator": pl.Float64, "denominator": pl.Float64,
    "unit": pl.String, "scope": pl.String, "population": pl.String, "method": pl.String, "version": pl.String,
    "clusters": pl.Int64, "design_effect": pl.Float64, "assumptions": pl.String, "warnings": pl.String,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """The text on the screen and the table in a file; `refusal` says why the question itself is not answered."""

    text: str
    frame: pl.DataFrame
    refusal: str | None = None

    def __post_init__(self) -> None:
        if lacking := missing(self.frame):
            raise ValueError(f"a result without its {', '.join(lacking)}")


def about_characteristic(what: str, language: str) -> str:
    """Say which characteristic a tick stands for, where it is not blended."""
    return "" if what == "blended" else say("estimates.about", language, what=say(f"labels.{what}", language))


def paragraph(*sentences: str) -> str:
    """Join the sentences that are not empty."""
    return " ".join(sentence for sentence in sentences if sentence)


def paragraphs(*texts: str) -> str:
    """Join the texts that are not empty, with a blank line between them."""
    return "\n\n".join(text for text in texts if text)


def said(estimate: Estimate, language: str) -> str:
    """Return the sentence of an estimate, its assumptions and its warnings: a line each."""
    lines = [estimate.sentence(language)]
    if estimate.assumptions:
        lines.append(estimate.assumption_sentence(language))
    return "\n".join([*lines, *estimate.warning_sentences(language)])


def estimate_row(part: str, estimate: Estimate, language: str) -> dict[str, Any]:
    """Return an estimate as a row; `part` names its place in the answer."""
    plain = {name: value for name, value in estimate.as_dict().items() if name in _SCHEMA}
    return plain | {
        "part": part,
        "sentence": estimate.sentence(language),
        "scope": estimate.scope.phrase(language),
        "assumptions": estimate.assumption_sentence(language),
        "warnings": " ".join(estimate.warning_sentences(language)),
    }


def test_row(test: ChanceTest, sentence: str, scope: str, language: str) -> dict[str, Any]:
    """Return a test as a row: its value is the p."""
    plain = {name: value for name, value in test.as_dict().items() if name in _SCHEMA}
    return plain | {
        "part": test.method, "sentence": sentence, "scope": scope, "value": float(test),
        "clusters": int(test.size), "denominator": float(test.size),
        "assumptions": test.assumption_sentence(language), "warnings": " ".join(test.warning_sentences(language)),
    }  # fmt: skip


def frame_of(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Return rows of estimates and tests as a table; what a row does not have is empty."""
    return pl.DataFrame([{name: row.get(name) for name in _SCHEMA} for row in rows], schema=dict(_SCHEMA))


def write_answer(answer: Answer, form: str, to: str | None, *, language: str) -> None:
    """Write the sentences (`table`) or the table in another form, to a file or to the screen."""
    if form == "table":
        write_text(answer.text, to)
        return
    known: Sequence[str] = [name for name in answer.frame.columns if name in _SCHEMA]
    describe = {name: say(f"estimates.columns.{name}", language) for name in known}
    describe |= contract_meanings(answer.frame, language)
    write_table(answer.frame, form, to, language=language, describe=describe)
