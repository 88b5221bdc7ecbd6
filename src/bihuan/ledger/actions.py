"""What changes the ledger: recording facts, keeping documents, erasing personal values.

Every action of every room opens `writing`, checks what its rules ask, and
records. Recording assigns the place in the stream, stores the fact and applies
it to the tables of the rooms, all in that one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any
from unicodedata import normalize

from django.db import connection, transaction

from bihuan.ledger import storing
from bihuan.ledger.batches import (  # the first: another room refuses with it too
    NOTHING_TO_SUPERSEDE as NOTHING_TO_SUPERSEDE,  # noqa: PLC0414
)
from bihuan.ledger.batches import PRIVATE, commit_private, open_batch, place, recorded, store
from bihuan.ledger.engine.canonical import canonical, read
from bihuan.ledger.engine.merkle import Frontier, leaf_hash
from bihuan.ledger.facts import Draft, Fact, Json
from bihuan.ledger.ids import uuid7
from bihuan.ledger.models import Document
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Message, Refused, Text
from bihuan.ledger.writing import writing

ERASED = "ledger.erased@1"

# What only a bulk fact says of itself.
_BULK = frozenset({"rows", "root"})
_ROWS_AT_ONCE = 2_000
_LONGEST_NAME = 300

ERASURE_NOT_ALLOWED = Message(
    "erasure-not-allowed",
    Text(
        en="only an operator may erase personal values",
        zh="只有系统管理员可以删除个人信息",
    ),
    Text(
        en="ask the operator, and name the legal ground",
        zh="请联系系统管理员，并说明法律依据",
    ),
)
NOTHING_PRIVATE = Message(
    "nothing-private",
    Text(
        en="the record {fact} holds no such personal value",
        zh="记录 {fact} 中没有这项个人信息",
    ),
    Text(
        en="check the id of the record and the names of the fields",
        zh="请核对记录编号和字段名",
    ),
)


def record(draft: Draft, *, by: Viewer, at: datetime) -> Fact:
    """Record one fact and apply it; a request seen before returns the fact it made."""
    return record_many([draft], by=by, at=at)[0]


def record_many(drafts: Iterable[Draft], *, by: Viewer, at: datetime) -> list[Fact]:
    """Record facts in this order, all or none, and apply each."""
    drafts = list(drafts)
    for draft in drafts:
        _check_not_bulk(draft)
    with _in_writing():
        batch = open_batch(drafts, by=by, at=at)
        facts = [place(batch, draft, uuid7(at)) for draft in drafts]
        with _or_nothing():
            store(batch)
    return facts


def record_bulk(
    draft: Draft,
    rows: Iterable[Mapping[str, Json]],
    *,
    by: Viewer,
    at: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> Fact:
    """Record one fact that stands for many rows, and apply it once.

    The rows are kept beside the fact as canonical bytes, numbered from 0; the
    fact's data gains ``rows``, their count, and ``root``, the Merkle root over
    them. `progress` hears how many rows were stored so far. A row may have personal values, as
    text by field under ``private``: only their salted commitments stay in it.
    """
    _check_not_bulk(draft)
    with _in_writing():
        batch = open_batch([draft], by=by, at=at)
        if draft.request in batch.requests:
            return place(batch, draft, "")
        fact_id = uuid7(at)
        with _or_nothing():
            count, root = _store_rows(fact_id, rows, progress)
            whole = replace(draft, data={**draft.data, "rows": count, "root": root})
            fact = place(batch, whole, fact_id)
            store(batch)
    return fact


def _check_not_bulk(draft: Draft) -> None:
    if _BULK.intersection(draft.data):
        raise ValueError(f"{draft.kind}: rows and root are said by record_bulk alone")


def _in_writing() -> AbstractContextManager[None]:
    return nullcontext() if connection.in_atomic_block else writing()


def _or_nothing() -> AbstractContextManager[None]:
    # A failure in here spoils the enclosing action as a whole: even a caller that catches it
    # cannot commit a fact that was stored and not applied.
    return transaction.atomic(savepoint=False)


def _store_rows(
    fact_id: str, rows: Iterable[Mapping[str, Json]], progress: Callable[[int], None]
) -> tuple[int, str]:
    tree = Frontier()
    for bodies, private in _canonical_rows(fact_id, rows):
        storing.insert_rows(fact_id, tree.size, bodies)
        storing.insert_private(private)
        for body in bodies:
            tree.add(leaf_hash(body))
        progress(tree.size)
    return tree.size, tree.root().hex()


def _canonical_rows(
    fact_id: str, rows: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[list[bytes], list[tuple[str, str, bytes, str]]]]:
    """Yield rows as bytes, some at a time, each with the personal values that stay out of them."""
    numbered = enumerate(rows)
    while some := list(islice(numbered, _ROWS_AT_ONCE)):
        bodies, private = [], []
        for n, row in some:
            if row.get(PRIVATE):
                commitments, values = commit_private(row[PRIVATE], fact_id, row=n)
                row = {**row, PRIVATE: commitments}  # noqa: PLW2901  # what is kept of it
                private += values
            bodies.append(canonical(row, name=f"row {n}"))
        yield bodies, private


def keep(content: bytes, *, name: str, type: str) -> str:  # noqa: A002  # the media type, as everywhere
    """Keep a document for ever and return its SHA-256 in hex; the same bytes are kept once."""
    digest = sha256(content).hexdigest()
    # Some systems hand out names in parts (NFD); a name is a label, so it may be cut.
    name = normalize("NFC", name)[:_LONGEST_NAME]
    with _in_writing():
        if connection.vendor != "sqlite":
            storing.lock("", (), [digest])
        if not Document.objects.filter(digest=digest).exists():
            Document.objects.create(
                digest=digest,
                name=name,
                type=type,
                label=document_label(digest, name, type),
                content=content,
            )
    return digest


def erase(
    fact_id: str, *, fields: Sequence[str] = (), reason: str, by: Viewer, at: datetime
) -> Fact:
    """Delete personal values of a fact (all, if none is named) and record that it was done.

    The fact keeps its commitments, so every proof stays valid; without the salt
    they say nothing any more. `reason` is the legal ground.
    """
    if not by.may("operator", at=f"/{by.origin}/"):
        raise Refused(ERASURE_NOT_ALLOWED)
    with _in_writing():
        fact = recorded(fact_id, by.origin)
        names = sorted(fields or fact.private) if fact else []
        if fact is None or not names or not all(_held(fact, name) for name in names):
            raise Refused(NOTHING_PRIVATE, fact=fact_id)
        erased = Draft(
            kind=ERASED,
            stream="ledger/erasures",
            subject=fact.subject,
            data={"fact": fact_id, "fields": names},
            reason=reason,
        )
        return record(erased, by=by, at=at)


def _held(fact: Fact, name: str) -> bool:
    """Tell whether a fact commits to a personal value, or the row that the name begins with."""
    if name in fact.private:
        return True
    row, parted, field = name.partition("/")
    if not (parted and row.isdecimal() and int(row) < fact.data.get("rows", 0)):
        return False
    ((_, body),) = storing.some_rows(fact.id, int(row), 1)
    return field in read(bytes(body)).get(PRIVATE, {})


def document_label(digest: str, name: str, media_type: str) -> str:
    """Return the hash that ties the name and type of a document to its digest."""
    return sha256(canonical({"digest": digest, "name": name, "type": media_type})).hexdigest()
