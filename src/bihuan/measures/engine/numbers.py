"""Numbers as people type them, and as the engines keep them: integers at declared decimals.

Nothing is rounded in silence: a number that does not fit the declared decimals, or the
unit of measure, is refused.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from bihuan.ledger.words import Message, Refused, Text
from bihuan.registers.engine.characters import LONGEST
from bihuan.registers.engine.typed import (
    NUMBER_IS_YES_NO,
    read_typed,
    why_not,
)
from bihuan.registers.engine.units import factor

# The query on 64-bit integers multiplies a value by 2 x 10^8; beyond this it would overflow.
BOUND = 46_000_000_000
_DIGITS = 18

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

_PLAIN = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?", re.ASCII)


def scale(number: str | int | Decimal, decimals: int) -> int:
    """Return a plain decimal as an integer at `decimals`; refuses what would have to be rounded."""
    text = number if isinstance(number, str) else _written_out(number)
    if not _PLAIN.fullmatch(text):
        raise Refused(why_not(text), text=text[:LONGEST])
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
    if isinstance(text, int | Decimal) and not isinstance(text, bool):
        return scale(text, decimals)
    typed = read_typed(text)
    return _in_unit(typed.number, typed.unit, unit_of_measure, decimals, str(text))


def _in_unit(number: Fraction, written: str, unit: str, decimals: int, text: str) -> int:
    times = factor(written, unit) if written else Fraction(1)
    if times is None:
        raise Refused(NUMBER_OTHER_UNIT, text=text, written=written, unit=unit)
    scaled = number * times * 10**decimals
    if scaled.denominator != 1:
        raise Refused(NUMBER_TOO_FINE, text=text, decimals=decimals)
    return _bounded(scaled.numerator, text)


def _bounded(scaled: int, text: object) -> int:
    if abs(scaled) >= BOUND:
        raise Refused(NUMBER_TOO_LARGE, text=text)
    return scaled
