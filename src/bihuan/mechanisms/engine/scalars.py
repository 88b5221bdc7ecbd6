"""What an unquoted scalar means: text, true or false, a number with its digits, or a day.

Narrower than YAML where YAML surprises: a number keeps the digits that were typed,
``017``, ``0x1f`` and ``12:30`` are text, and ``1e5``, ``.5`` and ``.inf`` are refused.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from bihuan.ledger.words import Message, Text

BAD_NUMBER = Message(
    "bad-number",
    Text(en='"{written}" is not a plain number', zh="“{written}”不是普通数字"),
    Text(
        en="write the digits, such as 0.5 or 100000, at most 15 before the point and 12 after; "
        "put it in quotes if it is text",
        zh="请直接写出数字，如 0.5 或 100000，小数点前至多 15 位、后至多 12 位；如为文字，请加引号",
    ),
)
BAD_DATE = Message(
    "bad-date",
    Text(en='"{written}" is not a day', zh="“{written}”不是有效日期"),
    Text(en="write the day as 2025-04-01", zh="日期请写作 2025-04-01"),
)

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,39})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,39})\.[0-9]{1,40}")
_LEADING_ZERO = re.compile(r"0[0-9]+")
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
}  # fmt: skip

Scalar = str | int | bool | Decimal | date | None


def meaning(written: str) -> Scalar | Message:
    """Return what the scalar means, or the message why it is refused."""
    if written in _WORDS:
        return _WORDS[written]
    if _INTEGER.fullmatch(written):
        return int(written)
    if _DECIMAL.fullmatch(written):
        return Decimal(written)
    if _DAY.fullmatch(written):
        return _day(written)
    if _FLOAT.fullmatch(written) and not _LEADING_ZERO.fullmatch(written):
        return BAD_NUMBER
    return written


def _day(written: str) -> date | Message:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return BAD_DATE
