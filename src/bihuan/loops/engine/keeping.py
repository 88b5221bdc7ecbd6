"""A matter and its events as plain JSON, and back, exactly.

Moments are written in UTC with all their digits, days as days; what has its default is left
out, so a fact says what happened and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from bihuan.loops.engine.matter import Event, Matter

Kept = TypeVar("Kept", Matter, Event)


def as_data(kept: Matter | Event) -> dict[str, Any]:
    """Return a matter or an event as JSON."""
    return cast("dict[str, Any]", _written(kept))


def matter_from(data: Mapping[str, Any]) -> Matter:
    """Return the matter that was written so."""
    return cast("Matter", _read(Matter, data))


def event_from(data: Mapping[str, Any]) -> Event:
    """Return the event that was written so."""
    return cast("Event", _read(Event, data))


def from_data(kind: type[Kept], data: Mapping[str, Any]) -> Kept:
    """Return a matter or an event, by its class."""
    return cast("Kept", _read(kind, data))


def _written(value: Any) -> Any:
    write = _WRITERS.get(type(value))
    if write:
        return write(value)
    if is_dataclass(value):
        kept = ((name, getattr(value, name), usual) for name, usual in _usual(value.__class__))
        return {name: _written(one) for name, one, usual in kept if one != usual}
    return value


@cache
def _usual(kind: type) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a class, each with the default that is left out."""
    return tuple((each.name, _default(each)) for each in fields(kind))


def _default(each: Field[Any]) -> Any:
    if each.default_factory is not MISSING:
        return each.default_factory()
    return each.default


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def _mapping(value: dict[str, Any]) -> dict[str, Any]:
    return {key: _written(one) for key, one in value.items()}


def _row(value: list[Any] | tuple[Any, ...]) -> list[Any]:
    return [_written(one) for one in value]


_WRITERS: dict[type, Callable[[Any], Any]] = {
    datetime: _moment,
    date: date.isoformat,
    dict: _mapping,
    list: _row,
    tuple: _row,
}


def _read(kind: type, data: Mapping[str, Any]) -> Any:
    readers = _readers(kind)
    return kind(**{name: readers[name](value) for name, value in data.items()})


@cache
def _readers(kind: type) -> dict[str, Callable[[Any], Any]]:
    """Return how each field of a class is read: written once as types, nowhere a second time."""
    hints = get_type_hints(kind)
    return {each.name: _reader(hints[each.name]) for each in fields(kind)}


def _reader(hint: Any) -> Callable[[Any], Any]:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return _optional(inner)
    if origin is tuple:
        item = _reader(inner[0])
        return lambda value: tuple(item(one) for one in value)
    if origin is dict:
        item = _reader(inner[1])
        return lambda value: {key: item(one) for key, one in value.items()}
    if isinstance(hint, type) and is_dataclass(hint):
        return lambda value: _read(hint, value)
    return _PLAIN.get(hint, _same)


def _optional(inner: tuple[Any, ...]) -> Callable[[Any], Any]:
    wanted = [each for each in inner if each is not NoneType]
    one = _reader(wanted[0]) if len(wanted) == 1 else _same
    return lambda value: None if value is None else one(value)


def _same(value: Any) -> Any:
    return value


_PLAIN: dict[Any, Callable[[Any], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}
