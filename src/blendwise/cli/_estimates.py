"""What the commands on estimates share: which calls and unit, and a warning where calls do not belong together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from blendwise.cli._language import help_text
from blendwise.cli._options import data_option, lang_option, output_options
from blendwise.records import CHARACTERISTICS

if TYPE_CHECKING:
    from blendwise.indicators import Figures

__all__ = [
    "calls_option",
    "institution_figures",
    "institution_options",
    "of_option",
    "unit_option",
    "warn_mixed",
]

F = TypeVar("F", bound=Callable[..., Any])


def calls_option(function: F) -> F:
    """Add `--calls`."""
    return click.option(
        "--calls", multiple=True, type=int, metavar="YEAR...", help=help_text("figures", "calls")
    )(function)


def unit_option(function: F) -> F:
    """Add `--unit`: mobilities or participants."""
    return click.option(
        "--unit",
        type=click.Choice(["mobilities", "participants"]),
        default="mobilities",
        show_default=True,
        help=help_text("figures", "unit"),
    )(function)


def of_option(function: F) -> F:
    """Add `--of`: the characteristic whose share is asked."""
    return click.option(
        "--of",
        "characteristic",
        default="blended",
        show_default=True,
        metavar="|".join(CHARACTERISTICS).replace("_", "-"),
        help=help_text("figures", "of"),
    )(function)


def institution_options(command: str) -> Callable[[F], F]:
    """Add what a command on institutions takes: calls, unit, a chart, where the table goes, data and language."""

    def add(function: F) -> F:
        chart = click.option("--chart", metavar="FILE.svg", help=help_text(command, "chart"))
        return calls_option(unit_option(chart(output_options(data_option(lang_option(function))))))

    return add


def institution_figures(
    data: str | None,
    calls: Sequence[int],
    lang: str,
    *,
    unit: str = "mobilities",
    characteristic: str = "blended",
) -> Figures:
    """Return the figures per institution; warns where calls are unlike, and where groups are of unknown size."""
    from blendwise.reporting.estimates.counts import unknown_sizes
    from blendwise.store import open_store

    figures = open_store(data).figures(
        by=["institution"], calls=calls, unit=unit, characteristic=characteristic
    )
    warn_mixed(figures, lang)
    if warning := unknown_sizes(figures, lang):
        click.echo(warning, err=True)
    return figures


def warn_mixed(figures: Figures, lang: str) -> None:
    """Say beside the answer that the calls do not belong together, if they do not."""
    from blendwise.reporting.estimates.counts import mixed_calls

    if warning := mixed_calls(figures, lang):
        click.echo(warning, err=True)
