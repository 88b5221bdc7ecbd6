"""What changes the ledger: recording facts, keeping documents, erasing personal values.

Every action of every room opens `writing`, checks what its rules ask, and
records. Recording assigns the place in the stream, stores the fact and applies
it to the tables of the rooms, all in that one transaction.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db import connection, transaction

from bihuan.ledger import storing
from bihuan.ledger.applying import appliers
from bihuan.ledger.engine.canonical import canonical
from bihuan.ledger.engine.commitments import commit
from bihuan.ledger.engine.envelope import read_fact, write_fact
from bihuan.ledger.engine.merkle import Frontier, leaf_hash
from bihuan.ledger.facts import Draft, Fact, Json
from bihuan.ledger.ids import uuid7
from bihuan.ledger.models import Document, FactRow
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Message, Refused, Text
from bihuan.ledger.writing import writing

ERASED = "ledger.erased@1"

_KIND = re.compile(r"[a-z]+\.[a-z][a-z0-9_]*@[1-9][0-9]*")
# What only a bulk fact says of itself.
_BULK = frozenset({"rows", "root"})
_ROWS_AT_ONCE = 2_000

REQUEST_REUSED = Message(
    "request-reused",
    Text(
        en='the request "{request}" was already used for another act',
        zh="请求编号“{request}”已用于另一项操作",
    ),
    Text(en="use a new request id for a new act", zh="新的操作请使用新的请求编号"),
)
NOTHING_TO_SUPERSEDE = Message(
    "nothing-to-supersede",
    Text(
        en="there is no record {fact} of this kind, stream and subject to correct",
        zh="没有可更正的记录 {fact}：类别、序列或对象不符",
    ),
    Text(
        en="name a record that stands in the same stream and is about the same subject",
        zh="请指明同一序列中同一对象的记录",
    ),
)
SUPERSEDED_ALREADY = Message(
    "superseded-already",
    Text(
        en="the record {fact} was already corrected or withdrawn",
        zh="记录 {fact} 已被更正或撤回",
    ),
    Text(
        en="look at the newest record and correct that one",
        zh="请查看最新的记录，并对其进行更正",
    ),
)
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


@dataclass(slots=True)
class _Batch:
    """Facts on their way into the ledger: what is known of their streams, and what is new."""

    by: Viewer
    at: datetime
    heads: dict[str, int]
    requests: dict[str, Fact]
    new: list[tuple[Fact, bytes]] = field(default_factory=list)
    private: list[tuple[str, str, bytes, str]] = field(default_factory=list)


def record(draft: Draft, *, by: Viewer, at: datetime) -> Fact:
    """Record one fact and apply it; a request seen before returns the fact it made."""
    return record_many([draft], by=by, at=at)[0]


def record_many(drafts: Iterable[Draft], *, by: Viewer, at: datetime) -> list[Fact]:
    """Record facts in this order, all or none, and apply each."""
    drafts = list(drafts)
    for draft in drafts:
        _check_not_bulk(draft)
    with _in_writing():
        batch = _open(drafts, by=by, at=at)
        facts = [_place(batch, draft, uuid7(at)) for draft in drafts]
        with _or_nothing():
            _store(batch)
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
    them. `progress` hears how many rows were stored so far.
    """
    _check_not_bulk(draft)
    with _in_writing():
        batch = _open([draft], by=by, at=at)
        if draft.request in batch.requests:
            return _place(batch, draft, "")
        fact_id = uuid7(at)
        with _or_nothing():
            count, root = _store_rows(fact_id, rows, progress)
            whole = replace(draft, data={**draft.data, "rows": count, "root": root})
            fact = _place(batch, whole, fact_id)
            _store(batch)
    return fact


def _in_writing() -> AbstractContextManager[None]:
    return nullcontext() if connection.in_atomic_block else writing()


def _or_nothing() -> AbstractContextManager[None]:
    # A failure in here spoils the enclosing action as a whole: even a caller that catches it
    # cannot commit a fact that was stored and not applied.
    return transaction.atomic(savepoint=False)


def _open(drafts: Sequence[Draft], *, by: Viewer, at: datetime) -> _Batch:
    streams = {draft.stream for draft in drafts}
    requests = {draft.request for draft in drafts if draft.request}
    storing.lock(by.origin, streams, requests)
    known = storing.by_request(by.origin, requests) if requests else {}
    return _Batch(
        by=by,
        at=at,
        heads=storing.heads(by.origin, streams),
        requests={request: read_fact(body) for request, body in known.items()},
    )


def _place(batch: _Batch, draft: Draft, fact_id: str) -> Fact:
    """Give a draft its place in its stream, or return the fact its request made before."""
    if draft.request and (first := batch.requests.get(draft.request)):
        if (first.kind, first.stream, first.subject) != (draft.kind, draft.stream, draft.subject):
            raise Refused(REQUEST_REUSED, request=draft.request)
        return first
    _check_form(draft)
    if draft.supersedes:
        _check_supersedes(batch, draft)
    n = batch.heads.get(draft.stream, 0) + 1
    private, values = _commit_private(draft.private, fact_id)
    body = write_fact(_fact(batch, draft, fact_id, n, private))
    # Read back, so that the fact applied now is the fact that a rebuild will apply.
    fact = read_fact(body)
    batch.heads[draft.stream] = n
    batch.private += values
    batch.new.append((fact, body))
    if draft.request:
        batch.requests[draft.request] = fact
    return fact


def _check_form(draft: Draft) -> None:
    # These are written by our rooms, not by people, so a slip is a fault and not a refusal.
    if not _KIND.fullmatch(draft.kind):
        raise ValueError(f"not a fact kind: {draft.kind}")
    if not draft.stream or not draft.subject:
        raise ValueError(f"{draft.kind} needs a stream and a subject")


def _check_not_bulk(draft: Draft) -> None:
    if _BULK.intersection(draft.data):
        raise ValueError(f"{draft.kind}: rows and root are said by record_bulk alone")


def _fact(batch: _Batch, draft: Draft, fact_id: str, n: int, private: dict[str, str]) -> Fact:
    by = batch.by
    return Fact(
        id=fact_id,
        origin=by.origin,
        kind=draft.kind,
        stream=draft.stream,
        n=n,
        subject=draft.subject,
        actor=by.actor,
        person=by.person,
        act_as=by.act_as,
        on_behalf=by.on_behalf,
        valid=draft.valid,
        recorded=batch.at,
        data=draft.data,
        evidence=draft.evidence,
        private=private,
        source=draft.source,
        mechanism=draft.mechanism,
        supersedes=draft.supersedes,
        supersedes_row=draft.supersedes_row,
        retracts=draft.retracts,
        reason=draft.reason,
        request=draft.request,
    )


def _commit_private(
    private: Mapping[str, str], fact_id: str
) -> tuple[dict[str, str], list[tuple[str, str, bytes, str]]]:
    commitments, values = {}, []
    for name, value in private.items():
        salt = secrets.token_bytes(32)
        commitments[name] = commit(salt, value)
        values.append((fact_id, name, salt, value))
    return commitments, values


def _check_supersedes(batch: _Batch, draft: Draft) -> None:
    old = _superseded(batch, draft.supersedes)
    if old is None or not _may_follow(old, draft):
        raise Refused(NOTHING_TO_SUPERSEDE, fact=draft.supersedes)
    gone = set(storing.superseding(old.id))
    gone |= {new.supersedes_row for new, _ in batch.new if new.supersedes == old.id}
    # A fact withdrawn as a whole takes its rows with it, except those corrected before.
    if None in gone or draft.supersedes_row in gone:
        raise Refused(SUPERSEDED_ALREADY, fact=draft.supersedes)


def _superseded(batch: _Batch, fact_id: str) -> Fact | None:
    for fact, _ in batch.new:
        if fact.id == fact_id:
            return fact
    return _recorded(fact_id, batch.by.origin)


def _recorded(fact_id: str, origin: str) -> Fact | None:
    row = FactRow.objects.filter(origin=origin, id=fact_id).only("body").first()
    return None if row is None else read_fact(bytes(row.body))


def _may_follow(old: Fact, draft: Draft) -> bool:
    """Tell whether the draft is of the kind, stream and subject of the fact it replaces.

    A row of a bulk fact has a subject of its own, and its correction may be a
    single fact of the same room.
    """
    if old.stream != draft.stream:
        return False
    if draft.supersedes_row is None:
        same_kind = old.kind.split("@")[0] == draft.kind.split("@")[0]
        return same_kind and old.subject == draft.subject
    same_room = old.kind.split(".")[0] == draft.kind.split(".")[0]
    return same_room and 0 <= draft.supersedes_row < old.data.get("rows", 0)


def _store(batch: _Batch) -> None:
    storing.insert_private(batch.private)
    storing.insert_facts(batch.new)
    for fact, _ in batch.new:
        for apply in appliers(fact.kind):
            apply(fact)


def _store_rows(
    fact_id: str, rows: Iterable[Mapping[str, Json]], progress: Callable[[int], None]
) -> tuple[int, str]:
    tree = Frontier()
    for bodies in _canonical_rows(rows):
        storing.insert_rows(fact_id, tree.size, bodies)
        for body in bodies:
            tree.add(leaf_hash(body))
        progress(tree.size)
    return tree.size, tree.root().hex()


def _canonical_rows(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[bytes]]:
    numbered = enumerate(rows)
    while chunk := [canonical(row, name=f"row {n}") for n, row in islice(numbered, _ROWS_AT_ONCE)]:
        yield chunk


def keep(content: bytes, *, name: str, type: str) -> str:  # noqa: A002  # the media type, as everywhere
    """Keep a document for ever and return its SHA-256 in hex; the same bytes are kept once."""
    digest = sha256(content).hexdigest()
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
    if not by.may("operator"):
        raise Refused(ERASURE_NOT_ALLOWED)
    with _in_writing():
        fact = _recorded(fact_id, by.origin)
        names = sorted(fields or fact.private) if fact else []
        if fact is None or not names or not fact.private.keys() >= set(names):
            raise Refused(NOTHING_PRIVATE, fact=fact_id)
        erased = Draft(
            kind=ERASED,
            stream="ledger/erasures",
            subject=fact.subject,
            data={"fact": fact_id, "fields": names},
            reason=reason,
        )
        return record(erased, by=by, at=at)


def document_label(digest: str, name: str, media_type: str) -> str:
    """Return the hash that ties the name and type of a document to its digest."""
    return sha256(canonical({"digest": digest, "name": name, "type": media_type})).hexdigest()
