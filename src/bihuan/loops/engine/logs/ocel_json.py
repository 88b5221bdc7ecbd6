"""OCEL 2.0 as JSON."""

from __future__ import annotations

from typing import Any, get_args

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bihuan.ledger.words import Refused, Text
from bihuan.loops.engine.logs.cells import cell, moment, told, written_moment
from bihuan.loops.engine.logs.objects import (
    AttributeType,
    Happening,
    Known,
    Object,
    ObjectLog,
    Relation,
    Types,
    check,
)
from bihuan.loops.engine.logs.refusals import TOO_LARGE, UNREADABLE

MOST_BYTES = 1 << 30
ATTRIBUTE_TYPES: tuple[AttributeType, ...] = get_args(AttributeType)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Declared(_Part):
    name: str
    type: AttributeType


class _Type(_Part):
    name: str
    attributes: list[_Declared] = Field(default_factory=list)


class _Relation(_Part):
    object: str = Field(alias="objectId")
    qualifier: str = ""


class _Valued(_Part):
    name: str
    value: str | int | float | bool


class _Known(_Valued):
    time: str = "1970-01-01T00:00:00Z"


class _Event(_Part):
    id: str
    type: str
    time: str
    attributes: list[_Valued] = Field(default_factory=list)
    relationships: list[_Relation] = Field(default_factory=list)


class _Object(_Part):
    id: str
    type: str
    attributes: list[_Known] = Field(default_factory=list)
    relationships: list[_Relation] = Field(default_factory=list)


class _File(_Part):
    event_types: list[_Type] = Field(alias="eventTypes")
    object_types: list[_Type] = Field(alias="objectTypes")
    events: list[_Event]
    objects: list[_Object]


def read(content: bytes) -> ObjectLog:
    """Return the log that a file holds; refuses one whose parts do not fit together."""
    if len(content) > MOST_BYTES:
        raise Refused(TOO_LARGE, why=Text(en="over 1 GB", zh="超过 1 GB"))
    try:
        file = _File.model_validate(orjson.loads(content))
    except (orjson.JSONDecodeError, ValidationError) as error:
        where = _where(error)
        raise Refused(
            UNREADABLE,
            why=Text(en=f"it is no OCEL 2.0 ({where})", zh=f"不是 OCEL 2.0 格式（{where}）"),
        ) from error
    log = _log(file)
    check(log)
    return log


def _where(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        return ".".join(map(str, error.errors(include_url=False)[0]["loc"]))
    return str(error)


def _log(file: _File) -> ObjectLog:
    event_types, object_types = _types(file.event_types), _types(file.object_types)
    return ObjectLog(
        event_types,
        object_types,
        tuple(
            Happening(
                each.id,
                each.type,
                moment(each.time),
                {one.name: _value(one, event_types, each.type) for one in each.attributes},
                _relations(each.relationships),
            )
            for each in file.events
        ),
        tuple(
            Object(
                each.id,
                each.type,
                tuple(
                    Known(one.name, _value(one, object_types, each.type), moment(one.time))
                    for one in each.attributes
                ),
                _relations(each.relationships),
            )
            for each in file.objects
        ),
    )


def _types(written: list[_Type]) -> Types:
    return {each.name: {one.name: one.type for one in each.attributes} for each in written}


def _value(one: _Valued, types: Types, type_: str) -> Any:
    return cell(one.value, types.get(type_, {}).get(one.name, "string"))


def _relations(written: list[_Relation]) -> tuple[Relation, ...]:
    return tuple(Relation(each.object, each.qualifier) for each in written)


def write(log: ObjectLog) -> bytes:
    """Return the log as a file; read again, it is equal."""
    check(log)
    written = {
        "eventTypes": _written_types(log.event_types),
        "objectTypes": _written_types(log.object_types),
        "events": [
            {
                "id": each.id,
                "type": each.type,
                "time": written_moment(each.time),
                "attributes": [
                    {"name": name, "value": told(value)} for name, value in each.attributes.items()
                ],
                "relationships": _written_relations(each.relations),
            }
            for each in log.events
        ],
        "objects": [
            {
                "id": each.id,
                "type": each.type,
                "attributes": [
                    {"name": one.name, "time": written_moment(one.time), "value": told(one.value)}
                    for one in each.attributes
                ],
                "relationships": _written_relations(each.relations),
            }
            for each in log.objects
        ],
    }
    return orjson.dumps(written, option=orjson.OPT_APPEND_NEWLINE)


def _written_types(types: Types) -> list[dict[str, Any]]:
    return [
        {"name": name, "attributes": [{"name": one, "type": type_} for one, type_ in of.items()]}
        for name, of in types.items()
    ]


def _written_relations(relations: tuple[Relation, ...]) -> list[dict[str, str]]:
    return [{"objectId": each.object, "qualifier": each.qualifier} for each in relations]
