"""`blendwise figures`: what was registered, divided as asked."""

from __future__ import annotations

from datetime import datetime

import click

from blendwise.cli._language import help_text
from blendwise.cli._lists import Several
from blendwise.cli._options import data_option, lang_option, output_options
from blendwise.records import CHARACTERISTICS, DIMENSIONS, Unit

_UNITS = click.Choice([Unit.MOBILITIES.value, Unit.PARTICIPANTS.value])


@click.command("figures", cls=Several, help=help_text("figures", "help"))
@click.option("--by", multiple=True, metavar="|".join(DIMENSIONS), help=help_text("figures", "by"))
@click.option("--calls", multiple=True, type=int, metavar="YEAR...", help=help_text("figures", "calls"))
@click.option(
    "--unit", type=_UNITS, default="mobilities", show_default=True, help=help_text("figures", "unit")
)
@click.option(
    "--of",
    "characteristic",
    default="blended",
    show_default=True,
    metavar="|".join(CHARACTERISTICS).replace("_", "-"),
    help=help_text("figures", "of"),
)
@click.option(
    "--institution", "institutions", multiple=True, metavar="NAME", help=help_text("figures", "institution")
)
@click.option("--without", multiple=True, metavar="NAME", help=help_text("figures", "without"))
@click.option("--drafts", is_flag=True, help=help_text("figures", "drafts"))
@click.option(
    "--at", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help=help_text("figures", "at")
)
@output_options
@data_option
@lang_option
def command(
    by: tuple[str, ...], calls: tuple[int, ...], unit: str, characteristic: str, institutions: tuple[str, ...],
    without: tuple[str, ...], drafts: bool, at: datetime | None, form: str, to: str | None, data: str | None, lang: str,
) -> None:  # fmt: skip
    from blendwise.reporting.figures_table import figures_text
    from blendwise.reporting.tables import write_rows, write_table, write_text
    from blendwise.store import open_store

    figures = open_store(data).figures(
        by=by, calls=calls, unit=unit, characteristic=characteristic, institutions=institutions, without=without,
        drafts=drafts, at=at.date() if at else None,
    )  # fmt: skip
    if form == "json":
        write_rows(figures.as_rows(lang), to, language=lang)
    elif form == "table":
        write_text(figures_text(figures, lang), to)
    else:
        write_table(figures.to_polars(lang), form, to, language=lang)
