"""Questions about what was recorded, each answered within the viewer's origin.

Streams mix the facts of many units, and the ledger does not know which unit a
fact is about. So whoever holds a grant over the whole origin (an auditor, an
operator, an office of the district) reads every fact of it; anybody else reads
only what they recorded themselves. What others may see, the rooms answer from
their own tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from bihuan.ledger import storing
from bihuan.ledger.engine.canonical import read
from bihuan.ledger.engine.envelope import read_fact, read_time
from bihuan.ledger.facts import Fact
from bihuan.ledger.models import Document, PrivateValue, Sealed
from bihuan.ledger.upcasting import upcast
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Message, Refused, Text

_AT_ONCE = 2_000

FACT_UNKNOWN = Message(
    "fact-unknown",
    Text(en="there is no record {fact} here", zh="此处没有记录 {fact}"),
    Text(
        en="check the id; a record of another unit is not shown",
        zh="请核对编号；其他单位的记录不予显示",
    ),
)
DOCUMENT_UNKNOWN = Message(
    "document-unknown",
    Text(en="no document with the digest {digest} was kept", zh="没有保存过摘要为 {digest} 的文件"),
    Text(en="check the digest, or import the document again", zh="请核对摘要，或重新导入该文件"),
)


def _reach(viewer: Viewer) -> tuple[str, list[Any]]:
    """Return the condition, over facts as f, of what the viewer may read."""
    root = f"/{viewer.origin}/"
    if any(root.startswith(grant.subtree) for grant in viewer.grants):
        return "f.origin = %s", [viewer.origin]
    return "f.origin = %s AND f.person = %s AND f.actor = %s", [
        viewer.origin,
        viewer.person,
        viewer.actor,
    ]


def fact(fact_id: str, viewer: Viewer) -> Fact:
    """Return one fact, as the newest version of its kind; refused if the viewer may not read it."""
    reach, values = _reach(viewer)
    for body in _bodies(f"{reach} AND f.id = %s", [*values, fact_id]):
        return upcast(read_fact(body))
    raise Refused(FACT_UNKNOWN, fact=fact_id)


def facts(
    viewer: Viewer, *, kind: str = "", stream: str = "", subject: str = "", since_index: int = 0
) -> Iterator[Fact]:
    """Yield facts in the order of the log, those not sealed yet last.

    `kind` may leave out its version, and then stands for all of them.
    `since_index` leaves out the sealed facts before this index of the log.
    """
    reach, values = _reach(viewer)
    where = [reach]
    for condition, value in (
        (
            "f.kind = %s" if "@" in kind else "f.kind LIKE %s",
            kind if "@" in kind else kind and f"{kind}@%",
        ),
        ("f.stream = %s", stream),
        ("f.subject = %s", subject),
    ):
        if value:
            where.append(condition)
            values.append(value)
    for body in _in_order(viewer.origin, " AND ".join(where), values, since_index):
        yield upcast(read_fact(body))


def superseding(fact_id: str, viewer: Viewer, *, row: int | None = None) -> Fact | None:
    """Return the fact that corrects or withdraws this one (or this row of it), if there is one."""
    reach, values = _reach(viewer)
    where = f"{reach} AND f.supersedes <> '' AND f.supersedes = %s"
    where += " AND f.supersedes_row IS NULL" if row is None else " AND f.supersedes_row = %s"
    rows = [] if row is None else [row]
    for body in _bodies(where, [*values, fact_id, *rows]):
        return upcast(read_fact(body))
    return None


def by_request(request: str, viewer: Viewer) -> Fact | None:
    """Return the fact that a request made, if it was seen before."""
    reach, values = _reach(viewer)
    for body in _bodies(f"{reach} AND f.request <> '' AND f.request = %s", [*values, request]):
        return upcast(read_fact(body))
    return None


def own(facts: Iterable[str], viewer: Viewer) -> frozenset[str]:
    """Return those of these facts that the viewer's person recorded, through whatever account."""
    return storing.recorded_by(viewer.origin, viewer.person, facts)


def bulk_rows(fact_id: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows of a bulk fact with their numbers; whoever has its id may read them."""
    for number, body in storing.rows(fact_id):
        yield number, read(bytes(body))


def private_values(fact_id: str, viewer: Viewer) -> dict[str, str]:
    """Return the personal values of a fact that were not erased; an operator alone sees them."""
    if not viewer.may("operator", at=f"/{viewer.origin}/"):
        return {}
    known = fact(fact_id, viewer)
    held = PrivateValue.objects.filter(fact=known.id).order_by("field")
    return dict(held.values_list("field", "value"))


def held(places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the personal values at these facts and fields that were not erased.

    For the room that recorded them, which knows who may see each.
    """
    return storing.private(places)


def bulk_row(fact_id: str, row: int) -> dict[str, Any]:
    """Return one row of a bulk fact; whoever has its id may read it."""
    for _, body in storing.some_rows(fact_id, row, 1):
        found: dict[str, Any] = read(bytes(body))
        return found
    raise Refused(FACT_UNKNOWN, fact=f"{fact_id}:{row}")


def sealed_size(origin: str) -> int:
    """Return how many facts of the origin have a place in its log: the `as_of` of a computation."""
    indices = (
        Sealed.objects.filter(origin=origin).order_by("-index").values_list("index", flat=True)
    )
    last = indices.first()
    return 0 if last is None else last + 1


def newest(origin: str) -> datetime | None:
    """Return when the newest fact of an origin was recorded; None if there is none."""
    written = storing.newest(origin)
    return read_time(written) if written else None


def origins() -> tuple[str, ...]:
    """Return the origins that have recorded anything, in order of name."""
    found: list[str] = []
    with connection.cursor() as cursor:
        while True:
            # From one name to the next by the index, without reading the facts between.
            last = found[-1] if found else ""
            cursor.execute("SELECT MIN(origin) FROM ledger_fact WHERE origin > %s", [last])
            (name,) = cursor.fetchone() or (None,)
            if name is None:
                return tuple(found)
            found.append(name)


def log(origin: str) -> Iterator[Fact]:
    """Yield every fact of an origin in the order of its log, as recorded: for rebuild alone."""
    for body in _in_order(origin, "f.origin = %s", [origin], 0):
        yield read_fact(body)


def document(digest: str) -> bytes:
    """Return the bytes of a kept document."""
    return bytes(_document(digest).content)


def document_name(digest: str) -> str:
    """Return the name under which a document was first kept."""
    return _document(digest, without="content").name


def _document(digest: str, *, without: str | None = None) -> Document:
    rows = Document.objects.filter(digest=digest)
    row = (rows.defer(without) if without else rows).first()
    if row is None:
        raise Refused(DOCUMENT_UNKNOWN, digest=digest)
    return row


def _bodies(where: str, values: list[Any]) -> list[bytes]:
    with connection.cursor() as cursor:
        # `where` is made of the fixed conditions above.
        cursor.execute(f"SELECT f.body FROM ledger_fact f WHERE {where}", values)  # noqa: S608
        return [bytes(body) for (body,) in cursor.fetchall()]


def _in_order(origin: str, where: str, values: list[Any], since: int) -> Iterator[bytes]:
    # Those that wait are noted first: a fact sealed while we read is neither missed nor read twice.
    waiting = _waiting(origin)
    late = frozenset(waiting)
    while page := _sealed_from(origin, where, values, since):
        for index, fact_id, body in page:
            since = index + 1
            if fact_id not in late:
                yield bytes(body)
    for begin in range(0, len(waiting), _AT_ONCE // 4):
        some = waiting[begin : begin + _AT_ONCE // 4]
        marks = ", ".join(["%s"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT f.id, f.body FROM ledger_fact f WHERE {where} AND f.id IN ({marks})",  # noqa: S608
                [*values, *some],
            )
            found = dict(cursor.fetchall())
        yield from (bytes(found[fact_id]) for fact_id in some if fact_id in found)


def _waiting(origin: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT fact FROM ledger_pending WHERE origin = %s ORDER BY seq", [origin])
        return [fact_id for (fact_id,) in cursor.fetchall()]


def _sealed_from(
    origin: str, where: str, values: list[Any], since: int
) -> list[tuple[int, str, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT s."index", f.id, f.body FROM ledger_sealed s'  # noqa: S608  # as above
            " JOIN ledger_fact f ON f.id = s.fact"
            f' WHERE s.origin = %s AND s."index" >= %s AND {where} ORDER BY s."index" LIMIT %s',
            [origin, since, *values, _AT_ONCE],
        )
        return list(cursor.fetchall())
