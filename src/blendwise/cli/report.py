"""`blendwise report`: the figures as a document, in one file."""

from __future__ import annotations

from pathlib import Path

import click

from blendwise.cli._language import help_text
from blendwise.cli._lists import Several
from blendwise.cli._options import data_option, lang_option


@click.command("report", cls=Several, help=help_text("report", "help"))
@click.option(
    "--to", type=click.Path(path_type=Path), required=True, metavar="FILE", help=help_text("report", "to")
)
@click.option("--calls", multiple=True, type=int, metavar="YEAR...", help=help_text("report", "calls"))
@click.option("--without", multiple=True, metavar="NAME", help=help_text("report", "without"))
@click.option("--title", metavar="TEXT", help=help_text("report", "title"))
@click.option("--agency", metavar="TEXT", help=help_text("report", "agency"))
@data_option
@lang_option
def command(
    to: Path, calls: tuple[int, ...], without: tuple[str, ...], title: str | None, agency: str | None,
    data: str | None, lang: str,
) -> None:  # fmt: skip
    from blendwise.reporting.report import write_report
    from blendwise.store import open_store

    written = write_report(
        open_store(data), to, language=lang, calls=calls, without=without, title=title, agency=agency
    )
    click.echo(written)
