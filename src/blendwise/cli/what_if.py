"""`blendwise what-if`: how many mobilities would newly be possible by other rules, or planned differently."""

from __future__ import annotations

import click

from blendwise.cli._language import help_text
from blendwise.cli._options import data_option, lang_option, output_options
from blendwise.records import DIMENSIONS


@click.command("what-if", help=help_text("what_if", "help"))
@click.argument("overlay")
@click.option("--by", multiple=True, metavar="|".join(DIMENSIONS), help=help_text("what_if", "by"))
@click.option("--calls", multiple=True, type=int, metavar="YEAR...", help=help_text("figures", "calls"))
@click.option(
    "--institution", "institutions", multiple=True, metavar="NAME", help=help_text("figures", "institution")
)
@output_options
@data_option
@lang_option
def command(
    overlay: str, by: tuple[str, ...], calls: tuple[int, ...], institutions: tuple[str, ...], form: str, to: str | None,
    data: str | None, lang: str,
) -> None:  # fmt: skip
    from blendwise.indicators.possible import possible
    from blendwise.programme import shipped
    from blendwise.programme.what_if import read_what_if
    from blendwise.reporting.tables import write_table, write_text
    from blendwise.reporting.what_if_table import what_if_text
    from blendwise.store import open_store

    what_if, store = read_what_if(overlay, shipped()), open_store(data)
    population = store.population(calls=calls, institutions=institutions)
    found = possible(store.mobilities(), what_if, population, by=by or ("institution",))
    if form == "table":
        write_text(what_if_text(found, lang), to)
    else:
        write_table(found.rows, form, to, language=lang)
