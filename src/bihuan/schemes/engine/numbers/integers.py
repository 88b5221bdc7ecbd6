"""Decimals of an author turned into the integers that are computed with.

Points are micro-points (1e-6), factors too; weights are parts of 10^9. A number that has more
decimals than its scale is refused, never rounded: what is printed in the rule is what is scored.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from bihuan.ledger.words import Message, Refused, Text
from bihuan.schemes.engine.definition.exact import WHOLE, half_up

TOO_FINE = Message(
    "too-many-decimals",
    Text(
        en="{number} has more than the {decimals} decimals that are computed with",
        zh="{number} 的小数位数超过计算所用的 {decimals} 位",
    ),
    Text(
        en="write at most {decimals} decimals, or declare more decimals on the indicator",
        zh="请至多写 {decimals} 位小数，或在指标中声明更多小数位",
    ),
)


def scaled(number: Decimal, decimals: int) -> int:
    """Return the number as an integer at `decimals`; refuses a number that is finer."""
    integer = number.scaleb(decimals)
    if integer != integer.to_integral_value():
        raise Refused(TOO_FINE, number=format(number, "f"), decimals=decimals)
    return int(integer)


def micro(number: Decimal) -> int:
    """Return a number of points, or a factor, in millionths."""
    return scaled(number, 6)


def optional_micro(number: Decimal | None) -> int | None:
    """Return it in millionths where there is one."""
    return None if number is None else micro(number)


def apportioned(shares: Sequence[Fraction]) -> list[int]:
    """Return the shares in parts of 10^9, adding up to their own sum (largest remainder)."""
    exact = [share * WHOLE for share in shares]
    parts = [number.numerator // number.denominator for number in exact]
    left = half_up(sum(exact, Fraction(0))) - sum(parts)
    by_remainder = sorted(range(len(exact)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[:left]:
        parts[i] += 1
    return parts
