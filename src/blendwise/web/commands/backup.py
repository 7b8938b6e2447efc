"""`blendwise backup`: everything a site holds, in one file."""

from __future__ import annotations

from pathlib import Path

import click

from blendwise.cli import data_option, help_text, lang_option
from blendwise.language import plural
from blendwise.web.commands.surroundings import use_data


@click.command("backup", help=help_text("backup", "help"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@data_option
@lang_option
def command(file: Path, data: str | None, lang: str) -> None:
    use_data(data)
    from blendwise.web.actions.backups import back_up

    click.echo(plural("site.backed-up", back_up(file), lang, file=str(file)))
