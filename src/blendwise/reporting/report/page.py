"""The page: sections through the templates, style and fonts inside it, nothing to fetch and nothing that runs."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from blendwise.reporting.report.blocks import Bars, Block, Chart, DataTable, Section
from blendwise.reporting.report.contents import Contents
from blendwise.reporting.report.sections import SECTIONS
from blendwise.reporting.report.words import Words

__all__ = ["page"]

_FOLDER = Path(__file__).parent
_FONTS = ("source-sans-3-latin-wght-normal.woff2", "source-serif-4-latin-wght-normal.woff2")


def page(contents: Contents, words: Words, *, title: str | None, agency: str | None, made: date) -> str:
    """Return the whole page. Everything that comes from data is escaped by the templates."""
    title = title or words.say("title", calls=words.calls(contents.main.calls))
    found = (make(contents, words) for make in SECTIONS)
    sections = list(_numbered((s for s in found if s), words))
    return _environment().get_template("report.html.jinja").render(
        words=words, title=title, agency=agency, made=made, day=contents.day, sections=sections, styles=_styles(title),
    )  # fmt: skip


def _numbered(sections: Iterable[Section], words: Words) -> Iterable[Section]:
    """Give figures and tables their numbers, in the order in which they stand."""
    counts = {"figure": 0, "table": 0}

    def numbered(block: Block) -> Block:
        if isinstance(block, Bars) or (isinstance(block, Chart) and block.numbered):
            counts["figure"] += 1
            return replace(
                block, caption=words.say("numbered.figure", n=counts["figure"], caption=block.caption)
            )
        if isinstance(block, DataTable):
            counts["table"] += 1
            return replace(
                block, caption=words.say("numbered.table", n=counts["table"], caption=block.caption)
            )
        return block

    for section in sections:
        yield replace(section, blocks=[numbered(block) for block in section.blocks])


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["drawn"] = Markup  # for drawings of ours, in which names are escaped already
    return environment


def _styles(title: str) -> Markup:
    """Return the style sheet with both fonts and the running title inside."""
    sheet = (_FOLDER / "styles" / "report.css").read_text(encoding="utf-8")
    for name in _FONTS:
        sheet = sheet.replace(f"fonts/{name}", f"data:font/woff2;base64,{_font(name)}")
    sheet = sheet.replace('"RUNNING TITLE"', f'"{css_string(title)}"')
    return Markup(sheet)  # noqa: S704 - our own sheet, and a title of which every sign is escaped


@cache
def _font(name: str) -> str:
    return base64.b64encode((_FOLDER / "fonts" / name).read_bytes()).decode("ascii")


def css_string(text: str) -> str:
    r"""Escape a text for a string in a style sheet, whatever is in it.

    >>> css_string("a <b>")
    'a \\3c b\\3e '
    """
    return re.sub(r"[^\w ,.+-]", lambda sign: f"\\{ord(sign[0]):x} ", text.replace("\n", " "))
