"""Arithmetic on exact decimals: at most 12 decimals, half up, and 13 digits before the point.

Half up rounds a half away from zero, as people round. What has no value (a division
by zero, the root of a negative number) is None. A result with more than 13 digits
before the point raises `TooLarge` instead of growing without end.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

from bihuan.mechanisms.engine.cel.types import DECIMALS, WHOLE_DIGITS

BOUND = Decimal(10) ** WHOLE_DIGITS
_STEP = Decimal(1).scaleb(-DECIMALS)
_ZERO, _ONE = Decimal(0), Decimal(1)

# Enough digits for the exact product of any two numbers, and for the exact power below.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
# ln, exp and roots are computed to 60 digits (correctly rounded, the same on every machine),
# then to 40 decimals, so that a result that is exactly a half is seen as one.
_FINE = Decimal(1).scaleb(-40)
_WIDE = Context(prec=120, rounding=ROUND_HALF_UP)
_LARGEST_EXPONENT_OF_E = Decimal(31)  # e ** 31 has 14 digits before the point
_LOWEST_EXPONENT_OF_E = Decimal(-30)  # e ** -30 is below half of the last decimal
_EXACT_POWERS = 64


class TooLarge(ArithmeticError):
    """A number has more than 13 digits before the point."""


def kept(number: Decimal) -> Decimal:
    """Return the number at no more than 12 decimals, half up; raises `TooLarge`."""
    if not number.is_finite() or abs(number) >= BOUND:
        raise TooLarge
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -DECIMALS:
        number = number.quantize(_STEP, context=_WIDE)
        if abs(number) >= BOUND:
            raise TooLarge
    return number or _ZERO  # no negative zero


def add(one: Decimal, other: Decimal) -> Decimal:
    """Return the exact sum."""
    return kept(_EXACT.add(one, other))


def subtract(one: Decimal, other: Decimal) -> Decimal:
    """Return the exact difference."""
    return kept(_EXACT.subtract(one, other))


def multiply(one: Decimal, other: Decimal) -> Decimal:
    """Return the product, exact while 12 decimals suffice."""
    return kept(_EXACT.multiply(one, other))


def divide(one: Decimal, other: Decimal) -> Decimal | None:
    """Return the quotient rounded half up at 12 decimals; None for a divisor of zero."""
    if not other:
        return None
    (top, over), (bottom, under) = one.as_integer_ratio(), other.as_integer_ratio()
    return _ratio(top * under, over * bottom)


def _ratio(top: int, bottom: int) -> Decimal:
    # In whole numbers, because a quotient that is first cut to digits may be rounded twice.
    over, under = abs(top) * 10**DECIMALS, abs(bottom)
    units = (2 * over + under) // (2 * under)
    if units >= 10 ** (WHOLE_DIGITS + DECIMALS):
        raise TooLarge
    sign = -1 if (top < 0) != (bottom < 0) else 1
    return Decimal(sign * units).scaleb(-DECIMALS) if units else _ZERO


def remainder(one: Decimal, other: Decimal) -> Decimal | None:
    """Return what is left of a division, with the sign of the dividend; None for zero."""
    return kept(_EXACT.remainder(one, other)) if other else None


def floor(number: Decimal) -> Decimal:
    """Return the largest whole number that is not above."""
    return kept(number.to_integral_value(ROUND_FLOOR))


def ceil(number: Decimal) -> Decimal:
    """Return the smallest whole number that is not below."""
    return kept(number.to_integral_value(ROUND_CEILING))


def round_half_up(number: Decimal, decimals: Decimal = _ZERO) -> Decimal:
    """Round to so many decimals, half away from zero."""
    step = Decimal(1).scaleb(-int(decimals))
    return kept(number.quantize(step, ROUND_HALF_UP, context=_EXACT))


def clip(number: Decimal, low: Decimal, high: Decimal) -> Decimal:
    """Return the number held between the two; `high` wins where they cross."""
    return min(max(number, low), high)


def ln(number: Decimal) -> Decimal | None:
    """Return the natural logarithm; None unless the number is positive."""
    return _settled(_EXACT.ln(number)) if number > 0 else None


def exp(number: Decimal) -> Decimal:
    """Return e to the power of the number."""
    if number > _LARGEST_EXPONENT_OF_E:
        raise TooLarge
    return _settled(_EXACT.exp(number)) if number > _LOWEST_EXPONENT_OF_E else _ZERO


def sqrt(number: Decimal) -> Decimal | None:
    """Return the square root; None for a negative number."""
    return _settled(_EXACT.sqrt(number)) if number >= 0 else None


def power(base: Decimal, exponent: Decimal) -> Decimal | None:
    """Return the power; None where it has no real value (0 to a negative, a root of a negative)."""
    if not exponent:
        return _ONE
    if not base:
        return _ZERO if exponent > 0 else None
    if exponent == exponent.to_integral_value():
        return _whole_power(base, int(exponent))
    if base < 0:
        return None
    return exp(_EXACT.multiply(exponent, _EXACT.ln(base)))


def _whole_power(base: Decimal, exponent: int) -> Decimal:
    times = abs(exponent)
    if times > _EXACT_POWERS:
        size = exp(_EXACT.multiply(Decimal(exponent), _EXACT.ln(abs(base))))
        return -size if base < 0 and times % 2 and size else size
    top, bottom = base.as_integer_ratio()
    if exponent < 0:
        top, bottom = bottom, top
    return _ratio(top**times, bottom**times)


def _settled(number: Decimal) -> Decimal:
    return kept(number.quantize(_FINE, context=_WIDE))


Arithmetic = Callable[[Decimal, Decimal], Decimal | None]

OPERATORS: dict[str, Arithmetic] = {
    "+": add, "-": subtract, "*": multiply, "/": divide, "%": remainder,
}  # fmt: skip
