r"""Forms of codes: a small part of regular expressions, matched in time that grows evenly.

A form is a row of pieces: a character, a class such as ``[A-Z0-9]``, or ``\d``; each may have a
count, ``{6}`` or ``{2,4}``, or ``?``. There is no choice, no group and no endless repetition, and
the matcher keeps the set of places it may be at, so that no form and no text can make it slow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PIECE = re.compile(
    r"(?:(?P<set>\[(?:[A-Za-z0-9](?:-[A-Za-z0-9])?|[_./-](?=[^\]]*\]))+\])"
    r"|(?P<digit>\\d)|\\(?P<plain>[.\-/()])|(?P<one>[A-Za-z0-9_/:#-]|[^\x00-\x7f]))"
    r"(?:\{(?P<least>\d{1,2})(?P<to>,(?P<most>\d{1,2}))?\}|(?P<may>\?))?"
)
_RANGE = re.compile(r"([A-Za-z0-9])-([A-Za-z0-9])|(.)")
_DIGITS = frozenset("0123456789")


class NotAForm(ValueError):
    """The form cannot be read from this place on."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that may stand at a place, and how many of them."""

    characters: frozenset[str]
    least: int
    most: int


def parse_form(form: str) -> tuple[Piece, ...]:
    """Return the pieces of a form.

    Raises:
        NotAForm: with the place from which it cannot be read.
    """
    pieces, at = [], 0
    while at < len(form):
        found = _PIECE.match(form, at)
        piece = found and _piece(found)
        if not found or not piece or piece.most < max(piece.least, 1) or not piece.characters:
            raise NotAForm(at)
        pieces.append(piece)
        at = found.end()
    return tuple(pieces)


def fits(text: str, pieces: tuple[Piece, ...]) -> bool:
    """Tell whether the whole text is written in this form."""
    places = {0}
    for piece in pieces:
        places = {end for begin in places for end in _ends(text, begin, piece)}
    return len(text) in places


def _ends(text: str, begin: int, piece: Piece) -> range:
    most = begin
    while most - begin < piece.most and most < len(text) and text[most] in piece.characters:
        most += 1
    return range(begin + piece.least, most + 1)


def _piece(found: re.Match[str]) -> Piece:
    least = int(found["least"] or (0 if found["may"] else 1))
    most = int(found["most"]) if found["to"] else (least if found["least"] else 1)
    return Piece(_characters(found), least, most)


def _characters(found: re.Match[str]) -> frozenset[str]:
    if found["digit"]:
        return _DIGITS
    if found["set"]:
        inside: set[str] = set()
        for first, last, one in _RANGE.findall(found["set"][1:-1]):
            inside |= {one} if one else {chr(c) for c in range(ord(first), ord(last) + 1)}
        return frozenset(inside)
    return frozenset(found["plain"] or found["one"])
