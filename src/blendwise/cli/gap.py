"""`blendwise gap`: how much of the gap between pledge and registration is volume, and how much mix."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from blendwise.cli._estimates import calls_option, of_option
from blendwise.cli._language import help_text
from blendwise.cli._lists import Several
from blendwise.cli._options import data_option, lang_option, output_options

if TYPE_CHECKING:
    from blendwise.indicators import Figures

_BY = ("institution", "call", "activity-type", "role")
"""What applications can be divided by."""


@click.command("gap", cls=Several, help=help_text("gap", "help"))
@click.option("--by", multiple=True, metavar="|".join(_BY), help=help_text("figures", "by"))
@calls_option
@of_option
@click.option(
    "--institution", "institutions", multiple=True, metavar="NAME", help=help_text("figures", "institution")
)
@click.option("--without", multiple=True, metavar="NAME", help=help_text("figures", "without"))
@click.option(
    "--at", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help=help_text("figures", "at")
)
@output_options
@data_option
@lang_option
def command(
    *, by: tuple[str, ...], calls: tuple[int, ...], characteristic: str, institutions: tuple[str, ...],
    without: tuple[str, ...], at: datetime | None, form: str, to: str | None, data: str | None, lang: str,
) -> None:  # fmt: skip
    from blendwise.reporting.contract import contract_meanings
    from blendwise.reporting.gap_table import gap_frame, gap_sentence, gap_text
    from blendwise.reporting.tables import write_table, write_text
    from blendwise.store import open_store

    ask = partial(
        open_store(data).figures, calls=calls, unit="participants", characteristic=characteristic,
        institutions=institutions, without=without, at=at.date() if at else None,
    )  # fmt: skip
    figures = ask(by=by)
    if form == "table":
        chance = _chance(ask(by=["institution"]), lang)
        write_text("\n\n".join(filter(None, [gap_text(figures, lang), chance])), to)
        return
    frame = gap_frame(figures, lang)
    write_table(frame, form, to, language=lang, describe=contract_meanings(frame, lang))
    if figures.total_row["pledged"] is None:
        click.echo(gap_sentence(figures, lang), err=True)


def _chance(by_institution: Figures, lang: str) -> str:
    """Say what chance does to registered over expected; nothing where the extra for statistics is not there."""
    if not find_spec("scipy"):
        return ""
    from blendwise.reporting.estimates.expected import expected_text

    return expected_text(by_institution, lang)
