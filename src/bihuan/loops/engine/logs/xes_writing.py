"""Writing XES (IEEE 1849), trace by trace."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from bihuan.ledger.words import Refused
from bihuan.loops.engine.logs.model import Attributes, Heading, Id, Nested, Trace, Value
from bihuan.loops.engine.logs.refusals import UNWRITABLE

_SPECIAL = re.compile('[&<>"\x00-\x1f\ud800-\udfff\ufffe\uffff]')
_ESCAPES = {
    "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;",
    "\t": "&#9;", "\n": "&#10;", "\r": "&#13;",
}  # fmt: skip
_TRACES_AT_ONCE = 200


def write(heading: Heading, traces: Iterable[Trace]) -> Iterator[bytes]:
    """Yield the log in pieces; read again, it is equal."""
    yield "".join(_opening(heading)).encode()
    parts: list[str] = []
    for count, trace in enumerate(traces, 1):
        _add_trace(parts, trace)
        if count % _TRACES_AT_ONCE == 0:
            yield "".join(parts).encode()
            parts.clear()
    for event in heading.loose:
        _add_event(parts, event)
    parts.append("</log>\n")
    yield "".join(parts).encode()


def _opening(heading: Heading) -> list[str]:
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f'<log xes.version="{_text(heading.version)}" xes.features="{_text(heading.features)}"'
        ' xmlns="http://www.xes-standard.org/">\n',
    ]
    parts += [
        f'<extension name="{_text(each.name)}" prefix="{_text(each.prefix)}"'
        f' uri="{_text(each.uri)}"/>\n'
        for each in heading.extensions
    ]
    for scope, attributes in heading.globals:
        parts.append(f'<global scope="{_text(scope)}">\n')
        _add_attributes(parts, attributes)
        parts.append("</global>\n")
    for each in heading.classifiers:
        scope = f' scope="{_text(each.scope)}"' if each.scope else ""
        parts.append(f'<classifier name="{_text(each.name)}"{scope} keys="{_text(each.keys)}"/>\n')
    _add_attributes(parts, heading.attributes)
    return parts


def _add_trace(parts: list[str], trace: Trace) -> None:
    parts.append("<trace>\n")
    _add_attributes(parts, trace.attributes)
    for event in trace.events:
        _add_event(parts, event)
    parts.append("</trace>\n")


def _add_event(parts: list[str], event: Attributes) -> None:
    parts.append("<event>\n")
    _add_attributes(parts, event)
    parts.append("</event>\n")


def _add_attributes(parts: list[str], attributes: Attributes) -> None:
    for key, value in attributes.items():
        if isinstance(value, Nested):
            _add_nested(parts, key, value)
        else:
            tag, told = _FORMS[type(value)]
            parts.append(f'<{tag} key="{_text(key)}" value="{told(value)}"/>\n')


def _add_nested(parts: list[str], key: str, nested: Nested) -> None:
    if nested.type == "value" and nested.value is not None:
        tag, told = _FORMS[type(nested.value)]
        parts.append(f'<{tag} key="{_text(key)}" value="{told(nested.value)}">\n')
    else:
        tag = nested.type
        parts.append(f'<{tag} key="{_text(key)}">\n')
    is_list = nested.type == "list"
    parts.append("<values>\n" if is_list else "")
    for inner, value in nested.inside:
        _add_attributes(parts, {inner: value})
    parts.append("</values>\n" if is_list else "")
    parts.append(f"</{tag}>\n")


def _text(value: str) -> str:
    return value if _SPECIAL.search(value) is None else _SPECIAL.sub(_escaped, value)


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    if character not in _ESCAPES:
        raise Refused(UNWRITABLE, number=f"{ord(character):04X}")
    return _ESCAPES[character]


def _date(value: datetime) -> str:
    return value.isoformat(timespec="microseconds" if value.microsecond % 1000 else "milliseconds")


def _number(value: Decimal) -> str:
    if value.is_infinite():
        return "INF" if value > 0 else "-INF"
    return "NaN" if value.is_nan() else str(value)


_FORMS: dict[type[Value], tuple[str, Callable[..., str]]] = {
    str: ("string", _text),
    Id: ("id", _text),
    datetime: ("date", _date),
    bool: ("boolean", lambda value: "true" if value else "false"),
    int: ("int", str),
    Decimal: ("float", _number),
}
