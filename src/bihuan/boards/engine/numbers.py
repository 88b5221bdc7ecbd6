"""Exact decimals as people read them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def shown(number: str | None, decimals: int = 2) -> str:
    """Return an exact decimal half up to `decimals`, the half away from zero; a dash for none."""
    if number is None:
        return "—"
    exact = Decimal(number)
    sign, digits, exponent = exact.as_tuple()
    whole = int("".join(map(str, digits)))
    shift = int(exponent) + decimals
    # Integers, because quantize would ask for a context wide enough.
    cut = 10 ** max(0, -shift)
    scaled = (2 * whole * 10 ** max(0, shift) + cut) // (2 * cut)
    text = f"{scaled:0{decimals + 1}d}"
    text = f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text
    return f"-{text}" if sign and scaled else text


def plain(number: str) -> str:
    """Return an exact decimal without trailing zeros: 30.000000 is 30."""
    whole, point, rest = number.partition(".")
    rest = rest.rstrip("0")
    return whole + point + rest if rest else whole


def ratio(number: Fraction, decimals: int) -> str:
    """Return an exact ratio half up to `decimals`, the half away from zero, rounded once."""
    whole = (2 * abs(number.numerator) * 10**decimals + number.denominator) // (
        2 * number.denominator
    )
    return shown(f"{Decimal(-whole if number < 0 else whole).scaleb(-decimals):f}", decimals)
