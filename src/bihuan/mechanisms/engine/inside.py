"""The place of a few characters inside a scalar, such as one name of a formula."""

from __future__ import annotations

from bihuan.mechanisms.diagnostics import Place
from bihuan.mechanisms.engine.spots import Path
from bihuan.mechanisms.kinds import Mechanism

_ESCAPE_LENGTHS = {"x": 4, "u": 6, "U": 10}


def place_inside(mechanism: Mechanism, path: Path, value: str, start: int, end: int) -> Place:
    """Return the place of ``value[start:end]``, where `value` is the text at a path.

    The text is found again in the file character by character, so that quotes,
    indented blocks and folded lines do not shift the place. Where it cannot be
    found the place of the whole text is returned.
    """
    whole = mechanism.place_of(path)
    lines = mechanism.text.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    if not 0 < whole.line <= len(lines):
        return whole
    spots = _spots("\n".join(lines[whole.line - 1 :]), whole.column - 1, value)
    if spots is None:
        return whole
    first = spots[min(start, len(spots) - 1)]
    last = spots[min(max(end - 1, start), len(spots) - 1)]
    before = "\n".join(lines[whole.line - 1 :])[:first].split("\n")
    line = whole.line + len(before) - 1
    column = len(before[-1]) + 1
    width = last - first + 1 if end > start else 1
    source = lines[line - 1]
    if start >= len(spots):  # the end of the text: the character after its last one
        column += 1
    return Place(whole.file, line, column, min(column + width, len(source) + 2), source=source)


def _spots(text: str, at: int, value: str) -> list[int] | None:
    """Return the offset in `text` of each character of the value, or None if they part ways."""
    quote = text[at] if text[at : at + 1] in {"'", '"'} else ""
    if quote:
        at += 1
    elif text[at : at + 1] in {"|", ">"}:
        at = text.find("\n", at) + 1
    spots: list[int] = []
    for character in value:
        if at >= len(text):
            return spots if character == "\n" and spots else None
        if character in " \n":
            at, spot = _blank(text, at)
        else:
            at = _skip_indent(text, at)
            spot, at = at, at + _length(text, at, quote)
            if text[spot : spot + 1] not in {character, "\\"}:
                return None
        spots.append(spot)
    return spots or None


def _blank(text: str, at: int) -> tuple[int, int]:
    """Return what follows a space or a line's end, and the spot of it; a fold is one space."""
    if text[at] == "\n":
        return at + 1, at
    rest = text[at:].split("\n", 1)[0]
    if not rest.strip() and rest:
        return at + len(rest) + 1, at
    return at + 1, at


def _skip_indent(text: str, at: int) -> int:
    """Pass over the indentation, if the spot is at the beginning of a line."""
    if at and text[at - 1] == "\n":
        while text[at : at + 1] in {" ", "\n"} and at < len(text):
            at += 1
    return at


def _length(text: str, at: int, quote: str) -> int:
    if quote == '"' and text[at] == "\\":
        return _ESCAPE_LENGTHS.get(text[at + 1 : at + 2], 2)
    return 2 if quote == "'" and text[at : at + 2] == "''" else 1
