"""A proof that a record stands in a log, as text in the form of C2SP tlog-proof."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.ledger.engine.merkle import is_included
from bihuan.ledger.engine.notes import Head, NoteWrong, Verifier, read_base64, read_checkpoint

_FIRST = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


class ProofWrong(ValueError):
    """The text is not a proof, or it does not prove what was claimed."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The place of a record, the hashes from it to the root, and the checkpoint with the root."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str


def write_proof(index: int, path: Sequence[bytes], checkpoint: str) -> str:
    """Return the proof as text; the checkpoint is a signed note."""
    lines = [_FIRST, f"index {index}", *(b64encode(part).decode() for part in path)]
    return "\n".join(lines) + f"\n\n{checkpoint}"


def read_proof(text: str) -> Proof:
    """Return the parts of a proof; ProofWrong if the text is none."""
    above, cut, checkpoint = text.partition("\n\n")
    first, *lines = above.split("\n")
    if not cut or first != _FIRST:
        raise ProofWrong(f"a proof begins with {_FIRST}")
    # An optional line of the application's own, which we never write and need not understand.
    if lines and lines[0].startswith("extra "):
        lines = lines[1:]
    found = _INDEX.fullmatch(lines[0]) if lines else None
    if found is None:
        raise ProofWrong("a proof names the index of its record")
    try:
        path = tuple(read_base64(line) for line in lines[1:])
    except ValueError as error:
        raise ProofWrong(f"a hash cannot be read: {error}") from error
    return Proof(int(found[1]), path, checkpoint)


def check_proof(text: str, leaf: bytes, verifier: Verifier) -> tuple[int, Head]:
    """Return the index and signed head under which the leaf is proved; else ProofWrong."""
    proof = read_proof(text)
    try:
        head = read_checkpoint(proof.checkpoint, verifier)
    except NoteWrong as error:
        raise ProofWrong(str(error)) from error
    if not is_included(leaf, proof.index, head.size, proof.path, head.root):
        raise ProofWrong("the hashes do not lead from the record to the root")
    return proof.index, head
