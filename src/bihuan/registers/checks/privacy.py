"""Does a personal field say what it is for and how it is masked; does none stand in the open?"""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.ledger.words import Message, Text
from bihuan.mechanisms.diagnostics import Diagnostic, diagnose
from bihuan.mechanisms.engine.spots import Path
from bihuan.mechanisms.kinds import Mechanism
from bihuan.registers.engine.values import is_personal
from bihuan.registers.spec import AnyField, TextField

PURPOSE_MISSING = Message(
    "purpose-missing",
    Text(en='the personal field "{name}" has no purpose', zh="个人信息字段“{name}”未写明用途"),
    Text(
        en="write purpose: what it is needed for (个人信息保护法, article 6)",
        zh="请用 purpose 写明用途（个人信息保护法第六条）",
    ),
)
MASK_MISSING = Message(
    "mask-missing",
    Text(en='the personal field "{name}" has no mask', zh="个人信息字段“{name}”未写明遮盖方式"),
    Text(
        en="write mask: how the others see it; hidden shows nothing of it",
        zh="请用 mask 写明对其他人的遮盖方式，hidden 为完全不显示",
    ),
)
PERSONAL_IN_THE_OPEN = Message(
    "personal-in-the-open",
    Text(
        en='"{name}" is personal and would stand in the open here',
        zh="“{name}”属于个人信息，在此处会公开显示",
    ),
    Text(
        en="name another field; a personal one may be filtered, or be part of a key, by its hash",
        zh="请改用其他字段；个人信息字段只能以散列值用于筛选或唯一键",
    ),
)
PERSON_IS_PERSONAL = Message(
    "person-is-personal",
    Text(
        en='the name of a person, "{name}", is always personal',
        zh="人员姓名“{name}”始终属于个人信息",
    ),
    Text(
        en="write sensitivity: personal, or leave the line out",
        zh="请写 sensitivity: personal，或删去该行",
    ),
)
ONLY_PERSONAL = Message(
    "only-for-personal",
    Text(
        en='{key} is for personal fields, and "{name}" is none',
        zh="{key} 只适用于个人信息字段，“{name}”不是个人信息字段",
    ),
    Text(
        en="leave it out, or write sensitivity: personal", zh="请删去，或写明 sensitivity: personal"
    ),
)


def privacy(mechanism: Mechanism, path: Path, field: AnyField) -> Iterator[Diagnostic]:
    """Yield what is wrong with the classes, masks and retention of one field."""
    place = mechanism.place_of
    stated = field.sensitivity if "sensitivity" in field.model_fields_set else "personal"
    if field.type == "person" and stated in {"public", "internal"}:
        yield diagnose(PERSON_IS_PERSONAL, place((*path, "sensitivity")), name=field.name)
    elif is_personal(field):
        yield from _personal(mechanism, path, field)
    else:
        for key in ("mask", "retention"):
            if getattr(field, key) is not None:
                yield diagnose(ONLY_PERSONAL, place((*path, key)), name=field.name, key=key)


def _personal(mechanism: Mechanism, path: Path, field: AnyField) -> Iterator[Diagnostic]:
    place = mechanism.place_of
    if not field.purpose.strip():
        yield diagnose(PURPOSE_MISSING, place((*path, "name")), name=field.name)
    if field.mask is None:
        yield diagnose(MASK_MISSING, place((*path, "name")), name=field.name)
    if isinstance(field, TextField) and field.searched:
        yield diagnose(PERSONAL_IN_THE_OPEN, place((*path, "searched")), name=field.name)
