"""`blendwise what-if`: what would be possible by other rules, or planned differently: a snapshot, or one plan."""

from __future__ import annotations

from pathlib import Path

import click

from blendwise.cli._language import help_text
from blendwise.cli._options import data_option, lang_option, output_options
from blendwise.records import DIMENSIONS

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("what-if", help=help_text("what_if", "help"))
@click.argument("overlay")
@click.option("--by", multiple=True, metavar="|".join(DIMENSIONS), help=help_text("what_if", "by"))
@click.option("--calls", multiple=True, type=int, metavar="YEAR...", help=help_text("figures", "calls"))
@click.option(
    "--institution", "institutions", multiple=True, metavar="NAME", help=help_text("figures", "institution")
)
@click.option("--days", type=click.IntRange(1, 366), metavar="N", help=help_text("what_if", "days"))
@click.option(
    "--school-days", type=click.IntRange(1, 366), metavar="N", help=help_text("what_if", "school-days")
)
@click.option(
    "--type",
    "kind",
    default="LM-SHORT-VET",
    show_default=True,
    metavar="CODE",
    help=help_text("what_if", "type"),
)
@click.option("--activities", type=_FILE, metavar="FILE", help=help_text("what_if", "activities"))
@output_options
@data_option
@lang_option
def command(
    *, overlay: str, by: tuple[str, ...], calls: tuple[int, ...], institutions: tuple[str, ...], days: int | None,
    school_days: int | None, kind: str, activities: Path | None, form: str, to: str | None, data: str | None, lang: str,
) -> None:  # fmt: skip
    from blendwise.programme import call_years, shipped
    from blendwise.programme.what_if import read_what_if
    from blendwise.reporting.tables import write_json, write_table, write_text
    from blendwise.reporting.what_if_table import plan_rows, plan_text, what_if_text

    what_if = read_what_if(overlay, shipped())
    if days is not None or school_days is not None:
        rows = plan_rows(what_if, kind, days, school_days, calls or call_years(), lang)
        if form == "json":
            write_json(rows, to)
        else:
            write_text(plan_text(what_if, rows, lang), to)
        return
    from blendwise.indicators import possible
    from blendwise.programme.activity_file import read_activities
    from blendwise.store import open_store

    store = open_store(data)
    population = store.population(calls=calls, institutions=institutions)
    told = read_activities(activities) if activities else None
    found = possible(store.mobilities(), what_if, population, by=by or ("institution",), activities=told)
    if form == "table":
        write_text(what_if_text(found, lang), to)
    else:
        write_table(found.rows, form, to, language=lang)
