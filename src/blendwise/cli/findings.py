"""`blendwise findings`: what stood out when a snapshot was read in."""

from __future__ import annotations

import click

from blendwise.cli._language import help_text
from blendwise.cli._options import data_option, lang_option, output_options
from blendwise.language import say


@click.command("findings", help=help_text("findings", "help"))
@click.argument("snapshot", required=False)
@click.option("--code", multiple=True, metavar="CODE", help=help_text("findings", "code"))
@output_options
@data_option
@lang_option
def command(
    snapshot: str | None, code: tuple[str, ...], form: str, to: str | None, data: str | None, lang: str
) -> None:
    from blendwise.errors import UserError, unknown_name
    from blendwise.intake import effects
    from blendwise.reporting.imports import findings_table
    from blendwise.reporting.tables import write_rows, write_table, write_text
    from blendwise.store import DataFolder

    store = DataFolder(data)
    kept = store.snapshots()
    if not kept:
        raise UserError("general.no-data", folder=store.place)
    for name in code:
        if name not in effects():
            raise unknown_name(name, "indicators.finding", effects())
    newest = {s.table: s.id for s in kept}
    shown = [snapshot] if snapshot else newest.values()
    found = [f for name in shown for f in store.findings(name) if not code or f.code in code]
    if form == "json":
        write_rows([f.as_dict(lang) for f in found], to, language=lang)
    elif form == "table":
        write_text("\n".join(f.sentence(lang) for f in found) or say("cli.findings.none", lang), to)
    else:
        write_table(findings_table(found, lang), form, to, language=lang)
