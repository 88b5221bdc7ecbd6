"""Diagnostics as a person reads them in a terminal, and as a program reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bihuan.ledger.words import Language, Text
from bihuan.mechanisms.diagnostics import Diagnostic, Place
from bihuan.mechanisms.engine.characters import cells, is_refused, shown

_MOST_CELLS = 110
_BEFORE = 40
_ERROR = Text(en="{place}: error[{code}]: {says}", zh="{place}: 错误[{code}]：{says}")
_HELP = Text(en="help: {help}", zh="办法：{help}")
_HIDDEN = "\N{REPLACEMENT CHARACTER}"


def draw(diagnostic: Diagnostic, lines: Sequence[str] = (), language: Language = "en") -> str:
    """Return the text form: place, code, what is wrong, the line with a caret, what to do.

    Args:
        diagnostic: what to draw.
        lines: the lines of the file; without them the place's own copy of its line is drawn.
        language: the language of its words.
    """
    at = diagnostic.place
    source = lines[at.line - 1] if 0 < at.line <= len(lines) else at.source
    drawn = [
        _ERROR.fill(place=where(at), code=diagnostic.code, says=diagnostic.text).said_in(language)
    ]
    if source:
        drawn += _with_caret(at, source)
    if diagnostic.help:
        drawn.append(_HELP.fill(help=diagnostic.help).said_in(language))
    return "\n".join(drawn)


def where(place: Place) -> str:
    """Return a place on one line: ``race.yaml:10:7``, or ``form.xlsx 表1!B7``."""
    file = shown(place.file, 120)
    if place.sheet or place.cell:
        return (
            f"{file} {shown(place.sheet, 40)}{'!' if place.cell else ''}{place.cell}"
            if place.sheet
            else f"{file} {place.cell}"
        )
    return ":".join([file, *(str(number) for number in (place.line, place.column) if number)])


def as_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """Return the one shape of errors, with the words in both languages."""
    help_ = diagnostic.help
    at = diagnostic.place
    return {
        "error": diagnostic.code,
        "message": {"en": diagnostic.text.en, "zh": diagnostic.text.zh},
        "help": {"en": help_.en, "zh": help_.zh} if help_ else None,
        "guess": diagnostic.guess,
        "at": {
            "file": at.file, "line": at.line, "column": at.column, "end": at.end,
            "sheet": at.sheet, "cell": at.cell,
        },
    }  # fmt: skip


def _with_caret(at: Place, source: str) -> list[str]:
    """Return the line and the caret under the span; a long line is cut around it."""
    start = min(max(at.column - 1, 0), len(source))
    end = min(max(at.end - 1, start + 1), max(len(source), start + 1))
    # No more than can be drawn is looked at: a line may be as long as its file.
    before = _clean(source[:start][-_MOST_CELLS:])
    marked = _clean(source[start : min(end, start + _MOST_CELLS)])
    after = _clean(source[end : end + _MOST_CELLS])
    if cells(before + marked + after) > _MOST_CELLS:
        if cells(before) > _BEFORE:
            before = "…" + before[-(_BEFORE // 2) :]
        whole = marked
        marked = _cut(marked, _MOST_CELLS - cells(before))
        after = _cut(after, _MOST_CELLS - cells(before + marked)) if marked == whole else ""
    number = str(at.line)
    carets = "^" * max(cells(marked), 1)
    return [
        f"{number} | {before}{marked}{after}".rstrip(),
        f"{' ' * len(number)} | {' ' * cells(before)}{carets}",
    ]


def _cut(text: str, most: int) -> str:
    if cells(text) <= most:
        return text
    kept = text[: max(most, 0)]
    while kept and cells(kept) >= most:
        kept = kept[:-1]
    return kept + "…"


def _clean(text: str) -> str:
    """Return text whose every character shows and keeps its cells; a tab becomes four spaces."""
    return "".join(
        "    " if c == "\t" else _HIDDEN if c in "\r\n" or is_refused(c) else c for c in text
    )
