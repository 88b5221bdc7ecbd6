"""The statements by which facts reach the tables of the ledger.

Plain SQL, because an append is measured in microseconds here; the words of
every statement are fixed, values travel as parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from django.db import connection

from bihuan.ledger.engine.envelope import write_time
from bihuan.ledger.engine.merkle import leaf_hash
from bihuan.ledger.facts import Fact
from bihuan.ledger.statements import chunks, insert, marks

COLUMNS = (
    "id", "origin", "kind", "stream", "n", "subject", "actor", "person", "recorded",
    "supersedes", "supersedes_row", "request", "body",
)  # fmt: skip

# How many values one statement names at most.
_CHUNK = 500
# How many rows one statement reads at most.
_PAGE = 2_000
# Advisory locks of PostgreSQL: one class for streams and requests, one for "facts are coming in".
_LOCKS = 0x6269
_RECORDING = 0x626A
_SEALING = 0x626B
_LAYING_OUT = 0x626C
# Streams share this many locks, so that a transaction over many streams holds a bounded number.
_BUCKETS = 1024


def columns(fact: Fact) -> tuple[Any, ...]:
    """Return what the columns beside the body repeat of it, in the order of COLUMNS."""
    return (
        fact.id, fact.origin, fact.kind, fact.stream, fact.n, fact.subject, fact.actor,
        fact.person, write_time(fact.recorded), fact.supersedes, fact.supersedes_row, fact.request,
    )  # fmt: skip


def lock(origin: str, streams: Iterable[str], requests: Iterable[str]) -> None:
    """Hold these streams and requests of an origin until the end of the transaction.

    On PostgreSQL the second writer of a stream waits for the first, so numbers
    stay gap-free and in the order of commits. On SQLite `writing` did it all.
    An action that records twice locks twice; where two such actions cross, the
    database lets one fail, and it may be tried again.
    """
    if connection.vendor == "sqlite":
        return
    buckets = _buckets(origin, streams, requests)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, 0)", [_RECORDING])
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, bucket) FROM unnest(%s::int[]) AS bucket",
            [_LOCKS, buckets],
        )


@contextmanager
def holding(origin: str, streams: Iterable[str]) -> Iterator[None]:
    """Hold these streams of an origin, and the sealing of its log, around a whole transaction.

    What `lock` and `lock_sealing` hold from within, for a transaction that looks at one moment:
    that moment must come after the waiting. Streams first, as everybody does.
    """
    locks = [(_LOCKS, bucket) for bucket in _buckets(origin, streams, ())]
    locks.append((_SEALING, _bucket(origin)))
    with connection.cursor() as cursor:
        try:
            cursor.execute("SELECT pg_advisory_lock_shared(%s, 0)", [_RECORDING])
            for each in locks:
                cursor.execute("SELECT pg_advisory_lock(%s, %s)", each)
            yield
        finally:
            # This connection holds no other lock beyond its transactions.
            cursor.execute("SELECT pg_advisory_unlock_all()")


def see_one_moment() -> None:
    """Let the transaction that begins here see what was committed by now, and nothing later."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def lock_everything() -> None:
    """Wait until nobody records, and let nobody record, until the end of the transaction."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [_RECORDING])


def lock_sealing(origin: str) -> None:
    """Be the only sealer of an origin until the end of the transaction."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_SEALING, _bucket(origin)])


@contextmanager
def laying_out() -> Iterator[None]:
    """Be the only process that lays out the tables of a PostgreSQL database; others wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, 0)", [_LAYING_OUT])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [_LAYING_OUT])


def _buckets(origin: str, streams: Iterable[str], requests: Iterable[str]) -> list[int]:
    names = [f"s\n{origin}\n{name}" for name in streams]
    names += [f"r\n{origin}\n{name}" for name in requests]
    # In ascending order, so that two writers never wait for each other.
    return sorted({_bucket(name) for name in names})


def _bucket(name: str) -> int:
    return int.from_bytes(sha256(name.encode()).digest()[:4]) % _BUCKETS


def heads(origin: str, streams: Iterable[str]) -> dict[str, int]:
    """Return the last number of each stream that has one."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for chunk in chunks(streams, _CHUNK):
            cursor.execute(
                "SELECT stream, MAX(n) FROM ledger_fact"  # noqa: S608  # marks only
                f" WHERE origin = %s AND stream IN ({marks(chunk)}) GROUP BY stream",
                [origin, *chunk],
            )
            found.update(cursor.fetchall())
    return found


def newest(origin: str) -> str:
    """Return when the newest fact of an origin was recorded, as it is written; empty if none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(recorded) FROM ledger_fact WHERE origin = %s", [origin])
        (found,) = cursor.fetchone()
    return found or ""


def sealed_before(origin: str, first: Mapping[str, int]) -> dict[str, int]:
    """Return the streams, of those given with a number, whose number before that one is sealed."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for chunk in chunks(first, _CHUNK):
            either = " OR ".join(["(f.stream = %s AND f.n = %s)"] * len(chunk))
            cursor.execute(
                "SELECT f.stream, f.n FROM ledger_fact f"  # noqa: S608  # marks only
                " JOIN ledger_sealed s ON s.fact = f.id AND s.origin = f.origin"
                f" WHERE f.origin = %s AND ({either})",
                [origin, *(part for name in chunk for part in (name, first[name] - 1))],
            )
            found.update(cursor.fetchall())
    return found


def by_request(origin: str, requests: Iterable[str]) -> dict[str, bytes]:
    """Return the bodies of the facts already recorded for these requests."""
    found: dict[str, bytes] = {}
    with connection.cursor() as cursor:
        for chunk in chunks(requests, _CHUNK):
            cursor.execute(
                "SELECT request, body FROM ledger_fact"  # noqa: S608  # marks only
                f" WHERE origin = %s AND request <> '' AND request IN ({marks(chunk)})",
                [origin, *chunk],
            )
            found.update((request, bytes(body)) for request, body in cursor.fetchall())
    return found


def recorded_by(origin: str, person: str, facts: Iterable[str]) -> frozenset[str]:
    """Return those of these facts that a person recorded."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for chunk in chunks(facts, _CHUNK):
            cursor.execute(
                "SELECT id FROM ledger_fact"  # noqa: S608  # marks only
                f" WHERE origin = %s AND person = %s AND id IN ({marks(chunk)})",
                [origin, person, *chunk],
            )
            found.update(fact for (fact,) in cursor.fetchall())
    return frozenset(found)


def superseding(fact_id: str) -> frozenset[int | None]:
    """Return what of a fact was superseded: row numbers, and None for the fact as a whole."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT supersedes_row FROM ledger_fact WHERE supersedes <> '' AND supersedes = %s",
            [fact_id],
        )
        return frozenset(row for (row,) in cursor.fetchall())


def insert_facts(facts: Sequence[tuple[Fact, bytes]]) -> None:
    """Add facts with their bodies, and let them wait for a place in the log."""
    insert_bodies(facts)
    waiting = [(fact.origin, fact.id, leaf_hash(body)) for fact, body in facts]
    insert("ledger_pending", ("origin", "fact", "leaf"), waiting)


def insert_bodies(facts: Sequence[tuple[Fact, bytes]]) -> None:
    """Add facts that nothing will seal: half of `insert_facts`, apart to be measured."""
    insert("ledger_fact", COLUMNS, [(*columns(fact), body) for fact, body in facts])


def insert_rows(fact_id: str, first: int, bodies: Sequence[bytes]) -> None:
    """Add rows of a bulk fact, numbered from `first`."""
    rows = [(fact_id, number, body) for number, body in enumerate(bodies, first)]
    insert("ledger_row", ("fact", "row", "body"), rows)


def insert_private(values: Sequence[tuple[str, str, bytes, str]]) -> None:
    """Add personal values with their salts."""
    insert("ledger_private", ("fact", "field", "salt", "value"), values)


def insert_sealed(origin: str, first: int, facts: Sequence[str]) -> None:
    """Give facts their places in the log, from the index `first` on."""
    places = [(origin, index, fact) for index, fact in enumerate(facts, first)]
    insert("ledger_sealed", ("origin", "index", "fact"), places)


def tile(origin: str, level: int, index: int) -> bytes:
    """Return the hashes that a tile holds so far; none if there is no such tile."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT hashes FROM ledger_tile WHERE origin = %s AND level = %s AND "index" = %s',
            [origin, level, index],
        )
        found = cursor.fetchone()
    return bytes(found[0]) if found else b""


def rows(fact_id: str) -> Iterator[tuple[int, bytes]]:
    """Yield the rows of a bulk fact as they are held, in order of number."""
    begin = 0
    while page := some_rows(fact_id, begin, _PAGE):
        yield from page
        begin = page[-1][0] + 1


def some_rows(fact_id: str, begin: int, most: int) -> list[tuple[int, bytes]]:
    """Return at most so many rows of a bulk fact, from a number on."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT "row", body FROM ledger_row WHERE fact = %s AND "row" >= %s'
            ' ORDER BY "row" LIMIT %s',
            [fact_id, begin, most],
        )
        return list(cursor.fetchall())


def private(places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the personal values at these facts and fields that are held."""
    by_fact: dict[str, list[str]] = {}
    for fact, field in places:
        by_fact.setdefault(fact, []).append(field)
    found: dict[tuple[str, str], str] = {}
    with connection.cursor() as cursor:
        for fact, fields in by_fact.items():
            for chunk in chunks(fields, _CHUNK):
                cursor.execute(
                    "SELECT field, value FROM ledger_private"  # noqa: S608  # marks only
                    f" WHERE fact = %s AND field IN ({marks(chunk)})",
                    [fact, *chunk],
                )
                found.update(((fact, field), value) for field, value in cursor.fetchall())
    return found
