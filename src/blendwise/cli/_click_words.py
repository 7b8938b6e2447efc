"""Click's own sentences (usage, errors, help) in the language of this run.

Click hands every sentence to gettext, whose catalogues are compiled files for a whole process. Ours stand in the
language files, so the two functions that click calls are replaced by ones that look there; what does not stand
there stays click's. The same goes for the words in capitals that stand for what is to be filled in, such as FILE.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from functools import cache

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

from blendwise.cli._language import current_language
from blendwise.language import has, say

__all__ = ["SENTENCES", "speak_our_language"]

SENTENCES: Mapping[str, str] = {
    "Usage:": "usage",
    "Options": "options",
    "Commands": "commands",
    "Show this message and exit.": "help",
    "required": "required",
    "default: {default}": "default",
    "env var: {var}": "env-var",
    "Error: {message}": "error",
    "Try '{command} {option}' for help.": "try",
    "Missing command.": "missing-command",
    "Missing argument": "missing-argument",
    "Missing option": "missing-option",
    "Missing parameter": "missing-parameter",
    "No such option {name!r}.": "no-such-option",
    "No such command {name!r}.": "no-such-command",
    "Did you mean {possibility}?": "did-you-mean.one",
    "(Did you mean one of: {possibilities}?)": "did-you-mean.other",
    "Invalid value: {message}": "invalid-value",
    "Invalid value for {param_hint}: {message}": "invalid-value-for",
    "Got unexpected extra argument ({args})": "extra-argument.one",
    "Got unexpected extra arguments ({args})": "extra-argument.other",
    "Takes {nargs} values but 1 was given.": "takes-values.one",
    "Takes {nargs} values but {len} were given.": "takes-values.other",
    "Argument {name!r} takes {nargs} values.": "argument-takes",
    "Option {name!r} does not take a value.": "option-takes-none",
    "Option {name!r} requires an argument.": "option-requires.one",
    "Option {name!r} requires {nargs} arguments.": "option-requires.other",
    "Choose from:\n\t{choices}": "choose-from",
    "{value!r} is not {choice}.": "not-among.one",
    "{value!r} is not one of {choices}.": "not-among.other",
    "{value!r} is not a valid {number_type}.": "not-a-number",
    "{value} is not in the range {range}.": "not-in-range",
    "{value!r} does not match the format {format}.": "not-a-day.one",
    "{value!r} does not match the formats {formats}.": "not-a-day.other",
    "{name} {filename!r} does not exist.": "path-lacks",
    "{name} {filename!r} is a file.": "path-is-file",
    "{name} {filename!r} is a directory.": "path-is-folder",
    "{name} {filename!r} is not readable.": "path-not-readable",
    "{name} {filename!r} is not writable.": "path-not-writable",
    "file": "file",
    "directory": "folder",
    "path": "path",
}
"""What click says, and the key under `cli.click` in the language files."""

_MODULES = (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types)


_WORD = re.compile(r"[A-Z][A-Z_]+")


@cache
def speak_our_language() -> None:
    """Let click take its sentences from the language files, from now on."""
    for module in _MODULES:
        for name, function in (("_", _translated), ("ngettext", _translated_plural)):
            if hasattr(module, name):
                setattr(module, name, function)
    for parameter in (click.Argument, click.Option):
        _fill_in_with_our_words(parameter)
    _use_our_words(click.HelpFormatter)


def _translated(sentence: str) -> str:
    """Return our words for a sentence of click, with its placeholders left open: click fills them in."""
    if sentence not in SENTENCES:
        return sentence
    names = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
    return say(
        f"cli.click.{SENTENCES[sentence]}", current_language(), **{name: f"{{{name}}}" for name in names}
    )


def _translated_plural(one: str, other: str, n: int) -> str:
    return _translated(one if n == 1 else other)


def _fill_in_with_our_words(parameter: type[click.Parameter]) -> None:
    theirs = parameter.make_metavar

    def make_metavar(self: click.Parameter, ctx: click.Context) -> str:
        return _words(theirs(self, ctx))

    setattr(parameter, theirs.__name__, make_metavar)


def _use_our_words(formatter: type[click.HelpFormatter]) -> None:
    theirs = formatter.write_usage

    def write_usage(self: click.HelpFormatter, prog: str, args: str = "", prefix: str | None = None) -> None:
        theirs(self, prog, _words(args), prefix)

    setattr(formatter, theirs.__name__, write_usage)


def _words(metavar: str) -> str:
    """Say the words in capitals in the language of this run; those that are not in its file stay as they are."""

    def said(word: re.Match[str]) -> str:
        key = f"cli.metavars.{word[0].lower()}"
        return say(key, current_language()) if has(key, "en") else word[0]

    return _WORD.sub(said, metavar)
