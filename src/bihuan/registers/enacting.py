"""What a new version of a register does to records that stand."""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.ledger.facts import Fact
from bihuan.ledger.words import Message, Refused, Text
from bihuan.registers import tables, versions
from bihuan.registers.engine.facets import facet
from bihuan.registers.engine.values import is_personal
from bihuan.registers.models import RecordRow, RegisterRow
from bihuan.registers.spec import AnyField, RegisterSpec
from bihuan.registers.standing import Indexed, Standing, standing

FIELD_KEEPS_KIND = Message(
    "field-keeps-kind",
    Text(
        en='field "{field}" has values already; {what} cannot change',
        zh="字段“{field}”已有数据，{what}不能再改",
    ),
    Text(
        en="give what is meant now a field with a name of its own",
        zh="含义变化的，请另立新字段、另起名称",
    ),
)
KEYS_CLASH = Message(
    "records-share-key",
    Text(
        en="{count} records of {register} would share a key with another",
        zh="“{register}”中有 {count} 条记录的唯一键与其他记录相同",
    ),
    Text(
        en="end those that stand twice, or let the key have more fields",
        zh="请先注销重复的记录，或为唯一键增加字段",
    ),
)
_TYPE = Text(en="its type", zh="类型")
_CLASS = Text(en="whether it is personal", zh="是否属于个人信息")
_SCALE = Text(en="its unit of measure, its system or a coarser scale", zh="计量单位、坐标系或精度")


def enact(fact: Fact) -> None:
    """Keep which version was enacted last, and let records be found as it asks."""
    origin, name, digest = fact.origin, fact.data["name"], fact.data["digest"]
    before = RegisterRow.objects.filter(origin=origin, name=name).first()
    if before is None:
        RegisterRow.objects.create(origin=origin, name=name, digest=digest)
        return
    RegisterRow.objects.filter(origin=origin, name=name).update(digest=digest)
    rows = RecordRow.objects.filter(origin=origin, register=name)
    old, new = versions.version(before.digest), versions.version(digest)
    if old.spec == new.spec or not rows.exists():
        return
    _refuse_other_kinds(old.spec, new.spec)
    if _found_by(old.spec) != _found_by(new.spec):
        _find_anew(origin, new, [*old.spec.fields, *new.spec.fields])


def _refuse_other_kinds(old: RegisterSpec, new: RegisterSpec) -> None:
    were = {field.name: field for field in old.fields}
    for field in new.fields:
        if (was := were.get(field.name)) and (what := _changed(was, field)):
            raise Refused(FIELD_KEEPS_KIND, field=field.title.text, what=what)


def _changed(was: AnyField, now: AnyField) -> Text | None:
    if was.type != now.type:
        return _TYPE
    if is_personal(was) != is_personal(now):
        return _CLASS
    fixed = ("unit_of_measure", "system", "scheme", "register_")
    same = all(getattr(was, key, None) == getattr(now, key, None) for key in fixed)
    finer = getattr(now, "decimals", 0) >= getattr(was, "decimals", 0)
    return None if same and finer else _SCALE


def _found_by(spec: RegisterSpec) -> object:
    fields = [
        (
            field.name,
            field.filtered,
            getattr(field, "searched", False),
            getattr(field, "decimals", 0),
        )
        for field in spec.fields
    ]
    return fields, spec.shown, spec.keys, spec.tree, spec.map


def _find_anew(origin: str, new: versions.Register, fields: list[AnyField]) -> None:
    facets = sorted({facet(origin, new.name, field.name) for field in fields})
    by = versions.indexed(new.digest)
    _refuse_clashes(by, origin, new)
    tables.forget(facets, origin, new.name)
    tables.find_anew(by, _records(origin, new.name))


def _refuse_clashes(by: Indexed, origin: str, register: versions.Register) -> None:
    seen: set[str] = set()
    clashes = 0
    for record in _records(origin, register.name) if register.spec.keys else ():
        keys = set(by.keys(record))
        clashes += bool(keys & seen)
        seen |= keys
    if clashes:
        raise Refused(KEYS_CLASH, count=clashes, register=register.title)


def _records(origin: str, register: str) -> Iterator[Standing]:
    rows = RecordRow.objects.filter(origin=origin, register=register).order_by("id")
    for row in rows.iterator(chunk_size=tables.AT_ONCE):
        yield standing(row)
