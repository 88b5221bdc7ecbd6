"""Characters: which ones a file may hold, and how many terminal cells one takes."""

from __future__ import annotations

import unicodedata

_ALLOWED_CONTROLS = frozenset("\t\n\r")
# Controls; formats (bidirectional marks and zero-width characters among them); line and
# paragraph separators; lone surrogates. All can make a reader see another text than the machine.
_REFUSED = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})
_NO_CELL = frozenset({"Mn", "Me"})
_NON_CHARACTER = 0xFFFE


def is_refused(character: str) -> bool:
    """Tell whether a file must not hold the character: it is invisible or turns the text round."""
    if character in _ALLOWED_CONTROLS or " " <= character <= "~":
        return False
    if ord(character) & 0xFFFE == _NON_CHARACTER:
        return True
    return unicodedata.category(character) in _REFUSED


def first_refused(text: str) -> int:
    """Return the offset of the first refused character, or -1."""
    if text.isascii() and text.isprintable():
        return -1
    return next((at for at, character in enumerate(text) if is_refused(character)), -1)


def shown(text: str, most: int = 80) -> str:
    """Return the text as it may be printed: nothing invisible, on one line, not too long."""
    clean = "".join("\N{REPLACEMENT CHARACTER}" if is_refused(c) else c for c in text[: most + 1])
    clean = " ".join(clean.splitlines())
    return clean if len(clean) <= most else clean[:most] + "…"


def cells(text: str) -> int:
    """Return how many terminal cells a text takes: a Chinese character two, an accent none."""
    return sum(_cell(character) for character in text)


def _cell(character: str) -> int:
    if unicodedata.category(character) in _NO_CELL:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
