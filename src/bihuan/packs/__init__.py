"""The packs that ship: data, no rules; `shipped` finds them."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def shipped(named: str) -> Path:
    """Return the path named, or what ships under this plain name: a pack, or ``pack/scheme``."""
    given = Path(named)
    pack, _, scheme = named.partition("/")
    plain = pack.isidentifier() and (HERE / pack).is_dir() and "/" not in scheme
    return HERE / pack / scheme if plain and not given.exists() else given
