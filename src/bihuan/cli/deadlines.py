"""The commands on deadlines: one explained for anybody, and all open ones counted anew."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from bihuan.calendars.queries import CHINA, due_on, explained
from bihuan.calendars.spec import Limit, Unit
from bihuan.cli.door import DOOR, LANGUAGE, say
from bihuan.cli.options import AsJson
from bihuan.cli.printing import as_data, bar, line
from bihuan.ledger.queries import bulk_rows
from bihuan.loops.recounting import recount as count_anew

# Far from both ends of the calendar, so that no limit runs beyond it.
_YEARS = range(1949, 2200)
_HOURS = frozenset({"hour", "business_hour"})


def deadline(
    begins: Annotated[
        str,
        typer.Argument(
            metavar="DAY", help=say("Such as 2026-02-11, or 2026-02-11T16:30.", "如 2026-02-11。")
        ),
    ],
    count: Annotated[int, typer.Argument(min=1, max=3650, help=say("How many.", "期限长度。"))],
    unit: Annotated[
        Unit, typer.Option(help="hour | business_hour | day | working_day | month")
    ] = "working_day",
    roll: Annotated[
        bool,
        typer.Option("--roll", help=say("A last day off moves on.", "末日为节假日的顺延。")),
    ] = False,
    json: AsJson = False,
) -> None:
    """Count one time limit and say how; nothing is stored."""
    DOOR.json = json
    began = _moment(begins, unit)
    limit = Limit(unit=unit, count=count, roll="next_after_holiday" if roll else "none")
    due, why = due_on(began, limit), explained(began, limit)
    if json:
        moment = due.moment and due.moment.isoformat()
        as_data({"day": due.day.isoformat(), "moment": moment, "awaits": list(due.awaits),
                 "en": why.en, "zh": why.zh})  # fmt: skip
        return
    line(why.said_in(LANGUAGE))


def _moment(written: str, unit: Unit) -> date | datetime:
    read = _read(written)
    if read is None or read.year not in _YEARS:
        raise typer.BadParameter(
            say(f'"{written}" is no day; write 2026-02-11 or 2026-02-11T16:30',
                f"“{written}”不是日期，请写作 2026-02-11 或 2026-02-11T16:30")
        )  # fmt: skip
    if "T" not in written and unit not in _HOURS:
        return read.date()
    return read if read.tzinfo else read.replace(tzinfo=CHINA)


def _read(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


def recount(json: AsJson = False) -> None:
    """Count all open limits anew by the holiday notices that are loaded now."""
    DOOR.json = json
    with bar(say("matters", "事项")) as report:
        fact = count_anew(by=DOOR.viewer(), at=DOOR.now, progress=lambda done: report(done, done))
    moved = [row["moved"] for _, row in bulk_rows(fact.id)] if fact else []
    if json:
        as_data({"fact": fact and fact.id, "moved": moved})
        return
    if not fact:
        line(say("No limit moved.", "没有时限变动。"))
    for some in moved:
        for each in some:
            line(f"{each['clock']}  {each['before']} → {each['after']}  {each[LANGUAGE]}")


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(help=say("Count one time limit and say how.", "计算并说明一个时限。"))(deadline)
    app.command(help=say("Count open limits anew.", "按新的放假通知重算时限。"))(recount)
