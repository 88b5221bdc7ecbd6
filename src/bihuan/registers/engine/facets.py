"""Names of facets: a field of a register of an origin, as one number."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256


@lru_cache(maxsize=4096)
def facet(origin: str, register: str, field: str) -> int:
    """Return the number of a facet; there are so few that two of 63 bits never meet."""
    digest = sha256(f"{origin}\n{register}\n{field}".encode()).digest()
    return int.from_bytes(digest[:8]) >> 1
