"""Fifty readers at once: the demonstration site, and other sites with the same counts over the same mobilities.

    python -m benchmarks site            # the demonstration data
    python -m benchmarks site --small    # the same for a few seconds, to see that it runs
    python -m benchmarks site --large    # as well with five million mobilities

Everything stays on loopback. Load comes from wrk where it is installed, else from threads of this process; either
way it takes a part of the same processors. A peer is looked for as the command that DATASETTE or SUPERSET names, or
else on the path; without it only ours is measured.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import polars as pl

from benchmarks.load import READERS, Loaded, Question, Server, by_wrk, free_port, load, until
from benchmarks.measuring import machine
from benchmarks.peers import PEERS, as_sqlite, command_of, how_to_get

SECONDS, LARGE = 20, 5_000_000
AIM_SECONDS, AIM_TIMES = 0.3, 5
HEADERS = {"Accept": "text/html", "Accept-Language": "nl"}
PAGES = {"overview": Question("/agency/?calls=2021,2022"), "institutions": Question("/agency/institutions")}


def main() -> None:
    """Measure, and print a table for each size of the data."""
    seconds = 3 if "--small" in sys.argv else SECONDS
    print(f"## The site under load ({machine()}, load {os.getloadavg()[0]:.1f} before it began)\n")
    print(
        f"{READERS} readers without a pause, {seconds} seconds a page, by {'wrk' if by_wrk() else 'threads'}."
    )
    for peer in PEERS:
        if command_of(peer) is None:
            print(how_to_get(peer))
    with tempfile.TemporaryDirectory() as folder:
        demonstration = Path(folder) / "demonstration"
        _blendwise("demo", "--to", str(demonstration))
        compare("the demonstration data", demonstration, seconds)
        if "--large" in sys.argv:
            large = Path(folder) / "large"
            multiply(demonstration / "data", large / "data", LARGE)
            compare(f"{LARGE:,} mobilities", large, seconds)


def compare(title: str, demonstration: Path, seconds: int) -> None:
    """Load the sites one after the other, page by page, and print what came of it."""
    found: dict[str, Mapping[str, Loaded]] = {}
    with our_site(demonstration) as server:
        found["ours"] = {page: load(server, question, seconds) for page, question in PAGES.items()}
    database = as_sqlite(demonstration)
    for peer, (serve, _) in PEERS.items():
        if (command := command_of(peer)) is not None:
            with serve(command, database) as served:
                found[peer] = {
                    page: load(served.server, question, seconds)
                    for page, question in served.questions.items()
                }
    print(
        f"\n### {title}\n\n| page | | first answer, s | answers a second | median, ms | 95th percentile, ms | errors | memory, MB |"
    )
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for page in PAGES:
        for who, pages in found.items():
            print(_line(page, who, pages[page]), flush=True)
    for page in PAGES:
        print(_verdict(page, {who: pages[page] for who, pages in found.items()}))


def _line(name: str, who: str, loaded: Loaded) -> str:
    return (
        f"| {name} | {who} | {loaded.first:.2f} | {loaded.per_second:.0f} | {1000 * loaded.median:.0f} "
        f"| {1000 * loaded.percentile_95:.0f} | {loaded.errors} | {loaded.megabytes:.0f} |"
    )


def _verdict(page: str, found: Mapping[str, Loaded]) -> str:
    ours = found["ours"]
    soon = "reached" if ours.percentile_95 < AIM_SECONDS else "missed"
    said = [f"95th percentile under {1000 * AIM_SECONDS:.0f} ms: {soon}"]
    said += [
        f"{ours.per_second / found[peer].per_second:.1f} times the answers of {peer}"
        for peer in PEERS
        if peer in found and found[peer].per_second
    ]
    return f"\n{page}: {'; '.join(said)} (aim: {AIM_TIMES} times those of Superset)"


@contextmanager
def our_site(demonstration: Path) -> Iterator[Server]:
    """Serve a demonstration in the background, sign in as an officer, and stop it at the end."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    serve = ("serve", "--demonstration", str(demonstration))
    _blendwise(*serve, "--port", str(port), "--background")
    process = int((demonstration / "data" / "site" / "process").read_text(encoding="utf-8"))
    try:
        cookie = {"Cookie": _signed_in(address)}
        yield Server(address, process, HEADERS | cookie)
    finally:
        _blendwise(*serve, "--stop")
        until(lambda: not Path(f"/proc/{process}").exists())


def _signed_in(address: str) -> str:
    """Use the demonstration's log-in of the agency's officer, as its button does; return the session's cookie."""
    jar = CookieJar()
    browser: OpenerDirector = build_opener(HTTPCookieProcessor(jar))
    browser.open(f"{address}/").read()
    token = next((c.value for c in jar if c.name == "csrftoken"), "")
    browser.addheaders = [("Referer", f"{address}/")]
    browser.open(f"{address}/account/demonstration/officer", f"csrfmiddlewaretoken={token}".encode()).read()
    return next(f"{c.name}={c.value}" for c in jar if c.name == "sessionid")


def multiply(source: Path, target: Path, rows: int) -> None:
    """Keep a data folder with so many mobilities: those of the newest snapshot over and over, each with its own id."""
    from blendwise.snapshots import Snapshots, new_id

    known = Snapshots(str(source))
    applications, mobilities = (
        [s for s in known.all() if s.table == table][-1] for table in ("applications", "mobilities")
    )
    target.mkdir(parents=True)
    shutil.copy(source / "key", target / "key")
    shutil.copytree(source / "snapshots" / applications.id, target / "snapshots" / applications.id)
    table = target / "mobilities.parquet"
    times = -(-rows // mobilities.rows)
    copies = pl.LazyFrame({"copy": range(times)})
    identifier = pl.concat_str("mobility_activity_id", "copy", separator="/")
    pl.scan_parquet(known.path(mobilities)).join(copies, how="cross").with_columns(
        mobility_activity_id=identifier
    ).drop("copy").head(rows).sink_parquet(table)
    new = replace(
        mobilities, id=new_id("mobilities", mobilities.date, [str(rows)]), rows=rows, waits_for=None
    )
    Snapshots(str(target)).keep([(new, table)], known.findings_file(mobilities))
    table.unlink()


def _blendwise(*arguments: str) -> None:
    command = str(Path(sys.executable).with_name("blendwise"))
    subprocess.run((command, *arguments), check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
