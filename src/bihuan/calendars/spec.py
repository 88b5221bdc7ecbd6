"""What a holiday notice arranges, and how an author writes a time limit."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from bihuan.ledger.viewer import Role
from bihuan.ledger.words import Text
from bihuan.mechanisms.spec import Slug, Written

Day = Annotated[date, Field(strict=False)]

Holiday = Literal[
    "new_year", "spring_festival", "qingming", "labour_day", "dragon_boat", "mid_autumn",
    "national_day", "national_day_and_mid_autumn",
]  # fmt: skip

HOLIDAYS: dict[Holiday, Text] = {
    "new_year": Text(en="New Year", zh="元旦"),
    "spring_festival": Text(en="Spring Festival", zh="春节"),
    "qingming": Text(en="Qingming", zh="清明节"),
    "labour_day": Text(en="Labour Day", zh="劳动节"),
    "dragon_boat": Text(en="Dragon Boat Festival", zh="端午节"),
    "mid_autumn": Text(en="Mid-Autumn Festival", zh="中秋节"),
    "national_day": Text(en="National Day", zh="国庆节"),
    "national_day_and_mid_autumn": Text(
        en="National Day and Mid-Autumn Festival", zh="国庆节、中秋节"
    ),
}


class Document(Written):
    """One notice of the General Office of the State Council."""

    number: str = Field(min_length=1, max_length=50)
    title: str = Field(min_length=1, max_length=100)
    dated: Day


class Block(Written):
    """A run of days off, both ends included, weekends in it too."""

    holiday: Holiday
    first: Day
    last: Day


class Notice(Written):
    """The arrangement of one year: `notices/<year>.yaml`.

    Args:
        documents: the notice, and what amended it later in the year.
        off: the days off as the documents state them; New Year may begin in the last
            week of the year before.
        worked: the weekend days on which offices work instead (调休上班).
        working_days: how many working days the year has by this; a slip in copying shows here.
    """

    year: int = Field(ge=1999, le=2199)
    documents: tuple[Document, ...] = Field(strict=False, min_length=1)
    off: tuple[Block, ...] = Field(strict=False, min_length=1)
    worked: tuple[Day, ...] = Field(strict=False)
    working_days: int = Field(ge=200, le=300)


Unit = Literal["hour", "business_hour", "day", "working_day", "month"]


class Extension(Written):
    """How far a limit may be extended, and by whom.

    Args:
        max_count: in the unit of the limit, all extensions together.
        must_notify: whoever raised the matter is told, with the reason.
    """

    max_times: int = Field(ge=1, le=9)
    max_count: int = Field(ge=1, le=3650)
    approver_role: Role
    must_notify: bool = True


class Limit(Written):
    """A time limit as a rule states it, such as ten working days from acceptance.

    Args:
        unit: in Chinese law 日 is a natural day unless the text says 工作日. An `hour` runs
            through nights and days off, a `business_hour` only while offices are open.
        roll: a last day (of days or months) on a day off moves to the day on which offices open.
        start_event: the event from which it runs.
        suspensions: the stretches of time that do not count, such as a hearing.
        basis: the article that says so.
    """

    unit: Unit
    count: int = Field(ge=1, le=3650)
    roll: Literal["none", "next_after_holiday"] = "none"
    start_event: Slug | None = None
    suspensions: tuple[Slug, ...] = Field(default=(), strict=False)
    extension: Extension | None = None
    basis: str = Field(default="", max_length=200)
