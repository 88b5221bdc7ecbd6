"""The values of OCEL attributes as text, both ways."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from bihuan.ledger.words import Refused, Text
from bihuan.loops.engine.logs.objects import AttributeType, Cell
from bihuan.loops.engine.logs.refusals import UNREADABLE

_TRUTHS = {"true": True, "1": True, "True": True, "false": False, "0": False, "False": False}


def moment(written: object) -> datetime:
    """Return a moment in UTC; OCEL takes a time without a zone as UTC."""
    try:
        found = datetime.fromisoformat(str(written))
    except ValueError as error:
        raise _broken(written, "time") from error
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


_MEANING: dict[AttributeType, Callable[[str], Cell]] = {
    "string": str,
    "time": moment,
    "integer": int,
    "float": Decimal,
    "boolean": _TRUTHS.__getitem__,
}


def cell(written: object, type_: AttributeType) -> Cell:
    """Return the value that is written, as its type has it."""
    try:
        return _MEANING[type_](str(written))
    except (ValueError, KeyError, InvalidOperation) as error:
        raise _broken(written, type_) from error


def told(value: Cell) -> str:
    """Return a value as it is written."""
    if isinstance(value, datetime):
        return written_moment(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def written_moment(value: datetime) -> str:
    """Return a moment in UTC, to the millisecond or, where it has them, the microsecond."""
    exact = "microseconds" if value.microsecond % 1000 else "milliseconds"
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=exact) + "Z"


def _broken(written: object, wanted: str) -> Refused:
    shown = str(written)[:40]
    return Refused(
        UNREADABLE, why=Text(en=f'"{shown}" is no {wanted}', zh=f"“{shown}”不是 {wanted} 类型")
    )
