"""`blendwise budget`: what each applicant would get, what its pledge earned, and what if registered counted."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from blendwise.cli._language import help_text
from blendwise.cli._options import data_option, lang_option, output_options

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def _amount(_: click.Context, __: click.Parameter, value: str | None) -> Decimal | None:
    try:
        amount = None if value is None else Decimal(value)
    except InvalidOperation:
        amount = Decimal("NaN")
    if amount is not None and not amount.is_finite():
        raise click.BadParameter(help_text("budget", "not-an-amount"))
    return amount


@click.command("budget", help=help_text("budget", "help"))
@click.option("--call", type=int, required=True, metavar="YEAR", help=help_text("budget", "call"))
@click.option("--budget", metavar="EURO", callback=_amount, help=help_text("budget", "budget"))
@click.option("--weights", type=_FILE, metavar="FILE", help=help_text("budget", "weights"))
@click.option("--scores", type=_FILE, metavar="FILE", help=help_text("budget", "scores"))
@output_options
@data_option
@lang_option
def command(
    *, call: int, budget: Decimal | None, weights: Path | None, scores: Path | None, form: str, to: str | None,
    data: str | None, lang: str,
) -> None:  # fmt: skip
    import polars as pl

    from blendwise.indicators.applicants import applicants, awarded, divide, registered_blended, with_scores
    from blendwise.programme.budget import budget_rules, read_budget_rules
    from blendwise.reporting.budget_table import budget_text
    from blendwise.reporting.tables import write_rows, write_table, write_text
    from blendwise.store import open_store

    store = open_store(data)
    applications = store.applications()
    there = applicants(applications, call)
    there = with_scores(there, scores, call) if scores else there
    rules = budget_rules(call, read_budget_rules(weights) if weights else None)
    whole = budget if budget is not None else awarded(applications, call)
    division = divide(there, whole, rules, registered_blended(store.mobilities(), call))
    if form == "json":
        write_rows(division.rows(), to, language=lang)
    elif form == "table":
        write_text(budget_text(division, lang), to)
    else:
        write_table(pl.DataFrame(division.rows(), infer_schema_length=None), form, to, language=lang)
