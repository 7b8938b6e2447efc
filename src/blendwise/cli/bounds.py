"""`blendwise bounds`: between which limits the true share lies, with ever more assumptions."""

from __future__ import annotations

import click

from blendwise.cli._estimates import calls_option, institution_figures
from blendwise.cli._language import help_text
from blendwise.cli._lists import Several
from blendwise.cli._options import data_option, lang_option, output_options


@click.command("bounds", cls=Several, help=help_text("bounds", "help"))
@calls_option
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
@click.option("--blended", type=int, default=0, metavar="N", help=help_text("bounds", "blended"))
@click.option("--undetermined", type=int, default=0, metavar="N", help=help_text("bounds", "undetermined"))
@click.option("--chart", metavar="FILE.svg", help=help_text("bounds", "chart"))
@output_options
@data_option
@lang_option
def command(
    calls: tuple[int, ...], miss_rates: tuple[float, ...], surplus: float, no_more_often: bool, checked: int | None,
    blended: int, undetermined: int, chart: str | None, form: str, to: str | None, data: str | None, lang: str,
) -> None:  # fmt: skip
    from blendwise.reporting.estimates.answer import write_answer
    from blendwise.reporting.estimates.bounds import MISS_RATES, Sample, bounds_answer, bounds_of
    from blendwise.reporting.estimates.counts import scope_of

    figures = institution_figures(data, calls, lang)
    found = bounds_of(
        figures.total.numerator, figures.total.denominator, scope=scope_of(figures),
        miss_rates=miss_rates or MISS_RATES, surplus=surplus, no_more_often=no_more_often,
        sample=None if checked is None else Sample(checked, blended, undetermined),
    )  # fmt: skip
    if chart:
        from blendwise.reporting.estimates.charts import ladder_chart, write_chart

        write_chart(ladder_chart(found, lang), chart, language=lang)
    write_answer(bounds_answer(found, lang), form, to, language=lang)
