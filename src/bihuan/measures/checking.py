"""What makes a value fit to be recorded.

The indicator is in force, the unit stands in the period, the numbers fit the
indicator's decimals, and the account may enter for that unit. Answers are
remembered, so that a million rows ask each question once.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from bihuan.calendars.queries import CHINA, KINDS, Period
from bihuan.ledger.batches import check_source
from bihuan.ledger.viewer import Role, Viewer
from bihuan.ledger.words import Message, Refused, Text
from bihuan.measures import queries
from bihuan.measures.engine.numbers import scale, unscale
from bihuan.measures.observations import Declared, Entry
from bihuan.measures.refusals import IS_COUNTED
from bihuan.orgs import queries as orgs

# Who may enter and correct values of the units under them (domain rules, section 1.2).
OFFICES: tuple[Role, ...] = ("lead_office", "assess_office", "operator")
ENTERS: tuple[Role, ...] = ("clerk", "unit_head", *OFFICES)

MAY_NOT_ENTER = Message(
    "may-not-enter",
    Text(en="this account may not enter values of {unit}", zh="该账号无权填报{unit}的数据"),
    Text(
        en="ask for the role of clerk over this unit",
        zh="请申请该单位的经办人权限",
    ),
)
OTHER_PERIOD = Message(
    "period-of-other-length",
    Text(
        en='indicator "{indicator}" is counted by {every}; {period} is not one',
        zh="指标“{indicator}”按{every}统计，{period}不是{every}",
    ),
    Text(en="write a period of the right length", zh="请填写相应长度的考核期"),
)
PERIOD_AHEAD = Message(
    "period-ahead",
    Text(
        en='{period} has not begun, so "{indicator}" can have no value yet',
        zh="{period} 尚未开始，“{indicator}”还不会有实绩",
    ),
    Text(
        en="correct the period; a target may be set beforehand",
        zh="请更正考核期；目标可以提前填报",
    ),
)
NOTHING_GIVEN = Message(
    "nothing-given",
    Text(
        en="no value, target or value of the year before for {unit}, {indicator}",
        zh="{unit}的“{indicator}”未填写实绩、目标或上年同期值",
    ),
    Text(en="leave the row out, or write a number", zh="请删除该行，或填写数字"),
)

# Digits that stay below the bound of what is scored, whatever the decimals.
_SURELY_SMALL = 10
_CANONICAL = [
    re.compile(r"(?:0|[1-9]\d*)" + (rf"\.\d{{{decimals}}}" if decimals else ""), re.ASCII)
    for decimals in range(7)
]


class Checker:
    """What one account may record now."""

    def __init__(self, by: Viewer, at: datetime | None = None) -> None:
        self.by = by
        # Without a moment, nothing is recorded and no period is ahead.
        self._today = at.astimezone(CHINA).date() if at else date.max
        self._periods: dict[str, Period] = {}
        self._declared: dict[tuple[str, str], Declared] = {}
        self._paths: dict[str, dict[str, str]] = {}
        self._allowed: set[str] = set()
        # What stands is looked at whole, whoever enters: a second value for it must not pass.
        self.whole = orgs.operator(by.origin)

    def checked(self, entry: Entry) -> Entry:
        """Return the entry with its numbers in canonical form; refuses what is unfit."""
        declared = self.declared(entry.indicator, entry.period)
        self.refuse_counted(declared)
        self.unit_path(entry.unit, entry.period)
        if (
            entry.value is None
            and entry.target is None
            and entry.prior is None
            and not entry.ratings
        ):
            raise Refused(NOTHING_GIVEN, unit=entry.unit, indicator=declared.title)
        if self.period(entry.period).first > self._today and (entry.value or entry.ratings):
            raise Refused(PERIOD_AHEAD, period=entry.period, indicator=declared.title)
        if entry.source is not None:
            # The rows of a bulk fact bring sources that the ledger does not know as such.
            check_source(entry.source)
        kept = declared.spec.decimals
        return Entry(
            entry.indicator,
            entry.unit,
            entry.period,
            canonical(entry.value, kept),
            canonical(entry.target, kept),
            canonical(entry.prior, kept),
            tuple(unscale(scale(rating, kept), kept) for rating in entry.ratings),
            entry.source,
        )

    def declared(self, indicator: str, period: str) -> Declared:
        """Return the indicator in force for a period of its own kind."""
        key = (indicator, period)
        if key not in self._declared:
            declared = queries.indicator(self.by, indicator, period)
            kind, every = self.period(period).kind, declared.spec.every
            if kind not in {every, "cumulative"}:
                raise Refused(
                    OTHER_PERIOD, indicator=declared.title, every=KINDS[every], period=period
                )
            self._declared[key] = declared
        return self._declared[key]

    def refuse_counted(self, declared: Declared) -> None:
        """Refuse an indicator that is counted from a loop, which nobody enters."""
        if derived := declared.spec.derived:
            raise Refused(IS_COUNTED, indicator=declared.title, loop=derived.loop)

    def unit_path(self, unit: str, period: str) -> str:
        """Return the path of a unit that stands in the period, if the account may enter for it."""
        path = self.standing_path(unit, period)
        if path not in self._allowed:
            if not self.by.may(*ENTERS, at=path):
                raise Refused(MAY_NOT_ENTER, unit=unit)
            self._allowed.add(path)
        return path

    def standing_path(self, unit: str, period: str) -> str:
        """Return the path of a unit that stands on the first or the last day of the period."""
        path = self._paths_in(period).get(unit)
        # Not standing: the directory says why, and what was meant.
        return path or orgs.unit(self.by, unit, self.period(period).last).path

    def slug(self, written: str, period: str) -> str:
        """Return the slug of a unit that stands in the period, written by slug, title or code."""
        if written in self._paths_in(period):
            return written
        return orgs.resolve(self.by, written, self.period(period).last).slug

    def period(self, text: str) -> Period:
        if text not in self._periods:
            self._periods[text] = Period.parse(text)
        return self._periods[text]

    def _paths_in(self, period: str) -> dict[str, str]:
        paths = self._paths.get(period)
        if paths is None:
            paths = self._paths[period] = self._standing(self.period(period))
        return paths

    def _standing(self, period: Period) -> dict[str, str]:
        """Return the paths of all units that stand on the first or the last day."""
        return {**self._paths_on(period.first), **self._paths_on(period.last)}

    def _paths_on(self, day: date) -> dict[str, str]:
        return {unit.slug: unit.path for unit in orgs.units(self.by, day)}


def canonical(number: str | None, decimals: int) -> str | None:
    """Return a decimal as facts carry it: every declared decimal written, no leading zeros."""
    if number is None:
        return None
    if len(number) <= _SURELY_SMALL and _CANONICAL[decimals].fullmatch(number):
        # It is written so already, as the figures of an import are.
        return number
    return unscale(scale(number, decimals), decimals)
