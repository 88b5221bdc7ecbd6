"""Who may not decide on a result, because what it is made of is theirs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bihuan.ledger.queries import own
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Refused, Text
from bihuan.schemes.engine.result import Result
from bihuan.schemes.refusals import TOOK_PART

_FIGURE = Text("a figure", "数据")
_PARTS = {
    "bonus": Text("a bonus", "加分"),
    "deduction": Text("a deduction", "扣分"),
    "veto": Text("a veto", "一票否决"),
}


def refuse_who_took_part(result: Result, by: Viewer) -> None:
    """Refuse whoever recorded a figure, a bonus, a deduction or a veto that the result counts."""
    mine = own({fact for fact, _ in _parts(result)}, by)
    for fact, row in _parts(result):
        if fact in mine:
            what = _PARTS.get(row["row"], _FIGURE)
            raise Refused(TOOK_PART, what=what, unit=_title(result, row["unit"]))


def _parts(result: Result) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what was recorded by somebody: the id of its fact, and the row it makes."""
    for row in result["facts"]:
        if source := row.get("source"):
            yield source["fact"], row


def _title(result: Result, unit: str) -> Text:
    """Return the name of a unit; one that counts nowhere has its slug for a name."""
    titles = (Text(**row["title"]) for row in result["rows"] if row["unit"] == unit)
    return next(titles, Text(unit, unit))
