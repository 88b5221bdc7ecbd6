"""The functions of an expression: how each is written, what it takes, gives and computes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bihuan.mechanisms.engine.cel import numbers
from bihuan.mechanisms.engine.cel.types import BOOL, NUMBER, TEXT, CelType


@dataclass(frozen=True, slots=True)
class Function:
    """One function.

    Args:
        form: how it is written, as the help of a message shows it.
        takes: the types of its arguments; the last repeats up to `most`. Empty: see `checking`.
        compute: its value for arguments none of which is missing. With a missing one, a function
            that gives true or false says false, and every other gives null.
    """

    form: str
    takes: tuple[CelType, ...]
    gives: CelType
    compute: Callable[..., Any]
    least: int = 1
    most: int = 1
    on_receiver: bool = False


def _size(value: str | tuple[object, ...]) -> Decimal:
    return Decimal(len(value))


def _on_text(form: str, compute: Callable[[str, str], bool]) -> Function:
    return Function(form, (TEXT, TEXT), BOOL, compute, 2, 2, on_receiver=True)


def _on_number(form: str, compute: Callable[..., Decimal | None], count: int = 1) -> Function:
    return Function(form, (NUMBER,) * count, NUMBER, compute, count, count)


MANY = 200

FUNCTIONS: dict[str, Function] = {
    "abs": _on_number("abs(number)", Decimal.copy_abs),
    "ceil": _on_number("ceil(number)", numbers.ceil),
    "clip": _on_number("clip(number, low, high)", numbers.clip, 3),
    "exp": _on_number("exp(number)", numbers.exp),
    "floor": _on_number("floor(number)", numbers.floor),
    "ln": _on_number("ln(number)", numbers.ln),
    "max": Function("max(number, number, ...)", (NUMBER,), NUMBER, max, 2, MANY),
    "min": Function("min(number, number, ...)", (NUMBER,), NUMBER, min, 2, MANY),
    "pow": _on_number("pow(number, exponent)", numbers.power, 2),
    "round": Function(
        "round(number) or round(number, 2)", (NUMBER,), NUMBER, numbers.round_half_up, 1, 2
    ),
    "sqrt": _on_number("sqrt(number)", numbers.sqrt),
    "contains": _on_text('text.contains("part")', lambda text, part: part in text),
    "endsWith": _on_text('text.endsWith("part")', str.endswith),
    "startsWith": _on_text('text.startsWith("part")', str.startswith),
    "size": Function("size(text or list)", (), NUMBER, _size),
    # Both read their argument as it is written, so they compute nothing here.
    "date": Function('date("2023-08-31")', (), CelType("date"), lambda day: day),
    "has": Function("has(name)", (), BOOL, lambda value: value is not None),
}
