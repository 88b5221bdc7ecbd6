"""Units of measure, and the exact factors between those of one dimension."""

from __future__ import annotations

from fractions import Fraction

_TIMES = {
    "十": 10, "百": 100, "千": 1_000, "万": 10_000, "十万": 100_000, "百万": 1_000_000,
    "千万": 10_000_000, "亿": 100_000_000,
}  # fmt: skip

# unit: (dimension, size in the dimension's base). 1 亩 = 2000/3 m2, so that 15 亩 = 1 公顷 exactly.
_SIZES: dict[str, tuple[str, Fraction]] = {
    "元": ("money", Fraction(1)),
    "%": ("share", Fraction(1, 100)),
    "‰": ("share", Fraction(1, 1_000)),
    "‱": ("share", Fraction(1, 10_000)),
    "个百分点": ("points", Fraction(1)),
    "百分点": ("points", Fraction(1)),
    "pp": ("points", Fraction(1)),
    "平方米": ("area", Fraction(1)),
    "m²": ("area", Fraction(1)),
    "亩": ("area", Fraction(2_000, 3)),
    "公顷": ("area", Fraction(10_000)),
    "ha": ("area", Fraction(10_000)),
    "平方公里": ("area", Fraction(1_000_000)),
    "平方千米": ("area", Fraction(1_000_000)),
    "km²": ("area", Fraction(1_000_000)),
    "米": ("length", Fraction(1)),
    "m": ("length", Fraction(1)),
    "公里": ("length", Fraction(1_000)),
    "千米": ("length", Fraction(1_000)),
    "km": ("length", Fraction(1_000)),
    "克": ("mass", Fraction(1)),
    "公斤": ("mass", Fraction(1_000)),
    "千克": ("mass", Fraction(1_000)),
    "kg": ("mass", Fraction(1_000)),
    "吨": ("mass", Fraction(1_000_000)),
    "t": ("mass", Fraction(1_000_000)),
    "立方米": ("volume", Fraction(1)),
    "m³": ("volume", Fraction(1)),
    "千瓦": ("power", Fraction(1)),
    "kW": ("power", Fraction(1)),
    "兆瓦": ("power", Fraction(1_000)),
    "MW": ("power", Fraction(1_000)),
    "千瓦时": ("energy", Fraction(1)),
    "度": ("energy", Fraction(1)),
    "kWh": ("energy", Fraction(1)),
}


def factor(written: str, unit_of_measure: str) -> Fraction | None:
    """Return by what a number in the written unit is multiplied to stand in `unit_of_measure`.

    None where the two don't fit together. A bare 万 or 亿 counts the unit's own base:
    ``1.2亿`` for an indicator in 万元 is 1.2 亿元.
    """
    if written == unit_of_measure:
        return Fraction(1)
    dimension, size = _measured(unit_of_measure)
    if written in _TIMES:
        return _TIMES[written] / _times(unit_of_measure)
    other, other_size = _measured(written)
    return other_size / size if other == dimension else None


def _measured(unit: str) -> tuple[str, Fraction]:
    """Return dimension and size; a unit that is not listed (户, 人次) is a dimension of its own."""
    if unit in _SIZES:
        return _SIZES[unit]
    for prefix, times in sorted(_TIMES.items(), key=lambda item: -len(item[0])):
        base = unit.removeprefix(prefix)
        if base and base != unit:
            dimension, size = _SIZES.get(base, (base, Fraction(1)))
            return dimension, size * times
    return unit, Fraction(1)


def _times(unit: str) -> Fraction:
    """Return the 万 or 亿 that a unit of measure carries itself."""
    if unit in _SIZES:
        return Fraction(1)
    for prefix, times in sorted(_TIMES.items(), key=lambda item: -len(item[0])):
        if unit.startswith(prefix) and unit != prefix:
            return Fraction(times)
    return Fraction(1)
