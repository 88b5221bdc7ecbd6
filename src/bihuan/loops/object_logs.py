"""The log of a loop as OCEL 2.0: matters, sub-matters, units, persons, evidence, supervisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bihuan.loops.engine.logs.objects import (
    AttributeType,
    Happening,
    Known,
    Object,
    ObjectLog,
    Relation,
    Types,
)
from bihuan.loops.engine.logs.ocel_sqlite import BEGINNING
from bihuan.loops.engine.matter import Matter
from bihuan.loops.told import Step, Told

_OF_MATTER: dict[str, AttributeType] = {
    "number": "string", "class": "string", "channel": "string", "stage": "string",
}  # fmt: skip
_OF_EVENT = ("stage_from", "stage_to", "duty")
OBJECT_TYPES: Types = {
    "matter": _OF_MATTER,
    "sub-matter": _OF_MATTER,
    "unit": {},
    "person": {},
    "evidence": {"kind": "string", "digest": "string"},
    "supervision": {"level": "string", "ground": "string", "outcome": "string"},
}


def objects_of(found: Iterable[Told]) -> ObjectLog:
    """Return the events and the objects that they touch."""
    gathered = _Gathered()
    for each in found:
        gathered.take(each)
    return gathered.log()


class _Gathered:
    def __init__(self) -> None:
        self.events: list[Happening] = []
        self.objects: dict[str, Object] = {}
        self.matters: dict[str, tuple[Object, Matter]] = {}

    def take(self, each: Told) -> None:
        matter = each.matter
        changes = tuple(_changes(each))
        kind = "sub-matter" if matter.parent else "matter"
        own = [*self._evidence(matter), *self._supervisions(matter)]
        if each.lead:
            own.append(self._named("unit", each.lead, "lead"))
        self.matters[matter.id] = Object(matter.id, kind, changes, tuple(own)), matter
        for number, step in enumerate(each.steps):
            self.events.append(self._event(matter, step, number))

    def _event(self, matter: Matter, step: Step, number: int) -> Happening:
        relations = [Relation(matter.id, "matter")]
        if step.unit:
            relations.append(self._named("unit", step.unit, "acts"))
        if step.person:
            relations.append(self._named("person", step.person, "does"))
        for at, piece in enumerate(matter.evidence):
            if piece.n == step.n:
                relations.append(Relation(f"{matter.id}/evidence/{at}", "brings"))
        for each in matter.supervisions:
            if step.n in {each.n, each.answered}:
                word = "begins" if each.n == step.n else "answers"
                relations.append(Relation(f"{matter.id}/supervision/{each.n}", word))
        attributes = {"stage_from": step.stage_from, "stage_to": step.stage_to, "duty": step.duty}
        told = {name: value for name, value in attributes.items() if value}
        id_ = f"{matter.id}/{number + 1}"
        return Happening(id_, step.act, step.at, dict(told), tuple(relations))

    def _named(self, kind: str, name: str, qualifier: str) -> Relation:
        id_ = f"{kind}/{name}"
        self.objects.setdefault(id_, Object(id_, kind))
        return Relation(id_, qualifier)

    def _evidence(self, matter: Matter) -> Iterator[Relation]:
        for at, piece in enumerate(matter.evidence):
            id_ = f"{matter.id}/evidence/{at}"
            told = {"kind": piece.kind, "digest": piece.digest}
            self.objects[id_] = Object(id_, "evidence", _from_the_beginning(told))
            yield Relation(id_, "evidence")

    def _supervisions(self, matter: Matter) -> Iterator[Relation]:
        for each in matter.supervisions:
            id_ = f"{matter.id}/supervision/{each.n}"
            told = {"level": each.level, "ground": each.ground, "outcome": each.outcome}
            self.objects[id_] = Object(id_, "supervision", _from_the_beginning(told))
            yield Relation(id_, "supervision")

    def log(self) -> ObjectLog:
        """Return all; a sub-matter is tied to its matter where both are seen."""
        matters = tuple(self._tied(each, matter) for each, matter in self.matters.values())
        declared: dict[str, AttributeType] = {
            "stage_from": "string",
            "stage_to": "string",
            "duty": "string",
        }
        types: Types = {each.type: declared for each in self.events}
        return ObjectLog(
            types, OBJECT_TYPES, tuple(self.events), (*matters, *self.objects.values())
        )

    def _tied(self, each: Object, matter: Matter) -> Object:
        if matter.parent not in self.matters:
            return each
        part = Relation(matter.parent, "part of")
        return Object(each.id, each.type, each.attributes, (*each.relations, part))


def _from_the_beginning(told: dict[str, str]) -> tuple[Known, ...]:
    return tuple(Known(name, value, BEGINNING) for name, value in told.items() if value)


def _changes(each: Told) -> Iterator[Known]:
    matter = each.matter
    told = {"number": matter.number, "class": matter.class_, "channel": matter.channel}
    yield from _from_the_beginning(told)
    for step in each.steps:
        if step.stage_to and step.stage_to != step.stage_from:
            yield Known("stage", step.stage_to, step.at)
