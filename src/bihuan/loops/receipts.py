"""The code on a receipt: with the number it lets whoever raised a matter ask how it stands.

It is a keyed hash of the matter's id, so nothing is kept of it and it cannot be guessed: 60 bits,
and the key stands outside the database (``registers.hashing``). A receipt that was lost can be
written again; a database that was copied tells no code.
"""

from __future__ import annotations

import hmac

from bihuan.loops.models import MatterRow
from bihuan.registers import hashing
from bihuan.registers.models import RecordRow

# Without letters and digits that look alike on paper.
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 12


def code(origin: str, matter: str) -> str:
    """Return the code of a matter."""
    hashed = int(hashing.hashed(origin, f"receipt/{matter}"), 16)
    signs = [_SIGNS[hashed >> (5 * place) & 31] for place in range(_LENGTH)]
    return "".join(signs)


def fits(origin: str, matter: str, written: str) -> bool:
    """Tell whether somebody wrote the code of a matter; takes the same time either way."""
    plain = "".join(written.split()).replace("-", "").upper()
    return hmac.compare_digest(plain.encode(), code(origin, matter).encode())


def ready(origin: str) -> None:
    """Make the key of an origin before its first receipt, if nothing there has needed it yet."""
    if hashing.key_path(origin).exists() or MatterRow.objects.filter(origin=origin).exists():
        return
    if not RecordRow.objects.filter(origin=origin).exclude(personal={}).exists():
        hashing.make_key(origin)
