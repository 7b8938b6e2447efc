"""A what-if as people read it: a sentence per route, and where something changes."""

from __future__ import annotations

from blendwise.indicators import value_in_words
from blendwise.indicators.possible import Possible
from blendwise.language import count, say
from blendwise.reporting.tables import text_table

__all__ = ["what_if_text"]

_NUMBERS = ("mobilities", "newly_possible", "newly_open", "no_longer_possible", "ticked_newly_possible")


def what_if_text(found: Possible, language: str) -> str:
    """Return what is tried, a sentence per route, and a table of the groups in which something changes."""
    parts = ["\n".join([found.what_if.title(language), *found.sentences(language)])]
    changed = found.changed()
    if not changed.is_empty():
        names = [name for name in found.columns if name in changed.columns]
        heads = [say("what_if.columns.route", language), *(say(f"labels.{name}", language) for name in names)]
        heads += [say(f"what_if.columns.{name}", language) for name in _NUMBERS]
        rows = [
            [
                found.route_name(row["route"], language),
                *(value_in_words(row[name], language) for name in names),
            ]
            + [count(row[name], language) for name in _NUMBERS]
            for row in changed.iter_rows(named=True)
        ]
        parts.append(text_table(heads, rows, [*[False] * (1 + len(names)), *[True] * len(_NUMBERS)]))
    return "\n\n".join(parts)
