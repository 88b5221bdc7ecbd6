"""Do the fields that a register names for a part exist, and can they play it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bihuan.ledger.words import Message, Text
from bihuan.mechanisms.diagnostics import Diagnostic, diagnose
from bihuan.mechanisms.engine.references import unknown_reference
from bihuan.mechanisms.engine.spots import Path
from bihuan.mechanisms.kinds import Mechanism
from bihuan.registers.checks.privacy import PERSONAL_IN_THE_OPEN
from bihuan.registers.engine.values import is_personal
from bihuan.registers.spec import AnyField, ReferenceField, RegisterSpec

OTHER_TYPE = Message(
    "field-of-other-type",
    Text(en='"{name}" is a field of type {type}', zh="“{name}”是 {type} 类型的字段"),
    Text(en="name a field of type {wanted} here", zh="此处应填写 {wanted} 类型的字段"),
)
SHOWN_TO_FEW = Message(
    "shown-to-few",
    Text(
        en='"{name}" names the record to all who see it, but not all of them may read it',
        zh="“{name}”是记录的名称，但并非所有能看到记录的人都能看到该字段",
    ),
    Text(
        en="name a field without rights.read; in a public register one with sensitivity: public",
        zh="请改用没有 rights.read 的字段；公开台账须用 sensitivity: public 的字段",
    ),
)
PARENT_ELSEWHERE = Message(
    "parent-elsewhere",
    Text(
        en='"{name}" names records of {register}, which cannot lie above those of this register',
        zh="“{name}”指向“{register}”的记录，不能作为本台账记录的上级",
    ),
    Text(
        en="name a field that refers to this register itself", zh="请改用指向本台账自身的引用字段"
    ),
)

_FIELD = Text(en="field", zh="字段")
# What names a record in lists is read in one line.
_TITLES = ("text", "enum", "code", "date", "period", "unit", "quantity", "money")
_SHOWN: Path = ("spec", "shown")
_PARENT: Path = ("spec", "tree", "parent")


def parts(mechanism: Mechanism, spec: RegisterSpec) -> Iterator[Diagnostic]:
    """Yield what is wrong with the fields named in shown, unit, map, tree and keys."""
    fields = {field.name: field for field in spec.fields}
    asked: list[tuple[Path, str | None, tuple[str, ...]]] = [
        (_SHOWN, spec.shown, _TITLES),
        (("spec", "unit"), spec.unit, ("unit",)),
        (("spec", "map"), spec.map, ("place",)),
        (_PARENT, spec.tree.parent if spec.tree else None, ("reference",)),
    ]
    for path, name, wanted in asked:
        if name is not None:
            yield from _part(mechanism, path, name, fields, wanted)
    for at, key in enumerate(spec.keys):
        for number, name in enumerate(key.fields):
            if name not in fields:
                inner = ("spec", "keys", at, "fields", number)
                yield unknown_reference(mechanism, inner, name, fields, what=_FIELD)


def _part(
    mechanism: Mechanism,
    path: Path,
    name: str,
    fields: Mapping[str, AnyField],
    wanted: tuple[str, ...],
) -> Iterator[Diagnostic]:
    field, place = fields.get(name), mechanism.place_of(path)
    if field is None:
        yield unknown_reference(mechanism, path, name, fields, what=_FIELD)
    elif is_personal(field):
        yield diagnose(PERSONAL_IN_THE_OPEN, place, name=name)
    elif field.type not in wanted:
        yield diagnose(OTHER_TYPE, place, name=name, type=field.type, wanted=", ".join(wanted))
    elif path == _SHOWN and not _read_by_all(mechanism.spec, field):
        yield diagnose(SHOWN_TO_FEW, place, name=name)
    elif isinstance(field, ReferenceField) and field.register_ != mechanism.name:
        yield diagnose(PARENT_ELSEWHERE, place, name=name, register=field.register_)


def _read_by_all(spec: RegisterSpec, field: AnyField) -> bool:
    return not field.rights.read and (not spec.public or field.sensitivity == "public")
