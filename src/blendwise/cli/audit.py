"""`blendwise audit`: plan a sample of checks, draw it, and say what it shows."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from blendwise.cli._estimates import calls_option, warn_mixed
from blendwise.cli._language import help_text
from blendwise.cli._lists import Several
from blendwise.cli._named import options_named
from blendwise.cli._options import data_option, lang_option, output_options

F = TypeVar("F", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path)
_OPTIONS = {
    "margin": "--margin", "budget": "--budget", "cost": "--cost", "floor": "--floor",
    "ticks_at_least": "--ticks-at-least", "right": "--right", "missed": "--missed",
}  # fmt: skip
command = click.Group("audit", help=help_text("audit", "help"))


def _plan_options(function: F) -> F:
    """Add what a plan is made from; the same options for `plan` and `draw`, so that a draw repeats its plan."""
    options = (
        calls_option,
        click.option("--margin", type=float, metavar="SHARE", help=help_text("audit", "margin")),
        click.option("--budget", type=float, metavar="N", help=help_text("audit", "budget")),
        click.option("--cost", "costs", multiple=True, metavar="NAME=N", help=help_text("audit", "cost")),
        click.option("--floor", type=int, default=4, show_default=True, help=help_text("audit", "floor")),
        click.option(
            "--ticks-at-least",
            type=int,
            default=30,
            show_default=True,
            help=help_text("audit", "ticks_at_least"),
        ),
        click.option(
            "--right", type=float, default=0.95, show_default=True, help=help_text("audit", "right")
        ),
        click.option(
            "--missed", type=float, default=0.03, show_default=True, help=help_text("audit", "missed")
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def _planned(
    data: str | None, calls: tuple[int, ...], costs: tuple[str, ...], lang: str, **wanted: Any
) -> tuple[Any, Any]:
    """Return the register and the plan; warns where the calls do not belong together."""
    from blendwise.reporting.estimates.audit import Wanted, make_plan, register_of
    from blendwise.reporting.estimates.audit.planning import read_costs
    from blendwise.store import open_store

    with options_named(_OPTIONS):
        asked = Wanted(costs=read_costs(costs), **wanted)
        register = register_of(open_store(data), calls)
        warn_mixed(register.figures, lang)
        return register, make_plan(register.strata, asked)


@command.command("plan", cls=Several, help=help_text("audit", "plan"))
@_plan_options
@output_options
@data_option
@lang_option
def plan(
    calls: tuple[int, ...], costs: tuple[str, ...], form: str, to: str | None, data: str | None, lang: str,
    **wanted: Any,
) -> None:  # fmt: skip
    _, made = _planned(data, calls, costs, lang, **wanted)
    from blendwise.reporting.estimates.answer import write_answer
    from blendwise.reporting.estimates.audit import plan_answer

    write_answer(plan_answer(made, lang), form, to, language=lang)


@command.command("draw", cls=Several, help=help_text("audit", "draw"))
@_plan_options
@click.option("--seed", metavar="TEXT", help=help_text("audit", "seed"))
@click.option("--list", "listed", type=_FILE, required=True, metavar="FILE", help=help_text("audit", "list"))
@click.option("--key", type=_FILE, required=True, metavar="FILE.json", help=help_text("audit", "key"))
@click.option("--second", type=_FILE, metavar="FILE", help=help_text("audit", "second_list"))
@output_options
@data_option
@lang_option
def draw(
    calls: tuple[int, ...], costs: tuple[str, ...], seed: str | None, listed: Path, key: Path, second: Path | None,
    form: str, to: str | None, data: str | None, lang: str, **wanted: Any,
) -> None:  # fmt: skip
    register, made = _planned(data, calls, costs, lang, **wanted)
    from blendwise.reporting.estimates.answer import write_answer
    from blendwise.reporting.estimates.audit import draw_answer, draw_from, write_draw

    drawn = draw_from(register, made, seed=seed or secrets.token_hex(8))
    write_draw(drawn, register.scope, to=listed, key=key, second=second, language=lang)
    write_answer(draw_answer(drawn, to=str(listed), key=str(key), language=lang), form, to, language=lang)


@command.command("estimate", help=help_text("audit", "estimate"))
@click.option(
    "--list", "answers", type=_FILE, required=True, metavar="FILE", help=help_text("audit", "filled")
)
@click.option("--key", type=_FILE, required=True, metavar="FILE.json", help=help_text("audit", "kept"))
@click.option("--second", type=_FILE, metavar="FILE", help=help_text("audit", "second"))
@click.option("--margin", type=float, metavar="SHARE", help=help_text("audit", "agreed"))
@click.option("--ticks-right", is_flag=True, help=help_text("audit", "ticks_right"))
@click.option("--join-thin", is_flag=True, help=help_text("audit", "join_thin"))
@click.option("--chart", metavar="FILE.svg", help=help_text("audit", "chart"))
@output_options
@lang_option
def estimate(
    answers: Path, key: Path, second: Path | None, margin: float | None, ticks_right: bool, join_thin: bool,
    chart: str | None, form: str, to: str | None, lang: str,
) -> None:  # fmt: skip
    from blendwise.reporting.estimates.answer import write_answer
    from blendwise.reporting.estimates.audit import outcome_answer, outcome_of, read_answers, read_key

    kept = read_key(key)
    with options_named(_OPTIONS):
        outcome = outcome_of(
            kept, read_answers(answers, kept), second=read_answers(second, kept) if second else None, margin=margin,
            ticks_right=ticks_right, join_thin=join_thin,
        )  # fmt: skip
    if chart:
        from blendwise.reporting.estimates.charts import parts_chart, write_chart

        write_chart(parts_chart(outcome.found, lang), chart, language=lang)
    write_answer(outcome_answer(outcome, lang), form, to, language=lang)
