"""Did you mean: the nearest of the words that are allowed at a place."""

from __future__ import annotations

from collections.abc import Iterable

# Longer words are no typing mistakes, and comparing them costs their product.
_LONGEST = 80


def distance(one: str, other: str) -> int:
    """Return the edit distance; two neighbouring letters that changed places count once."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one):
        row = [i + 1]
        for j, b in enumerate(other):
            best = min(last[j] + (a != b), last[j + 1] + 1, row[j] + 1)
            if i and j and a == other[j - 1] and one[i - 1] == b:
                best = min(best, before[j - 1] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]


def guess(written: str, allowed: Iterable[str]) -> str:
    """Return the allowed word nearest to what was written, or "" if none is near.

    Near means at most one edit in three letters. Between equally near words the
    first in alphabetical order wins, so that a message never changes by itself.
    """
    if not 0 < len(written) <= _LONGEST:
        return ""
    most = max(1, len(written) // 3)
    folded = _folded(written)
    scored = sorted(
        (distance(folded, _folded(word)), word)
        for word in set(allowed)
        if word != written and abs(len(word) - len(written)) <= most
    )
    return scored[0][1] if scored and scored[0][0] <= most else ""


def _folded(word: str) -> str:
    return word.lower().replace("-", "_")
