"""`blendwise recapture`: how many there were at least, from incomplete lists side by side."""

from __future__ import annotations

from pathlib import Path

import click

from blendwise.cli._language import help_text
from blendwise.cli._named import both_or_neither, options_named
from blendwise.cli._options import lang_option, output_options
from blendwise.errors import UserError

_OPTIONS = {"first": "--first", "second": "--second", "both": "--both", "mobilities": "--mobilities"}
_SEEN = "--first + --second − --both"


@click.command("recapture", help=help_text("recapture", "help"))
@click.option("--first", type=int, metavar="N", help=help_text("recapture", "first"))
@click.option("--second", type=int, metavar="N", help=help_text("recapture", "second"))
@click.option("--both", type=int, metavar="N", help=help_text("recapture", "both"))
@click.option(
    "--histories", type=click.Path(path_type=Path), metavar="FILE", help=help_text("recapture", "histories")
)
@click.option("--number", metavar="COLUMN", help=help_text("recapture", "number"))
@click.option("--mobilities", type=int, metavar="N", help=help_text("recapture", "mobilities"))
@output_options
@lang_option
def command(
    first: int | None, second: int | None, both: int | None, histories: Path | None, number: str | None,
    mobilities: int | None, form: str, to: str | None, lang: str,
) -> None:  # fmt: skip
    from blendwise.reporting.estimates.answer import write_answer
    from blendwise.reporting.estimates.recapture import many_lists_answer, read_histories, two_lists_answer

    with options_named({**_OPTIONS, "seen": "--histories" if histories else _SEEN}):
        if number is not None:
            both_or_neither({"--number": number, "--histories": histories})
        if histories is not None and first is second is both is None:
            answer = many_lists_answer(read_histories(histories, number=number), lang, mobilities=mobilities)
        elif histories is None and first is not None and second is not None and both is not None:
            answer = two_lists_answer(first, second, both, lang, mobilities=mobilities)
        else:
            raise UserError("estimates.which-lists")
    write_answer(answer, form, to, language=lang)
