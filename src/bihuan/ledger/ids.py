"""Ids that sort by time: uuid7 of RFC 9562."""

from __future__ import annotations

import secrets
import threading
from datetime import datetime
from uuid import UUID

_TAIL = 74
_lock = threading.Lock()
_last = (-1, 0)


def uuid7(at: datetime) -> str:
    """Return a new id for the moment `at`; ids of one millisecond ascend within the process."""
    global _last  # noqa: PLW0603  # the counter of the process, as RFC 9562 section 6.2 asks
    moment = int(at.timestamp() * 1000)
    with _lock:
        before, tail = _last
        if before == moment:
            # A random step keeps ids unguessable; the top bit was left free for the sum.
            tail += 1 + secrets.randbits(32)
        else:
            tail = secrets.randbits(_TAIL - 1)
        _last = (moment, tail)
    high, low = tail >> 62, tail & (1 << 62) - 1
    return str(UUID(int=moment << 80 | 7 << 76 | high << 64 | 2 << 62 | low))
