"""`blendwise compare`: did the share change between two calls, beyond what chance explains."""

from __future__ import annotations

import click

from blendwise.cli._estimates import of_option, unit_option
from blendwise.cli._language import help_text
from blendwise.cli._options import data_option, lang_option, output_options
from blendwise.errors import UserError

_REFUSED = 2


@click.command("compare", help=help_text("compare", "help"))
@click.argument("calls", nargs=-1, metavar="[FIRST SECOND]")
@click.option("--groups", nargs=2, metavar="2021+2022 2023+2024", help=help_text("compare", "groups"))
@unit_option
@of_option
@output_options
@data_option
@lang_option
def command(
    calls: tuple[str, ...], groups: tuple[str, str] | None, unit: str, characteristic: str, form: str,
    to: str | None, data: str | None, lang: str,
) -> int:  # fmt: skip
    from blendwise.records import Unit
    from blendwise.reporting.estimates.answer import write_answer
    from blendwise.reporting.estimates.compare import compare_calls, comparison_answer
    from blendwise.store import open_store

    before, after = _two_sets(calls, groups)
    found = compare_calls(open_store(data), before, after, unit=Unit(unit), characteristic=characteristic)
    answer = comparison_answer(found, lang)
    if answer.refusal:
        click.echo(answer.refusal, err=True)
    write_answer(answer, form, to, language=lang)
    return _REFUSED if answer.refusal else 0


def _two_sets(calls: tuple[str, ...], groups: tuple[str, str] | None) -> tuple[list[int], list[int]]:
    """Read two calls, or two sets of them joined by `+`."""
    asked = groups or calls
    if len(asked) != 2 or (groups and calls):
        raise UserError("estimates.two-calls")
    first, second = ([_year(part, text) for part in text.split("+")] for text in asked)
    return first, second


def _year(part: str, text: str) -> int:
    if not part.strip().isdecimal():
        raise UserError("estimates.not-a-call", value=part, at=text)
    return int(part)
