"""Exact decimals as people read them."""

from __future__ import annotations

from decimal import Decimal


def shown(number: str | None, decimals: int = 2) -> str:
    """Return an exact decimal half up to `decimals`, the half away from zero; a dash for none."""
    if number is None:
        return "—"
    exact = Decimal(number)
    sign, digits, exponent = exact.as_tuple()
    whole = int("".join(map(str, digits)))
    shift = int(exponent) + decimals
    # Integers, because quantize would ask for a context wide enough.
    scaled = whole * 10**shift if shift >= 0 else (2 * whole + 10**-shift) // (2 * 10**-shift)
    text = f"{scaled:0{decimals + 1}d}"
    text = f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text
    return f"-{text}" if sign and scaled else text


def plain(number: str) -> str:
    """Return an exact decimal without trailing zeros: 30.000000 is 30."""
    whole, point, rest = number.partition(".")
    rest = rest.rstrip("0")
    return whole + point + rest if rest else whole


def signed(number: str, decimals: int = 2) -> str:
    """Return a number with its sign, a real minus: −2.33, +1.50."""
    text = shown(number, decimals)
    return f"−{text[1:]}" if text.startswith("-") else f"+{text}"
