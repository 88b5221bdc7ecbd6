"""The walk over all facts of a log, in order, that verification takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.db import connection

from bihuan.ledger import faults, storing
from bihuan.ledger.actions import ERASED
from bihuan.ledger.applying import documents_of
from bihuan.ledger.engine import tiles
from bihuan.ledger.engine.canonical import read
from bihuan.ledger.engine.envelope import read_time, write_time
from bihuan.ledger.engine.merkle import leaf_hash
from bihuan.ledger.words import Message, Said

_AT_ONCE = 4_096
# An act of an hour gets its place in the log after acts that began later and were short.
LONGEST_ACT = timedelta(hours=1)
_NAMES = storing.COLUMNS[:-1]
_recorded_columns = itemgetter(*_NAMES)
_FIELDS = ", ".join(f"f.{name}" for name in storing.COLUMNS)

_SEALED = (
    f'SELECT s."index", s.fact, {_FIELDS} FROM ledger_sealed s'  # noqa: S608  # our names
    " LEFT JOIN ledger_fact f ON f.id = s.fact"
    ' WHERE s.origin = %s AND s."index" >= %s ORDER BY s."index" LIMIT %s'
)
_PENDING = (
    f"SELECT p.leaf, p.fact, {_FIELDS} FROM ledger_pending p"  # noqa: S608  # our names
    " LEFT JOIN ledger_fact f ON f.id = p.fact WHERE p.origin = %s ORDER BY f.stream, f.n"
)
_NOWHERE = (
    "SELECT f.id FROM ledger_fact f WHERE f.origin = %s"
    " AND NOT EXISTS (SELECT 1 FROM ledger_sealed s WHERE s.fact = f.id AND s.origin = f.origin)"
    " AND NOT EXISTS (SELECT 1 FROM ledger_pending p WHERE p.fact = f.id AND p.origin = f.origin)"
)


@dataclass
class Walk:
    """What was seen on the way: faults, and what the later checks need of the facts.

    Args:
        streams: the last number of each stream.
        bulk: the count and root of the rows of each bulk fact.
        private: the commitment of each personal value.
        documents: each document that facts name, with the first that does.
        erased: the personal values whose erasure was recorded.
        newest: the latest time of recording so far.
        facts, size: how many facts were seen, and how many of the log.
    """

    origin: str
    problems: list[Said] = field(default_factory=list)
    streams: dict[str, int] = field(default_factory=dict)
    bulk: dict[str, tuple[int, str]] = field(default_factory=dict)
    private: dict[tuple[str, str], str] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    erased: set[tuple[str, str]] = field(default_factory=set)
    newest: str = ""
    facts: int = 0
    size: int = 0

    def wrong(self, message: Message, **parameters: Any) -> None:
        self.problems.append(Said(message, parameters))


def walk(seen: Walk) -> None:
    """Look at every fact of the origin, sealed ones in the order of the log."""
    for page in _sealed_pages(seen.origin):
        _look_at_page(seen, page)
    with connection.cursor() as cursor:
        cursor.execute(_PENDING, [seen.origin])
        for row in cursor.fetchall():
            _look_at(seen, "?", row, as_bytes(row[0]))
        cursor.execute(_NOWHERE, [seen.origin])
        for (fact_id,) in cursor.fetchall():
            seen.wrong(faults.FACT_NOWHERE, fact=fact_id)


def _sealed_pages(origin: str) -> Iterator[list[tuple[Any, ...]]]:
    begin = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_SEALED, [origin, begin, _AT_ONCE])
            page = cursor.fetchall()
        if not page:
            return
        yield page
        begin = page[-1][0] + 1


def _look_at_page(seen: Walk, page: list[tuple[Any, ...]]) -> None:
    tile = _leaf_tiles(seen.origin)
    for row in page:
        index = row[0]
        if index != seen.size:
            seen.wrong(faults.LOG_GAP, index=seen.size)
        seen.size = index + 1
        at = index % tiles.WIDTH * tiles.HASH
        _look_at(seen, index, row, tile(index // tiles.WIDTH)[at : at + tiles.HASH])


def _leaf_tiles(origin: str) -> Callable[[int], bytes]:
    @lru_cache(maxsize=4)
    def read_tile(index: int) -> bytes:
        with connection.cursor() as cursor:
            cursor.execute(
                'SELECT hashes FROM ledger_tile WHERE origin = %s AND level = 0 AND "index" = %s',
                [origin, index],
            )
            found = cursor.fetchone()
        return as_bytes(found[0]) if found else b""

    return read_tile


def as_bytes(held: object) -> bytes:
    """Return bytes as a database holds them; what is no bytes any more gives none."""
    if type(held) is bytes:
        return held
    return bytes(held) if isinstance(held, memoryview) else b""


def _look_at(seen: Walk, index: int | str, row: tuple[Any, ...], leaf: bytes) -> None:
    """Compare one fact with its leaf and its columns; `row` is a place, an id, columns, a body."""
    if row[2] is None:
        seen.wrong(faults.FACT_MISSING, fact=row[1], index=index)
        return
    seen.facts += 1
    body = as_bytes(row[-1])
    if leaf_hash(body) != leaf:
        seen.wrong(faults.FACT_CHANGED, fact=row[1], index=index)
        return
    recorded = read(body)
    held = row[2:-1]
    if _recorded_columns(recorded) != held:
        for name, value in zip(_NAMES, held, strict=True):
            if recorded[name] != value:
                seen.wrong(faults.COLUMN_CHANGED, fact=recorded["id"], column=name)
    _note(seen, recorded)
    if recorded["recorded"] >= seen.newest:
        seen.newest = recorded["recorded"]
    elif isinstance(index, int):
        _note_time(seen, index, recorded)


def _note_time(seen: Walk, index: int, recorded: dict[str, Any]) -> None:
    """Note a fact that is dated so long before an earlier one that no waiting explains it."""
    if recorded["recorded"] < write_time(read_time(seen.newest) - LONGEST_ACT):
        seen.wrong(
            faults.LOG_TIME_BACKWARDS, fact=recorded["id"], index=index,
            recorded=recorded["recorded"], newest=seen.newest,
        )  # fmt: skip


def _note(seen: Walk, recorded: dict[str, Any]) -> None:
    stream, n = recorded["stream"], recorded["n"]
    expected = seen.streams.get(stream, 0) + 1
    if n != expected:
        seen.wrong(faults.STREAM_ORDER, stream=stream, n=n, expected=expected)
    seen.streams[stream] = n
    data, source, kind = recorded["data"], recorded["source"], recorded["kind"]
    # Most facts name nothing: they are passed by quickly, since there may be millions.
    if (keys := documents_of(kind)) or source:
        for digest in (*(data.get(key, "") for key in keys), (source or {}).get("document", "")):
            if digest:
                seen.documents.setdefault(digest, recorded["id"])
    if "root" in data:
        seen.bulk[recorded["id"]] = (data["rows"], data["root"])
    for name, commitment in recorded["private"].items():
        seen.private[recorded["id"], name] = commitment
    if kind == ERASED:
        seen.erased |= {(data["fact"], name) for name in data["fields"]}
