"""How personal values are shown to those who may not see them whole (domain rules 3.3)."""

from __future__ import annotations

import re
from collections.abc import Callable

HIDDEN = "***"

_ROAD = re.compile(r"社区|小区|大道|街道|[村路街巷弄镇乡]")
_TAIL = 4
_MOBILE = 11
_CITIZEN = 18
_MOST_STARS = 2


def mask(value: str, form: str) -> str:
    """Return a value in its shown form; what does not fit the form is hidden whole."""
    return _FORMS[form](value)


def _name(value: str) -> str:
    if len(value) <= len("张松"):
        return f"{value[:1]}*" if value[1:] else "*"
    return value[0] + "*" * min(len(value) - 2, _MOST_STARS) + value[-1]


def _mobile(value: str) -> str:
    digits = re.sub(r"\D", "", value)
    if len(digits) > _MOBILE:
        digits = digits.removeprefix("86")
    return f"{digits[:3]}****{digits[-_TAIL:]}" if len(digits) == _MOBILE else HIDDEN


def _citizen_number(value: str) -> str:
    return f"{value[:6]}********{value[-_TAIL:]}" if len(value) == _CITIZEN else HIDDEN


def _bank_card(value: str) -> str:
    digits = re.sub(r"\D", "", value)
    return f"**** **** **** {digits[-_TAIL:]}" if len(digits) > 2 * _TAIL else HIDDEN


def _address(value: str) -> str:
    # Up to the village or the road that stands before the first number.
    until = re.search(r"\d", value)
    head = value[: until.start()] if until else value
    found = [each.end() for each in _ROAD.finditer(head)]
    return f"{head[: found[-1]]}**" if found else HIDDEN


def _hidden(_: str) -> str:
    return HIDDEN


_FORMS: dict[str, Callable[[str], str]] = {
    "name": _name,
    "mobile": _mobile,
    "citizen_number": _citizen_number,
    "bank_card": _bank_card,
    "address": _address,
    "hidden": _hidden,
}
