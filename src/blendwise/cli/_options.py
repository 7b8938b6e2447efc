"""The options that commands share, each with its one meaning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from blendwise.cli._language import current_language, help_text
from blendwise.language import LANGUAGES

__all__ = ["FORMATS", "data_option", "lang_option", "output_options"]

F = TypeVar("F", bound=Callable[..., Any])
FORMATS = ("table", "json", "csv", "xlsx", "parquet")


def lang_option(function: F) -> F:
    """Add `--lang`: the language of sentences, headings and numbers."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        default=current_language,
        help=help_text("shared", "lang"),
    )(function)


def data_option(function: F) -> F:
    """Add `--data`: the folder that keeps snapshots and the key."""
    return click.option("--data", envvar="BLENDWISE_DATA", metavar="DIR", help=help_text("shared", "data"))(
        function
    )


def output_options(function: F) -> F:
    """Add `--format` and `--to`: how and where a table is written."""
    function = click.option("--to", metavar="FILE", help=help_text("shared", "to"))(function)
    return click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help=help_text("shared", "format"),
    )(function)
