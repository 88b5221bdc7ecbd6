"""Tiles: the hashes of a log in pieces of 256, as C2SP tlog-tiles lays them out.

Level 0 holds leaf hashes; each full tile has its root as one hash of the level
above. A full tile never changes and a partial one only grows, so tiles can be
copied and served by anything that serves files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

from bihuan.ledger.engine.merkle import Node

WIDTH = 256
HASH = 32
_FULL = WIDTH * HASH
# A tile is eight levels of the tree high.
_HEIGHT = 8

# Gives the hashes held at (level, index) so far, one after the other; empty if there are none.
ReadTile = Callable[[int, int], bytes]


def top(hashes: bytes) -> bytes:
    """Return the root over a power of two of hashes."""
    while len(hashes) > HASH:
        hashes = b"".join(
            sha256(b"\x01" + hashes[at : at + 2 * HASH]).digest()
            for at in range(0, len(hashes), 2 * HASH)
        )
    return hashes


def grow(size: int, leaves: Sequence[bytes], read: ReadTile) -> dict[tuple[int, int], bytes]:
    """Return the tiles that change when leaves are added to a log of `size`, as they are then."""
    changed: dict[tuple[int, int], bytes] = {}
    level, held, fresh = 0, size, b"".join(leaves)
    while fresh:
        index, width = divmod(held, WIDTH)
        hashes = (read(level, index)[: width * HASH] if width else b"") + fresh
        pieces = [hashes[at : at + _FULL] for at in range(0, len(hashes), _FULL)]
        changed.update({(level, index + n): piece for n, piece in enumerate(pieces)})
        fresh = b"".join(top(piece) for piece in pieces if len(piece) == _FULL)
        level, held = level + 1, held // WIDTH
    return changed


def nodes(read: ReadTile) -> Node:
    """Return a reader of tree nodes over tiles; LookupError where a hash is not held."""

    def node(level: int, index: int) -> bytes:
        tile_level, inner = divmod(level, _HEIGHT)
        tile, first = divmod(index << inner, WIDTH)
        hashes = read(tile_level, tile)[first * HASH : (first + (1 << inner)) * HASH]
        if len(hashes) != HASH << inner:
            raise LookupError(f"tile {tile_level}/{tile} does not hold hash {first}")
        return top(hashes)

    return node


def path(level: int, index: int, width: int = WIDTH) -> str:
    """Return the path under which a tile is served: ``tile/0/x001/234`` or ``tile/0/007.p/12``."""
    digits = f"{index:03d}" if index < 1000 else f"{index:0{-(-len(str(index)) // 3) * 3}d}"  # noqa: PLR2004
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return f"tile/{level}/{name}" + ("" if width == WIDTH else f".p/{width}")
