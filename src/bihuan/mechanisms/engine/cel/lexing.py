"""From the text of an expression to its tokens."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bihuan.mechanisms.engine.cel.problems import (
    CEL_CHARACTER,
    CEL_LIMIT,
    CEL_NUMBER,
    CEL_TEXT,
    CHARACTERS,
    CelProblem,
)
from bihuan.mechanisms.engine.cel.types import DECIMALS, WHOLE_DIGITS
from bihuan.mechanisms.engine.characters import first_refused, shown

LONGEST = 2000

_TOKEN = re.compile(
    r"""(?P<blank>(?:[ \t\r\n]|//[^\n]*)+)
    | (?P<number>(?:\d|\.\d)[\w.]*)
    | (?P<text>[rRbB]{0,2}["'])
    | (?P<name>[A-Za-z_]\w*)
    | (?P<mark>&&|\|\||[=!<>]=|[-+*/%<>!?:,.()\[\]])""",
    re.VERBOSE | re.ASCII,
)
_NUMBER = re.compile(rf"\d{{1,{WHOLE_DIGITS}}}(?:\.\d{{1,{DECIMALS}}})?", re.ASCII)
_TEXT = re.compile(r"""(?P<quote>["'])(?P<body>(?:\\.|(?!(?P=quote))[^\\\n])*)(?P=quote)""")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"'}
# What people type for an operator that they know from elsewhere.
_MEANT = {"=": "==", "&": "&&", "|": "||", "“": '"', "”": '"', "\u2018": "'", "’": "'",
          "×": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "!=", "。": ".", "、": ","}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One token. `value` is set for numbers and texts."""

    kind: Literal["number", "text", "name", "mark", "end"]
    start: int
    end: int
    text: str
    value: Decimal | str | None = None


def tokens(text: str) -> list[Token]:
    """Return the tokens of the text, the last of them the end; raises `CelProblem`."""
    if len(text) > LONGEST:
        raise CelProblem(CEL_LIMIT, LONGEST, len(text), most=LONGEST, what=CHARACTERS)
    found = []
    at = 0
    while at < len(text):
        token = _token(text, at)
        at = token.end
        if token.text:
            found.append(token)
    found.append(Token("end", len(text), len(text), ""))
    return found


def _token(text: str, at: int) -> Token:
    match = _TOKEN.match(text, at)
    if match is None:
        raise _bad_character(text, at)
    written = match[0]
    if match.lastgroup == "number":
        return _number(written, at)
    if match.lastgroup == "text":
        return _text(text, at)
    if match.lastgroup == "name":
        return Token("name", at, match.end(), written)
    if match.lastgroup == "mark":
        return Token("mark", at, match.end(), written)
    return Token("mark", at, match.end(), "")  # blanks and comments


def _number(written: str, at: int) -> Token:
    if not _NUMBER.fullmatch(written):
        raise CelProblem(CEL_NUMBER, at, at + len(written), found=shown(written))
    return Token("number", at, at + len(written), written, Decimal(written))


def _text(text: str, at: int) -> Token:
    match = _TEXT.match(text, at)
    if match is None:
        line_end = text.find("\n", at)
        raise CelProblem(CEL_TEXT, at, len(text) if line_end < 0 else line_end)
    body, start = match["body"], match.start("body")
    if (bad := first_refused(body)) >= 0:
        raise CelProblem(CEL_CHARACTER, start + bad, start + bad + 1, found=shown(body[bad]))
    for escape in _ESCAPE.finditer(body):
        if _unescaped(escape) == "":
            raise CelProblem(CEL_TEXT, start + escape.start(), start + escape.end())
    return Token("text", at, match.end(), match[0], _ESCAPE.sub(_unescaped, body))


def _unescaped(escape: re.Match[str]) -> str:
    """Return the character meant, or "" for an escape that means none."""
    if escape[1]:
        character = chr(int(escape[1], 16))
        return "" if first_refused(character) >= 0 else character
    return _ESCAPED.get(escape[2], "")


def _bad_character(text: str, at: int) -> CelProblem:
    found = text[at]
    plain = unicodedata.normalize("NFKC", found)
    meant = _MEANT.get(found) or (plain if plain != found and plain.isascii() else "")
    return CelProblem(CEL_CHARACTER, at, at + 1, guess=_MEANT.get(meant, meant), found=shown(found))
