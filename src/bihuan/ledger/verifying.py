"""Full verification of a log: every byte that was recorded is looked at, and each fault is named.

Bodies against the leaves of the log, columns against bodies, tiles against
leaves, rows against their roots, documents against their digests, personal
values against their commitments, checkpoints against the tree, the schema
against the code. That the log was cut or rewritten by someone who holds the
key, only a checkpoint kept outside can show: `pinned`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from hashlib import sha256

from django.db import DatabaseError, connection

from bihuan.ledger import faults, schema, storing
from bihuan.ledger.actions import document_label
from bihuan.ledger.batches import PRIVATE
from bihuan.ledger.engine import merkle, tiles
from bihuan.ledger.engine.canonical import read
from bihuan.ledger.engine.commitments import commit
from bihuan.ledger.engine.notes import NoteWrong, read_checkpoint, stated
from bihuan.ledger.keys import key_path, log_name, verifier
from bihuan.ledger.reports import Report
from bihuan.ledger.sealing import checkpoint_label
from bihuan.ledger.walking import Walk, as_bytes, walk
from bihuan.ledger.words import Refused, Text

VERIFIED = Text(
    en="{origin}: {facts} records, {rows} rows and {documents} documents verified;"
    " root of the {sealed} sealed {root}",
    zh="{origin}：{facts} 条记录、{rows} 行数据和 {documents} 份文件核验通过；"
    "其中已封存 {sealed} 条，根哈希 {root}",
)
NOT_VERIFIED = Text(
    en="{origin} does not verify: {count} faults in {facts} records",
    zh="{origin} 未通过核验：{facts} 条记录中有 {count} 处问题",
)
_PRIVATE = f'"{PRIVATE}":'.encode()
RootAt = Callable[[int], bytes]


def verify(origin: str, *, pinned: str = "") -> Report:
    """Verify everything of one origin; `pinned` is a checkpoint that was kept outside."""
    seen = Walk(origin)
    figures: dict[str, int | str] = {
        "origin": origin,
        "facts": 0,
        "sealed": 0,
        "rows": 0,
        "documents": 0,
        "root": "",
    }
    try:
        seen.problems += schema.problems()
        figures |= _look_at_everything(seen, pinned)
    except (DatabaseError, TypeError, ValueError) as error:
        # A damaged file can hold anything anywhere, and reading on would only repeat it.
        seen.wrong(schema.DATABASE_DAMAGED, detail=str(error))
    count = len(seen.problems)
    summary = NOT_VERIFIED if count else VERIFIED
    return Report(summary.fill(count=count, **figures), figures, tuple(seen.problems))


def _look_at_everything(seen: Walk, pinned: str) -> dict[str, int | str]:
    walk(seen)
    root_at = _tree(seen)
    rows = _rows(seen)
    documents = _documents(seen)
    _private(seen)
    _checkpoints(seen, root_at)
    if pinned:
        _pinned(seen, pinned, root_at)
    return {
        "facts": seen.facts,
        "sealed": seen.size,
        "rows": rows,
        "documents": documents,
        "root": root_at(seen.size).hex(),
    }


def _tree(seen: Walk) -> RootAt:
    """Check the size of each tile, and each hash above the leaves against the tile below it."""
    held, widths = _tiles(seen.origin), _widths(seen.size)
    for level, index in sorted(held.keys() | widths.keys()):
        hashes = held.get((level, index), b"")
        width = widths.get((level, index), 0)
        below = range(index * tiles.WIDTH, index * tiles.WIDTH + width)
        follows = level == 0 or hashes == b"".join(
            tiles.top(held.get((level - 1, at), b"")) for at in below
        )
        if not follows or len(hashes) != width * tiles.HASH or not width:
            seen.wrong(faults.TILE_CHANGED, level=level, index=index)
    node = tiles.nodes(lambda level, index: held.get((level, index), b""))
    return partial(_root_at, node)


def _root_at(node: merkle.Node, size: int) -> bytes:
    try:
        return merkle.root_at(size, node)
    except LookupError:
        return b""


def _tiles(origin: str) -> dict[tuple[int, int], bytes]:
    with connection.cursor() as cursor:
        cursor.execute('SELECT level, "index", hashes FROM ledger_tile WHERE origin = %s', [origin])
        return {(level, index): as_bytes(hashes) for level, index, hashes in cursor.fetchall()}


def _widths(size: int) -> dict[tuple[int, int], int]:
    """Return how many hashes each tile of a log of this size holds."""
    widths: dict[tuple[int, int], int] = {}
    level = 0
    while size:
        for index in range(0, size, tiles.WIDTH):
            widths[level, index // tiles.WIDTH] = min(size - index, tiles.WIDTH)
        level, size = level + 1, size // tiles.WIDTH
    return widths


def _rows(seen: Walk) -> int:
    count = 0
    for fact, (rows, root) in seen.bulk.items():
        tree = merkle.Frontier()
        whole = True
        for number, held in storing.rows(fact):
            whole = whole and number == tree.size
            body = as_bytes(held)
            tree.add(merkle.leaf_hash(body))
            if _PRIVATE in body:
                _note_private(seen, fact, number, body)
        if not whole or (tree.size, tree.root().hex()) != (rows, root):
            seen.wrong(faults.ROWS_CHANGED, fact=fact)
        count += tree.size
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT r.fact FROM ledger_row r"
            " WHERE NOT EXISTS (SELECT 1 FROM ledger_fact f WHERE f.id = r.fact)"
        )
        for (fact,) in cursor.fetchall():
            seen.wrong(faults.ROWS_CHANGED, fact=fact)
    return count


def _note_private(seen: Walk, fact: str, number: int, body: bytes) -> None:
    """Note the commitments of the personal values of a row."""
    try:
        commitments = read(body).get(PRIVATE)
    except ValueError:
        # Its hash tells that it was changed.
        return
    if isinstance(commitments, dict):
        for name, commitment in commitments.items():
            seen.private[fact, f"{number}/{name}"] = commitment


def _documents(seen: Walk) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest FROM ledger_document ORDER BY digest")
        digests = [digest for (digest,) in cursor.fetchall()]
        for digest in digests:
            # One at a time: a document may be large.
            cursor.execute(
                "SELECT name, type, label, content FROM ledger_document WHERE digest = %s", [digest]
            )
            name, media_type, label, content = cursor.fetchone()
            right = sha256(as_bytes(content)).hexdigest() == digest
            if not right or _label(digest, name, media_type) != label:
                seen.wrong(faults.DOCUMENT_CHANGED, digest=digest)
    for digest in sorted(seen.documents.keys() - set(digests)):
        seen.wrong(faults.DOCUMENT_MISSING, digest=digest, fact=seen.documents[digest])
    return len(digests)


def _label(digest: str, name: str, media_type: str) -> str:
    try:
        return document_label(digest, name, media_type)
    except Refused:
        return ""


def _private(seen: Walk) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.fact, p.field, p.salt, p.value FROM ledger_private p"
            " LEFT JOIN ledger_fact f ON f.id = p.fact WHERE f.origin = %s OR f.id IS NULL",
            [seen.origin],
        )
        held = {
            (fact, name): (as_bytes(salt), value) for fact, name, salt, value in cursor.fetchall()
        }
    for place, (salt, value) in held.items():
        if _commitment(salt, value) != seen.private.get(place):
            seen.wrong(faults.PRIVATE_CHANGED, fact=place[0], field=place[1])
        if place in seen.erased:
            seen.wrong(faults.PRIVATE_NOT_ERASED, fact=place[0], field=place[1])
    for fact, name in sorted(seen.private.keys() - held.keys() - seen.erased):
        seen.wrong(faults.PRIVATE_LOST, fact=fact, field=name)


def _commitment(salt: bytes, value: str) -> str:
    try:
        return commit(salt, value)
    except (ValueError, Refused):
        return ""


def _checkpoints(seen: Walk, root_at: RootAt) -> None:
    with connection.cursor() as cursor:
        # Of other logs too, in case one of ours was moved there.
        cursor.execute(
            "SELECT origin, size, signed, label, note FROM ledger_checkpoint ORDER BY origin, size"
        )
        for origin, size, signed, label, note in cursor.fetchall():
            if checkpoint_label(note, signed) != label:
                seen.wrong(faults.CHECKPOINT_WRONG, size=size, reason=faults.NO_TIME)
            elif origin == seen.origin and (reason := _wrong_with(seen, note, size, root_at)):
                seen.wrong(faults.CHECKPOINT_WRONG, size=size, reason=reason)
            elif not note.startswith(f"{log_name(origin)}\n"):
                seen.wrong(faults.CHECKPOINT_WRONG, size=size, reason=faults.NO_SIGNATURE)


def _wrong_with(seen: Walk, note: str, size: int, root_at: RootAt) -> Text | None:
    if not key_path(seen.origin).exists():
        return faults.NO_KEY
    try:
        head = read_checkpoint(note, verifier(seen.origin))
    except (NoteWrong, Refused):
        return faults.NO_SIGNATURE
    if head.size > seen.size:
        return faults.TOO_SHORT
    return None if (head.size, head.root) == (size, root_at(size)) else faults.NO_ROOT


def _pinned(seen: Walk, note: str, root_at: RootAt) -> None:
    """Compare with a checkpoint from outside; its signature was checked when it was taken away."""
    try:
        head = stated(note)
    except NoteWrong as error:
        raise Refused(faults.PINNED_UNREADABLE) from error
    if (
        head.name != log_name(seen.origin)
        or head.size > seen.size
        or root_at(head.size) != head.root
    ):
        seen.wrong(faults.PINNED_DIFFERS, size=head.size)
