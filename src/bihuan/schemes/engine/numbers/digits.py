"""Whole numbers at a scale, written as exact decimals."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from bihuan.schemes.engine.definition.exact import divided

EXACT = 15
# A product of many scores has more digits than the context that Python begins with.
WIDE = Context(prec=1000)


# A run writes the same numbers many times: what a leaf is out of, its factors, the ends of a group.
@lru_cache(maxsize=8192)
def plain(number: int | None, decimals: int, least: int = 0) -> str | None:
    """Return the exact decimal as text, with at least `least` decimals; None stays None."""
    if number is None:
        return None
    sign, digits = ("-" if number < 0 else ""), str(abs(number)).rjust(decimals + 1, "0")
    whole, part = digits[: len(digits) - decimals], digits[len(digits) - decimals :].rstrip("0")
    part = part.ljust(least, "0")
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"


def points(micro: int, least: int = 0) -> str:
    """Return micro-points as text."""
    return plain(micro, 6, least) or "0"


def exact(number: int, least: int = 0) -> str:
    """Return 1e-15 points as text."""
    return plain(number, EXACT, least) or "0"


def about(number: Decimal | str, decimals: int) -> str:
    """Return a number rounded half up to `decimals`, with a minus sign as it is printed."""
    scaled = Decimal(number).scaleb(decimals, WIDE)
    size = int(scaled.copy_abs().to_integral_value(ROUND_HALF_UP, WIDE))
    return minus(plain(-size if scaled < 0 else size, decimals, decimals) or "0")


def cut(number: int, decimals: int, shown: int) -> str:
    """Return a whole number at `decimals` as it is printed, rounded half up to `shown` of them."""
    return minus(plain(divided(number, 10 ** (decimals - shown)), shown, shown) or "0")


def minus(text: str) -> str:
    """Return a number with the typographic minus sign."""
    return text.replace("-", "−")
