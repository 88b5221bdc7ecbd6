"""Codes of the state: their forms and check characters.

GB 32100-2015 (unified social credit code), GB 11643-1999 (citizen number), GB/T 2260 with the
extension of the statistics office (divisions), GB/T 4754-2017 (industries).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bihuan.ledger.words import Message, Refused, Text
from bihuan.registers.engine.characters import LONGEST, narrow

CODE_WRONG = Message(
    "code-wrong",
    Text(en='"{written}" is no {scheme}: {why}', zh="“{written}”不是{scheme}：{why}"),
    Text(
        en="compare it with the certificate, character by character",
        zh="请与证照逐位核对",
    ),
)

_LONG = 18
CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_FORM = re.compile(r"[0-9A-Y]{2}\d{6}[0-9A-Y]{9}[0-9A-Y]", re.ASCII)
_CREDIT_WEIGHTS = tuple(3**place % 31 for place in range(17))
_CITIZEN_FORM = re.compile(r"\d{17}[\dX]", re.ASCII)
_CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CITIZEN_CHECKS = "10X98765432"
_DIVISION_FORM = re.compile(r"[1-9]\d(?:\d{2}(?:\d{2}(?:\d{3}(?:\d{3})?)?)?)?", re.ASCII)
_INDUSTRY_FORM = re.compile(r"([A-T])(\d{2}(?:\d{1,2})?)?", re.ASCII)
# The first and the last division of each section of GB/T 4754-2017.
_SECTIONS = {
    "A": (1, 5), "B": (6, 12), "C": (13, 43), "D": (44, 46), "E": (47, 50), "F": (51, 52),
    "G": (53, 60), "H": (61, 62), "I": (63, 65), "J": (66, 69), "K": (70, 70), "L": (71, 72),
    "M": (73, 75), "N": (76, 79), "O": (80, 82), "P": (83, 83), "Q": (84, 85), "R": (86, 90),
    "S": (91, 96), "T": (97, 97),
}  # fmt: skip

_LENGTH = Text(en="it must have {length} characters", zh="应为 {length} 位")
_CHARACTER = Text(en="a character in it cannot stand there", zh="含有该位置不应出现的字符")
_CHECK = Text(en="its check character does not fit", zh="校验位不符")
_BIRTH = Text(en="it holds no date of birth", zh="其中没有有效的出生日期")
_SECTION = Text(en="its digits belong to another section", zh="数字与门类字母不符")


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme of codes: what it is called, and what is wrong with a code of it, if anything."""

    title: Text
    wrong: Callable[[str], Text | None]


def read_code(written: str, scheme: str) -> str:
    """Return a code as it is kept: capital letters, no spaces; refuses one that cannot be."""
    code = narrow(written).upper().replace(" ", "")
    known = SCHEMES[scheme]
    if why := known.wrong(code):
        raise Refused(CODE_WRONG, written=written[:LONGEST], scheme=known.title, why=why)
    return code


def credit_check(code: str) -> str:
    """Return the check character that belongs to the first 17 characters of a credit code."""
    total = sum(
        CREDIT.index(character) * weight
        for character, weight in zip(code, _CREDIT_WEIGHTS, strict=False)
    )
    return CREDIT[-total % 31]


def citizen_check(number: str) -> str:
    """Return the check character that belongs to the first 17 digits of a citizen number."""
    total = sum(
        int(digit) * weight for digit, weight in zip(number, _CITIZEN_WEIGHTS, strict=False)
    )
    return _CITIZEN_CHECKS[total % 11]


def _credit_wrong(code: str) -> Text | None:
    if len(code) != _LONG:
        return _LENGTH.fill(length=_LONG)
    if not _CREDIT_FORM.fullmatch(code) or not set(code) <= set(CREDIT):
        return _CHARACTER
    return None if credit_check(code) == code[-1] else _CHECK


def _citizen_wrong(number: str) -> Text | None:
    if len(number) != _LONG:
        return _LENGTH.fill(length=_LONG)
    if not _CITIZEN_FORM.fullmatch(number):
        return _CHARACTER
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return _BIRTH
    return None if citizen_check(number) == number[-1] else _CHECK


def _division_wrong(code: str) -> Text | None:
    if len(code) not in {2, 4, 6, 9, 12}:
        return _LENGTH.fill(length="2, 4, 6, 9, 12")
    return None if _DIVISION_FORM.fullmatch(code) else _CHARACTER


def _industry_wrong(code: str) -> Text | None:
    found = _INDUSTRY_FORM.fullmatch(code)
    if not found:
        return _CHARACTER
    section, digits = found.groups()
    first, last = _SECTIONS[section]
    return _SECTION if digits and not first <= int(digits[:2]) <= last else None


SCHEMES = {
    "social_credit": Scheme(
        Text(en="unified social credit code", zh="统一社会信用代码"), _credit_wrong
    ),
    "citizen_number": Scheme(Text(en="citizen number", zh="公民身份号码"), _citizen_wrong),
    "division": Scheme(Text(en="division code", zh="行政区划代码"), _division_wrong),
    "industry": Scheme(Text(en="industry code", zh="行业代码"), _industry_wrong),
}
