"""What is said and what comes out again, compared; and numbers as the text that a result holds."""

from __future__ import annotations

from typing import Any

from bihuan.boards.engine.offline.container import Wrong

MILLION = 10**6
BILLION = 10**9
EXACT_DECIMALS = 15

# Stand for any words in both languages, and for any one text.
WORDS: Any = {"WORDS": None}
TEXT: Any = {"TEXT": None}
NO_WORDS = {"en": "", "zh": ""}


def check_same(said: Any, again: Any, path: str = "result") -> None:
    """Refuse the first place at which what is said is not what comes out again."""
    if said is again:
        return
    if not _alike(said, again):
        raise Wrong("result-differs", what=path)
    if again is WORDS or again is TEXT:
        return
    if isinstance(again, dict):
        for name in sorted(again):
            check_same(said[name], again[name], f"{path}/{name}")
    elif isinstance(again, list):
        for place, one in enumerate(again):
            check_same(said[place], one, f"{path}/{_named(one, place)}")


def _alike(said: Any, again: Any) -> bool:
    """Tell whether two values are the same, or two maps or lists have the same places."""
    if again is TEXT:
        return isinstance(said, str)
    # True is 1 and 1.0 is 1 to Python, and neither is to a reader.
    if type(said) is not type(again):
        return False
    if again is WORDS:
        return set(said) == {"en", "zh"} and all(isinstance(text, str) for text in said.values())
    if isinstance(again, dict):
        return set(said) == set(again)
    return len(said) == len(again) if isinstance(again, list) else bool(said == again)


def _named(one: Any, place: int) -> str:
    names = ("unit", "path", "name", "group")
    return str(next((one[key] for key in names if isinstance(one, dict) and key in one), place))


def decimal_text(number: int | None, decimals: int, least: int = 0) -> str | None:
    """Return an integer at its scale as text, with at least so many decimals."""
    if number is None:
        return None
    sign, digits = ("-" if number < 0 else ""), str(abs(number)).rjust(decimals + 1, "0")
    whole, part = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
    part = part.rstrip("0").ljust(least, "0")
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"


def points_text(micro: int | None, least: int = 0) -> str | None:
    """Return micro-points as text."""
    return decimal_text(micro, 6, least)
