"""What a kept value is in an expression, in an index, and on a page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from bihuan.calendars.engine.workdays import CHINA
from bihuan.mechanisms.engine.cel.types import BOOL, DATE, TEXT, CelType, list_of, number
from bihuan.registers.engine.characters import folded
from bihuan.registers.engine.places import place_in_words
from bihuan.registers.spec import AnyField, MoneyField, QuantityField, RegisterSpec

PERSONAL = frozenset({"personal", "sensitive"})
_NO_DIGIT = re.compile(r"[^0-9]+")
_MOBILE = 11
# A key of an index; a longer text is known by its hash.
LONGEST_KEY = 70

_TYPES = {
    "yes_no": BOOL,
    "date": DATE,
    # The day of the moment in Chinese time: expressions know days, and deadlines are days.
    "moment": DATE,
    "list": list_of(TEXT),
}


def is_personal(field: AnyField) -> bool:
    """Tell whether values of a field are kept apart, where they can be erased."""
    return field.sensitivity in PERSONAL or field.type == "person"


def fields(spec: RegisterSpec) -> dict[str, CelType]:
    """Return what an expression over a record may name; no personal field is among it."""
    return {field.name: cel_type(field) for field in spec.fields if not is_personal(field)}


def cel_type(field: AnyField) -> CelType:
    """Return the type of a field's values in expressions."""
    if isinstance(field, MoneyField | QuantityField):
        return number(field.decimals)
    return _TYPES.get(field.type, TEXT)


def cel_values(spec: RegisterSpec, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a record for an expression: each field of `fields`, None if empty."""
    return {
        field.name: cel_value(field, data.get(field.name))
        for field in spec.fields
        if not is_personal(field)
    }


def cel_value(field: AnyField, kept: Any) -> Any:
    """Return one kept value as expressions take it."""
    if kept is None:
        return None
    read = _CEL_VALUES.get(field.type)
    return read(kept) if read else kept


def _china_day(kept: str) -> date:
    return datetime.fromisoformat(kept).astimezone(CHINA).date()


def _place_in_words(kept: Mapping[str, str]) -> str:
    return kept.get("words", "")


_CEL_VALUES: Mapping[str, Callable[[Any], Any]] = {
    "money": Decimal,
    "quantity": Decimal,
    "date": date.fromisoformat,
    "moment": _china_day,
    "place": _place_in_words,
    "list": tuple,
}


def keys_of(field: AnyField, kept: Any) -> tuple[str, ...]:
    """Return the keys under which lists find a value: one, or one for each entry of a list."""
    if kept is None:
        return ()
    if isinstance(kept, list):
        return tuple(dict.fromkeys(key_of(item) for item in kept))
    if isinstance(kept, bool):
        return ("true" if kept else "false",)
    if field.type == "place":
        kept = kept.get("words", "")
    return (key_of(kept),)


def key_of(text: str) -> str:
    """Return a text as an index knows it: folded, and hashed where it is long."""
    key = folded(text)
    return key if len(key) <= LONGEST_KEY else f"#{sha256(key.encode()).hexdigest()}"


def number_of(field: AnyField, kept: Any) -> int | None:
    """Return a number as an integer at the decimals of its field; None for what is no number."""
    if kept is None or not isinstance(field, MoneyField | QuantityField):
        return None
    return int(Decimal(kept).scaleb(field.decimals))


def unique_key(parts: Iterable[str]) -> str:
    """Return the hash under which the values of a key stand together."""
    return sha256(json.dumps(list(parts), ensure_ascii=False).encode()).hexdigest()


def as_text(kept: Any) -> str:
    """Return a kept value as the one text that a commitment is made of."""
    if isinstance(kept, str):
        return kept
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def comparable(field: AnyField, text: str) -> str:
    """Return a personal value as it is compared: of a number only its digits, else without spaces.

    A telephone is the same with its country code and without.
    """
    if field.mask in {"mobile", "bank_card"} and (digits := _NO_DIGIT.sub("", text)):
        return digits.removeprefix("86") if len(digits) > _MOBILE else digits
    return "".join(folded(text).split())


def from_text(field: AnyField, text: str) -> Any:
    """Return the kept value in a text of `as_text`."""
    return json.loads(text) if field.type in {"yes_no", "place", "list"} else text


def searched(spec: RegisterSpec, data: Mapping[str, Any]) -> str:
    """Return all words of a record by which it is found, field after field."""
    return "\n".join(_searched(spec, data))


def _searched(spec: RegisterSpec, data: Mapping[str, Any]) -> Iterator[str]:
    for field in spec.fields:
        wanted = field.name == spec.shown or (field.type == "text" and field.searched)
        if wanted and not is_personal(field) and (kept := data.get(field.name)) is not None:
            yield as_text(kept) if field.type != "place" else place_in_words(kept)
