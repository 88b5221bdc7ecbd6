"""Values of fields as people type them, brought into the one form in which they are kept.

What is kept is plain JSON: decimals and days as text, units by slug, records by id. What is typed
is text, or what a cell or a program gives; everything that cannot be meant is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from bihuan.calendars.engine.periods import Period
from bihuan.calendars.engine.workdays import CHINA
from bihuan.ledger.words import Message, Refused, Text
from bihuan.registers.engine import refusals
from bihuan.registers.engine.characters import LONGEST, clean, folded, narrow
from bihuan.registers.engine.codes import read_code
from bihuan.registers.engine.forms import fits, parse_form
from bihuan.registers.engine.places import read_place
from bihuan.registers.engine.typed import read_typed
from bihuan.registers.engine.units import factor
from bihuan.registers.spec import (
    AnyField,
    Choice,
    CodeField,
    DateField,
    EnumField,
    FileField,
    ListField,
    MoneyField,
    QuantityField,
    ReferenceField,
    TextField,
)

# As in expressions: 13 digits before the point.
BOUND = 10**13
_PERSON = 100
_ITEM = 200

_YES = frozenset({"true", "yes", "y", "1", "是", "有", "√", "对"})
_NO = frozenset({"false", "no", "n", "0", "否", "无", "×", "没有"})
_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})"
    r"|年(\d{1,2})月(\d{1,2})[日号]|(\d{2})(\d{2}))",
    re.ASCII,
)
_MOMENT = re.compile(
    r"(?P<day>\S+?)[T ]\s*(?P<hour>\d{1,2})[:时](?P<minute>\d{2})(?:分?|:(?P<second>\d{2})"
    r"(?:\.\d+)?)(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_PARTS = re.compile(r"[,;、，；\n\u2028]+")  # as people part entries
_DIGEST = re.compile(r"[0-9a-f]{64}")

_A_DAY = Text(en="a day", zh="日期"), "2025-07-05"
_A_MOMENT = Text(en="a moment", zh="时间"), "2025-07-05 09:30"
_YES_NO = Text(en="a yes or no", zh="是或否"), Text(en="yes or no", zh="是、否")
_TEXT = Text(en="text", zh="文字"), Text(en="it out", zh="文字")
_LIST = Text(en="a list", zh="列表"), Text(en="the entries with commas between", zh="甲、乙、丙")


class Names(Protocol):
    """What a name means that was typed; each refuses what it does not know."""

    def unit(self, written: str) -> str:
        """Return the slug of the unit that is meant."""

    def reference(self, register: str, written: str) -> str:
        """Return the id of the record that is meant."""

    def file(self, digest: str) -> str:
        """Return the digest of a document that was kept."""


def read_value(field: AnyField, written: object, names: Names) -> Any:
    """Return a value as it is kept, or None where nothing was written.

    Raises:
        Refused: it cannot be a value of this field.
    """
    if written is None or written == "" or written in ((), []):
        return None
    if isinstance(written, str) and not narrow(written):
        return None
    return _READERS[field.type](field, written, names)


def _text(field: TextField, written: object, _: Names) -> str:
    return words(written, field.most)


def _person(_: AnyField, written: object, __: Names) -> str:
    return words(written, _PERSON)


def words(written: object, most: int) -> str:
    """Return words as they are kept; a whole number that a cell gives is one, too."""
    if isinstance(written, bool) or not isinstance(written, str | int | Decimal):
        raise _other(written, _TEXT)
    kept = clean(str(written))
    if len(kept) > most:
        raise Refused(refusals.VALUE_TOO_LONG, count=len(kept), most=most)
    return kept


def _enum(field: EnumField, written: object, _: Names) -> str:
    return _choice(field.choices, written)


def _choice(choices: Sequence[Choice], written: object) -> str:
    said = folded(str(written))
    for choice in choices:
        if said in {choice.name, folded(choice.title.zh), folded(choice.title.en)}:
            return choice.name
    listed = Text(
        en=", ".join(choice.title.en for choice in choices),
        zh="、".join(choice.title.zh for choice in choices),
    )
    raise Refused(refusals.CHOICE_UNKNOWN, written=str(written)[:LONGEST], choices=listed)


def _code(field: CodeField, written: object, _: Names) -> str:
    # A code that a cell holds as a number has lost nothing as long as it is whole.
    text = words(written, LONGEST)
    if field.scheme != "pattern":
        return read_code(text, field.scheme)
    code = narrow(text)
    if not fits(code, parse_form(field.form)):
        raise Refused(refusals.FORM_WRONG, written=code, form=field.form)
    return code


def _money(field: MoneyField, written: object, _: Names) -> str:
    return _number(written, "元", field.decimals)


def _quantity(field: QuantityField, written: object, _: Names) -> str:
    number = _number(written, field.unit_of_measure, field.decimals)
    least, most = field.min, field.max
    value = Decimal(number)
    if (least is not None and value < least) or (most is not None and value > most):
        bounds = {"min": _bound(least, "−∞"), "max": _bound(most, "∞")}
        raise Refused(refusals.OUT_OF_BOUNDS, text=number, **bounds)
    return number


def _bound(bound: Decimal | None, without: str) -> str:
    return without if bound is None else format(bound, "f")


def _number(written: object, unit: str, decimals: int) -> str:
    typed = read_typed(written)
    times = factor(typed.unit, unit) if typed.unit else Fraction(1)
    text = str(written)[:LONGEST]
    if times is None:
        raise Refused(refusals.OTHER_UNIT, text=text, written=typed.unit, unit=unit)
    scaled = typed.number * times * 10**decimals
    if scaled.denominator != 1:
        raise Refused(refusals.TOO_FINE, text=text, decimals=decimals)
    if abs(scaled) >= BOUND * 10**decimals:
        raise Refused(refusals.TOO_LARGE, text=text)
    return format(Decimal(scaled.numerator).scaleb(-decimals), "f")


def _yes_no(_: AnyField, written: object, __: Names) -> bool:
    if isinstance(written, bool):
        return written
    said = folded(str(written))
    if said not in _YES | _NO:
        raise _other(written, _YES_NO)
    return said in _YES


def _date(field: DateField, written: object, _: Names) -> str:
    day = read_day(written)
    if field.not_before and day < field.not_before:
        raise Refused(refusals.BEFORE, day=day, first=field.not_before)
    return day.isoformat()


def read_day(written: object) -> date:
    """Return a day as people write it: 2025-07-05, 2025/7/5, 2025.7.5, 2025年7月5日, 20250705."""
    if isinstance(written, datetime):
        return written.astimezone(CHINA).date() if written.tzinfo else written.date()
    if isinstance(written, date):
        return written
    found = _DAY.fullmatch(narrow(str(written)).replace(" ", ""))
    if found:
        year, month, day = (int(part) for part in found.groups() if part is not None)
        try:
            return date(year, month, day)
        except ValueError:
            pass
    raise _other(written, _A_DAY)


def _moment(_: AnyField, written: object, __: Names) -> str:
    moment = read_moment(written).astimezone(UTC).replace(microsecond=0)
    # Not strftime, which drops the first zero of a year before 1000.
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def read_moment(written: object) -> datetime:
    """Return a moment as people write it; without a zone it is in Chinese time."""
    if isinstance(written, datetime):
        return written if written.tzinfo else written.replace(tzinfo=CHINA)
    found = _MOMENT.fullmatch(narrow(str(written)))
    try:
        if not found:
            raise _other(written, _A_MOMENT)
        day = read_day(found["day"])
        at = datetime(
            day.year, day.month, day.day, int(found["hour"]), int(found["minute"]),
            int(found["second"] or 0), tzinfo=CHINA,
        )  # fmt: skip
        if zone := found["zone"]:
            at = datetime.fromisoformat(
                f"{at.replace(tzinfo=None).isoformat(timespec='seconds')}{zone}"
            )
    except ValueError as error:
        raise _other(written, _A_MOMENT) from error
    return at


def _period(_: AnyField, written: object, __: Names) -> str:
    return str(Period.parse(narrow(str(written))))


def _place(field: Any, written: object, _: Names) -> dict[str, str]:
    return read_place(written, field.system)


def _unit(_: AnyField, written: object, names: Names) -> str:
    return names.unit(words(written, _ITEM))


def _reference(field: ReferenceField, written: object, names: Names) -> str:
    return names.reference(field.register_, words(written, _ITEM))


def _list(field: ListField, written: object, _: Names) -> list[str]:
    if isinstance(written, str):
        written = [part for part in _PARTS.split(written) if part.strip()]
    if not isinstance(written, list | tuple | set | frozenset):
        raise _other(written, _LIST)
    if len(written) > field.most:
        raise Refused(refusals.LIST_TOO_LONG, count=len(written), most=field.most)
    if field.choices:
        return list(dict.fromkeys(_choice(field.choices, item) for item in written))
    return list(dict.fromkeys(words(item, _ITEM) for item in written))


def _file(_: FileField, written: object, names: Names) -> str:
    digest = narrow(str(written)).lower()
    if not _DIGEST.fullmatch(digest):
        raise Refused(refusals.DIGEST_WRONG, written=digest[:LONGEST])
    return names.file(digest)


def _other(written: object, wanted: tuple[Text, Text | str]) -> Refused:
    kind, example = wanted
    message: Message = refusals.TEXT_EXPECTED
    return Refused(message, written=str(written)[:LONGEST], kind=kind, example=example)


_READERS: Mapping[str, Callable[[Any, object, Names], Any]] = {
    "text": _text, "enum": _enum, "code": _code, "money": _money, "quantity": _quantity,
    "yes_no": _yes_no, "date": _date, "moment": _moment, "period": _period, "place": _place,
    "unit": _unit, "reference": _reference, "list": _list, "file": _file, "person": _person,
}  # fmt: skip
