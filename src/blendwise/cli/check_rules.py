"""`blendwise check-rules`: which registered mobilities do not fit the rules of their call."""

from __future__ import annotations

from pathlib import Path

import click

from blendwise.cli._language import help_text
from blendwise.cli._lists import Several
from blendwise.cli._options import data_option, lang_option, output_options


@click.command("check-rules", cls=Several, help=help_text("check_rules", "help"))
@click.option("--calls", multiple=True, type=int, metavar="YEAR...", help=help_text("figures", "calls"))
@click.option(
    "--institution", "institutions", multiple=True, metavar="NAME", help=help_text("figures", "institution")
)
@click.option(
    "--rules", "path", type=click.Path(path_type=Path), metavar="PATH", help=help_text("rules", "rules")
)
@output_options
@data_option
@lang_option
def command(
    calls: tuple[int, ...], institutions: tuple[str, ...], path: Path | None, form: str, to: str | None,
    data: str | None, lang: str,
) -> int:  # fmt: skip
    from blendwise.indicators.against_rules import against_rules
    from blendwise.programme import rules_in
    from blendwise.reporting.tables import write_rows, write_table, write_text
    from blendwise.store import open_store

    store = open_store(data)
    population = store.population(calls=calls, institutions=institutions)
    found = against_rules(store.mobilities(), population, rules_in(path) if path else None)
    if form == "json":
        write_rows(found.as_rows(lang), to, language=lang)
    elif form == "table":
        write_text("\n".join([found.sentence(lang), *found.sentences(lang)]), to)
    else:
        write_table(found.flat(lang), form, to, language=lang)
    return 0 if found.rows.is_empty() else 3
