"""A what-if as people read it: a sentence per route, and where something changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from blendwise.indicators import Possible, value_in_words
from blendwise.language import count, say
from blendwise.programme import Facts, Reply, Verdict, shipped
from blendwise.programme.reasons import Answer
from blendwise.programme.school_days import calendar_days_spanned
from blendwise.programme.verdict import on_the_stay
from blendwise.programme.what_if import WhatIf, other_rules, route_name, try_plan
from blendwise.reporting.tables import text_table

__all__ = ["plan_rows", "plan_text", "what_if_text"]

_NUMBERS = ("mobilities", "newly_possible", "newly_open", "no_longer_possible", "ticked_newly_possible")
_OF_ACTIVITIES = ("newly_count", "no_longer_count")


def what_if_text(found: Possible, language: str) -> str:
    """Return what is tried, a sentence per route, and a table of the groups in which something changes."""
    parts = ["\n".join([found.what_if.title(language), *found.sentences(language)])]
    changed, numbers = found.changed(), (*_NUMBERS, *(_OF_ACTIVITIES if found.activities_told else ()))
    if not changed.is_empty():
        names = [name for name in found.columns if name in changed.columns]
        heads = [say("what_if.columns.route", language), *(say(f"labels.{name}", language) for name in names)]
        heads += [say(f"what_if.columns.{name}", language) for name in numbers]
        rows = [
            [
                route_name(row["route"], language),
                *(value_in_words(row[name], language) for name in names),
            ]
            + [count(row[name], language) for name in numbers]
            for row in changed.iter_rows(named=True)
        ]
        parts.append(text_table(heads, rows, [*[False] * (1 + len(names)), *[True] * len(numbers)]))
    return "\n\n".join(parts)


def plan_rows(
    what_if: WhatIf,
    activity_type: str,
    days: int | None,
    school_days: int | None,
    calls: Iterable[int],
    language: str,
) -> list[dict[str, Any]]:
    """Return, per call and route, what the rules say of the length and type of one stay that is planned.

    The first row of a call is by the rules in force; `stay` is yes, no or unknown, `says` the reason in words.
    """
    book = shipped()
    plan = Facts(
        activity_type=activity_type,
        travelled=Reply.YES,
        calendar_days=days,
        school_days=school_days,
        fewer_opportunities=Reply.NO,
    )
    rows = []
    for call in calls:
        tried = try_plan(plan, call, what_if, book)
        rules = {"": book.calls[call]} | dict.fromkeys(tried.then, other_rules(book, what_if).calls[call])
        for route, verdict in {"": tried.now, **tried.then}.items():
            stay = on_the_stay(verdict, rules[route]).value
            bounds = calendar_days_spanned(school_days) if school_days and days is None else ()
            says = _on_the_stay_in_words(verdict, school_days, bounds, language)
            rows.append({"call": call, "route": route or None, "stay": stay, "says": says})
    return rows


def _on_the_stay_in_words(
    verdict: Verdict, school_days: int | None, bounds: Sequence[int], language: str
) -> str:
    """Say the reason of the first criterion on the stay that is not met or not known, else that of its length.

    `bounds` are the fewest and the most calendar days, where only school days in a row are told.
    """
    found = sorted((r for r in verdict.reasons if r.criterion in ("C1", "C2")), key=lambda r: r.criterion)
    decisive = next((r for one in (Answer.NO, Answer.UNKNOWN) for r in found if r.answer is one), found[-1])
    if bounds and decisive.criterion == "C2" and decisive.answer is Answer.YES:
        return say(
            "what_if.at-least",
            language,
            **dict(decisive.values) | {"days": school_days, "fewest": bounds[0], "most": bounds[1]},
        )
    return say(f"{decisive.key}.says", language, **decisive.values)


def plan_text(what_if: WhatIf, rows: Sequence[dict[str, Any]], language: str) -> str:
    """Return what is tried, and a line per call and route."""
    lines = [what_if.title(language)]
    for row in rows:
        route = route_name(row["route"], language) if row["route"] else say("what_if.in-force", language)
        answer = say(f"what_if.answers.{row['stay']}", language)
        lines.append(
            say("what_if.plan", language, call=row["call"], route=route, answer=answer, says=row["says"])
        )
    return "\n".join(lines)
