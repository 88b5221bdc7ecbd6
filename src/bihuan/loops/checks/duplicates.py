"""Can the fields by which matters look alike be looked up?"""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.ledger.words import Message, Text
from bihuan.loops.spec.loop import LoopSpec
from bihuan.mechanisms.diagnostics import Diagnostic, diagnose
from bihuan.mechanisms.kinds import Known, Mechanism

NOT_LOOKED_UP = Message(
    "duplicate-not-filtered",
    Text(
        en='"{field}" of the register is not filtered, so no equal value of it is found',
        zh="台账字段“{field}”未设置 filtered，无法查找相同的值",
    ),
    Text(
        en="write `filtered: true` at the field; a personal one is compared by a keyed hash",
        zh="请在该字段写明 filtered: true；个人信息只比对带密钥的摘要，不会显示",
    ),
)
ONLY_CLASS = Message(
    "duplicate-by-class",
    Text(en="by the class alone every matter of it is alike", zh="仅按类别比对，同类事项都会相同"),
    Text(en="add a field, such as the place", zh="请再加一个字段，例如地点"),
)
_CLASS = "class"


def duplicates(mechanism: Mechanism, known: Known) -> Iterator[Diagnostic]:
    """Yield each field that is to be equal and cannot be looked up."""
    spec: LoopSpec = mechanism.spec
    register = known.get("Register", {}).get(spec.register_)
    if register is None or spec.duplicates is None:
        return
    filtered = {each.name for each in register.spec.fields if each.filtered} | {_CLASS}
    for at, same in enumerate(spec.duplicates.same):
        path = ("spec", "duplicates", "same", at, "fields")
        if set(same.fields) == {_CLASS}:
            yield diagnose(ONLY_CLASS, mechanism.place_of(path))
        for place, field in enumerate(same.fields):
            if field not in filtered:
                yield diagnose(NOT_LOOKED_UP, mechanism.place_of((*path, place)), field=field)
