"""Facts on their way into the ledger: their place in a stream, and what stands against them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from bihuan.ledger import storing
from bihuan.ledger.applying import appliers
from bihuan.ledger.engine.commitments import commit
from bihuan.ledger.engine.envelope import read_fact, read_time, write_fact
from bihuan.ledger.facts import Draft, Fact, Source
from bihuan.ledger.models import FactRow
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Message, Refused, Text

_KIND = re.compile(r"[a-z]+\.[a-z][a-z0-9_]*@[1-9][0-9]*")
# As wide as the columns that repeat them.
_WIDEST = {"kind": 100, "stream": 300, "subject": 300}
# What people and their files say: as wide as the columns of the rooms that repeat it.
_MOST = {"reason": 1000, "request": 200}
_MOST_OF_SOURCE = {"document": 64, "sheet": 100, "cell": 20, "feed": 200}
# The key under which a row of a bulk fact holds the commitments of its personal values.
PRIVATE = "private"
_CALLED = {
    "reason": Text(en="the reason", zh="原因"),
    "request": Text(en="the request id", zh="请求编号"),
    "document": Text(en="the digest of the document", zh="文件摘要"),
    "sheet": Text(en="the name of the sheet", zh="工作表名"),
    "cell": Text(en="the name of the cell", zh="单元格"),
    "feed": Text(en="the name of the feed", zh="数据来源名"),
}

TEXT_TOO_LONG = Message(
    "text-too-long",
    Text(
        en="{what} has {count} characters; at most {most} are kept",
        zh="{what}共 {count} 个字符，最多 {most} 个",
    ),
    Text(
        en="shorten it; what needs more room belongs in a document",
        zh="请缩短；较长的内容请另存为文件",
    ),
)

# Clocks of several machines differ, and an act may wait for its turn after it looked at the time.
SLACK = timedelta(minutes=10)

TIME_BACKWARDS = Message(
    "time-backwards",
    Text(
        en="nothing can be recorded as of {at}: the newest record here is of {newest}",
        zh="不能以 {at} 的时间登记：最新一条记录的时间是 {newest}",
    ),
    Text(
        en="act as of today, or of the day of the newest record or later; see the machine's clock",
        zh="请以今天办理，或指定最新记录当天及以后的日期；并核对本机时钟",
    ),
)
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


@dataclass(slots=True)
class Batch:
    """Facts on their way into the ledger: what is known of their streams, and what is new."""

    by: Viewer
    at: datetime
    heads: dict[str, int]
    requests: dict[str, Fact]
    new: list[tuple[Fact, bytes]] = field(default_factory=list)
    private: list[tuple[str, str, bytes, str]] = field(default_factory=list)


def open_batch(drafts: Sequence[Draft], *, by: Viewer, at: datetime) -> Batch:
    """Hold the streams and requests of these drafts, and look up how far they are.

    Raises:
        Refused: one of them is new, and `at` lies before what is recorded already.
    """
    streams = {draft.stream for draft in drafts}
    requests = {draft.request for draft in drafts if draft.request}
    storing.lock(by.origin, streams, requests)
    known = storing.by_request(by.origin, requests) if requests else {}
    if any(draft.request not in known for draft in drafts):
        _check_time(by.origin, at)
    return Batch(
        by=by,
        at=at,
        heads=storing.heads(by.origin, streams),
        requests={request: read_fact(body) for request, body in known.items()},
    )


def place(batch: Batch, draft: Draft, fact_id: str) -> Fact:
    """Give a draft its place in its stream, or return the fact its request made before."""
    if draft.request and (first := batch.requests.get(draft.request)):
        if not _same_act(first, draft, batch.by):
            raise Refused(REQUEST_REUSED, request=draft.request)
        return first
    _check_form(draft)
    if draft.supersedes:
        _check_supersedes(batch, draft)
    n = batch.heads.get(draft.stream, 0) + 1
    private, values = commit_private(draft.private, fact_id)
    body = write_fact(_fact(batch, draft, fact_id, n, private))
    # Read back, so that the fact applied now is the fact that a rebuild will apply.
    fact = read_fact(body)
    batch.heads[draft.stream] = n
    batch.private += values
    batch.new.append((fact, body))
    if draft.request:
        batch.requests[draft.request] = fact
    return fact


def _same_act(first: Fact, draft: Draft, by: Viewer) -> bool:
    """Tell whether a request that comes again asks for what it asked before."""
    return (
        (first.kind, first.stream, first.subject) == (draft.kind, draft.stream, draft.subject)
        and (first.person, first.supersedes) == (by.person, draft.supersedes)
        # A bulk fact says more of itself than its draft does.
        and all(first.data.get(name) == value for name, value in draft.data.items())
    )


def _check_form(draft: Draft) -> None:
    # These are written by our rooms, not by people, so a slip is a fault and not a refusal.
    if not _KIND.fullmatch(draft.kind):
        raise ValueError(f"not a fact kind: {draft.kind}")
    if not draft.stream or not draft.subject:
        raise ValueError(f"{draft.kind} needs a stream and a subject")
    for name, most in _WIDEST.items():
        if len(getattr(draft, name)) > most:
            raise ValueError(f"{draft.kind}: its {name} is longer than {most} characters")
    for name, most in _MOST.items():
        check_length(_CALLED[name], getattr(draft, name), most)
    if draft.source is not None:
        check_source(draft.source)


def _check_time(origin: str, at: datetime) -> None:
    """Refuse to date a fact before what is recorded: time runs on, also in a story that is told."""
    written = storing.newest(origin)
    if written and at + SLACK < (newest := read_time(written)):
        raise Refused(TIME_BACKWARDS, at=_minute(at), newest=_minute(newest))


def _minute(moment: datetime) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}"


def check_length(what: Text, text: str, most: int) -> None:
    """Refuse text that is longer than its column: of two databases only one would refuse it."""
    if len(text) > most:
        raise Refused(TEXT_TOO_LONG, what=what, count=len(text), most=most)


def check_source(source: Source) -> None:
    """Refuse a place that is longer than the columns that repeat it."""
    for name, most in _MOST_OF_SOURCE.items():
        check_length(_CALLED[name], getattr(source, name), most)


def _fact(batch: Batch, draft: Draft, fact_id: str, n: int, private: dict[str, str]) -> Fact:
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


def commit_private(
    private: Mapping[str, str], fact_id: str, *, row: int | None = None
) -> tuple[dict[str, str], list[tuple[str, str, bytes, str]]]:
    """Return the commitments of personal values, and the values as they are kept beside them.

    Those of a row of a bulk fact are kept under the number of the row and the name: ``17/phone``.
    """
    commitments, values = {}, []
    for name, value in private.items():
        salt = secrets.token_bytes(32)
        commitments[name] = commit(salt, value)
        values.append((fact_id, name if row is None else f"{row}/{name}", salt, value))
    return commitments, values


def _check_supersedes(batch: Batch, draft: Draft) -> None:
    old = _superseded(batch, draft.supersedes)
    if old is None or not _may_follow(old, draft):
        raise Refused(NOTHING_TO_SUPERSEDE, fact=draft.supersedes)
    gone = set(storing.superseding(old.id))
    gone |= {new.supersedes_row for new, _ in batch.new if new.supersedes == old.id}
    # A fact withdrawn as a whole takes its rows with it, except those corrected before.
    if None in gone or draft.supersedes_row in gone:
        raise Refused(SUPERSEDED_ALREADY, fact=draft.supersedes)


def _superseded(batch: Batch, fact_id: str) -> Fact | None:
    for fact, _ in batch.new:
        if fact.id == fact_id:
            return fact
    return recorded(fact_id, batch.by.origin)


def recorded(fact_id: str, origin: str) -> Fact | None:
    """Return a fact of the origin by its id, as it was recorded; None if there is none."""
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


def store(batch: Batch) -> None:
    """Store what is new in the batch, and apply each fact to the tables of the rooms."""
    storing.insert_private(batch.private)
    storing.insert_facts(batch.new)
    for fact, _ in batch.new:
        for apply in appliers(fact.kind):
            apply(fact)
