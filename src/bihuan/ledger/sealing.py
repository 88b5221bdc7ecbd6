"""Giving facts their place in the log, and signing what the log holds.

Sealing runs beside the appends: a fact is recorded at once and gets its index a
moment later, in a batch. (A chain in which each fact names the one before would
make every writer wait for every other.)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256

from django.db import connection

from bihuan.ledger import storing
from bihuan.ledger.engine import merkle, tiles
from bihuan.ledger.engine.envelope import write_time
from bihuan.ledger.engine.notes import Head
from bihuan.ledger.keys import log_name, signer
from bihuan.ledger.models import Checkpoint, Pending, Tile
from bihuan.ledger.queries import sealed_size
from bihuan.ledger.writing import writing

BATCH = 8_192


@dataclass(frozen=True, slots=True)
class _Waiting:
    fact: str
    leaf: bytes
    stream: str
    n: int


def seal(origin: str) -> int:
    """Give every waiting fact of the origin its index; returns the size of the log."""
    # Looked at first without the lock: a sealer that finds nothing should stop no writer.
    while Pending.objects.filter(origin=origin).exists():
        with writing():
            storing.lock_sealing(origin)
            batch = _ready(origin)
            if not batch:
                break
            _append(origin, sealed_size(origin), batch)
    return sealed_size(origin)


def _ready(origin: str) -> list[_Waiting]:
    """Return waiting facts in an order that keeps each stream; where one lacks, the next wait on.

    By number of arrival a fact comes after all that it was decided upon: those
    were committed, and so numbered, before it was recorded.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.fact, p.leaf, f.stream, f.n FROM ledger_pending p"
            " JOIN ledger_fact f ON f.id = p.fact WHERE p.origin = %s ORDER BY p.seq LIMIT %s",
            [origin, BATCH],
        )
        waiting = [_Waiting(fact, bytes(leaf), s, n) for fact, leaf, s, n in cursor.fetchall()]
    first: dict[str, int] = {}
    for each in waiting:
        first[each.stream] = min(each.n, first.get(each.stream, each.n))
    return _in_stream_order(waiting, storing.sealed_before(origin, first))


def _in_stream_order(waiting: list[_Waiting], heads: dict[str, int]) -> list[_Waiting]:
    ready: list[_Waiting] = []
    early: dict[tuple[str, int], _Waiting] = {}
    for each in waiting:
        early[each.stream, each.n] = each
        n = heads.get(each.stream, 0) + 1
        while found := early.pop((each.stream, n), None):
            ready.append(found)
            heads[each.stream] = n
            n += 1
    return ready


def _append(origin: str, size: int, batch: list[_Waiting]) -> None:
    leaves = [each.leaf for each in batch]
    for (level, index), hashes in tiles.grow(size, leaves, partial(storing.tile, origin)).items():
        _write_tile(origin, level, index, hashes)
    storing.insert_sealed(origin, size, [each.fact for each in batch])
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM ledger_pending WHERE origin = %s AND fact IN"
            ' (SELECT fact FROM ledger_sealed WHERE origin = %s AND "index" >= %s)',
            [origin, origin, size],
        )


def _write_tile(origin: str, level: int, index: int, hashes: bytes) -> None:
    grown = Tile.objects.filter(origin=origin, level=level, index=index).update(hashes=hashes)
    if not grown:
        Tile.objects.create(origin=origin, level=level, index=index, hashes=hashes)


def root(origin: str, size: int) -> bytes:
    """Return the root of the origin's log as it was at this size."""
    return merkle.root_at(size, tiles.nodes(partial(storing.tile, origin)))


def checkpoint(origin: str, *, at: datetime) -> str:
    """Sign what the log holds now and return the note; a size that was signed keeps its note."""
    with writing():
        storing.lock_sealing(origin)
        size = sealed_size(origin)
        signed = Checkpoint.objects.filter(origin=origin, size=size).first()
        if signed is not None:
            return signed.note
        note = signer(origin).sign(Head(log_name(origin), size, root(origin, size)).write())
        signed_at = write_time(at)
        Checkpoint.objects.create(
            origin=origin,
            size=size,
            signed=signed_at,
            label=checkpoint_label(note, signed_at),
            note=note,
        )
        return note


def checkpoint_label(note: str, signed_at: str) -> str:
    """Return the hash that ties the time of signing to a note; the note itself states no time."""
    return sha256(f"{signed_at}\n{note}".encode()).hexdigest()


def last_checkpoint(origin: str) -> str:
    """Return the newest signed checkpoint of the origin; empty if none was signed yet."""
    newest = Checkpoint.objects.filter(origin=origin).order_by("-size").first()
    return newest.note if newest else ""
