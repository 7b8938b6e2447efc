"""`blendwise correct`: what is true if ticks are missing or wrong at a known rate."""

from __future__ import annotations

from typing import Any

import click

from blendwise.cli._estimates import calls_option, institution_figures, unit_option
from blendwise.cli._language import help_text
from blendwise.cli._lists import Several
from blendwise.cli._named import options_named
from blendwise.cli._options import data_option, lang_option, output_options
from blendwise.errors import UserError

_OPTIONS = {
    "sensitivity": "--sensitivity", "specificity": "--specificity", "found": "--found", "of": "--of",
    "clean": "--clean", "of_others": "--of-others",
}  # fmt: skip


@click.command("correct", cls=Several, help=help_text("correct", "help"))
@calls_option
@unit_option
@click.option("--sensitivity", type=float, metavar="SHARE", help=help_text("correct", "sensitivity"))
@click.option(
    "--specificity", type=float, default=1.0, show_default=True, help=help_text("correct", "specificity")
)
@click.option("--found", type=int, metavar="N", help=help_text("correct", "found"))
@click.option("--of", "of", type=int, metavar="N", help=help_text("correct", "of"))
@click.option("--clean", type=int, metavar="N", help=help_text("correct", "clean"))
@click.option("--of-others", type=int, metavar="N", help=help_text("correct", "of_others"))
@click.option(
    "--interval",
    type=click.Choice(["clopper-pearson", "blaker", "wilson"]),
    help=help_text("correct", "interval"),
)
@click.option("--despite-specificity", is_flag=True, help=help_text("correct", "despite_specificity"))
@output_options
@data_option
@lang_option
def command(
    *, calls: tuple[int, ...], unit: str, interval: str | None, despite_specificity: bool, form: str, to: str | None,
    data: str | None, lang: str, **known: Any,
) -> None:  # fmt: skip
    from blendwise.reporting.estimates.answer import write_answer
    from blendwise.reporting.estimates.correct import INTERVALS, Validation, correction_answer, corrections
    from blendwise.reporting.estimates.counts import scope_of

    if unit != "mobilities":
        raise UserError("estimates.correct-counts-mobilities")
    with options_named(_OPTIONS):
        validation = Validation(**known)
        figures = institution_figures(data, calls, lang)
        done = corrections(
            figures.total.numerator, figures.total.denominator, validation, scope=scope_of(figures),
            limits=INTERVALS[interval] if interval else None, despite_specificity=despite_specificity,
        )  # fmt: skip
    write_answer(correction_answer(done, lang), form, to, language=lang)
