"""`blendwise demo`: demonstration files, read in like any other, with the figures and the report."""

from __future__ import annotations

from pathlib import Path

import click

from blendwise.cli._language import help_text
from blendwise.cli._options import lang_option


@click.command("demo", help=help_text("demo", "help"))
@click.option(
    "--to",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("demo-data"),
    show_default=True,
    help=help_text("demo", "to"),
)
@click.option("--data", metavar="DIR", type=click.Path(path_type=Path), help=help_text("demo", "data"))
@lang_option
def command(to: Path, data: Path | None, lang: str) -> None:
    from blendwise.demo.show import show

    for line in show(to, lang, data):
        click.echo(line)
