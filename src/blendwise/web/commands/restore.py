"""`blendwise restore`: a backup, back in an empty place."""

from __future__ import annotations

from pathlib import Path

import click

from blendwise.cli import data_option, help_text, lang_option
from blendwise.language import plural
from blendwise.web.commands.surroundings import use_data


@click.command("restore", help=help_text("restore", "help"))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@data_option
@lang_option
def command(file: Path, data: str | None, lang: str) -> None:
    use_data(data)
    from django.core.management import call_command

    from blendwise.web.actions.backups import restore

    call_command("migrate", verbosity=0, interactive=False)
    click.echo(plural("site.restored", restore(file), lang, file=str(file)))
