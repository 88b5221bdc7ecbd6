"""Signed notes and checkpoints, in the text forms of C2SP.

A note is a text with signatures below it. A checkpoint is a note that states
the size and root of a log: who keeps one can prove later that the log was
rewritten. Signatures of witnesses are further lines, which this reader skips.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

_ED25519 = b"\x01"
_KEY_BYTES = 32
_ID_BYTES = 4
_NAME = re.compile(r"[^\s+]+")
_SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+=*)")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class NoteWrong(ValueError):
    """The note is not in the form of a note, or its signature does not hold."""


def _key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:_ID_BYTES]


@dataclass(frozen=True)
class Verifier:
    """The public half of a key, and the name of the log that it signs."""

    name: str
    public: bytes

    @cached_property
    def key_id(self) -> bytes:
        return _key_id(self.name, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_write(_ED25519 + self.public)}"

    @classmethod
    def read(cls, text: str) -> Verifier:
        """Return the key that `str` wrote; ValueError for any other text."""
        name, key_id, key = _parts(text)
        verifier = cls(name, key)
        if verifier.key_id.hex() != key_id:
            raise ValueError("the id of the key is not that of its name and bytes")
        return verifier

    def holds(self, text: str, signature: bytes) -> bool:
        """Tell whether the signature is one of this text under this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """The private half of a key."""

    name: str
    seed: bytes

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self._key.public_key().public_bytes_raw())

    def write(self) -> str:
        """Return the private key as text; it belongs in a file that only its owner may read."""
        key_id = self.verifier.key_id.hex()
        return f"PRIVATE+KEY+{self.name}+{key_id}+{_write(_ED25519 + self.seed)}"

    @classmethod
    def read(cls, text: str) -> Signer:
        """Return the key that `write` wrote; ValueError for any other text."""
        if not text.startswith("PRIVATE+KEY+"):
            raise ValueError("this is not a private key")
        name, key_id, seed = _parts(text.removeprefix("PRIVATE+KEY+"))
        signer = cls(name, seed)
        if signer.verifier.key_id.hex() != key_id:
            raise ValueError("the id of the key is not that of its name and bytes")
        return signer

    def sign(self, text: str) -> str:
        """Return the note: the text, an empty line, and the line of the signature."""
        signature = self.verifier.key_id + self._key.sign(text.encode())
        return f"{text}\n— {self.name} {_write(signature)}\n"


def _write(raw: bytes) -> str:
    return b64encode(raw).decode()


def read_base64(text: str) -> bytes:
    """Return the bytes of standard base64; ValueError for any but the one way to write it."""
    try:
        raw = b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("this is not base64") from error
    if _write(raw) != text:
        raise ValueError("this base64 has stray bits at its end")
    return raw


def _parts(text: str) -> tuple[str, str, bytes]:
    parts = text.split("+", 2)
    if len(parts) != 3 or not _NAME.fullmatch(parts[0]):  # noqa: PLR2004  # name, id, key
        raise ValueError("a key is written NAME+ID+BASE64")
    raw = read_base64(parts[2])
    if len(raw) != 1 + _KEY_BYTES or raw[:1] != _ED25519:
        raise ValueError("the key is not of type Ed25519")
    return parts[0], parts[1], raw[1:]


def read_note(note: str, verifiers: Sequence[Verifier]) -> str:
    """Return the text of a note that one of these keys signed; NoteWrong if none did.

    A line that names one of the keys and does not hold spoils the note; lines
    of other keys are left to those who know them.
    """
    text, cut, lines = note.rpartition("\n\n")
    text += "\n"
    if not cut or not lines.endswith("\n"):
        raise NoteWrong("a note has an empty line and signatures below its text")
    held = [_check(line, text, verifiers) for line in lines[:-1].split("\n")]
    if not any(held):
        raise NoteWrong("no known key signed this note")
    return text


def _check(line: str, text: str, verifiers: Sequence[Verifier]) -> bool:
    found = _SIGNATURE.fullmatch(line)
    if found is None:
        raise NoteWrong("a line below the text is not a signature")
    try:
        raw = read_base64(found[2])
    except ValueError as error:
        raise NoteWrong(f"a signature cannot be read: {error}") from error
    for verifier in verifiers:
        if (found[1], raw[:_ID_BYTES]) == (verifier.name, verifier.key_id):
            if not verifier.holds(text, raw[_ID_BYTES:]):
                raise NoteWrong(f"the signature of {verifier.name} does not hold")
            return True
    return False


@dataclass(frozen=True, slots=True)
class Head:
    """What a checkpoint states: the name of a log, its size, and the root over that many leaves."""

    name: str
    size: int
    root: bytes

    def write(self) -> str:
        return f"{self.name}\n{self.size}\n{_write(self.root)}\n"

    @classmethod
    def read(cls, text: str) -> Head:
        """Return what the text of a checkpoint states; NoteWrong for any other text."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not _SIZE.fullmatch(lines[1]):  # noqa: PLR2004
            raise NoteWrong("a checkpoint has a name, a size and a root")
        try:
            root = read_base64(lines[2])
        except ValueError as error:
            raise NoteWrong(f"the root cannot be read: {error}") from error
        if len(root) != _KEY_BYTES or not lines[0]:
            raise NoteWrong("a checkpoint has a name, a size and a root of 32 bytes")
        return cls(lines[0], int(lines[1]), root)


def stated(note: str) -> Head:
    """Return what a checkpoint states, its signature unchecked; NoteWrong for any other note."""
    return Head.read(note.rpartition("\n\n")[0] + "\n")


def read_checkpoint(note: str, verifier: Verifier) -> Head:
    """Return what a signed checkpoint of this log states; NoteWrong if it is not one."""
    head = Head.read(read_note(note, [verifier]))
    if head.name != verifier.name:
        raise NoteWrong(f"the checkpoint is of {head.name}, not of {verifier.name}")
    return head
