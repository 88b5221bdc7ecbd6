"""Proofs that a fact stands in the log, and that the log only grew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, partial

from bihuan.ledger import storing
from bihuan.ledger.engine import merkle, tiles
from bihuan.ledger.engine.merkle import Node, leaf_hash
from bihuan.ledger.engine.notes import Head, read_checkpoint, stated
from bihuan.ledger.engine.proofs import write_proof
from bihuan.ledger.keys import verifier
from bihuan.ledger.models import FactRow, Sealed, Tile
from bihuan.ledger.queries import FACT_UNKNOWN, sealed_size
from bihuan.ledger.sealing import last_checkpoint
from bihuan.ledger.words import Message, Refused, Text

NOT_SEALED = Message(
    "not-sealed",
    Text(
        en="the record {fact} is not yet under a signed checkpoint",
        zh="记录 {fact} 尚未纳入已签名的检查点",
    ),
    Text(
        en="seal the log and sign a checkpoint, then ask again",
        zh="请先封存账本并签发检查点，再行查询",
    ),
)
NO_SUCH_SIZE = Message(
    "no-such-size",
    Text(
        en="the log holds {held} records; there is no proof from size {old} to size {new}",
        zh="账本共有 {held} 条记录，无法给出从第 {old} 条到第 {new} 条的证明",
    ),
    Text(
        en="name two sizes between 1 and {held}, the smaller first",
        zh="请填写 1 至 {held} 之间的两个数，先小后大",
    ),
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a recorder takes away: id and leaf hash, to be checked once the fact is sealed."""

    fact: str
    origin: str
    leaf: bytes


@dataclass(frozen=True, slots=True)
class Inclusion:
    """The place of a fact in the log of `size`, and the hashes from its leaf to the root."""

    fact: str
    origin: str
    index: int
    size: int
    leaf: bytes
    path: tuple[bytes, ...]


def receipt(fact_id: str) -> Receipt:
    """Return the receipt of a recorded fact."""
    row = FactRow.objects.filter(id=fact_id).only("origin", "body").first()
    if row is None:
        raise Refused(FACT_UNKNOWN, fact=fact_id)
    return Receipt(fact_id, row.origin, leaf_hash(bytes(row.body)))


def log_nodes(origin: str) -> Node:
    """Return a reader of the nodes of an origin's log; each tile is fetched once."""
    return tiles.nodes(lru_cache(maxsize=4096)(partial(storing.tile, origin)))


def inclusion(fact_id: str, *, size: int = 0) -> Inclusion:
    """Return the proof that a fact stands in the log of this size (as it is now, if 0)."""
    return inclusions([fact_id], size=size)[0]


def inclusions(fact_ids: Iterable[str], *, size: int = 0) -> list[Inclusion]:
    """Return the proofs of several facts of one origin, in their order."""
    receipts = [receipt(fact_id) for fact_id in fact_ids]
    if not receipts:
        return []
    origin = receipts[0].origin
    node, size = log_nodes(origin), size or sealed_size(origin)
    return [_inclusion(each, size, node) for each in receipts]


def _inclusion(receipt: Receipt, size: int, node: Node) -> Inclusion:
    place = Sealed.objects.filter(origin=receipt.origin, fact=receipt.fact).first()
    if place is None or place.index >= size:
        raise Refused(NOT_SEALED, fact=receipt.fact)
    path = merkle.inclusion(place.index, size, node)
    return Inclusion(receipt.fact, receipt.origin, place.index, size, receipt.leaf, tuple(path))


def proof(fact_id: str) -> str:
    """Return the proof of a fact under the newest checkpoint: a text that anybody can check."""
    note = last_checkpoint(receipt(fact_id).origin)
    if not note:
        raise Refused(NOT_SEALED, fact=fact_id)
    found = inclusion(fact_id, size=stated(note).size)
    return write_proof(found.index, found.path, note)


def consistency(origin: str, old: int, new: int) -> list[bytes]:
    """Return the proof that the log of size `old` is the beginning of the log of size `new`."""
    held = sealed_size(origin)
    if not 0 < old <= new <= held:
        raise Refused(NO_SUCH_SIZE, held=held, old=old, new=new)
    return merkle.consistency(old, new, log_nodes(origin))


def leaves(origin: str, size: int) -> list[bytes]:
    """Return the first `size` leaf hashes of the log."""
    held = Tile.objects.filter(origin=origin, level=0).order_by("index")
    hashes = b"".join(bytes(part) for part in held.values_list("hashes", flat=True))
    return [hashes[at : at + tiles.HASH] for at in range(0, size * tiles.HASH, tiles.HASH)]


def signed_head(origin: str, note: str) -> Head:
    """Return what a checkpoint of this origin states; NoteWrong if the signature does not hold."""
    return read_checkpoint(note, verifier(origin))
