"""`blendwise cost`: what a stay costs by the unit costs of its call, part by part; the virtual part brings no money."""

from __future__ import annotations

import click

from blendwise.cli._language import help_text
from blendwise.cli._options import lang_option, output_options

_DAYS = click.IntRange(1, 366)
_TYPE = "LM-SHORT-VET"


@click.command("cost", help=help_text("cost", "help"))
@click.option("--call", type=int, required=True, metavar="YEAR", help=help_text("cost", "call"))
@click.option("--days", type=_DAYS, required=True, metavar="N", help=help_text("cost", "days"))
@click.option(
    "--type",
    "kind",
    default="LM-SHORT-VET",
    show_default=True,
    metavar="CODE",
    help=help_text("cost", "type"),
)
@click.option("--country", metavar="CC", help=help_text("cost", "country"))
@click.option("--distance", type=click.IntRange(0, 20_037), metavar="KM", help=help_text("cost", "distance"))
@click.option(
    "--travel-days", type=click.IntRange(0, 6), default=0, metavar="N", help=help_text("cost", "travel-days")
)
@click.option("--green", is_flag=True, help=help_text("cost", "green"))
@output_options
@lang_option
def command(
    *, call: int, days: int, kind: str, country: str | None, distance: int | None, travel_days: int, green: bool,
    form: str, to: str | None, lang: str,
) -> None:  # fmt: skip
    from blendwise.errors import unknown_name
    from blendwise.programme import activity_types
    from blendwise.programme.unit_costs import PlannedStay, cost_of_stay
    from blendwise.reporting.cost_table import cost_frame, cost_text
    from blendwise.reporting.tables import write_table, write_text

    if kind not in activity_types():
        raise unknown_name(kind, "programme.activity", activity_types())
    cost = cost_of_stay(
        PlannedStay(
            call_year=call, activity_type=kind, days=days, country=country, distance_km=distance,
            travel_days=travel_days, green=green,
        )
    )  # fmt: skip
    if form == "table":
        write_text(cost_text(cost, lang), to)
    else:
        write_table(cost_frame(cost, lang), form, to, language=lang)
