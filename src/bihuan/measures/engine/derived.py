"""What a counted indicator says of each unit, and the rows that let anybody count it again.

First one row for each unit, with its value, then one row for each matter. No row names a
person: a matter stands under its id, which says nothing outside the office.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from bihuan.loops.engine.rates import (
    Counted,
    Grades,
    Middle,
    Rate,
    half_up,
    middle,
    shares,
)

FLAGS = (
    "dispatched", "contacted_in_time", "visited", "solved", "due", "closed", "on_time", "reopened",
    "returned", "reached",
)  # fmt: skip


def rows(  # noqa: PLR0913 - what is stated, and from what
    counted: Iterable[Counted],
    rate: Rate | Middle,
    grades: Grades,
    *,
    indicator: str,
    period: str,
    decimals: int,
) -> list[dict[str, Any]]:
    """Return the rows of a bulk fact: what is stated of each unit, then each matter."""
    matters = sorted(counted, key=lambda each: (each.unit, each.matter))
    of_units = _stated(matters, rate, grades, decimals)
    about = {"indicator": indicator, "period": period}
    return [*({**about, **stated} for stated in of_units), *map(of_matter, matters)]


def of_matter(each: Counted) -> dict[str, Any]:
    """Return the row of a matter; what is not so is left out."""
    row: dict[str, Any] = {"matter": each.matter, "unit": each.unit}
    row |= {name: True for name in FLAGS if getattr(each, name)}
    row |= {key: one for key, one in (("class", each.class_), ("grade", each.grade)) if one}
    if each.days is not None:
        row["days"] = each.days
    if each.excluded:
        row["excluded"] = dict(each.excluded)
    return row


def _stated(
    matters: list[Counted], rate: Rate | Middle, grades: Grades, decimals: int
) -> Iterator[dict[str, Any]]:
    if rate == "median_days" or rate == "p90_days":  # noqa: PLR1714 - so the type is known
        yield from _days(matters, rate, decimals)
        return
    for (unit, _), share in sorted(shares(matters, rate, grades).items()):
        percent = share.percent(decimals)
        yield {
            "unit": unit,
            "value": None if percent is None else format(percent, "f"),
            "numerator": text_of(share.numerator),
            "denominator": share.denominator,
            "excluded": share.excluded,
        }


def _days(matters: list[Counted], rate: Middle, decimals: int) -> Iterator[dict[str, Any]]:
    found = middle(matters, rate)
    for unit in sorted({each.unit for each in matters if each.days is not None}):
        own = [each for each in matters if each.unit == unit and each.days is not None]
        days = found.get(unit)
        left_out = sum("days" in each.excluded for each in own)
        yield {
            "unit": unit,
            "value": None if days is None else format(half_up(days, decimals), "f"),
            "numerator": None if days is None else text_of(days),
            "denominator": len(own) - left_out,
            "excluded": left_out,
        }


def text_of(number: Fraction) -> str:
    """Return a number of whole and half matters or days as a plain decimal."""
    return format(half_up(number, 0 if number.denominator == 1 else 1), "f")
