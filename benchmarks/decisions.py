"""An institution with 20,000 mobilities decides of 1,000 at once: seconds of server time, over a real database.

    python -m benchmarks decisions           # SQLite in a folder of its own
    python -m benchmarks decisions --small   # a tenth of the rows, to see that it runs
    BLENDWISE_DATABASE=postgresql://… python -m benchmarks decisions

Each request goes through the whole site, from its address to the page it answers with, in this process.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.data import HEADER, row
from benchmarks.measuring import machine

ROWS, DECIDED, RUNS = 20_000, 1_000, 3
_OID, _NAME = "E10000001", "Sunflower College"
_TALK = {"title": "Video call", "through_ict": "yes", "part_of_plan": "yes", "both_ways": "yes", "general_offer": "no",
         "with_whom": ["workplace"], "purposes": ["preparing"], "when": "before", "took_part": "participants"}  # fmt: skip


def main() -> None:
    """Measure, and print a table."""
    rows = ROWS // 10 if "--small" in sys.argv else ROWS
    with tempfile.TemporaryDirectory() as folder:
        coordinator = _site(Path(folder), rows)
        print(
            f"## Deciding in bulk ({machine()}, load {os.getloadavg()[0]:.1f}; {_database()}; {rows:,} mobilities)\n"
        )
        print(
            "| request | seconds of processors | by the clock | aim, seconds |\n| --- | ---: | ---: | ---: |"
        )
        _measure(coordinator, min(DECIDED, rows // 4))


def _measure(browser: Any, n: int) -> None:
    listed, work_list, decide = (
        "/institution/mobilities",
        "/institution/work-list",
        "/institution/work-list/decide",
    )
    _told("the list of mobilities, as the first page of a new process", [_timed(browser.get, listed)], None)
    _told("the work list, first visit", [_timed(browser.get, work_list)], 0.5)
    _told("the work list again", [_timed(browser.get, work_list) for _ in range(RUNS)], 0.5)
    first, visits, again = [], [], []
    for keys in (batches := [_keys(n, start) for start in range(0, RUNS * n, n)]):
        first.append(_timed(browser.post, decide, {"keys": keys, "decision": "blended"}))
        visits.append(_timed(browser.get, work_list))
    _told(f"{n:,} decided for the first time", first, 1)
    _told("the work list after that, ranked anew", visits, 0.5)
    for keys in batches:
        anew = {"keys": keys, "decision": "not-blended", "reason": "money"}
        again.append(_timed(browser.post, decide, anew))
    _told(f"{n:,} decided anew", again, 1)
    talk = {**_TALK, "keys": batches[0]}
    _told(f"one activity for {n:,}", [_timed(browser.post, "/institution/activities/new", talk)], 1)
    every = {"all": "work-list", "decision": "not-blended"}
    _told("all that are left on the work list decided", [_timed(browser.post, decide, every)], None)
    _told("the list of mobilities", [_timed(browser.get, listed) for _ in range(RUNS)], 0.5)


def _timed(request: Callable[..., Any], *what: Any) -> tuple[float, float]:
    started, begun = time.perf_counter(), time.process_time()
    answer = request(*what)
    took = time.process_time() - begun, time.perf_counter() - started
    if answer.status_code not in (200, 302):
        raise SystemExit(f"{answer.status_code}: {answer.content.decode()[:2000]}")
    return took


def _told(name: str, took: list[tuple[float, float]], aim: float | None) -> None:
    processor, clock = (statistics.median(values) for values in zip(*took, strict=True))
    print(f"| {name} | {processor:.2f} | {clock:.2f} | {'' if aim is None else aim} |", flush=True)


def _keys(n: int, start: int) -> list[str]:
    """Return so many mobilities that are on the work list, from a place in the register on."""
    from blendwise.web.readings.register import register

    table = register().mobilities()
    open_ones = table.filter((table.status == "complete") & ~table.blended.fill_null(False))
    named = open_ones.select("grant_agreement_number", "mobility_activity_id").order_by(
        "mobility_activity_id"
    )
    return ["/".join(names) for names in named.limit(n, offset=start).to_polars().iter_rows()]


def _site(folder: Path, rows: int) -> Any:
    """Set up a site with one institution's export, and return a browser in which its coordinator is signed in."""
    export = folder / "export.csv"
    export.write_text("\n".join([HEADER, *(";".join(_row(i)) for i in range(rows))]), encoding="utf-8")
    os.environ |= {"BLENDWISE_DATA": str(folder / "data"), "BLENDWISE_DEMONSTRATION": "yes",
                   "DJANGO_SETTINGS_MODULE": "blendwise.web.settings"}  # fmt: skip
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from blendwise.web.readings.register import register

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    register().import_files([export])
    browser = Client(headers={"accept-language": "en", "host": "127.0.0.1:8000"})
    browser.force_login(_coordinator(), backend="allauth.account.auth_backends.AuthenticationBackend")
    _load()
    return browser


def _load() -> None:
    """Load what a server loads when it starts."""
    import ibis.backends.duckdb  # noqa: F401
    import sklearn.linear_model  # type: ignore[import-untyped]  # noqa: F401
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 - this is what loads them


def _row(i: int) -> list[str]:
    cells = row(i)
    at = HEADER.split(";").index("Sending organisation OID")
    return [*cells[:at], _OID, _NAME, *cells[at + 2 :]]


def _coordinator() -> Any:
    from blendwise.web.access import Role
    from blendwise.web.actions.institutions import meet_institutions
    from blendwise.web.actions.people import accept_invitation, invite
    from blendwise.web.actions.recording import SITE

    (institution,) = meet_institutions(by=SITE, names={_OID: _NAME})
    _, token = invite(by=SITE, email="carla@example.org", role=Role.COORDINATOR, institution=institution)
    return accept_invitation(token=token, name="Carla", password=None)


def _database() -> str:
    from django.db import connection

    return str(connection.display_name)


if __name__ == "__main__":
    main()
