"""Numbers as people type them, before it is known in which unit and how exactly they are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bihuan.ledger.words import Message, Refused, Text
from bihuan.registers.engine.characters import LONGEST, SAME

NUMBER_EMPTY = Message(
    "number-empty",
    Text(en="there is no number here", zh="此处没有填写数字"),
    Text(en="write the number, or 0 if it is zero", zh="请填写数字；确为零的请填 0"),
)
NUMBER_UNREADABLE = Message(
    "number-unreadable",
    Text(en='"{text}" is not a number', zh="“{text}”不是数字"),
    Text(
        en="write digits such as 1234.5; thousands separators and a unit may stand",
        zh="请填写如 1234.5 的数字，可带千分位和计量单位",
    ),
)
NUMBER_NOT_FINITE = Message(
    "number-not-finite",
    Text(en='"{text}" is no finite number', zh="“{text}”不是有限的数"),
    Text(en="the sum behind it failed; write its true result", zh="其计算有误，请填写真实结果"),
)
NUMBER_IS_YES_NO = Message(
    "number-is-yes-no",
    Text(en='"{text}" is a yes or no, not a number', zh="“{text}”是逻辑值，不是数字"),
    Text(en="write the number that is meant", zh="请填写对应的数字"),
)
NUMBER_SCIENTIFIC = Message(
    "number-scientific",
    Text(en='"{text}" is in scientific notation', zh="“{text}”为科学计数法"),
    Text(
        en="its last digits may be lost; write the number out in full",
        zh="末位数字可能已丢失，请完整写出该数",
    ),
)
NUMBER_FOREIGN_DIGITS = Message(
    "number-foreign-digits",
    Text(en='"{text}" has digits other than 0 to 9', zh="“{text}”含有 0 至 9 以外的数字字符"),
    Text(en="write it with the digits 0 to 9", zh="请用 0 至 9 书写"),
)
NUMBER_TWICE = Message(
    "number-twice",
    Text(en='"{text}" holds more than one number', zh="“{text}”含有不止一个数"),
    Text(en="write one number for each cell", zh="一格只填一个数"),
)
NUMBER_IS_DATE = Message(
    "number-is-date",
    Text(en='"{text}" is a date, not a number', zh="“{text}”是日期，不是数字"),
    Text(
        en="the cell may have the wrong format; set it to a number and write the value",
        zh="单元格格式可能有误，请改为数值格式后重新填写",
    ),
)
NUMBER_SEPARATORS = Message(
    "number-separators",
    Text(en='the separators in "{text}" do not part thousands', zh="“{text}”中的分隔符不是千分位"),
    Text(en="write 1,234,567 or 1234567", zh="写作 1,234,567 或 1234567"),
)

_TYPED = re.compile(
    r"(?P<sign>[+-]?)\s?(?P<money>¥|人民币)?\s?(?P<whole>\d[\d, ]*?)(?P<part>\.\d+)?\s?"
    r"(?P<unit>[^\d\s.,+-][^\d\s]{0,11})?",
    re.ASCII,
)
_GROUPED = re.compile(r"\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+", re.ASCII)
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity|∞)|#[A-Z0-9/]+[!?]?", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d*)?[e][+-]?\d+.*", re.IGNORECASE | re.ASCII)
_DATE = re.compile(
    r"\d{2,4}([-/.])\d{1,2}\1\d{1,4}(?:[ T].*)?"
    r"|\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月\d{1,2}日?",
    re.ASCII,
)
_TWO = re.compile(r"\d[^\d_]*[^\d_,.][^\d_]*\d", re.ASCII)
_YES_NO = frozenset({"true", "false", "yes", "no", "是", "否"})


@dataclass(frozen=True, slots=True)
class Typed:
    """A number as it was typed, and the unit of measure that was written behind it, if any."""

    number: Fraction
    unit: str = ""


def read_typed(text: object) -> Typed:
    """Return a number as a person typed it.

    Full-width digits, thousands separators, signs, a percent sign and a unit are read;
    everything else is refused with its reason.
    """
    if isinstance(text, bool):
        raise Refused(NUMBER_IS_YES_NO, text=text)
    if isinstance(text, int):
        return Typed(Fraction(text))
    if isinstance(text, Decimal) and text.is_finite() and abs(text.adjusted()) <= LONGEST:
        return Typed(Fraction(text))
    if not isinstance(text, str):
        raise Refused(NUMBER_UNREADABLE, text=text)
    typed = text.translate(SAME).strip()
    found = _TYPED.fullmatch(typed) if len(typed) <= LONGEST else None
    if not found or _DATE.fullmatch(typed) or _SCIENTIFIC.fullmatch(typed):
        raise Refused(why_not(typed), text=text[:LONGEST])
    if not _GROUPED.fullmatch(found["whole"]):
        message = NUMBER_TWICE if " " in found["whole"] else NUMBER_SEPARATORS
        raise Refused(message, text=text)
    digits = found["whole"].replace(",", "").replace(" ", "") + (found["part"] or "")
    written = found["unit"] or ""
    if found["money"] and not written.endswith("元"):
        written += "元"
    return Typed(Fraction(found["sign"] + digits), written)


def why_not(text: str) -> Message:
    """Return the reason for which a text is no number."""
    reasons = (
        (NUMBER_EMPTY, not text.strip()),
        (NUMBER_NOT_FINITE, _NOT_FINITE.fullmatch(text)),
        (NUMBER_IS_YES_NO, text.casefold() in _YES_NO),
        (NUMBER_FOREIGN_DIGITS, any(c.isdigit() and not "0" <= c <= "9" for c in text)),
        (NUMBER_IS_DATE, _DATE.fullmatch(text)),
        (NUMBER_SCIENTIFIC, _SCIENTIFIC.fullmatch(text)),
        (NUMBER_TWICE, len(text) <= LONGEST and _TWO.search(text)),
    )
    return next((message for message, holds in reasons if holds), NUMBER_UNREADABLE)
