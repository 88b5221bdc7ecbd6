"""An object-centric event log (OCEL 2.0): events, and the objects that each of them touches."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal, TypeAlias

from bihuan.ledger.words import Refused, Text
from bihuan.loops.engine.logs.refusals import UNREADABLE

AttributeType = Literal["string", "time", "integer", "float", "boolean"]
Cell: TypeAlias = str | datetime | int | Decimal | bool
Types: TypeAlias = dict[str, dict[str, AttributeType]]


@dataclass(frozen=True, slots=True)
class Relation:
    """That something touches an object, and as what."""

    object: str
    qualifier: str


@dataclass(frozen=True, slots=True)
class Happening:
    """One event."""

    id: str
    type: str
    time: datetime
    attributes: dict[str, Cell] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What an attribute of an object was from a moment on."""

    name: str
    value: Cell
    time: datetime


@dataclass(frozen=True, slots=True)
class Object:
    """One object: its attributes over time, and the objects that it is related to."""

    id: str
    type: str
    attributes: tuple[Known, ...] = ()
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectLog:
    """A whole log, with the types of its events and objects and what attributes they may have."""

    event_types: Types
    object_types: Types
    events: tuple[Happening, ...]
    objects: tuple[Object, ...]


def check(log: ObjectLog) -> None:
    """Refuse a log whose parts do not fit: ids that stand twice, types or objects not declared."""
    known = {each.id for each in log.objects}
    _check_once("event", [each.id for each in log.events])
    _check_once("object", [each.id for each in log.objects])
    for event in log.events:
        _check_declared(event.type, event.attributes, log.event_types)
        _check_known(event.relations, known)
    for each in log.objects:
        _check_declared(each.type, {one.name: one.value for one in each.attributes},
                        log.object_types)  # fmt: skip
        _check_known(each.relations, known)


def _check_once(what: str, ids: list[str]) -> None:
    if len(set(ids)) != len(ids):
        raise Refused(UNREADABLE, why=Text(en=f"an {what} id stands twice", zh="标识重复"))


def _check_declared(type_: str, attributes: dict[str, Cell], types: Types) -> None:
    declared = types.get(type_)
    if declared is None or not declared.keys() >= attributes.keys():
        raise Refused(
            UNREADABLE,
            why=Text(
                en=f"{type_[:80]}: the type or one of its attributes is not declared",
                zh=f"类型“{type_[:80]}”或其属性未声明",
            ),
        )


def _check_known(relations: tuple[Relation, ...], known: set[str]) -> None:
    for each in relations:
        if each.object not in known:
            raise Refused(
                UNREADABLE,
                why=Text(
                    en=f"the object {each.object[:80]} is not in the log",
                    zh=f"日志中没有对象 {each.object[:80]}",
                ),
            )
