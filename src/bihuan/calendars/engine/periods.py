"""Periods of assessment: month, quarter, half-year, year, and cumulative months.

Written ``2023-08``, ``2023Q2``, ``2023H1``, ``2023`` and ``2023-01..2023-09``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from bihuan.ledger.words import Message, Refused, Text

PeriodKind = Literal["month", "quarter", "half_year", "year", "cumulative"]

# What kinds of period are called; cumulative months are called by their months.
KINDS: dict[str, Text] = {
    "month": Text(en="month", zh="月"),
    "quarter": Text(en="quarter", zh="季度"),
    "half_year": Text(en="half-year", zh="半年"),
    "year": Text(en="year", zh="年"),
}
NOT_A_PERIOD = Message(
    "not-a-period",
    Text(en='"{text}" is not a period', zh="“{text}”不是考核期"),
    Text(
        en="write 2023, 2023H1, 2023Q2, 2023-08 or 2023-01..2023-09",
        zh="写作 2023、2023H1、2023Q2、2023-08 或 2023-01..2023-09",
    ),
)

# Not strftime, whose names follow the locale of the process.
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_SPAN = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_FORM = re.compile(
    r"(?P<year>[12]\d{3})(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|-(?P<month>0[1-9]|1[0-2])"
    r"(?:\.\.(?P<to_year>[12]\d{3})-(?P<to_month>0[1-9]|1[0-2]))?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Period:
    """A run of whole months. `index` and `last_index` count months from year 0."""

    kind: PeriodKind
    index: int
    last_index: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period as written; refuses anything else with `not-a-period`."""
        found = _FORM.fullmatch(text)
        if not found:
            raise Refused(NOT_A_PERIOD, text=text)
        start = int(found["year"]) * 12
        if found["to_year"]:
            first = start + int(found["month"]) - 1
            last = int(found["to_year"]) * 12 + int(found["to_month"]) - 1
            if last <= first or first // 12 != last // 12 or first % 12:
                raise Refused(NOT_A_PERIOD, text=text)
            return cls("cumulative", first, last)
        if found["quarter"]:
            return cls._of("quarter", start + 3 * (int(found["quarter"]) - 1))
        if found["half"]:
            return cls._of("half_year", start + 6 * (int(found["half"]) - 1))
        if found["month"]:
            return cls._of("month", start + int(found["month"]) - 1)
        return cls._of("year", start)

    @classmethod
    def _of(cls, kind: PeriodKind, index: int) -> Period:
        return cls(kind, index, index + _SPAN[kind] - 1)

    @classmethod
    def containing(cls, kind: PeriodKind, day: date) -> Period:
        """Return the period of a kind that holds the day; cumulative: January up to its month."""
        start, month = day.year * 12, day.month - 1
        if kind == "cumulative":
            return cls(kind, start, start + month)
        span = _SPAN[kind]
        return cls._of(kind, start + month // span * span)

    def __str__(self) -> str:
        year, month = divmod(self.index, 12)
        if self.kind == "cumulative":
            return f"{year}-{month + 1:02}..{self.last_index // 12}-{self.last_index % 12 + 1:02}"
        forms = {"month": f"-{month + 1:02}", "quarter": f"Q{month // 3 + 1}",
                 "half_year": f"H{month // 6 + 1}", "year": ""}  # fmt: skip
        return f"{year}{forms[self.kind]}"

    @property
    def first(self) -> date:
        return date(self.index // 12, self.index % 12 + 1, 1)

    @property
    def last(self) -> date:
        year, month = self.last_index // 12, self.last_index % 12 + 1
        return date(year, month, monthrange(year, month)[1])

    def __lt__(self, other: Period) -> bool:
        """Tell which ends first; of two that end together the one that began first is longer."""
        return self._order < other._order

    @property
    def _order(self) -> tuple[int, int, str]:
        return self.last_index, self.index, self.kind

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def title(self) -> Text:
        """The period as it is printed: 2023年二季度, Q2 2023."""
        year, month = divmod(self.index, 12)
        number = "一二三四"
        match self.kind:
            case "quarter":
                return Text(f"Q{month // 3 + 1} {year}", f"{year}年{number[month // 3]}季度")
            case "half_year":
                return Text(f"H{month // 6 + 1} {year}", f"{year}年{'上下'[month // 6]}半年")
            case "month":
                return Text(f"{_MONTHS[month]} {year}", f"{year}年{month + 1}月")
            case "cumulative":
                last = self.last_index % 12
                return Text(
                    f"{_MONTHS[month]} to {_MONTHS[last]} {year}",
                    f"{year}年{month + 1}至{last + 1}月",
                )
        return Text(f"{year}", f"{year}年")

    def previous(self, steps: int = 1) -> Period:
        """Return the period `steps` before; a cumulative period steps back by years."""
        if self.kind == "cumulative":
            return self.last_year(steps)
        span = _SPAN[self.kind]
        return Period(self.kind, self.index - span * steps, self.last_index - span * steps)

    def next(self) -> Period:
        return self.previous(-1)

    def last_year(self, years: int = 1) -> Period:
        """Return the same period of an earlier year."""
        return Period(self.kind, self.index - 12 * years, self.last_index - 12 * years)

    @property
    def elapsed(self) -> Fraction:
        """The share of the year that has passed at its end: 9/12 for January to September."""
        return Fraction(self.last_index % 12 + 1, 12)
