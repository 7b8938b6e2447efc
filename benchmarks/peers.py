"""The sites beside which ours is measured: Datasette and Apache Superset, over the same mobilities in SQLite."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote
from urllib.request import Request, urlopen

from benchmarks.load import Question, Server, free_port, listens, until

COLUMNS = (
    "call", "status", "role", "activity_type", "institution_oid", "institution", "participants", "of_participant",
    "blended",
)  # fmt: skip
"""What the counts need; a peer gets no other columns to read."""
METRICS = {
    "mobilities": "count(*)",
    "with_mobilities": "sum(blended)",
    "participants": "sum(participants)",
    "with_participants": "sum(participants * blended)",
    "not_filled_in": "sum(blended IS NULL)",
}
GROUPS = {"overview": "call", "institutions": "institution_oid"}
WHERE = "of_participant AND status = 'complete' AND call IN (2021, 2022)"


class Peer(Protocol):
    """Serve a database; give the server and what to ask for each page."""

    def __call__(self, command: str, database: Path) -> AbstractContextManager[Served]: ...


@dataclass(frozen=True)
class Served:
    """A peer that answers, and its question for each of our pages."""

    server: Server
    questions: Mapping[str, Question]


def as_sqlite(demonstration: Path) -> Path:
    """Write the mobilities that our site shows to a SQLite database for the peers, with an index on what they count by."""
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


@contextmanager
def datasette(command: str, database: Path) -> Iterator[Served]:
    """Serve a database by Datasette, with time enough for its queries."""
    port = free_port()
    call = (command, "serve", str(database), "--port", str(port), "--setting", "sql_time_limit_ms", "60000")
    with subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until(lambda: listens(port))
            questions = {
                page: Question(f"/mobilities.json?_shape=array&sql={quote(_sql(by))}")
                for page, by in GROUPS.items()
            }
            yield Served(Server(f"http://127.0.0.1:{port}", process.pid, {}), questions)
        finally:
            process.terminate()


def _sql(by: str) -> str:
    counts = ", ".join(f"{sql} AS {name}" for name, sql in METRICS.items())
    return f"SELECT {by}, max(institution) AS institution, {counts} FROM mobilities WHERE {WHERE} GROUP BY {by} ORDER BY 3 DESC"


_SUPERSET = """
SECRET_KEY = "{folder}" * 4
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/superset.db"
WTF_CSRF_ENABLED = TALISMAN_ENABLED = RATELIMIT_ENABLED = PREVENT_UNSAFE_DB_CONNECTIONS = False
_KEPT = {{"CACHE_TYPE": "FileSystemCache", "CACHE_DIR": "{folder}/cache", "CACHE_DEFAULT_TIMEOUT": 86400}}
CACHE_CONFIG = DATA_CACHE_CONFIG = FILTER_STATE_CACHE_CONFIG = EXPLORE_FORM_DATA_CACHE_CONFIG = _KEPT
"""
"""What a benchmark needs: answers are kept, as ours are; nothing slows down who asks often."""
_PERSON = {"username": "officer", "password": "officer"}


@contextmanager
def superset(command: str, database: Path) -> Iterator[Served]:
    """Serve a database by Apache Superset: two processes of eight threads, as ours, with its cache of answers on."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "superset_config.py"
        settings.write_text(_SUPERSET.format(folder=folder), encoding="utf-8")
        surroundings = os.environ | {"SUPERSET_CONFIG_PATH": str(settings)}
        names = ("--firstname", "o", "--lastname", "o", "--email", "o@example.org")
        person = [part for name, value in _PERSON.items() for part in (f"--{name}", value)]
        for arguments in (("db", "upgrade"), ("fab", "create-admin", *names, *person), ("init",)):
            subprocess.run((command, *arguments), check=True, capture_output=True, env=surroundings)
        port = free_port()
        call = (
            str(Path(command).with_name("gunicorn")), "-w", "2", "-k", "gthread", "--threads", "8", "--timeout", "120",
            "-b", f"127.0.0.1:{port}", "superset.app:create_app()",
        )  # fmt: skip
        with subprocess.Popen(
            call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=surroundings
        ) as process:
            try:
                until(lambda: listens(port))
                yield _with_table(f"http://127.0.0.1:{port}", process.pid, database)
            finally:
                process.terminate()


def _with_table(address: str, process: int, database: Path) -> Served:
    """Sign in, make the table known, and say which chart's data to ask for."""

    def say(path: str, **body: object) -> dict[str, object]:
        request = Request(address + path, json.dumps(body).encode(), headers)
        with urlopen(request, timeout=120) as answer:
            told: dict[str, object] = json.load(answer)
            return told

    headers = {"Content-Type": "application/json"}
    token = say("/api/v1/security/login", **_PERSON, provider="db", refresh=False)["access_token"]
    headers |= {"Authorization": f"Bearer {token}"}
    base = say("/api/v1/database/", database_name="mobilities", sqlalchemy_uri=f"sqlite:///{database}")["id"]
    table = say("/api/v1/dataset/", database=base, table_name="mobilities")["id"]
    questions = {
        page: Question("/api/v1/chart/data", json.dumps(_chart(table, by))) for page, by in GROUPS.items()
    }
    return Served(Server(address, process, headers), questions)


def _chart(table: object, by: str) -> dict[str, object]:
    metrics = [
        {"expressionType": "SQL", "sqlExpression": sql, "label": name}
        for name, sql in {"institution": "max(institution)", **METRICS}.items()
    ]
    query = {"columns": [by], "metrics": metrics, "extras": {"where": WHERE}, "row_limit": 10_000}
    return {
        "datasource": {"id": table, "type": "table"}, "queries": [query], "result_format": "json", "result_type": "full",
    }  # fmt: skip


PEERS: Mapping[str, tuple[Peer, str]] = {
    "Datasette": (datasette, "datasette"),
    "Superset": (superset, "apache-superset 'flask-caching<2.4' rich cachetools"),
}
"""How each is served, and what pip installs for it."""


def command_of(peer: str) -> str | None:
    """Return the command of a peer: named by a variable such as DATASETTE, or on the path."""
    return shutil.which(os.environ.get(peer.upper(), peer.lower()))


def how_to_get(peer: str) -> str:
    """Say how a peer that is missing is got."""
    return (
        f"{peer} is not there, so it does not stand beside ours: `python3 -m venv DIR && DIR/bin/pip install {PEERS[peer][1]}`,"
        f" then set {peer.upper()}=DIR/bin/{peer.lower()}."
    )
