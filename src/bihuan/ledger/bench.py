"""What the ledger costs, each figure beside a floor measured in the same run.

It runs in a process of its own on a scratch database, which it makes and drops,
so that what is kept here is neither read nor written.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from bihuan.ledger import actions, applying, proving, sealing, storing, verifying
from bihuan.ledger.engine import merkle
from bihuan.ledger.engine.canonical import canonical
from bihuan.ledger.engine.envelope import write_fact
from bihuan.ledger.facts import Draft, Fact
from bihuan.ledger.viewer import Grant, Viewer

AT = datetime(2025, 7, 1, tzinfo=UTC)
BY = Viewer("qingxi", "desk", "li", (Grant("operator", "/qingxi/"),))
SINGLE, MANY, ROWS, PROOFS = 400, 20_000, 50_000, 200
CLIENTS = 8
DATA = {"indicator": "investment", "period": "2025Q2", "unit": "yunling", "value": "97.50"}

_CHILD = "import django; django.setup(); from bihuan.ledger.bench import measure; measure()"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: a rate, and how it stands to another rate of the same run."""

    name: str
    value: str
    unit: str
    ratio: str = ""
    against: str = ""
    goal: str = ""


@dataclass(frozen=True, slots=True)
class _Rate:
    name: str
    per_second: float
    unit: str = "facts/s"

    def alone(self) -> Figure:
        return Figure(self.name, f"{self.per_second:,.0f}", self.unit)

    def beside(self, floor: _Rate, *, goal: str = "") -> Figure:
        ratio = f"{self.per_second / floor.per_second:.2f}"
        return Figure(self.name, f"{self.per_second:,.0f}", self.unit, ratio, floor.name, goal)


def bench() -> list[dict[str, Any]]:
    """Measure the ledger on a scratch database of the kind in use."""
    with tempfile.TemporaryDirectory(prefix="bihuan-bench-") as home, _scratch(home) as url:
        env = {
            **os.environ,
            "BIHUAN_HOME": home,
            "BIHUAN_LOG_KEY_FILE": str(Path(home) / "log.key"),
            "BIHUAN_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "bihuan.settings",
        }
        command = [sys.executable, "-c", _CHILD]
        done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE)  # noqa: S603
    return list(json.loads(done.stdout))


@contextmanager
def _scratch(home: str) -> Iterator[str]:
    """Yield the URL of a database that is gone afterwards."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{home}/bench.sqlite3"
        return
    name = f"bihuan_bench_{secrets.token_hex(4)}"
    server = os.environ["BIHUAN_DATABASE_URL"].rpartition("/")[0]
    with closing(connection.cursor()) as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server}/{name}"
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def measure() -> None:
    """Print all figures as JSON; meant for the process that `bench` starts."""
    _prepare()
    figures = [*_appends(), _overhead(), *_log(), *_imports()]
    sys.stdout.write(json.dumps([asdict(figure) for figure in figures]))


def _prepare() -> None:
    call_command("migrate", "ledger", verbosity=0)
    applying.applies("ledger.measured@1")(_note)
    applying.applies("ledger.imported@1")(_nothing)
    binary = "BLOB" if connection.vendor == "sqlite" else "bytea"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_table (id varchar(36) PRIMARY KEY, total bigint)")
        cursor.execute(f"CREATE TABLE bench_plain (id varchar(36) PRIMARY KEY, body {binary})")


def _note(fact: Fact) -> None:
    """Apply a fact as a room would: one row of a table that facts alone make."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_table (id, total) VALUES (%s, %s)", [fact.id, fact.n])


def _nothing(_: Fact) -> None:
    """Apply nothing: what a room does with rows is a figure of its own."""


def _timed(name: str, count: int, act: Callable[[], object], unit: str = "facts/s") -> _Rate:
    began = time.perf_counter()
    act()
    return _Rate(name, count / (time.perf_counter() - began), unit)


def _draft(n: int) -> Draft:
    return Draft("ledger.measured@1", f"bench/{n % 40}", "unit:yunling", DATA)


def _record(n: int) -> Fact:
    return actions.record(_draft(n), by=BY, at=AT)


def _insert_plain(name: str, bodies: list[bytes]) -> None:
    rows = [(f"{name}-{n}", body) for n, body in enumerate(bodies)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany("INSERT INTO bench_plain (id, body) VALUES (%s, %s)", rows)


def _appends() -> Iterator[Figure]:
    body = write_fact(_record(0))

    def insert() -> None:
        for n in range(SINGLE):
            _insert_plain(str(n), [body])

    plain = _timed("plain insert, one per commit", SINGLE, insert)
    yield plain.alone()
    one = _timed("append through an action", SINGLE, lambda: [_record(n) for n in range(SINGLE)])
    yield one.beside(plain, goal="1,000/s" if connection.vendor == "sqlite" else "")
    together = _timed(f"append, {CLIENTS} clients", SINGLE, _append_together)
    yield together.beside(one, goal="" if connection.vendor == "sqlite" else "2,500/s")


def _append_together() -> None:
    def work(client: int) -> None:
        for n in range(SINGLE // CLIENTS):
            _record(client + n * CLIENTS)
        connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(work, range(CLIENTS)))


def _overhead() -> Figure:
    """Store facts with and without hashing, waiting and sealing, each in its own commit."""
    # In a log of their own, for half of these facts never get a place in it.
    pairs = {stream: _pairs(stream) for stream in ("sealed", "only stored")}

    def store(stream: str, insert: Callable[[list[tuple[Fact, bytes]]], None]) -> None:
        for pair in pairs[stream]:
            with transaction.atomic():
                insert([pair])
        sealing.seal("linjiang")

    only = _timed("stored only", SINGLE, lambda: store("only stored", storing.insert_bodies))
    whole = _timed("stored, hashed, sealed", SINGLE, lambda: store("sealed", storing.insert_facts))
    return whole.beside(only, goal="0.77" if connection.vendor == "sqlite" else "0.91")


def _pairs(stream: str) -> list[tuple[Fact, bytes]]:
    model = _record(0)
    facts = (
        replace(model, id=f"{stream}-{n}", origin="linjiang", stream=stream, n=n)
        for n in range(1, SINGLE + 1)
    )
    return [(fact, write_fact(fact)) for fact in facts]


def _log() -> Iterator[Figure]:
    drafts = [_draft(n) for n in range(1_000)]
    facts = actions.record_many(drafts, by=BY, at=AT)
    for _ in range(MANY // len(drafts) - 1):
        actions.record_many(drafts, by=BY, at=AT)
    yield _timed("sealing", MANY, lambda: sealing.seal("qingxi")).alone()
    sealing.checkpoint("qingxi", at=AT)
    bodies = [write_fact(fact) for fact in facts] * (MANY // len(facts))
    hashing = _timed("SHA-256 alone", MANY, lambda: [sha256(body).digest() for body in bodies])
    yield hashing.alone()
    yield _timed("full verification", MANY, _verify).beside(hashing, goal="100,000/s")
    bundle = _timed(
        "bundle: leaves and root", MANY, lambda: merkle.root(map(merkle.leaf_hash, bodies))
    )
    yield bundle.beside(hashing, goal="300,000/s")
    some = [fact.id for fact in facts[:PROOFS]]
    yield _timed("inclusion proofs made", PROOFS, lambda: proving.inclusions(some)).alone()


def _verify() -> None:
    report = verifying.verify("qingxi")
    if not report.good:
        raise RuntimeError(report.lines[0].en)


def _imports() -> Iterator[Figure]:
    rows = [{**DATA, "cell": f"D{n}", "sheet": "1", "target": "100.00"} for n in range(ROWS)]
    bodies = [canonical(row) for row in rows]
    plain = _timed("plain insert of rows", ROWS, lambda: _insert_plain("row", bodies), "rows/s")
    yield plain.alone()
    draft = Draft("ledger.imported@1", "bench/imports", "unit:yunling", {"file": "bench"})
    bulk = _timed(
        "import of rows", ROWS, lambda: actions.record_bulk(draft, rows, by=BY, at=AT), "rows/s"
    )
    yield bulk.beside(plain, goal="10,000/s")
