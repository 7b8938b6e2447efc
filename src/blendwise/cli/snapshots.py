"""`blendwise snapshots`: what is kept, of which day, from which files, how many rows."""

from __future__ import annotations

import click

from blendwise.cli._estimates import of_option
from blendwise.cli._language import help_text
from blendwise.cli._options import data_option, lang_option, output_options


@click.command("snapshots", help=help_text("snapshots", "help"))
@click.option("--compare", nargs=2, metavar="ID ID", help=help_text("snapshots", "compare"))
@of_option
@output_options
@data_option
@lang_option
def command(
    compare: tuple[str, str] | None,
    characteristic: str,
    form: str,
    to: str | None,
    data: str | None,
    lang: str,
) -> None:
    import polars as pl

    from blendwise.language import say
    from blendwise.reporting.imports import snapshots_frame
    from blendwise.reporting.tables import write_rows, write_table, write_text
    from blendwise.store import open_store

    store = open_store(data)
    if compare:
        change = store.change(*compare, characteristic=characteristic)
        if form == "table":
            write_text(change.sentence(lang), to)
        else:
            counts: dict[str, object] = {
                "characteristic": change.characteristic,
                "new": change.new,
                "gone": change.gone,
                "ticked": change.ticked,
                "unticked": change.unticked,
            }
            write_table(pl.DataFrame([counts | {"mobilities": change.total}]), form, to, language=lang)
        return
    kept = store.snapshots()
    if form == "json":
        write_rows([s.as_dict() for s in kept], to, language=lang)
        return
    if not kept and form == "table":
        write_text(say("cli.snapshots.none", lang), to)
        return
    write_table(snapshots_frame(kept, lang), form, to, language=lang)
    if form == "table" and to is None and any(s.table == "open_data" for s in kept):
        write_text("\n" + say("imports.not-counted", lang))
