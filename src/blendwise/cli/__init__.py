"""The command line: a command per file, found by its name.

`check_table.py` holds the command `check-table` under the name `command`. A command parses, calls one
library function and prints; its help stands in `language/<language>/cli/<file>.toml`. Nothing heavy is
imported at the top of a command file, so that `blendwise --help` answers at once. Layers above bring commands
of their own by an entry point in the group `blendwise.commands`.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from importlib.metadata import EntryPoint, entry_points
from io import TextIOWrapper
from pathlib import Path
from typing import cast

import click

from blendwise.cli._click_words import speak_our_language
from blendwise.cli._language import chosen_language, help_text
from blendwise.cli._options import data_option, lang_option, output_options
from blendwise.errors import UserError

__all__ = ["commands", "data_option", "help_text", "lang_option", "main", "output_options"]

_EXTRAS = {
    "scipy": "statistics",
    "altair": "report",
    "jinja2": "report",
    "markupsafe": "report",
    "vl_convert": "report",
    "django": "web",
    "granian": "web",
}
"""Which extra of the installation brings a module that a command may need."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it so
        return sorted({*_own(), *_brought()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name in _own():
            module = importlib.import_module(f"blendwise.cli.{cmd_name.replace('-', '_')}")
            return cast("click.Command", module.command)
        brought = _brought()
        return cast("click.Command", brought[cmd_name].load()) if cmd_name in brought else None


def _own() -> list[str]:
    names = (m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return [name.replace("_", "-") for name in names if not name.startswith("_")]


def _brought() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group="blendwise.commands")}


def commands() -> click.Group:
    """Return the whole command line, in the language of this run."""
    speak_our_language()
    group = _Commands("blendwise", help=help_text("blendwise", "help"))
    group.params.append(_version_option())
    return group


def _version() -> str:
    from importlib.metadata import version

    return version("blendwise")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process: 0 done, 3 done with findings, 2 refused."""
    arguments = sys.argv[1:] if arguments is None else arguments
    language = chosen_language(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a sign that a terminal lacks is no reason to stop
    try:
        status = commands().main(arguments, prog_name="blendwise", standalone_mode=False)
    except UserError as error:
        click.echo(error.sentence(language), err=True)
        sys.exit(2)
    except ModuleNotFoundError as error:
        if error.name not in _EXTRAS:
            raise
        click.echo(UserError("general.missing-extra", extra=_EXTRAS[error.name]).sentence(language), err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:  # whoever read along has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)


def _version_option() -> click.Option:
    def show(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        if value:
            click.echo(f"blendwise {_version()}")
            ctx.exit()

    return click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=show,
        help=help_text("blendwise", "version"),
    )
