"""The form of the parameters: a number is a number, and a list holds what it should.

To Python a text times a number is a longer text, and one of a gigabyte is quickly written. So
nothing is computed before each number was seen to be one.
"""

from __future__ import annotations

from typing import Any

from bihuan.boards.engine.offline.container import Found

MOST_DECIMALS = 12
DECIMALS = frozenset({"decimals", "take_decimals", "round", "total", "shown"})
# Whole numbers, or nothing.
NUMBERS = frozenset({
    "full", "weight", "low", "high", "target", "most", "least", "share", "k", "threshold", "bonus",
    "deduction", "rescale_best", "size", "sheet", "rank", "cap", "floor", "per_point", "step",
    "best", "worst", "base", "per", "reference", "trim", "at_least", "out_of", "eigenvalue",
    "together", "units", "panel", "middle", "spread", "within", "above", "around", "below",
    "zero_below", "zero_above", "exponent", "strategy", "concordance", "discordance", "all_orders",
    "factor", "less", "skewness", "kurtosis", "available", "replicates", "seed", "largest",
})  # fmt: skip
NUMBER_LISTS = frozenset({
    "band", "elapsed", "standards", "coefficients", "by_place", "times", "plus",
})  # fmt: skip
# Lists of rows: so many names, then whole numbers.
NAMES_IN_ROW = {
    "contestants": 2, "resolved": 2, "difficulty": 1, "parts": 1, "good": 1, "half": 1, "bad": 1,
    "own_weights": 2, "measures": 2, "importance": 1, "shares": 1, "steps": 0, "table": 0,
    "exponents": 1, "preferences": 2, "bounds": 1, "lambdas": 2,
}  # fmt: skip
SWITCHES = frozenset({
    "once", "rise", "folded", "exact", "prorate", "stated", "only_above_target", "capped", "sample",
    "ends",
})  # fmt: skip
NOT_IN_PARAMETERS = "a {name} of another form"


def check_form(value: Any, name: str = "parameters") -> None:
    """Refuse a text where a number belongs, and the other way about; ValueError says where."""
    if not _is_formed(value, name):
        raise ValueError(NOT_IN_PARAMETERS.format(name=name))
    if isinstance(value, dict):
        for key, one in value.items():
            check_form(one, key)
    elif isinstance(value, list) and name not in NAMES_IN_ROW and name not in NUMBER_LISTS:
        for one in value:
            check_form(one, f"{name}[]")


def _is_formed(value: Any, name: str) -> bool:
    if name in DECIMALS:
        return type(value) is int and 0 <= value <= MOST_DECIMALS
    if name in NUMBERS:
        return _is_number(value)
    if name in NUMBER_LISTS:
        return value is None or (isinstance(value, list) and all(map(_is_number, value)))
    if name in NAMES_IN_ROW:
        return isinstance(value, list) and all(_is_row(row, NAMES_IN_ROW[name]) for row in value)
    if name in SWITCHES:
        return isinstance(value, bool)
    return name == "v" or value is None or isinstance(value, str | dict | list)


def _is_number(value: Any) -> bool:
    return value is None or type(value) is int


def _is_row(row: Any, names: int) -> bool:
    return isinstance(row, list) and all(
        isinstance(one, str) if place < names else _is_number(one) for place, one in enumerate(row)
    )


def parts_of(parameters: Found) -> list[Found]:
    """Return every leaf and node of the parameters."""
    return [part for sheet in parameters["sheets"] for part in (*sheet["leaves"], *sheet["nodes"])]
