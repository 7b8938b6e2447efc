"""The reference page of the command line, made from the commands themselves.

Write it anew with: python -m blendwise.cli._reference > docs/reference/command-line.md
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from blendwise.cli import commands

__all__ = ["reference_page"]

_INTRODUCTION = """\
# The command line
<!-- made by python -m blendwise.cli._reference; do not edit -->
Every command says this page's words with `--help`, in Dutch with `--lang nl`. Where an option can be given again,
its values may also follow each other: `--calls 2021 2022`.

Exit status: 0 done, 2 refused (the message says why and what to do), 3 done with findings.
"""


def reference_page() -> str:
    """Return the page: a heading per command, its arguments and its options."""
    group = commands()
    context = click.Context(group, info_name="blendwise")
    return "\n".join([_INTRODUCTION, *_sections(group, context)])


def _sections(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        inner = click.Context(command, info_name=name, parent=context)
        if isinstance(command, click.Group):
            yield from _sections(command, inner)
        else:
            yield _section(command, inner)


def _section(command: click.Command, context: click.Context) -> str:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    records = [r for p in command.get_params(context) if (r := p.get_help_record(context)) and r[1]]
    lines = [f"| `{_cell(names)}` | {_cell(words)} |" for names, words in records]
    table = "\n".join(["| option | meaning |", "| --- | --- |", *lines])
    return f"## {context.command_path}\n{command.help}\n```\n{usage}\n```\n{table}\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    click.echo(reference_page(), nl=False)
