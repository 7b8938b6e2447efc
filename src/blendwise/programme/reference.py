"""The reference page of the rules, made from the rules files so that it can't lie.

`python -m blendwise.programme.reference > docs/reference/rules.md` writes the page anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from blendwise.language import say
from blendwise.programme.loading import shipped
from blendwise.programme.overview import rule_rows, value_in_words
from blendwise.programme.rulebook import ActivityType, CallRules, Criterion, Rulebook, Source, Status

__all__ = ["reference_page"]


def reference_page(book: Rulebook, language: str) -> str:
    """Write statuses, activity types, calls, criteria and sources of a rulebook as Markdown."""
    parts = [
        [f"# {_say('title', language)}", "", _say("intro", language, version=book.version)],
        _statuses(language),
        _types(book, language),
        *(_call(rules, language, first=n == 0) for n, rules in enumerate(book.calls.values())),
        _criteria(book, language),
        _sources(book, language),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _say(name: str, language: str, **values: object) -> str:
    return say(f"programme.reference.{name}", language, **values)


def _table(head: str, rows: Iterable[tuple[object, ...]], language: str) -> Iterator[str]:
    heading = _say(f"head.{head}", language)
    yield heading
    yield "| " + " | ".join(["---"] * (heading.count("|") - 1)) + " |"
    for row in rows:
        yield "| " + " | ".join(map(str, row)) + " |"


def _section(name: str, language: str) -> list[str]:
    return [f"## {_say(name, language)}", ""]


def _statuses(language: str) -> list[str]:
    rows = [
        (say(f"programme.statuses.{s}", language), say(f"programme.statuses.meaning.{s}", language))
        for s in Status
    ]
    return [*_section("statuses", language), *_table("status", rows, language)]


def _types(book: Rulebook, language: str) -> list[str]:
    rows = (_type_row(activity, language) for activity in book.activity_types.values())
    intro = [_say("types-intro", language), ""]
    return [*_section("types", language), *intro, *_table("type", rows, language)]


def _type_row(activity: ActivityType, language: str) -> tuple[object, ...]:
    own = "*" if activity.code_status is Status.OWN else ""
    return (
        f"{activity.code}{own}",
        activity.label(language),
        activity.register_name,
        _say(f"who.{activity.who}", language),
        _say(f"direction.{activity.direction}", language),
        say(f"programme.values.words.{'yes' if activity.group else 'no'}", language),
        ", ".join(activity.fields),
    )


def _call(rules: CallRules, language: str, *, first: bool) -> list[str]:
    kind = "first" if first else "later"
    rows = [
        (
            row.activity_type.code,
            say(f"programme.values.{row.name}", language),
            value_in_words(row.value, language),
            say(f"programme.statuses.{row.value.status}", language),
            ", ".join(dict.fromkeys(source.id for source in row.value.sources)),
        )
        for row in rule_rows(rules)
        if row.value.stated_in == rules.call_year
    ]
    heading = [f"## {_say(f'{kind}-call', language, call=rules.call_year)}", ""]
    return [*heading, _say(f"{kind}-intro", language), "", *_table("value", rows, language)]


def _criteria(book: Rulebook, language: str) -> list[str]:
    lines = [*_section("criteria", language), _say("criteria-intro", language)]
    for criterion in book.criteria.values():
        lines += _criterion(criterion, language)
    return lines


def _criterion(criterion: Criterion, language: str) -> list[str]:
    key = f"programme.criteria.{criterion.id}"
    status = say(f"programme.statuses.{criterion.status}", language)
    basis = f"{status} ({', '.join(source.id for source in criterion.sources)})"
    told = {
        "kind": _say(f"kind.{criterion.kind}", language),
        "scope": _say(f"scope.{criterion.scope}", language),
        "question": say(f"{key}.question", language),
        "example": say(f"{key}.example", language),
        "counterexample": say(f"{key}.counterexample", language),
        "basis": basis,
    }
    heading = ["", f"### {criterion.id}. {say(f'{key}.name', language)}", ""]
    explanation = [say(f"{key}.explanation", language), ""]
    return [*heading, *explanation, *(f"- {_say(f'line.{n}', language)}: {text}" for n, text in told.items())]


def _sources(book: Rulebook, language: str) -> list[str]:
    rows = (_source_row(source, language) for source in book.sources.values())
    return [*_section("sources", language), *_table("source", rows, language)]


def _source_row(source: Source, language: str) -> tuple[object, ...]:
    return source.id, source.name(language), source.address or "–", source.read


if __name__ == "__main__":
    sys.stdout.write(reference_page(shipped(), "en"))
