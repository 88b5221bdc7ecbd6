"""The packs that ship: data, no rules; `shipped` finds them."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def shipped(named: str) -> Path:
    """Return the path named, or the folder of the pack that ships under this plain name."""
    given = Path(named)
    beside = HERE / named
    plain = named.isidentifier() and beside.is_dir()
    return beside if plain and not given.exists() else given
