"""The words by which columns, totals and kinds of nothing are recognised; they stand in `words.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

__all__ = ["is_absent", "is_subtotal", "is_total", "is_unknown", "is_year", "names_role", "opens_total"]

_YEAR = re.compile(r"(19|20)\d\d")


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=65_536)
def _plain(text: str) -> str:
    """Fold capitals and spaces, and drop the punctuation that ends a label."""
    return " ".join(text.replace("\u00a0", " ").casefold().split()).rstrip(":").strip()


def is_absent(cell: str) -> bool:
    """Tell whether a cell says that there could be nothing, such as "n.v.t.", "no project" or a dash."""
    return _plain(cell) in _words()["absent"]


def is_unknown(cell: str) -> bool:
    """Tell whether a cell holds no value that one could add up: empty, hidden, below a threshold."""
    plain = _plain(cell)
    return plain in _words()["unknown"] or plain.startswith(("<", ">"))


def is_total(label: str) -> bool:
    """Tell whether a label means the total of all rows, wherever it stands."""
    return _plain(label).strip("( )") in _words()["total"]


def opens_total(label: str) -> bool:
    """Tell whether a label opens like a total ("Totaal mbo"): a sign in the first and last row only."""
    return _plain(label).startswith(tuple(_words()["total-opening"]))


def is_subtotal(label: str) -> bool:
    """Tell whether a label means the total of the rows since the one before."""
    return _plain(label).startswith(tuple(_words()["subtotal"]))


def is_year(header: str) -> bool:
    """Tell whether a header names a year, as parts of a whole often do: "2021", "Call 2022"."""
    return len(_YEAR.findall(header)) == 1


def names_role(header: str, role: str) -> int:
    """Say how clearly a header names a role: 2 the whole header, 1 a word in it, 0 not."""
    plain = _plain(header)
    words = _words()["header"][role]
    if plain in words:
        return 2
    return int(
        any(
            re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain)
            for word in words
            if len(word) != 1 or word == "%"
        )
    )
