"""What the charts of a board show: ranks over time, and the district at a glance."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from bihuan.boards.engine.board import Board, rows_of, squares
from bihuan.boards.engine.charts import Theme, draw

if TYPE_CHECKING:
    from bihuan.schemes.engine.result import Result

Language = Literal["en", "zh"]

MOST_PERIODS = 6
# The first of a group are coloured; there are as many colours in the kit.
FOCUS = 5
# Lines are named at their right end; below this height per unit the names would touch.
LINE_HEIGHT = 24
LONGEST_LABEL = 24
SQUARE_HEIGHT = {"light": 54, "screen": 50}
_PERIOD = re.compile(r"(\d{4})(?:Q(\d)|H(\d)|-(\d\d)(?:\.\.\d{4}-(\d\d))?)?")
_NUMBER = "一二三四"


def short_period(period: str, language: Language) -> tuple[str, str]:
    """Return the label of a period within its year, and the year: (二季, 23年), (Q2, 2023)."""
    found = _PERIOD.fullmatch(period)
    if not found:
        return period, ""
    year, quarter, half, month, to_month = found.groups()
    if language == "en":
        return _short_english(quarter, half, to_month or month) or year, year
    year_label = f"{year[2:]}年"
    if quarter:
        return f"{_NUMBER[int(quarter) - 1]}季", year_label
    if half:
        return f"{'上下'[int(half) - 1]}半年", year_label
    if to_month or month:
        return f"{'至' if to_month else ''}{int(to_month or month)}月", year_label
    return f"{year}年", ""


def _short_english(quarter: str | None, half: str | None, month: str | None) -> str:
    if quarter:
        return f"Q{quarter}"
    if half:
        return f"H{half}"
    return f"M{int(month)}" if month else ""


def _labels(periods: list[str], language: Language) -> list[str]:
    """Return the labels of an axis; the year stands under the first period of each year."""
    labels, last = [], ""
    for period in periods:
        label, year = short_period(period, language)
        labels.append(f"{label}\n{year}" if year not in {last, label, ""} else label)
        last = year
    return labels


def ranks_over_time(result: Result, group: str, language: Language) -> dict[str, Any] | None:
    """Return the data of the bump chart of a group; None if there is no earlier period."""
    rows = [row for row in rows_of(result, group) if row["rank"] is not None]
    earlier = sorted({past["period"] for row in rows
                      for past in result["history"].get(row["unit"], ())})  # fmt: skip
    if not earlier or len(rows) < 2:  # noqa: PLR2004
        return None
    periods = [*earlier, result["period"]][-MOST_PERIODS:]
    units = []
    for row in rows:
        ranks = {past["period"]: past["rank"] for past in result["history"].get(row["unit"], ())}
        ranks[result["period"]] = row["rank"]
        units.append({"name": _label(row["title"][language]),
                      "ranks": [ranks.get(period) for period in periods]})  # fmt: skip
    return {"periods": _labels(periods, language), "units": units}


def _label(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1].rstrip()}…"


def bump(
    result: Result, group: str, language: Language, *, width: int = 380, theme: Theme = "light",
    height: int | None = None, focus_only: bool = False,
) -> str:  # fmt: skip
    """Draw the ranks of a group over the last periods as SVG; empty if there is no history.

    With `focus_only` just the coloured lines are named: for a picture seen from afar.
    """
    data = ranks_over_time(result, group, language)
    if data is None:
        return ""
    height = height or max(240, min(900, LINE_HEIGHT * len(data["units"]) + 60))
    longest = max(len(unit["name"]) for unit in data["units"])
    room = min(190, 36 + longest * (13 if language == "zh" else 7))
    named = FOCUS if focus_only else len(data["units"])
    return draw("bump", data, name=f"bump-{group}-{theme}", width=width, height=height,
                theme=theme, right=room, focus=FOCUS, named=named)  # fmt: skip


def tile(
    result: Result, board: Board, group: str, language: Language, *, width: int = 360,
    theme: Theme = "light",
) -> str:  # fmt: skip
    """Draw the tile map of a group as SVG; empty if fewer than two ranked units have a square."""
    placed = squares(board)
    data = []
    for row in rows_of(result, group):
        square = placed.get(row["unit"])
        if square and row["total"] is not None:
            rank = f"第{row['rank']}" if language == "zh" else f"No. {row['rank']}"
            data.append({"name": row["short"] if language == "zh" else row["title"]["en"],
                         "sub": rank, "col": square["col"], "row": square["row"],
                         "value": float(Decimal(row["total"]))})  # fmt: skip
    if len(data) < 2:  # noqa: PLR2004
        return ""
    left, top = min(d["col"] for d in data), min(d["row"] for d in data)
    data = [{**d, "col": d["col"] - left, "row": d["row"] - top} for d in data]
    height = SQUARE_HEIGHT[theme] * (max(d["row"] for d in data) + 1)
    return draw("tile", data, name=f"tile-{group}-{theme}", width=width, height=height, theme=theme)
