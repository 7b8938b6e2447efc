"""Writing a report: gather the facts, compose the sections, make the page, put it in a file."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

from blendwise.errors import UserError
from blendwise.reporting.report.own_words import OwnWords
from blendwise.store import Store

__all__ = ["report_html", "write_report"]

_NEEDED = ("altair", "jinja2", "vl_convert")


def write_report(
    store: Store,
    to: Path,
    *,
    language: str,
    calls: Sequence[int] = (),
    without: Sequence[str] = (),
    title: str | None = None,
    agency: str | None = None,
    made: date | None = None,
) -> Path:
    """Write the report to one HTML file that fetches nothing, and return its path.

    `calls` are those of the main part; without them, the largest set of calls with almost the same institutions
    (see `call_sets`). `without` are institutions left out of all figures, by name or OID. `title` and `agency`
    stand at the head; `made` is the day on the report, today if not given.
    Raises UserError where the folder is not writable, there is no snapshot, a call or institution does not exist,
    or the extra `report` is not installed.
    """
    to = Path(to)
    _check_place(to)
    html = report_html(
        store, language=language, calls=calls, without=without, title=title, agency=agency, made=made
    )
    draft = to.with_name(f".{to.name}.{secrets.token_hex(4)}")
    try:
        draft.write_text(html, encoding="utf-8")
        draft.replace(to)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise _not_writable(to, error.strerror or str(error)) from error
    return to


def report_html(
    store: Store,
    *,
    language: str,
    calls: Sequence[int] = (),
    without: Sequence[str] = (),
    title: str | None = None,
    agency: str | None = None,
    made: date | None = None,
    own: OwnWords | None = None,
) -> str:
    """Return the report as HTML; the arguments are those of `write_report`, and what institutions know themselves."""
    _check_installed()
    from blendwise.reporting.report.contents import gather
    from blendwise.reporting.report.page import page
    from blendwise.reporting.report.words import Words

    contents = gather(store, calls, without, own)
    return page(contents, Words(language), title=title, agency=agency, made=made or date.today())


def _check_installed() -> None:
    try:
        for name in _NEEDED:
            import_module(name)
    except ImportError as error:
        raise UserError("general.missing-extra", extra="report") from error


def _check_place(to: Path) -> None:
    """Refuse before the work is done, not after."""
    folder = to.parent
    if to.is_dir() or not folder.is_dir():
        raise UserError("report.no-folder", path=str(to))
    if not os.access(folder, os.W_OK):
        raise _not_writable(to, os.strerror(13))


def _not_writable(to: Path, reason: str) -> UserError:
    return UserError("general.not-writable", path=str(to), reason=reason)
