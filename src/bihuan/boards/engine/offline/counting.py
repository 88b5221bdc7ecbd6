"""Counted figures: each rate is counted once more from the matters that its fact holds.

A count is one fact of many rows: first what is stated of each unit, then each matter under its
id. The bundle holds them all, so nothing stated can differ from what the matters give.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from bihuan.boards.engine.offline.container import Found, Wrong, read_json
from bihuan.boards.engine.offline.log import ROWS

DERIVED = "measures.derived@1"
# Of each rate: what makes a matter count, and what makes it count as good.
RATE_FLAGS = {
    "response": ("dispatched", "contacted_in_time"),
    "resolution": ("visited", "solved"),
    "satisfaction": ("visited", ""),
    "satisfaction_weighted": ("visited", ""),
    "closing": ("due", "closed"),
    "on_time": ("due", "on_time"),
    "overdue": ("due", ""),
    "reopen": ("", "reopened"),
    "return": ("dispatched", "returned"),
    "reached": ("", "reached"),
}
# Two forms of one rate are left out by one decision.
DECIDED_AS = {
    "satisfaction_weighted": "satisfaction", "overdue": "on_time",
    "median_days": "days", "p90_days": "days",
}  # fmt: skip


def check_counted(log: Found, fact: Found) -> None:
    """Refuse a count whose stated figures are not those that its matters give."""
    data, held = fact["data"], log["rows"].get(fact["id"], {})
    if sorted(held) != list(range(data["rows"])):
        raise Wrong("row-not-in-fact", fact=fact["id"], row=len(held))
    rows = [read_json(held[number], ROWS) for number in range(data["rows"])]
    stated = [row for row in rows if "indicator" in row]
    matters = rows[len(stated) :]
    again = counted_again(data, matters)
    ids = [row["matter"] for row in matters]
    if len(set(ids)) != len(ids) or rows[: len(stated)] != stated:
        raise Wrong("count-differs", unit="", indicator=data["indicator"])
    told = {row["unit"]: row for row in stated}
    for unit in sorted({*again, *told}):
        if len(told) != len(stated) or told.get(unit) != again.get(unit):
            raise Wrong("count-differs", unit=unit, indicator=data["indicator"])


def counted_again(data: Found, matters: list[Found]) -> dict[str, Found]:
    """Return what must be stated of each unit."""
    rate, decided = data["rate"], DECIDED_AS.get(data["rate"], data["rate"])
    found: dict[str, Found] = {}
    points: dict[str, list[Fraction]] = {}
    for row in matters:
        if not rate_counts(rate, row):
            continue
        line = found.setdefault(row["unit"], {"denominator": 0, "excluded": 0})
        if decided in row.get("excluded", {}):
            line["excluded"] += 1
        else:
            line["denominator"] += 1
            points.setdefault(row["unit"], []).append(rate_points(data, row))
    for unit, line in found.items():
        line.update({"indicator": data["indicator"], "period": data["period"], "unit": unit})
        line.update(rate_stated(data, points.get(unit, [])))
    return found


def rate_counts(rate: str, row: Found) -> bool:
    """Tell whether a matter counts for a rate, or for the days that were taken."""
    if rate not in RATE_FLAGS:
        return row.get("days") is not None
    if rate == "reopen":
        return bool(row.get("closed") or row.get("reopened"))
    needed = RATE_FLAGS[rate][0]
    return not needed or row.get(needed) is True


def rate_points(data: Found, row: Found) -> Fraction:
    """Return what a matter counts for: 1, 0, a half, or its days."""
    rate = data["rate"]
    if rate not in RATE_FLAGS:
        return Fraction(days_number(row["days"]))
    if rate == "overdue":
        return Fraction(row.get("on_time") is not True)
    if rate.startswith("satisfaction"):
        grade = row.get("grade", "")
        if rate == "satisfaction_weighted" and grade and grade == data["basic"]:
            return Fraction(1, 2)
        return Fraction(grade in data["satisfied"])
    return Fraction(row.get(RATE_FLAGS[rate][1]) is True)


def rate_stated(data: Found, points: list[Fraction]) -> Found:
    """Return numerator and value; neither where no day counts, no value where no matter does."""
    if data["rate"] in RATE_FLAGS:
        total = sum(points, Fraction(0))
        share = total / len(points) * 100 if points else None
        return {"numerator": half_text(total), "value": rate_text(share, data["decimals"])}
    if not points:
        return {"numerator": None, "value": None}
    days, size = sorted(points), len(points)
    middle = (days[(size - 1) // 2] + days[size // 2]) / 2
    taken = middle if data["rate"] == "median_days" else days[(9 * size + 9) // 10 - 1]
    return {"numerator": half_text(taken), "value": rate_text(taken, data["decimals"])}


def half_text(number: Fraction) -> str | None:
    """Return whole and half numbers as they are written."""
    return rate_text(number, 0 if number.denominator == 1 else 1)


def rate_text(number: Fraction | None, decimals: int) -> str | None:
    """Return a number rounded half up, every decimal written."""
    if number is None:
        return None
    scaled = number * 10**decimals + Fraction(1, 2)
    whole, part = divmod(scaled.numerator // scaled.denominator, 10**decimals)
    return f"{whole}.{part:0{decimals}d}" if decimals else str(whole)


def days_number(value: Any) -> int:
    """Return a number of days; ValueError for anything else."""
    if type(value) is not int or not 0 <= value <= 1_000_000:  # noqa: PLR2004 - far beyond any
        raise ValueError("a number of days of another form")
    return value
