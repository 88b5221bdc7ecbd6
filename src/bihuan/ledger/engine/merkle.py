"""The Merkle tree of RFC 6962: one root that changes when any leaf changes, and proofs to it.

A tree of `size` leaves is split at the largest power of two below its size. A
*node* is the hash of a perfect subtree: ``node(level, index)`` covers the
``2**level`` leaves from ``index * 2**level``. Everything a proof needs is a node
or a fold of nodes, so a proof is made from wherever nodes are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

Node = Callable[[int, int], bytes]

EMPTY = sha256(b"").digest()


def leaf_hash(body: bytes) -> bytes:
    """Return the hash of one leaf; the prefix keeps a leaf from posing as a node."""
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash above two hashes."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the perfect subtrees of a growing tree: 20 hashes for a million leaves."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        peaks, rest = self._peaks, self.size
        while rest & 1:
            leaf = sha256(b"\x01" + peaks.pop() + leaf).digest()
            rest >>= 1
        peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        return fold(self._peaks)


def fold(peaks: Sequence[bytes]) -> bytes:
    """Return the root over the peaks of a tree, largest subtree first."""
    if not peaks:
        return EMPTY
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def root(leaves: Iterable[bytes]) -> bytes:
    """Return the root of the tree over these leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root()


def nodes(leaves: Sequence[bytes]) -> Node:
    """Return a reader of nodes over leaf hashes held in memory."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])
    return lambda level, index: levels[level][index]


def _split(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def range_hash(begin: int, end: int, node: Node) -> bytes:
    """Return the root over the leaves ``[begin, end)`` of a subtree that a split made."""
    peaks = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        peaks.append(node(level, begin >> level))
        begin += 1 << level
    return fold(peaks)


def root_at(size: int, node: Node) -> bytes:
    """Return the root of the tree as it was when it had `size` leaves."""
    return range_hash(0, size, node)


def inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """Return the audit path of a leaf, nearest sibling first (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(range_hash(middle, end, node))
            end = middle
        else:
            path.append(range_hash(begin, middle, node))
            begin = middle
    return path[::-1]


def consistency(old: int, new: int, node: Node) -> list[bytes]:
    """Return the proof that the tree of `old` leaves begins the tree of `new` (2.1.2)."""
    if not 0 < old <= new:
        raise ValueError(f"a tree of {new} has no beginning of {old}")
    path: list[bytes] = []
    begin, end, whole = 0, new, True
    while end != old:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append(range_hash(middle, end, node))
            end = middle
        else:
            path.append(range_hash(begin, middle, node))
            begin, whole = middle, False
    if not whole:
        path.append(range_hash(begin, end, node))
    return path[::-1]


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that the path leads to (RFC 9162, 2.1.3.2); None if it cannot be a path."""
    if not 0 <= index < size:
        return None
    at, last, reached = index, size - 1, leaf
    for sibling in path:
        if last == 0 or len(sibling) != len(EMPTY):
            return None
        if at & 1 or at == last:
            reached = node_hash(sibling, reached)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            reached = node_hash(reached, sibling)
        at, last = at >> 1, last >> 1
    return reached if last == 0 else None


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Tell whether the path proves the leaf at `index` of the tree with this size and root."""
    return root_from_inclusion(leaf, index, size, path) == root


def is_consistent(
    old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Tell whether the path proves that the old tree begins the new (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= new or any(len(part) != len(EMPTY) for part in path):
        return False
    if old == new:
        return not path and old_root == new_root
    # A perfect old tree is its own first node, so the proof leaves it out.
    parts = [old_root, *path] if old & (old - 1) == 0 else list(path)
    return bool(parts) and _consistent(old - 1, new - 1, parts, old_root, new_root)


def _consistent(at: int, last: int, parts: list[bytes], old_root: bytes, new_root: bytes) -> bool:
    while at & 1:
        at, last = at >> 1, last >> 1
    old_reached = new_reached = parts[0]
    for part in parts[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old_reached, new_reached = node_hash(part, old_reached), node_hash(part, new_reached)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new_reached = node_hash(new_reached, part)
        at, last = at >> 1, last >> 1
    return old_reached == old_root and new_reached == new_root and last == 0
