"""The log as a Merkle tree (RFC 6962), and its signed checkpoint (C2SP signed note)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Sequence

from bihuan.boards.engine.offline.ed25519 import is_signed

HASH = 32
# A checkpoint is three lines and its signatures; each signature takes some milliseconds.
MOST_NOTE = 1 << 14
MOST_SIGNATURES = 50
KEY_TYPE = b"\x01"


def leaf_hash(body: bytes) -> bytes:
    """Return the hash of one leaf; the prefix keeps a leaf from posing as a node."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash above two hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_root(leaves: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes, in their order."""
    peaks: list[bytes] = []
    for size, leaf in enumerate(leaves):
        grown, rest = leaf, size
        while rest & 1:
            grown = node_hash(peaks.pop(), grown)
            rest >>= 1
        peaks.append(grown)
    if not peaks:
        return hashlib.sha256(b"").digest()
    root = peaks.pop()
    while peaks:
        root = node_hash(peaks.pop(), root)
    return root


def root_of_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that a path leads to (RFC 9162, 2.1.3.2); None if it cannot be a path."""
    if not 0 <= index < size:
        return None
    at, last, reached = index, size - 1, leaf
    for sibling in path:
        if last == 0 or len(sibling) != HASH:
            return None
        if at & 1 or at == last:
            reached = node_hash(sibling, reached)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            reached = node_hash(reached, sibling)
        at, last = at >> 1, last >> 1
    return reached if last == 0 else None


def read_base64(text: str) -> bytes:
    """Return the bytes of base64 in its one form; ValueError for any other text."""
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if base64.b64encode(raw).decode() != text:
        raise ValueError("base64 with stray bits at its end")
    return raw


def read_hex(text: str) -> bytes:
    """Return the bytes of hex in its one form: capitals and spaces would be other content."""
    raw = bytes.fromhex(text)
    if raw.hex() != text:
        raise ValueError("hex in another form")
    return raw


def read_key(text: str) -> tuple[str, bytes, bytes]:
    """Return the log's name, the id and the public key of ``NAME+ID+BASE64``."""
    name, key_id, rest = text.split("+", 2)
    raw = read_base64(rest)
    made = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if raw[:1] != KEY_TYPE or len(raw) != 1 + HASH or made.hex() != key_id:
        raise ValueError("not an Ed25519 key of this name")
    return name, made, raw[1:]


def read_checkpoint(note: str, key: str) -> tuple[int, bytes]:
    """Return the size and root that the key signed; ValueError if it signed nothing here."""
    name, key_id, public = read_key(key)
    if len(note) > MOST_NOTE or note.count("\n") > MOST_SIGNATURES:
        raise ValueError("too long for a checkpoint")
    text, _, lines = note.rpartition("\n\n")
    text += "\n"
    stated = text.split("\n")
    if len(stated) != 4 or stated[3] or stated[0] != name:  # noqa: PLR2004
        raise ValueError("not a checkpoint of this log")
    signed = False
    for line in lines.removesuffix("\n").split("\n"):
        mark, who, signature = line.split(" ")
        raw = read_base64(signature)
        if mark != "—":
            raise ValueError("a line below the text is not a signature")
        if (who, raw[:4]) == (name, key_id):
            if not is_signed(public, text.encode(), raw[4:]):
                raise ValueError("the signature does not hold")
            signed = True
    root = read_base64(stated[2])
    if not signed or not stated[1].isdecimal() or str(int(stated[1])) != stated[1]:
        raise ValueError("the key signed no size here")
    return int(stated[1]), root
