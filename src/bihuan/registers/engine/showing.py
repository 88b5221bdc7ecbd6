"""Kept values in words, as pages and tables show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from bihuan.calendars.engine.workdays import CHINA
from bihuan.ledger.words import Text
from bihuan.registers.engine.characters import LINE_END
from bihuan.registers.engine.places import place_in_words
from bihuan.registers.spec import AnyField

_YES = Text(en="yes", zh="是")
_NO = Text(en="no", zh="否")


@dataclass(frozen=True, slots=True)
class Names:
    """What values refer to: the titles of units by slug, and of records by id."""

    units: Mapping[str, Text] = field(default_factory=dict)
    records: Mapping[str, str] = field(default_factory=dict)


def in_words(asked: AnyField, kept: Any, names: Names) -> Text:
    """Return a kept value in words; nothing, where there is none."""
    if kept is None:
        return Text("", "")
    if isinstance(kept, list):
        items = [_choice(asked, item, names) for item in kept]
        return Text(en=", ".join(i.en for i in items), zh="、".join(i.zh for i in items))
    return _SHOWERS.get(asked.type, _plain)(asked, kept, names)


def _choice(asked: Any, kept: str, _: Names) -> Text:
    titles = {choice.name: choice.title.text for choice in asked.choices}
    return titles.get(kept) or _same(kept)


def _yes_no(_: AnyField, kept: bool, __: Names) -> Text:  # the value itself
    return _YES if kept else _NO


def _money(_: AnyField, kept: str, __: Names) -> Text:
    return _same(f"{Decimal(kept):,} 元")


def _quantity(asked: Any, kept: str, _: Names) -> Text:
    return _same(f"{Decimal(kept):,} {asked.unit_of_measure}".rstrip())


def _moment(_: AnyField, kept: str, __: Names) -> Text:
    return _same(f"{datetime.fromisoformat(kept).astimezone(CHINA):%Y-%m-%d %H:%M}")


def _place(_: AnyField, kept: Mapping[str, str], __: Names) -> Text:
    return _same(place_in_words(kept))


def _unit(_: AnyField, kept: str, names: Names) -> Text:
    return names.units.get(kept) or _same(kept)


def _reference(_: AnyField, kept: str, names: Names) -> Text:
    return _same(names.records.get(kept, kept))


def _plain(_: AnyField, kept: str, __: Names) -> Text:
    return _same(kept.replace(LINE_END, "\n"))


def _same(text: str) -> Text:
    return Text(en=text, zh=text)


_SHOWERS: Mapping[str, Callable[[Any, Any, Names], Text]] = {
    "enum": _choice,
    "yes_no": _yes_no,
    "money": _money,
    "quantity": _quantity,
    "moment": _moment,
    "place": _place,
    "unit": _unit,
    "reference": _reference,
}
