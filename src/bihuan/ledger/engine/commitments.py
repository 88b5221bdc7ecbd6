"""Commitments to personal values: a fact proves what was said without saying it.

The salt makes a guess as hard as 256 random bits, so a telephone number cannot
be found by trying them all; without the salt the commitment says nothing.
"""

from __future__ import annotations

from hashlib import sha256

from bihuan.ledger.engine.canonical import canonical


def commit(salt: bytes, value: str) -> str:
    """Return ``SHA-256(salt || canonical value)`` in hex."""
    if len(salt) != sha256().digest_size:
        raise ValueError("a salt has 32 bytes")
    return sha256(salt + canonical(value)).hexdigest()
