"""`blendwise figures`: what was registered, divided as asked."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from blendwise.cli._estimates import calls_option, of_option, unit_option
from blendwise.cli._language import help_text
from blendwise.cli._lists import Several
from blendwise.cli._options import data_option, lang_option, output_options
from blendwise.records import DIMENSIONS


@click.command("figures", cls=Several, help=help_text("figures", "help"))
@click.option("--by", multiple=True, metavar="|".join(DIMENSIONS), help=help_text("figures", "by"))
@calls_option
@unit_option
@of_option
@click.option(
    "--institution", "institutions", multiple=True, metavar="NAME", help=help_text("figures", "institution")
)
@click.option("--without", multiple=True, metavar="NAME", help=help_text("figures", "without"))
@click.option("--drafts", is_flag=True, help=help_text("figures", "drafts"))
@click.option(
    "--at", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help=help_text("figures", "at")
)
@click.option(
    "--frame",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help=help_text("figures", "frame"),
)
@output_options
@data_option
@lang_option
def command(
    *, by: tuple[str, ...], calls: tuple[int, ...], unit: str, characteristic: str, institutions: tuple[str, ...],
    without: tuple[str, ...], drafts: bool, at: datetime | None, frame: Path | None, form: str, to: str | None,
    data: str | None, lang: str,
) -> None:  # fmt: skip
    from blendwise.reporting.figures_table import coverage_text, figures_text, pledges_text
    from blendwise.reporting.tables import write_rows, write_table, write_text
    from blendwise.store import open_store

    figures = open_store(data).figures(
        by=by, calls=calls, unit=unit, characteristic=characteristic, institutions=institutions, without=without,
        drafts=drafts, at=at.date() if at else None,
    )  # fmt: skip
    covered = coverage_text(figures, _names(frame), lang) if frame else ""
    if form == "table":
        write_text("\n\n".join(filter(None, [figures_text(figures, lang), covered])), to)
        return
    if form == "json":
        write_rows(figures.as_rows(lang), to, language=lang)
    else:
        write_table(figures.to_polars(lang), form, to, language=lang)
    for text in filter(None, [pledges_text(figures, lang), covered]):
        click.echo(text, err=True)


def _names(frame: Path) -> list[str]:
    """Read the names or OIDs of a frame: one a line."""
    lines = frame.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    return [line.strip() for line in lines if line.strip()]
