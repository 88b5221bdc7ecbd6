"""Overlapping pairs of characters, by which texts without word breaks are found.

A two-character word such as 消防 is one pair, and a longer text is found where all its pairs are;
that candidate is compared in full afterwards, since pairs may also stand apart.
"""

from __future__ import annotations

from fractions import Fraction

from bihuan.registers.engine.characters import folded

# What is longer is searched by its beginning.
SEARCHED_AT_MOST = 4_000
LEAST = 2


def searchable(text: str) -> str:
    """Return a text as it is searched."""
    return folded(text)[:SEARCHED_AT_MOST]


def pairs(text: str) -> tuple[str, ...]:
    """Return each overlapping pair of a searchable text once, in the order in which they begin."""
    return tuple(dict.fromkeys(text[at : at + LEAST] for at in range(len(text) - 1)))


def covering(text: str) -> tuple[str, ...]:
    """Return fewest pairs that together hold every character of a searchable text."""
    places = [*range(0, len(text) - 1, LEAST), len(text) - LEAST]
    return tuple(dict.fromkeys(text[at : at + LEAST] for at in places))


def likeness(one: str, other: str) -> Fraction:
    """Return the share of common pairs: of all pairs of two searchable texts, those of both."""
    first, second = set(pairs(one)), set(pairs(other))
    if not first or not second:
        return Fraction(int(one == other))
    return Fraction(len(first & second), len(first | second))
