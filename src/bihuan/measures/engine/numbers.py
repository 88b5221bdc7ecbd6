"""Numbers as people type them, and as the engines keep them: integers at declared decimals.

Nothing is rounded in silence: a number that does not fit the declared decimals, or the
unit of measure, is refused.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from bihuan.ledger.words import Message, Refused, Text
from bihuan.measures.engine.units import factor

# The query on 64-bit integers multiplies a value by 2 x 10^8; beyond this it would overflow.
BOUND = 46_000_000_000
LONGEST = 80
_DIGITS = 18

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
NUMBER_OTHER_UNIT = Message(
    "number-other-unit",
    Text(
        en='"{written}" in "{text}" is not the unit of the indicator, {unit}',
        zh="“{text}”中的“{written}”与该指标的计量单位“{unit}”不符",
    ),
    Text(en="write the value in {unit}", zh="请填写以“{unit}”为单位的数字"),
)
NUMBER_TOO_FINE = Message(
    "number-too-fine",
    Text(
        en='"{text}" has more decimals than the indicator keeps: {decimals}',
        zh="“{text}”的小数位超过该指标规定的 {decimals} 位",
    ),
    Text(
        en="round it half up, or declare more decimals in the indicator",
        zh="请四舍五入，或在指标中规定更多小数位",
    ),
)
NUMBER_TOO_LARGE = Message(
    "number-too-large",
    Text(en='"{text}" is too large to be scored exactly', zh="“{text}”过大，无法精确计分"),
    Text(
        en="choose a coarser unit of measure for the indicator: 万元 instead of 元",
        zh="请为该指标选用更大的计量单位，例如用万元而不用元",
    ),
)

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SAME = {
    **_WIDE,
    ord("−"): "-", 0xFE63: "-", 0x2010: "-", 0x2011: "-",  # minus signs and hyphens
    0xFE6A: "%", 0xFFE5: "¥", 0x3000: " ", 0x00A0: " ", 0x2007: " ", 0x2009: " ", 0x202F: " ",
    0x200B: None, 0xFEFF: None,
}  # fmt: skip

_PLAIN = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?", re.ASCII)
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


def scale(number: str | int | Decimal, decimals: int) -> int:
    """Return a plain decimal as an integer at `decimals`; refuses what would have to be rounded."""
    text = number if isinstance(number, str) else _written_out(number)
    if not _PLAIN.fullmatch(text):
        raise Refused(_why_not(text), text=text[:LONGEST])
    whole, _, part = text.partition(".")
    if len(part) > decimals:
        part = part.rstrip("0")
        if len(part) > decimals:
            raise Refused(NUMBER_TOO_FINE, text=text, decimals=decimals)
    return _bounded(int(whole + part.ljust(decimals, "0")), text)


def _written_out(number: int | Decimal) -> str:
    if isinstance(number, bool):
        raise Refused(NUMBER_IS_YES_NO, text=number)
    if isinstance(number, Decimal):
        # 1E+999999 is not written out in full.
        if number.is_finite() and number.adjusted() > _DIGITS:
            raise Refused(NUMBER_TOO_LARGE, text=number)
        return format(number, "f")
    return str(number)


def unscale(scaled: int, decimals: int) -> str:
    """Return the plain decimal text of an integer at `decimals`: 1250 at 2 is ``12.50``."""
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled)).rjust(decimals + 1, "0")
    if decimals == 0:
        return sign + digits
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"


def decimal_of(scaled: int, decimals: int) -> Decimal:
    """Return the exact number that an integer at `decimals` stands for."""
    return Decimal(scaled).scaleb(-decimals)


def read_number(text: object, unit_of_measure: str, decimals: int) -> int:
    """Return a number as a person typed it, as an integer at the indicator's decimals.

    Full-width digits, thousands separators, signs, a percent sign and a unit that converts
    exactly (``1,234.5万元``) are read; everything else is refused with its reason.
    """
    if isinstance(text, bool):
        raise Refused(NUMBER_IS_YES_NO, text=text)
    if isinstance(text, int | Decimal):
        return scale(text, decimals)
    if not isinstance(text, str):
        raise Refused(NUMBER_UNREADABLE, text=text)
    typed = text.translate(_SAME).strip()
    found = _TYPED.fullmatch(typed) if len(typed) <= LONGEST else None
    if not found or _DATE.fullmatch(typed) or _SCIENTIFIC.fullmatch(typed):
        raise Refused(_why_not(typed), text=text[:LONGEST])
    if not _GROUPED.fullmatch(found["whole"]):
        message = NUMBER_TWICE if " " in found["whole"] else NUMBER_SEPARATORS
        raise Refused(message, text=text)
    digits = found["whole"].replace(",", "").replace(" ", "") + (found["part"] or "")
    written = found["unit"] or ""
    if found["money"] and not written.endswith("元"):
        written += "元"
    return _in_unit(Fraction(found["sign"] + digits), written, unit_of_measure, decimals, text)


def _in_unit(number: Fraction, written: str, unit: str, decimals: int, text: str) -> int:
    times = factor(written, unit) if written else Fraction(1)
    if times is None:
        raise Refused(NUMBER_OTHER_UNIT, text=text, written=written, unit=unit)
    scaled = number * times * 10**decimals
    if scaled.denominator != 1:
        raise Refused(NUMBER_TOO_FINE, text=text, decimals=decimals)
    return _bounded(scaled.numerator, text)


def _why_not(text: str) -> Message:
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


def _bounded(scaled: int, text: object) -> int:
    if abs(scaled) >= BOUND:
        raise Refused(NUMBER_TOO_LARGE, text=text)
    return scaled
