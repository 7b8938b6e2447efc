"""`blendwise bounds`: between which limits the true share lies, with ever more assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from blendwise.cli._estimates import calls_option, institution_figures, unit_option
from blendwise.cli._language import help_text
from blendwise.cli._lists import Several
from blendwise.cli._named import both_or_neither, options_named
from blendwise.cli._options import data_option, lang_option, output_options

if TYPE_CHECKING:
    from blendwise.reporting.estimates.bounds import Sample

_OPTIONS = {
    "surplus": "--surplus", "share": "--miss-rate", "checked": "--checked", "blended": "--blended",
    "undetermined": "--undetermined", "blended + undetermined": "--blended + --undetermined",
    "mobilities": "options.of.unticked",
}  # fmt: skip


@click.command("bounds", cls=Several, help=help_text("bounds", "help"))
@calls_option
@unit_option
@click.option(
    "--miss-rate",
    "miss_rates",
    multiple=True,
    type=float,
    metavar="SHARE...",
    help=help_text("bounds", "miss_rate"),
)
@click.option("--surplus", type=float, default=0.0, show_default=True, help=help_text("bounds", "surplus"))
@click.option("--no-more-often", is_flag=True, help=help_text("bounds", "no_more_often"))
@click.option("--checked", type=int, metavar="N", help=help_text("bounds", "checked"))
@click.option("--blended", type=int, metavar="N", help=help_text("bounds", "blended"))
@click.option("--undetermined", type=int, metavar="N", help=help_text("bounds", "undetermined"))
@click.option("--chart", metavar="FILE.svg", help=help_text("bounds", "chart"))
@output_options
@data_option
@lang_option
def command(
    *, calls: tuple[int, ...], unit: str, miss_rates: tuple[float, ...], surplus: float, no_more_often: bool,
    checked: int | None, blended: int | None, undetermined: int | None, chart: str | None, form: str,
    to: str | None, data: str | None, lang: str,
) -> None:  # fmt: skip
    from blendwise.reporting.estimates.answer import write_answer
    from blendwise.reporting.estimates.bounds import MISS_RATES, bounds_answer, bounds_of
    from blendwise.reporting.estimates.counts import scope_of

    with options_named(_OPTIONS):
        sample = _sample(checked, blended, undetermined)
        figures = institution_figures(data, calls, lang, unit=unit)
        found = bounds_of(
            figures.total.numerator, figures.total.denominator, scope=scope_of(figures), unit=figures.query.unit,
            miss_rates=miss_rates or MISS_RATES, surplus=surplus, no_more_often=no_more_often, sample=sample,
        )  # fmt: skip
    if chart:
        from blendwise.reporting.estimates.charts import ladder_chart, write_chart

        write_chart(ladder_chart(found, lang), chart, language=lang)
    write_answer(bounds_answer(found, lang), form, to, language=lang)


def _sample(checked: int | None, blended: int | None, undetermined: int | None) -> Sample | None:
    """Return the checks, or None without any; half of them says nothing."""
    from blendwise.reporting.estimates.bounds import Sample

    if undetermined is not None:
        both_or_neither({"--undetermined": undetermined, "--checked": checked})
    both_or_neither({"--checked": checked, "--blended": blended})
    return None if checked is None or blended is None else Sample(checked, blended, undetermined or 0)
