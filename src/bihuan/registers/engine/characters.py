"""Characters as people type them, brought into one form: width, spaces, invisible marks."""

from __future__ import annotations

import re
from unicodedata import normalize

# How much of what was typed a message repeats.
LONGEST = 80

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
SAME = {
    **_WIDE,
    ord("−"): "-", 0xFE63: "-", 0x2010: "-", 0x2011: "-",  # minus signs and hyphens
    0xFE6A: "%", 0xFFE5: "¥", 0x3000: " ", 0x00A0: " ", 0x2007: " ", 0x2009: " ", 0x202F: " ",
    0x200B: None, 0xFEFF: None,
}  # fmt: skip

# Controls, and marks that turn the direction of writing: no fact may hold them.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
# A line ends with this character in facts, which know no control characters.
LINE_END = "\u2028"


def narrow(written: str) -> str:
    """Return a short value in half-width characters, without spaces around it."""
    return written.translate(SAME).strip()


def clean(written: str) -> str:
    """Return words as they are kept: in NFC, lines ended by `LINE_END`, no hidden marks."""
    lines = (_HIDDEN.sub(" ", line).strip() for line in written.strip().splitlines())
    return normalize("NFC", LINE_END.join(lines))


def folded(written: str) -> str:
    """Return words as they are compared and searched: without differences of width and case."""
    return " ".join(normalize("NFKC", written).casefold().split())
