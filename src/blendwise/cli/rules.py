"""`blendwise rules`: what the programme's rules say, what changed, and whether a rules file is in order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from blendwise.cli._language import help_text
from blendwise.cli._options import lang_option, output_options
from blendwise.language import plural, say
from blendwise.programme import (
    CallRow,
    ChangeRow,
    Rulebook,
    RuleRow,
    RulesError,
    RuleValue,
    call_rows,
    change_rows,
    rule_rows,
    rules_at,
    rules_in,
    shipped,
    value_in_words,
)

_PATH = click.Path(path_type=Path)
_field_option = click.option("--field", metavar="FIELD", help=help_text("rules", "field"))
_rules_option = click.option("--rules", "path", type=_PATH, metavar="PATH", help=help_text("rules", "rules"))


@click.group("rules", help=help_text("rules", "help"))
def command() -> None:
    pass


@command.command("show", help=help_text("rules", "show"))
@click.argument("call", type=int, required=False)
@_field_option
@_rules_option
@output_options
@lang_option
def show(
    *, call: int | None, field: str | None, path: Path | None, form: str, to: str | None, lang: str
) -> None:
    book = _book(path)
    if call is None:
        _write([_call_line(row) for row in call_rows(book)], form, to, lang)
        return
    line = _rule_record if form == "json" else _rule_line
    _write([line(row, lang) for row in rule_rows(rules_at(call, book), field=field)], form, to, lang)


@command.command("diff", help=help_text("rules", "diff"))
@click.argument("before", type=int)
@click.argument("after", type=int)
@_field_option
@_rules_option
@output_options
@lang_option
def diff(
    *, before: int, after: int, field: str | None, path: Path | None, form: str, to: str | None, lang: str
) -> None:
    book = _book(path)
    rows = change_rows(rules_at(before, book), rules_at(after, book), field=field)
    if not rows and form == "table":
        click.echo(say("cli.rules.no-difference", lang, before=before, after=after))
        return
    line = _change_record if form == "json" else _change_line
    _write([line(row, lang) for row in rows], form, to, lang)


@command.command("check", help=help_text("rules", "check"))
@click.argument("path", type=_PATH, metavar="FILE_OR_FOLDER")
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True,
              help=help_text("shared", "format"))  # fmt: skip
@lang_option
def check(*, path: Path, form: str, lang: str) -> int:
    try:
        book = rules_in(path)
    except RulesError as error:
        if form != "json":
            raise
        refusals = [{"code": r.code, "at": r.at, "sentence": r.sentence(lang)} for r in error.refusals]
        _echo_json({"in_order": False, "refusals": refusals})
        return 2
    if form == "json":
        _echo_json({"in_order": True, "version": book.version, "calls": list(book.calls), "refusals": []})
    else:
        click.echo(plural("cli.rules.in-order", len(book.calls), lang, version=book.version))
    return 0


def _book(path: Path | None) -> Rulebook:
    return rules_in(path) if path else shipped()


def _call_line(row: CallRow) -> dict[str, object]:
    return {
        "call": row.call_year,
        "activity_types": row.activity_types,
        "stated": row.stated,
        "assumed": row.assumed,
        "conflict": row.conflict,
        "not_found": row.not_found,
    }


def _rule_record(row: RuleRow, lang: str) -> dict[str, object]:
    return _named_record(row, lang) | _value_record(row.value)


def _change_record(row: ChangeRow, lang: str) -> dict[str, object]:
    before, after = (value and _value_record(value) for value in (row.before, row.after))
    return _named_record(row, lang) | {"before": before, "after": after}


def _named_record(row: RuleRow | ChangeRow, lang: str) -> dict[str, object]:
    return {"activity_type": row.activity_type.code, "label": row.activity_type.label(lang), "name": row.name}


def _value_record(value: RuleValue[Any]) -> dict[str, object]:
    return {
        "value": value.value,
        "status": value.status,
        "stated_in": value.stated_in,
        "sources": [source.id for source in value.sources],
        "claims": [{"value": claim, "source": source.id} for claim, source in value.claims],
    }


def _rule_line(row: RuleRow, lang: str) -> dict[str, object]:
    return {
        "activity_type": row.activity_type.code,
        "label": row.activity_type.label(lang),
        "rule": say(f"programme.values.{row.name}", lang),
        "value": value_in_words(row.value, lang),
        "status": say(f"programme.statuses.{row.value.status}", lang),
        "stated_in": row.value.stated_in,
        "sources": _sources(row.value, lang),
    }


def _change_line(row: ChangeRow, lang: str) -> dict[str, object]:
    return {
        "activity_type": row.activity_type.code,
        "label": row.activity_type.label(lang),
        "rule": say(f"programme.values.{row.name}", lang),
        "before": value_in_words(row.before, lang),
        "after": value_in_words(row.after, lang),
        "status": say(f"programme.statuses.{row.after.status}", lang) if row.after else "",
        "sources": _sources(row.after, lang) if row.after else "",
    }


def _sources(value: RuleValue[Any], lang: str) -> str:
    return "; ".join(dict.fromkeys(source.name(lang) for source in value.sources))


def _write(lines: Sequence[Mapping[str, object]], form: str, to: str | None, lang: str) -> None:
    if to is None and form == "json":
        _echo_json(lines)
    elif to is None and form == "table":
        _echo_table(lines, lang)
    else:
        import polars as pl

        from blendwise.reporting.tables import write_table

        write_table(pl.DataFrame(lines), form, to, language=lang)


def _echo_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _echo_table(lines: Sequence[Mapping[str, object]], lang: str) -> None:
    heads = [say(f"cli.rules.columns.{name}", lang) for name in lines[0]] if lines else []
    rows = [heads, *([str(value) for value in line.values()] for line in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
