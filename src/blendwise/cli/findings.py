"""`blendwise findings`: what stood out when a snapshot was read in."""

from __future__ import annotations

import click

from blendwise.cli._language import help_text
from blendwise.cli._options import data_option, lang_option, output_options


@click.command("findings", help=help_text("findings", "help"))
@click.argument("snapshot", required=False)
@click.option("--code", multiple=True, metavar="CODE", help=help_text("findings", "code"))
@output_options
@data_option
@lang_option
def command(
    snapshot: str | None, code: tuple[str, ...], form: str, to: str | None, data: str | None, lang: str
) -> None:
    import polars as pl

    from blendwise.errors import UserError
    from blendwise.reporting.tables import write_json, write_table
    from blendwise.store import open_store

    store = open_store(data)
    kept = store.snapshots()
    if not kept:
        raise UserError("general.no-data", folder=store.place)
    found = [f.as_dict(lang) for f in store.findings(snapshot or kept[-1].id) if not code or f.code in code]
    if form == "json":
        write_json(found, to)
    elif form == "table":
        click.echo("\n".join(f["sentence"] for f in found))
    else:
        write_table(pl.DataFrame(found, infer_schema_length=None), form, to, language=lang)
