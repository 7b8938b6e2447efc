"""The share of one total in two, with limits, from the limits of both: for sensitivity and specificity.

Source: Donner and Zou (2012) Stat. Methods Med. Res. 21:347-359 (MOVER-R).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from blendwise.estimation.audit.two_phase import Total
from blendwise.records import Question

__all__ = ["Range", "mirrored", "share_of_first"]


@dataclass(frozen=True, slots=True)
class Range:
    """A figure with its limits; `value` is None where it is undefined."""

    question: ClassVar[Question] = Question.TRUTH
    value: float | None
    low: float | None
    high: float | None


def mirrored(total: Total) -> Range:
    """Return how many of a group are *not* truly blended."""
    return Range(total.size - total.value, total.size - total.high, total.size - total.low)


def share_of_first(first: Range, second: Range) -> Range:
    """Return first / (first + second) with limits; undefined when both are nothing.

    The ratio second / first gets limits by square-and-add for ratios, written so that nothing is divided by a
    difference that may vanish; the share is one over one plus the ratio.
    """
    if first.value is None or second.value is None:
        return Range(None, None, None)
    x, x_low, x_high = _numbers(first)
    y, y_low, y_high = _numbers(second)
    if x + y == 0:
        return Range(None, None, None)
    if x_high == 0 or y_high == 0:
        return Range(x / (x + y), x / (x + y), x / (x + y))
    lower, inner = y_low * (2 * y - y_low), x_low * (2 * x - x_low)
    down = x * y + math.sqrt(max((x * y) ** 2 - lower * x_high * (2 * x - x_high), 0.0))
    up = x * y + math.sqrt(max((x * y) ** 2 - y_high * (2 * y - y_high) * inner, 0.0))
    ratio_low = lower / down if lower > 0 else 0.0
    ratio_high = up / inner if inner > 0 else math.inf
    return Range(x / (x + y), 1 / (1 + ratio_high), 1 / (1 + ratio_low))


def _numbers(of: Range) -> tuple[float, float, float]:
    return float(of.value or 0), float(of.low or 0), float(of.high or 0)
