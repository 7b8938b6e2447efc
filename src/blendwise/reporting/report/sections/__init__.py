"""The sections of a report, in their order: a file each, with a function `section` that may find nothing to say."""

from __future__ import annotations

from collections.abc import Callable

from blendwise.reporting.report.blocks import Section
from blendwise.reporting.report.contents import Contents
from blendwise.reporting.report.sections import (
    change,
    every_institution,
    findings,
    groups,
    how_sure,
    influence,
    institutions,
    method,
    opening,
    other_calls,
    own_words,
    pledges,
    quality,
    questions,
    sources,
)
from blendwise.reporting.report.words import Words

__all__ = ["SECTIONS"]

SECTIONS: tuple[Callable[[Contents, Words], Section | None], ...] = (
    opening.section,
    questions.section,
    own_words.section,
    pledges.section,
    groups.section,
    influence.section,
    institutions.section,
    change.section,
    other_calls.section,
    how_sure.section,
    sources.section,
    quality.section,
    method.section,
    every_institution.section,
    findings.section,
)
