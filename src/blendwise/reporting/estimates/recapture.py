"""`recapture`: how many there were at least, from incomplete lists side by side."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blendwise.errors import UserError
from blendwise.estimation.recapture import (
    LogLinear,
    Models,
    averaged,
    chao,
    chapman,
    fit_all,
    independent_lists,
    lincoln_petersen,
    profile_limits,
)
from blendwise.estimation.result import Estimate
from blendwise.language import count, decimal, say
from blendwise.reporting.estimates.answer import Answer, estimate_row, frame_of, paragraphs, said
from blendwise.reporting.tables import text_table
from blendwise.tablecheck import read_table

__all__ = ["Histories", "many_lists_answer", "read_histories", "two_lists_answer"]

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Histories:
    """How many mobilities are on which lists: a pattern such as 110 and a number."""

    names: tuple[str, ...]
    counts: Mapping[str, int]

    @property
    def listed(self) -> list[int]:
        """How many are on exactly one list, on two, and so on."""
        per = Counter[int]()
        for pattern, number in self.counts.items():
            per[pattern.count("1")] += number
        return [per[times] for times in range(1, len(self.names) + 1)]

    @property
    def sizes(self) -> list[int]:
        """How long each list is."""
        return [
            sum(number for pattern, number in self.counts.items() if pattern[place] == "1")
            for place in range(len(self.names))
        ]


def read_histories(path: Path, *, number: str | None = None) -> Histories:
    """Read a table with a column per list, of 0 and 1: a row per mobility, or per pattern with its `number`.

    Raises UserError that names the row and the column of a cell that is neither, and for rows on no list.
    """
    table = read_table(path)
    last = None if number is None else table.column(number)
    places = [place for place in range(len(table.headers)) if place != last]
    counts: Counter[str] = Counter()
    for row, cells in enumerate(table.rows):
        pattern = "".join(_mark(cells[place], row, table.headers[place]) for place in places)
        times = 1 if last is None else table.count(row, last)
        if times is None or times < 0:
            raise UserError("estimates.no-number", row=row + 1, column=table.headers[last or 0])
        if "1" not in pattern:
            raise UserError("estimates.on-no-list", row=row + 1)
        counts[pattern] += times
    return Histories(tuple(table.headers[place] for place in places), dict(counts))


def _mark(cell: str, row: int, column: str) -> str:
    if cell.strip() not in ("0", "1"):
        raise UserError("estimates.no-mark", value=cell, row=row + 1, column=column)
    return cell.strip()


def two_lists_answer(
    first: int, second: int, both: int, language: str, *, mobilities: int | None = None
) -> Answer:
    """Say what two lists show: Chapman's estimate, with Lincoln and Petersen's beside it."""
    found = chapman(first, second, both, mobilities=mobilities)
    plain = lincoln_petersen(first, second, both, mobilities=mobilities)
    values = [_total(e, language) for e in (found, plain)]
    text = paragraphs(said(found, language), "\n".join(values))
    return Answer(text, frame_of([estimate_row(e.method, e, language) for e in (found, plain)]))


def many_lists_answer(lists: Histories, language: str, *, mobilities: int | None = None) -> Answer:
    """Say what three or more lists show: the average over models, with the models that it rests on."""
    if len(lists.names) == 2:
        both, (first, second) = lists.counts.get("11", 0), lists.sizes
        return two_lists_answer(first, second, both, language, mobilities=mobilities)
    models = fit_all(lists.counts, names=lists.names)
    found = averaged(models, mobilities=mobilities)
    others = (chao(lists.listed, mobilities=mobilities), _independent(lists, models, mobilities))
    text = paragraphs(
        said(found, language),
        _table(models, lists, language),
        "\n".join(_total(estimate, language) for estimate in (found, *others)),
    )
    rows = [estimate_row(e.method, e, language) for e in (found, *others)]
    rows += [_model_row(model, lists, language) for model in models.models]
    return Answer(text, frame_of(rows))


def _independent(lists: Histories, models: Models, mobilities: int | None) -> Estimate:
    return independent_lists(lists.sizes, models.seen, mobilities=mobilities)


def _total(estimate: Estimate, language: str) -> str:
    name = say(f"estimates.recapture.methods.{estimate.method}", language)
    if estimate.value is None:
        return f"{name}: {say('labels.undefined', language)}"
    value = count(round(estimate.value), language)
    if estimate.low is None or estimate.high is None:
        return f"{name}: {value}"
    return say(
        "estimates.recapture.total", language, name=name, value=value, **_whole(estimate.low, estimate.high)
    )


def _whole(low: float, high: float) -> dict[str, int]:
    """Round limits outwards, as the sentence does: "at least 662" and "663 to 1,130" would not be one result."""
    return {"low": math.floor(low), "high": math.ceil(high)}


def _table(models: Models, lists: Histories, language: str) -> str:
    heads = [
        say(f"estimates.recapture.{name}", language) for name in ("together", "total-head", "limits", "aic")
    ]
    rows = []
    for model in models.models[:_SHOWN]:
        low, high = profile_limits(lists.counts, model.pairs)
        ends = (
            f"{count(math.floor(low), language)}–{'∞' if high is None else count(math.ceil(high), language)}"
        )
        rows.append([_pairs(model, lists.names, language), count(round(model.total), language), ends,
                     decimal(model.aic, language, places=1)])  # fmt: skip
    return text_table(heads, rows, [False, True, True, True])


def _pairs(model: LogLinear, names: Sequence[str], language: str) -> str:
    if not model.pairs:
        return say("estimates.recapture.none-together", language)
    return ", ".join(f"{names[a]} × {names[b]}" for a, b in model.pairs)


def _model_row(model: LogLinear, lists: Histories, language: str) -> dict[str, Any]:
    low, high = profile_limits(lists.counts, model.pairs)
    return {
        "part": f"model: {_pairs(model, lists.names, language)}", "question": "truth", "value": model.total, "low": low,
        "high": high, "level": 0.95, "unit": "mobilities", "population": "model", "method": "log-linear-profile",
        "version": "1", "numerator": float(sum(lists.counts.values())),
    }  # fmt: skip
