"""`blendwise serve`: the site, its worker for long jobs, and its set-up, in one command."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from blendwise.cli import data_option, help_text, lang_option
from blendwise.web.commands.surroundings import name_data


@click.command("serve", help=help_text("serve", "help"))
@click.option("--host", default="127.0.0.1", show_default=True, help=help_text("serve", "host"))
@click.option("--port", type=int, default=8000, show_default=True, help=help_text("serve", "port"))
@click.option(
    "--demonstration",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help=help_text("serve", "demonstration"),
)
@click.option("--background", is_flag=True, help=help_text("serve", "background"))
@click.option("--stop", "stopping", is_flag=True, help=help_text("serve", "stop"))
@click.option("--check", "checking", is_flag=True, help=help_text("serve", "check"))
@data_option
@lang_option
def command(
    host: str, port: int, demonstration: Path | None, background: bool, stopping: bool, checking: bool,
    data: str | None, lang: str,
) -> None:  # fmt: skip
    from blendwise.web import serving

    if background:
        port = serving.free_port(host, port)
    elif not (checking or stopping):
        serving.refuse_taken(host, port)
    _say_where(data, demonstration, f"http://{host}:{port}")
    if checking:
        lines = serving.check_site(lang)
    elif stopping:
        serving.start_django()
        lines = serving.stop(lang)
    else:
        serving.set_up()
        lines = serving.start(host, port, lang) if background else serving.log_ins(lang)
    for line in lines:
        click.echo(line)
    if not (checking or stopping or background):
        sys.exit(serving.serve(host, port))


def _say_where(data: str | None, demonstration: Path | None, address: str) -> None:
    """Hand the choices of the command line to every process of the site, as its environment."""
    if demonstration:
        data = data or str(demonstration / "data")
        os.environ["BLENDWISE_DEMONSTRATION"] = "yes"
    name_data(data)
    os.environ.setdefault("BLENDWISE_ADDRESS", address)
