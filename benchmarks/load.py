"""Readers at once, each asking again as soon as it is answered: what they saw, and what it took of the servers."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

READERS = 50
PATIENCE = 120
"""Seconds within which a server must answer for the first time."""


@dataclass(frozen=True)
class Loaded:
    """What the readers saw: answers per second, seconds of an answer, answers that failed; memory of the servers."""

    first: float
    """Seconds of the very first answer, to one reader alone."""
    per_second: float
    median: float
    percentile_95: float
    errors: int
    megabytes: float


@dataclass(frozen=True)
class Server:
    """A server that answers: where, what each request says of its reader, and the process of which all others come."""

    address: str
    process: int
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """What is asked: an address, and what is sent along, if anything."""

    path: str
    body: str | None = None

    @property
    def method(self) -> str:
        """How it is asked."""
        return "POST" if self.body else "GET"


def load(server: Server, question: Question, seconds: int) -> Loaded:
    """Ask once, and then by all readers at once for some seconds. Raises where the first answer is no page."""
    begun = time.perf_counter()
    _asked_once(server, question)
    first = time.perf_counter() - begun
    measured = (_by_wrk if by_wrk() else _by_threads)(server, question, seconds)
    return replace(measured, first=first, megabytes=_memory(server.process))


def _asked_once(server: Server, question: Question) -> None:
    connection = _connection(server)
    status, answer = _ask(connection, server, question)
    connection.close()
    if status != 200:
        raise RuntimeError(f"{question.path} answers {status}: {answer[:500]!r}")


_LUA = """
wrk.method = %(method)s
wrk.body = %(body)s
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('{"answers": %%d, "micro": %%d, "median": %%f, "p95": %%f, "errors": %%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(95),
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


def _by_wrk(server: Server, question: Question, seconds: int) -> Loaded:
    said = {"method": f'"{question.method}"', "body": f"[==[{question.body}]==]" if question.body else "nil"}
    headers = chain(*(("-H", f"{name}: {value}") for name, value in server.headers.items()))
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "done.lua"
        script.write_text(_LUA % said, encoding="utf-8")
        done = subprocess.run(
            (by_wrk() or "", "-t1", f"-c{READERS}", f"-d{seconds}s", "--timeout", "60s", "-s", str(script),
             *headers, server.address + question.path),
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    answers = 1e6 * found["answers"] / found["micro"]
    return Loaded(0, answers, found["median"] / 1e6, found["p95"] / 1e6, found["errors"], 0)


def _by_threads(server: Server, question: Question, seconds: int) -> Loaded:
    end, times, errors = time.perf_counter() + seconds, list[float](), list[int]()

    def read() -> None:
        connection = _connection(server)
        while (begun := time.perf_counter()) < end:
            try:
                status, _ = _ask(connection, server, question)
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


def _ask(connection: http.client.HTTPConnection, server: Server, question: Question) -> tuple[int, bytes]:
    connection.request(question.method, question.path, question.body, dict(server.headers))
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


def by_wrk() -> str | None:
    """Return the command that asks, where it is installed; else threads of this process do."""
    return shutil.which("wrk")


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Tell whether somebody listens at a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds. Raises TimeoutError where it never does."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.1)
