"""Which closed matters are visited: drawn from the fact that closed them, so nobody chooses."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256

# Finer than any percent that is written, and without the bias of a remainder worth speaking of.
_STEPS = 1_000_000


def drawn(percent: Decimal, fact: str) -> bool:
    """Tell whether the matter that a fact closed is in the sample.

    Anyone who has the fact draws the same: the first eight bytes of its id's SHA-256, taken as a
    number, modulo a million, lie below the percentage.
    """
    number = int.from_bytes(sha256(fact.encode()).digest()[:8])
    return Decimal(number % _STEPS) * 100 < percent * _STEPS
