"""Does each name that a loop writes lead somewhere, and does none stand twice?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from bihuan.ledger.words import Message, Text
from bihuan.loops.spec.clocks import OPENED, Clock
from bihuan.loops.spec.loop import LoopSpec
from bihuan.loops.spec.parts import Duplicates
from bihuan.mechanisms.diagnostics import Diagnostic, diagnose
from bihuan.mechanisms.engine.references import unknown_reference
from bihuan.mechanisms.engine.spots import Path
from bihuan.mechanisms.kinds import Known, Mechanism

NAME_REPEATED = Message(
    "name-repeated",
    Text(en='"{name}" names another one of this list already', zh="本列表中已有“{name}”"),
    Text(en="give each a name of its own", zh="请分别取名"),
)
STAGE = Text(en="stage", zh="环节")
DUTY = Text(en="duty", zh="职责")
ACT = Text(en="act", zh="操作")
CLOCK = Text(en="clock", zh="时限")
CLASS = Text(en="class", zh="类别")
FIELD = Text(en="field of the register", zh="登记册字段")
EVIDENCE = Text(en="kind of evidence", zh="材料种类")
PANEL = Text(en="panel", zh="会商")
GRADE = Text(en="grade", zh="满意度等次")
UNIT = Text(en="unit", zh="单位")
REGISTER = Text(en="register", zh="登记册")
LOOP = Text(en="loop", zh="闭环")

# Where a name stands, the name, and what it should be.
Written = tuple[Path, str, Text]
# Keys whose word Python keeps for itself.
_ALIASES = {"register": "register_", "class": "class_"}
_LISTS = ("stages", "duties", "acts", "clocks", "classes", "evidence", "panels", "channels")


def twice(mechanism: Mechanism) -> Iterator[Diagnostic]:
    """Yield each name that stands twice in one list."""
    for key in _LISTS:
        seen: set[str] = set()
        for at, each in enumerate(getattr(mechanism.spec, key)):
            if each.name in seen:
                place = mechanism.place_of(("spec", key, at, "name"))
                yield diagnose(NAME_REPEATED, place, name=each.name)
            seen.add(each.name)


def references(mechanism: Mechanism, known: Known) -> Iterator[Diagnostic]:
    """Yield each name that leads nowhere, with the nearest that does."""
    spec: LoopSpec = mechanism.spec
    candidates = _candidates(spec, mechanism, known)
    for path, name, what in _written(spec):
        allowed = candidates.get(what)
        if allowed is not None and name not in allowed:
            yield unknown_reference(mechanism, ("spec", *path), name, allowed, what=what)


def _candidates(spec: LoopSpec, mechanism: Mechanism, known: Known) -> dict[Text, Collection[str]]:
    """Return the names that are known; what nobody has loaded is not judged."""
    registers = known.get("Register", {})
    found: dict[Text, Collection[str]] = {
        STAGE: _names(spec.stages),
        DUTY: _names(spec.duties),
        ACT: _names(spec.acts),
        CLOCK: _names(spec.clocks),
        CLASS: _names(spec.classes),
        EVIDENCE: _names(spec.evidence),
        PANEL: _names(spec.panels),
        GRADE: _names(spec.rates.grades),
        REGISTER: registers,
        LOOP: {*known.get("Loop", {}), mechanism.name},
    }
    if spec.register_ in registers:
        found[FIELD] = _names(registers[spec.register_].spec.fields)
    if organisations := known.get("Organisation"):
        found[UNIT] = {unit.slug for each in organisations.values() for unit in each.spec.units}
    return found


def _names(named: Iterable[Any]) -> list[str]:
    return [each.name for each in named]


def _written(spec: LoopSpec) -> Iterator[Written]:
    """Yield all names that the file writes, in its order."""
    yield from _one((), spec, {"register": REGISTER, "begins": STAGE})
    yield from _many(("raises",), spec.raises, DUTY)
    yield from _one((), spec, {"fallback": UNIT, "items": LOOP, "reported": FIELD})
    for at, duty in enumerate(spec.duties):
        yield from _one(("duties", at), duty, {"unit": UNIT})
    for at, pair in enumerate(spec.conflicts):
        yield from _many(("conflicts", at, "duties"), pair.duties, DUTY)
    yield from _of_classes(spec)
    yield from _of_clocks(spec)
    yield from _of_parts(spec)
    yield from _of_acts(spec)


def _one(path: Path, written: Any, keys: dict[str, Text]) -> Iterator[Written]:
    """Yield the names that stand under single keys; an empty one names nothing."""
    for key, what in keys.items():
        name = getattr(written, _ALIASES.get(key, key))
        if name:
            yield (*path, key), name, what


def _many(path: Path, names: Iterable[str], what: Text) -> Iterator[Written]:
    for at, name in enumerate(names):
        yield (*path, at), name, what


def _of_classes(spec: LoopSpec) -> Iterator[Written]:
    for at, each in enumerate(spec.classes):
        path: Path = ("classes", at)
        yield from _one(path, each, {"parent": CLASS, "unit": UNIT})
        yield from _many((*path, "asks"), each.asks, FIELD)


def _of_clocks(spec: LoopSpec) -> Iterator[Written]:
    for at, clock in enumerate(spec.clocks):
        path: Path = ("clocks", at)
        for place, act in enumerate(clock.starts):
            if act != OPENED:
                yield (*path, "starts", place), act, ACT
        yield from _many((*path, "stops"), clock.stops, ACT)
        yield from _one(path, clock, {"until": FIELD})
        for place, limit in enumerate(clock.limits):
            yield from _one((*path, "limits", place), limit, {"class": CLASS})
        for place, pause in enumerate(clock.pauses):
            yield from _one((*path, "pauses", place), pause, {"begins": ACT})
            yield from _many((*path, "pauses", place, "ends"), pause.ends, ACT)
        yield from _told(path, clock)


def _told(path: Path, clock: Clock) -> Iterator[Written]:
    """Yield the duties whose holders a clock tells something."""
    for place, told in enumerate(clock.extended_told):
        if told != "reporter":
            yield (*path, "extended_told", place), told, DUTY
    for place, notify in enumerate(clock.notify):
        yield from _many((*path, "notify", place, "to"), notify.to, DUTY)


def _of_parts(spec: LoopSpec) -> Iterator[Written]:
    for at, panel in enumerate(spec.panels):
        yield from _many(("panels", at, "fixed"), panel.fixed, UNIT)
        yield from _many(("panels", at, "extended"), panel.extended, UNIT)
    if spec.visit:
        yield from _one(("visit",), spec.visit, {"reopens": ACT})
    if spec.duplicates:
        yield from _same(spec.duplicates)
    yield from _one(("rates",), spec.rates, {"dispatched": ACT, "contact": CLOCK, "basic": GRADE})
    yield from _many(("rates", "satisfied"), spec.rates.satisfied, GRADE)
    for at, over in enumerate(spec.takes_over):
        for place, move in enumerate(over.stages):
            yield ("takes_over", at, "stages", place, "now"), move.now, STAGE


def _same(rule: Duplicates) -> Iterator[Written]:
    for at, same in enumerate(rule.same):
        for place, field in enumerate(same.fields):
            if field != "class":
                yield ("duplicates", "same", at, "fields", place), field, FIELD
    yield from _one(("duplicates",), rule, {"text": FIELD})


def _of_acts(spec: LoopSpec) -> Iterator[Written]:
    for at, act in enumerate(spec.acts):
        path: Path = ("acts", at)
        yield from _many((*path, "from"), act.from_, STAGE)
        keys = {"to": STAGE, "otherwise": STAGE, "within": CLOCK, "after": CLOCK, "panel": PANEL}
        yield from _one(path, act, keys)
        yield from _many((*path, "by"), act.by, DUTY)
        for place, ask in enumerate(act.asks):
            yield (*path, "asks", place, "field"), ask.field, FIELD
        for place, rule in enumerate(act.evidence):
            yield (*path, "evidence", place, "kind"), rule.kind, EVIDENCE
            if rule.taken_after:
                yield (*path, "evidence", place, "taken_after"), rule.taken_after, ACT
