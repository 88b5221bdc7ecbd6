"""How a publication is called, and which of its versions holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from bihuan.boards.engine.board import Board
from bihuan.boards.queries import Published
from bihuan.ledger.words import Language
from bihuan.web.dates import short_day
from bihuan.web.reader import Reader

if TYPE_CHECKING:
    from bihuan.schemes.engine.result import Result


def headline(result: Result, who: Reader) -> str:
    """Return the headline of a board: 2025年四季度投资“赛马”榜."""
    period, title = result["period_title"][who.language], result["title"][who.language]
    return f"{period}{title}榜" if who.language == "zh" else f"{title}, {period}"


def in_force(versions: tuple[Published, ...]) -> Published:
    """Return the version in force; the newest, if all were withdrawn."""
    return next((one for one in versions if one.state == "published"), versions[0])


def objections(board: Board, today: date, language: Language) -> dict[str, Any] | None:
    """Return until when a result may be objected to; None where its scheme grants no time."""
    until = board["objections_until"]
    if until is None:
        return None
    last = date.fromisoformat(until)
    return {
        "date": short_day(last, language),
        "open": today <= last,
        "estimate": board["objections_estimate"],
    }
