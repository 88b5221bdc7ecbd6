"""The whole check of a register: names, fields, and the parts that fields play."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bihuan.ledger.words import Message, Text
from bihuan.mechanisms.diagnostics import Diagnostic, diagnose
from bihuan.mechanisms.engine.characters import shown
from bihuan.mechanisms.engine.references import unknown_reference
from bihuan.mechanisms.engine.spots import Path
from bihuan.mechanisms.kinds import Known, Mechanism
from bihuan.registers.checks.parts import parts
from bihuan.registers.checks.privacy import privacy
from bihuan.registers.engine.forms import NotAForm, parse_form
from bihuan.registers.spec import (
    AnyField,
    CodeField,
    EnumField,
    ListField,
    QuantityField,
    ReferenceField,
    RegisterSpec,
)

FIELD_REPEATED = Message(
    "field-repeated",
    Text(en='the name "{name}" stands for another one here already', zh="此处已有名为“{name}”的项"),
    Text(en="give each a name of its own", zh="请分别取名"),
)
FIELD_RESERVED = Message(
    "field-reserved",
    Text(en='no field can be called "{name}"', zh="字段不能取名为“{name}”"),
    Text(
        en="it would be mistaken in conditions: no hyphens, and none of {reserved}",
        zh="会与条件表达式混淆：请勿使用连字符，也不要用 {reserved}",
    ),
)
FORM_UNREADABLE = Message(
    "form-unreadable",
    Text(en='the form cannot be read from "{rest}" on', zh="自“{rest}”起无法识别该格式"),
    Text(
        en="write characters, classes such as [A-Z0-9] or \\d, and counts such as {{4}} or {{1,3}}",
        zh="可用字符、[A-Z0-9] 或 \\d 等字符类，以及 {{4}}、{{1,3}} 等次数",
    ),
)
FORM_UNASKED = Message(
    "form-unasked",
    Text(
        en="a form belongs to the scheme pattern, and the scheme pattern needs one",
        zh="form 与 scheme: pattern 须同时使用",
    ),
    Text(en="write both, or neither", zh="请同时写明，或都不写"),
)
LEAST_ABOVE_MOST = Message(
    "least-above-most",
    Text(en="min is above max, so no value is allowed", zh="min 大于 max，任何数值都不允许"),
    Text(en="exchange the two, or correct one", zh="请将两者对调，或更正其中一个"),
)

_RESERVED = ("class", "unit", "id")
_REST = 20
_REGISTER = Text(en="register", zh="台账")


def check(mechanism: Mechanism, known: Known) -> Iterator[Diagnostic]:
    """Yield what is wrong with a register among all mechanisms that are known."""
    spec: RegisterSpec = mechanism.spec
    registers = known.get("Register", {})
    yield from _names(mechanism, spec)
    for at, field in enumerate(spec.fields):
        path: Path = ("spec", "fields", at)
        yield from privacy(mechanism, path, field)
        yield from _values(mechanism, path, field)
        for name in _registers(mechanism, field):
            if name not in registers:
                inner = (*path, "register")
                yield unknown_reference(mechanism, inner, name, registers, what=_REGISTER)
    yield from parts(mechanism, spec)


def refers(mechanism: Mechanism) -> Iterator[tuple[str, str]]:
    """Yield the registers whose records its fields name."""
    for field in mechanism.spec.fields:
        for name in _registers(mechanism, field):
            yield "Register", name


def _registers(mechanism: Mechanism, field: AnyField) -> Iterator[str]:
    if isinstance(field, ReferenceField) and field.register_ != mechanism.name:
        yield field.register_


def _names(mechanism: Mechanism, spec: RegisterSpec) -> Iterator[Diagnostic]:
    path: Path = ("spec", "fields")
    yield from _repeated(mechanism, path, spec.fields)
    for at, field in enumerate(spec.fields):
        if "-" in field.name or field.name in _RESERVED:
            yield diagnose(
                FIELD_RESERVED,
                mechanism.place_of((*path, at, "name")),
                name=field.name,
                reserved=", ".join(_RESERVED),
            )
        if isinstance(field, EnumField | ListField):
            yield from _repeated(mechanism, (*path, at, "choices"), field.choices)


def _repeated(mechanism: Mechanism, path: Path, named: Any) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for at, each in enumerate(named):
        if each.name in seen:
            place = mechanism.place_of((*path, at, "name"))
            yield diagnose(FIELD_REPEATED, place, name=each.name)
        seen.add(each.name)


def _values(mechanism: Mechanism, path: Path, field: AnyField) -> Iterator[Diagnostic]:
    if isinstance(field, CodeField):
        yield from _form(mechanism, path, field)
    elif isinstance(field, QuantityField):
        least, most = field.min, field.max
        if least is not None and most is not None and least > most:
            yield diagnose(LEAST_ABOVE_MOST, mechanism.place_of((*path, "min")))


def _form(mechanism: Mechanism, path: Path, field: CodeField) -> Iterator[Diagnostic]:
    if (field.scheme == "pattern") != bool(field.form):
        key = "form" if field.form else "scheme"
        yield diagnose(FORM_UNASKED, mechanism.place_of((*path, key)))
        return
    try:
        parse_form(field.form)
    except NotAForm as error:
        rest = shown(field.form[error.at :], _REST)
        yield diagnose(FORM_UNREADABLE, mechanism.place_of((*path, "form")), rest=rest)
