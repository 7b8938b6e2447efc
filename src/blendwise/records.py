"""The one vocabulary: the columns of every table, with name, type, unit, meaning and allowed values."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Question", "Unit"]


class Unit(StrEnum):
    """What is counted."""

    MOBILITIES = "mobilities"
    PARTICIPANTS = "participants"
    INSTITUTIONS = "institutions"


class Question(StrEnum):
    """Which of the three questions a figure answers; they never share an interval, a column or a sentence."""

    COUNT = "count"
    """What was registered? The register is a census, so there is no interval."""
    PROCESS = "process"
    """What could it have been, or be next time? Driven by institutions."""
    TRUTH = "truth"
    """What is true? Bounds, audit sample, correction."""
