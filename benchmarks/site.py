"""Fifty readers at once: the demonstration site, and Datasette with the same counts over the same mobilities.

    python -m benchmarks site            # the demonstration data
    python -m benchmarks site --small    # the same for a few seconds, to see that it runs
    python -m benchmarks site --large    # as well with five million mobilities

Everything stays on loopback. Load comes from wrk where it is installed, else from threads of this process; either
way it takes a part of the same processors. Datasette is looked for as the command that `DATASETTE` names, or else
on the path; without it only ours is measured.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.cookiejar import CookieJar
from itertools import chain
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import polars as pl

from benchmarks.measuring import machine

READERS, SECONDS, LARGE = 50, 20, 5_000_000
AIM_SECONDS, AIM_TIMES = 0.3, 5
PATIENCE = 120
"""Seconds within which a server must answer for the first time."""
PAGES = {"overview": "/agency/?calls=2021,2022", "institutions": "/agency/institutions"}
COLUMNS = (
    "call", "status", "role", "activity_type", "institution_oid", "institution", "participants", "of_participant",
    "blended",
)  # fmt: skip
"""What the counts need; the peer gets no other columns to read."""
_COUNTS = """count(*) AS mobilities, sum(blended) AS with_mobilities, sum(participants) AS participants,
 sum(participants * blended) AS with_participants, sum(blended IS NULL) AS not_filled_in
 FROM mobilities WHERE of_participant AND status = 'complete'"""
HEADERS = {"Accept": "text/html", "Accept-Language": "nl"}
QUERIES = {
    "overview": f"SELECT call, {_COUNTS} AND call IN (2021, 2022) GROUP BY call",
    "institutions": f"SELECT institution_oid, max(institution) AS institution, {_COUNTS} AND call IN (2021, 2022)"
    " GROUP BY institution_oid ORDER BY 3 DESC",
}
HOW_TO_GET_THE_PEER = (
    "Datasette is not there, so nothing stands beside ours: `python3 -m venv DIR && DIR/bin/pip install datasette`,"
    " then set DATASETTE=DIR/bin/datasette."
)


@dataclass(frozen=True)
class Loaded:
    """What fifty readers saw: answers per second, seconds of an answer, answers that failed; memory of the servers."""

    first: float
    """Seconds of the very first answer, to one reader alone."""
    per_second: float
    median: float
    percentile_95: float
    errors: int
    megabytes: float


@dataclass(frozen=True)
class Server:
    """A server that answers: where, with which cookie, and the process of which all its others come."""

    address: str
    cookie: str
    process: int


def main() -> None:
    """Measure, and print a table for each size of the data."""
    seconds = 3 if "--small" in sys.argv else SECONDS
    print(f"## The site under load ({machine()}, load {os.getloadavg()[0]:.1f} before it began)\n")
    print(
        f"{READERS} readers without a pause, {seconds} seconds a page, by {'wrk' if _wrk() else 'threads'}."
    )
    if _datasette() is None:
        print(HOW_TO_GET_THE_PEER)
    with tempfile.TemporaryDirectory() as folder:
        demonstration = Path(folder) / "demonstration"
        _blendwise("demo", "--to", str(demonstration))
        compare("the demonstration data", demonstration, seconds)
        if "--large" in sys.argv:
            large = Path(folder) / "large"
            multiply(demonstration / "data", large / "data", LARGE)
            compare(f"{LARGE:,} mobilities", large, seconds)


def compare(title: str, demonstration: Path, seconds: int) -> None:
    """Load both sites one after the other, page by page, and print what came of it."""
    with our_site(demonstration) as server:
        ours = {name: load(server, path, seconds) for name, path in PAGES.items()}
    peer: dict[str, Loaded] = {}
    if (command := _datasette()) is not None:
        with datasette(command, _as_sqlite(demonstration)) as server:
            paths = {name: f"/mobilities.json?_shape=array&sql={quote(sql)}" for name, sql in QUERIES.items()}
            peer = {name: load(server, path, seconds) for name, path in paths.items()}
    print(
        f"\n### {title}\n\n| page | | first answer, s | answers a second | median, ms | 95th percentile, ms | errors | memory, MB |"
    )
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name in PAGES:
        for who, found in (("ours", ours), ("Datasette", peer)):
            if name in found:
                print(_line(name, who, found[name]), flush=True)
    for name in PAGES:
        print(_verdict(name, ours[name], peer.get(name)))


def _line(name: str, who: str, loaded: Loaded) -> str:
    return (
        f"| {name} | {who} | {loaded.first:.2f} | {loaded.per_second:.0f} | {1000 * loaded.median:.0f} "
        f"| {1000 * loaded.percentile_95:.0f} | {loaded.errors} | {loaded.megabytes:.0f} |"
    )


def _verdict(name: str, ours: Loaded, peer: Loaded | None) -> str:
    soon = "reached" if ours.percentile_95 < AIM_SECONDS else "missed"
    said = f"\n{name}: 95th percentile under {1000 * AIM_SECONDS:.0f} ms: {soon}"
    if peer is None:
        return said
    times = ours.per_second / peer.per_second if peer.per_second else float("inf")
    return f"{said}; {times:.1f} times the peer's answers, at least {AIM_TIMES}: {'reached' if times >= AIM_TIMES else 'missed'}"


@contextmanager
def our_site(demonstration: Path) -> Iterator[Server]:
    """Serve a demonstration in the background, sign in as an officer, and stop it at the end."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    serve = ("serve", "--demonstration", str(demonstration))
    _blendwise(*serve, "--port", str(port), "--background")
    process = int((demonstration / "data" / "site" / "process").read_text(encoding="utf-8"))
    try:
        yield Server(address, _signed_in(address), process)
    finally:
        _blendwise(*serve, "--stop")
        _until(lambda: not Path(f"/proc/{process}").exists())


def _signed_in(address: str) -> str:
    """Use the demonstration's log-in of the agency's officer, as its button does; return the session's cookie."""
    jar = CookieJar()
    browser: OpenerDirector = build_opener(HTTPCookieProcessor(jar))
    browser.open(f"{address}/").read()
    token = next((c.value for c in jar if c.name == "csrftoken"), "")
    browser.addheaders = [("Referer", f"{address}/")]
    browser.open(f"{address}/account/demonstration/officer", f"csrfmiddlewaretoken={token}".encode()).read()
    return next(f"{c.name}={c.value}" for c in jar if c.name == "sessionid")


@contextmanager
def datasette(command: str, database: Path) -> Iterator[Server]:
    """Serve a database by Datasette, with time enough for its queries."""
    port = _free_port()
    call = (command, "serve", str(database), "--port", str(port), "--setting", "sql_time_limit_ms", "60000")
    with subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _until(lambda: _listens(port))
            yield Server(f"http://127.0.0.1:{port}", "", process.pid)
        finally:
            process.terminate()


def load(server: Server, path: str, seconds: int) -> Loaded:
    """Ask once, and then by all readers at once for some seconds. Raises where the first answer is no page."""
    begun = time.perf_counter()
    _asked_once(server, path)
    first = time.perf_counter() - begun
    measured = (_by_wrk if _wrk() else _by_threads)(server, path, seconds)
    return replace(measured, first=first, megabytes=_memory(server.process))


def _asked_once(server: Server, path: str) -> None:
    connection = _connection(server)
    status, _ = _ask(connection, server, path)
    connection.close()
    if status != 200:
        raise RuntimeError(f"{path} answers {status}")


_LUA = """
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('{"answers": %d, "micro": %d, "median": %f, "p95": %f, "errors": %d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(95),
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


def _by_wrk(server: Server, path: str, seconds: int) -> Loaded:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "done.lua"
        script.write_text(_LUA, encoding="utf-8")
        done = subprocess.run(
            (_wrk() or "", "-t1", f"-c{READERS}", f"-d{seconds}s", "--timeout", "60s", "-s", str(script),
             "-H", f"Cookie: {server.cookie}", *chain(*(("-H", f"{name}: {value}") for name, value in HEADERS.items())), server.address + path),
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    answers = 1e6 * found["answers"] / found["micro"]
    return Loaded(0, answers, found["median"] / 1e6, found["p95"] / 1e6, found["errors"], 0)


def _by_threads(server: Server, path: str, seconds: int) -> Loaded:
    end, times, errors = time.perf_counter() + seconds, list[float](), list[int]()

    def read() -> None:
        connection = _connection(server)
        while (begun := time.perf_counter()) < end:
            try:
                status, _ = _ask(connection, server, path)
            except (OSError, http.client.HTTPException):
                status, connection = 0, _connection(server)
            times.append(time.perf_counter() - begun)
            if status != 200:
                errors.append(status)

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    begun = time.perf_counter()
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    took = time.perf_counter() - begun
    high = statistics.quantiles(times, n=20)[18] if len(times) > 1 else times[0]
    return Loaded(0, len(times) / took, statistics.median(times), high, len(errors), 0)


def _connection(server: Server) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=PATIENCE)


def _ask(connection: http.client.HTTPConnection, server: Server, path: str) -> tuple[int, bytes]:
    connection.request("GET", path, headers={"Cookie": server.cookie, **HEADERS})
    response = connection.getresponse()
    return response.status, response.read()


def _memory(process: int) -> float:
    """Return what a process and all that come of it hold, in MB; what they share counts once."""
    kilobytes = 0
    for one in (process, *_offspring(process)):
        lines = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="utf-8").splitlines()
        kilobytes += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1024


def _offspring(process: int) -> list[int]:
    text = "".join(f.read_text() for f in Path(f"/proc/{process}/task").glob("*/children"))
    direct = [int(number) for number in text.split()]
    return list(chain(direct, *(_offspring(child) for child in direct)))


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


def _as_sqlite(demonstration: Path) -> Path:
    """Write the mobilities that our site shows to a SQLite database for the peer, with an index on what it counts by."""
    from blendwise import open_store

    rows = open_store(str(demonstration / "data")).mobilities().select(*COLUMNS).to_polars()
    target = demonstration / "mobilities.db"
    target.unlink(missing_ok=True)
    with sqlite3.connect(target) as base:
        base.execute(f"CREATE TABLE mobilities ({', '.join(f'[{name}]' for name in COLUMNS)})")
        marks = ", ".join("?" * len(COLUMNS))
        base.executemany(f"INSERT INTO mobilities VALUES ({marks})", rows.iter_rows(buffer_size=50_000))
        base.execute("CREATE INDEX by_call ON mobilities (call, institution_oid)")
    base.close()
    return target


def _wrk() -> str | None:
    return shutil.which("wrk")


def _datasette() -> str | None:
    return shutil.which(os.environ.get("DATASETTE", "datasette"))


def _blendwise(*arguments: str) -> None:
    command = str(Path(sys.executable).with_name("blendwise"))
    subprocess.run((command, *arguments), check=True, stdout=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.1)


if __name__ == "__main__":
    main()
