"""`blendwise serve`: the site, its worker for long jobs, and its set-up, in one command."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from blendwise.cli import data_option, help_text, lang_option


@click.command("serve", help=help_text("serve", "help"))
@click.option("--host", default="127.0.0.1", show_default=True, help=help_text("serve", "host"))
@click.option("--port", type=int, default=8000, show_default=True, help=help_text("serve", "port"))
@click.option(
    "--demonstration",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=help_text("serve", "demonstration"),
)
@click.option("--check", is_flag=True, help=help_text("serve", "check"))
@data_option
@lang_option
def command(
    host: str, port: int, data: str | None, demonstration: Path | None, check: bool, lang: str
) -> None:
    from blendwise.web.serving import check_site, serve

    if demonstration:
        data = data or str(demonstration / "data")
        os.environ["BLENDWISE_DEMONSTRATION"] = "yes"
    if data:
        os.environ["BLENDWISE_DATA"] = str(Path(data).absolute()) if "://" not in data else data
    os.environ.setdefault("BLENDWISE_ADDRESS", f"http://{host}:{port}")
    if check:
        sys.exit(check_site(lang))
    sys.exit(serve(host, port, lang))
