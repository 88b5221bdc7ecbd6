"""What the charts of a board show: ranks over time, and the district at a glance."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bihuan.boards.engine.board import Board, rows_of
from bihuan.boards.engine.charts import Frame, draw
from bihuan.ledger.words import Language

if TYPE_CHECKING:
    from bihuan.schemes.engine.result import Result, UnitRow

MOST_PERIODS = 6
# The first of a group are coloured; there are as many colours in the kit.
FOCUS = 5
# Lines are named at their right end; below this height per unit the names would touch.
LINE_HEIGHT = 24
LONGEST_LABEL = 24
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
    result: Result, group: str, language: Language, frame: Frame, *, focus_only: bool = False
) -> str:
    """Draw the ranks of a group over the last periods as SVG; empty if there is no history.

    With `focus_only` just the coloured lines are named: for a picture seen from afar.
    """
    data = ranks_over_time(result, group, language)
    if data is None:
        return ""
    longest = max(len(unit["name"]) for unit in data["units"])
    room = min(190, 36 + longest * (13 if language == "zh" else 7))
    named = FOCUS if focus_only else len(data["units"])
    name = f"bump-{group}-{frame.theme}"
    return draw("bump", data, frame, name=name, right=room, focus=FOCUS, named=named)


def tall_enough(result: Result, group: str) -> int:
    """Return the height at which the names of a group's lines do not touch."""
    return max(240, min(900, LINE_HEIGHT * len(rows_of(result, group)) + 60))


def tile(result: Result, board: Board, group: str, language: Language, row: Frame) -> str:
    """Draw the tile map of a group as SVG; empty if fewer than two ranked units have a square.

    `row` is the frame of one row of squares.
    """
    squares = {square["unit"]: square for square in board["tiles"]}
    placed = [one for one in rows_of(result, group) if one["unit"] in squares and one["total"]]
    if len(placed) < 2:  # noqa: PLR2004
        return ""
    here = [squares[one["unit"]] for one in placed]
    left, top = min(square["col"] for square in here), min(square["row"] for square in here)
    tiles = [
        _tile(one, square["col"] - left, square["row"] - top, language)
        for one, square in zip(placed, here, strict=True)
    ]
    height = row.height * (max(square["row"] for square in here) - top + 1)
    frame = Frame(row.width, height, row.theme)
    return draw("tile", tiles, frame, name=f"tile-{group}-{row.theme}")


def _tile(row: UnitRow, col: int, line: int, language: Language) -> dict[str, Any]:
    zh = language == "zh"
    return {
        "name": row["short"] if zh else row["title"]["en"],
        "sub": f"第{row['rank']}" if zh else f"No. {row['rank']}",
        "col": col,
        "row": line,
        # Chooses a shade and nothing else.
        "value": float(row["total"] or 0),
    }
