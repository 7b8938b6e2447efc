"""Which language this run speaks: `--lang`, else BLENDWISE_LANG, else the locale, else English."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import pairwise

from blendwise.language import LANGUAGES, say

__all__ = ["chosen_language", "current_language", "help_text"]

_chosen = "en"


def chosen_language(arguments: Sequence[str]) -> str:
    """Find the language before anything is parsed, since help and errors are written in it too."""
    global _chosen  # noqa: PLW0603 - a process speaks one language
    asked = [after for before, after in pairwise(arguments) if before == "--lang"]
    asked += [a.removeprefix("--lang=") for a in arguments if a.startswith("--lang=")]
    names = ("BLENDWISE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    candidates = asked[-1:] + [os.environ[name][:2] for name in names if os.environ.get(name)]
    _chosen = next((c for c in candidates if c in LANGUAGES), "en")
    return _chosen


def current_language() -> str:
    """Return the language chosen at the start of this run."""
    return _chosen


def help_text(command: str, name: str) -> str:
    """Return the help of a command (`name="help"`) or of one of its options."""
    return say(f"cli.{command.replace('-', '_')}.{name}", _chosen)
