"""The holiday notices that are loaded, one file a year.

Those of the product lie beside this module in ``notices/``. An operator adds the notice of a
new year as ``notices/<year>.yaml`` in the data folder, without waiting for a release.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings

from bihuan.calendars.engine.hours import USUAL, OfficeHours
from bihuan.calendars.engine.workdays import ONE_DAY, SATURDAY, WorkingCalendar
from bihuan.calendars.spec import Block, Notice
from bihuan.ledger.words import Message, Text
from bihuan.mechanisms.diagnostics import Diagnostic, Findings, Place, diagnose
from bihuan.mechanisms.engine import yaml
from bihuan.mechanisms.engine.spots import Document
from bihuan.mechanisms.engine.validating import mistakes
from bihuan.mechanisms.reading import decode

SHIPPED = Path(__file__).parent / "notices"

NOTICE_DAY = Message(
    "notice-day",
    Text(en="{day} {what}", zh="{day} {what}"),
    Text(en="compare the file with the notice", zh="请对照放假通知原文核对"),
)
OUTSIDE = Text(en="lies outside the year of the notice", zh="不在通知所属年份内")
BACKWARDS = Text(en="lies before the first day of its block", zh="早于本段假期的第一天")
TWICE = Text(en="stands here twice", zh="重复出现")
NO_WEEKEND = Text(
    en="is no Saturday or Sunday, so it needs no make-up", zh="不是周六或周日，不属于调休上班"
)
OFF_AND_WORKED = Text(en="is both a day off and a make-up day", zh="既列为放假又列为上班")

NOTICE_COUNT = Message(
    "notice-count",
    Text(
        en="{year} has {counted} working days by this file, not {stated}",
        zh="按本文件推算，{year} 年有 {counted} 个工作日，不是 {stated} 个",
    ),
    Text(en="a day is missing or wrong above, or the count is", zh="请检查上文日期或此处天数"),
)
NOTICE_YEAR = Message(
    "notice-year",
    Text(en="the file {file} holds the notice of {year}", zh="文件 {file} 写的是 {year} 年的通知"),
    Text(
        en="name the file after its year, such as {year}.yaml",
        zh="请以年份命名文件，如 {year}.yaml",
    ),
)
NOTICE_GAP = Message(
    "notice-gap",
    Text(en="the notice of {year} is missing or loaded twice", zh="{year} 年的通知缺失或重复载入"),
    Text(
        en="load one file for each year, without a gap between the first and the last",
        zh="每年只载入一个文件，首尾年份之间不能有空缺",
    ),
)


@cache
def calendar() -> WorkingCalendar:
    """Return the calendar of all loaded notices; read once, and again by `refresh`."""
    _read_last[0] = _files()
    return calendar_of(load(SHIPPED, settings.HOME / "notices"), settings.OFFICE_HOURS)


def refresh() -> bool:
    """Read the notices again if a file was added or changed; tell whether the calendar is another.

    Raises `Findings` for a wrong file once; the calendar that was loaded stays in use.
    """
    before, files = calendar(), _files()
    if files == _read_last[0]:
        return False
    _read_last[0] = files
    after = calendar_of(load(SHIPPED, settings.HOME / "notices"), settings.OFFICE_HOURS)
    if after.digest == before.digest:
        return False
    calendar.cache_clear()
    return calendar().digest != before.digest


# The operator's files as they were when they were last read.
_read_last: list[tuple[tuple[str, int, int], ...]] = [()]


def _files() -> tuple[tuple[str, int, int], ...]:
    paths = sorted((settings.HOME / "notices").glob("*.yaml"))
    states = [(path.name, path.stat()) for path in paths]
    return tuple((name, state.st_size, state.st_mtime_ns) for name, state in states)


def load(*folders: Path) -> tuple[Notice, ...]:
    """Return the notices of the folders by year; raises `Findings` for a wrong or missing one."""
    paths = [path for folder in folders for path in sorted(folder.glob("*.yaml"))]
    notices = sorted((read_notice(path) for path in paths), key=lambda notice: notice.year)
    for before, after in pairwise(notices):
        if after.year != before.year + 1:
            missing = min(after.year, before.year + 1)
            raise Findings((diagnose(NOTICE_GAP, Place(f"{after.year}.yaml"), year=missing),))
    return tuple(notices)


def calendar_of(notices: Iterable[Notice], hours: OfficeHours = USUAL) -> WorkingCalendar:
    """Return the calendar that the notices make together."""
    notices = tuple(notices)
    return WorkingCalendar(
        years=frozenset(notice.year for notice in notices),
        holidays=frozenset(day for notice in notices for day in _days_off(notice.off)),
        make_up_days=frozenset(day for notice in notices for day in notice.worked),
        blocks=tuple(block for notice in notices for block in notice.off),
        hours=hours,
    )


def read_notice(path: Path) -> Notice:
    """Return the notice that a file holds; raises `Findings` with all its mistakes."""
    document = yaml.read(decode(path.read_bytes(), path.name), path.name)
    found = [*document.diagnostics, *mistakes(Notice, document)]
    if not found:
        notice = Notice.model_validate(document.data)
        found = list(_checked(notice, document))
        if not found:
            return notice
    raise Findings(tuple(sorted(found, key=lambda each: each.place)))


def _checked(notice: Notice, document: Document) -> Iterator[Diagnostic]:
    """Yield what contradicts itself in a notice."""

    def place(*path: str | int) -> Place:
        return document.place_of(path)

    if document.file != f"{notice.year}.yaml":
        yield diagnose(NOTICE_YEAR, place("year"), file=document.file, year=notice.year)
    seen: set[date] = set()
    for at, block in enumerate(notice.off):
        for day, wrong in _wrong_in_block(notice.year, block, seen):
            yield diagnose(NOTICE_DAY, place("off", at), day=day, what=wrong)
    for at, day in enumerate(notice.worked):
        if what := _wrong_when_worked(notice.year, day, seen):
            yield diagnose(NOTICE_DAY, place("worked", at), day=day, what=what)
        seen.add(day)
    counted = _working_days(notice)
    if counted != notice.working_days:
        yield diagnose(
            NOTICE_COUNT,
            place("working_days"),
            year=notice.year,
            counted=counted,
            stated=notice.working_days,
        )


def _wrong_in_block(year: int, block: Block, seen: set[date]) -> Iterator[tuple[date, Text]]:
    if block.last < block.first:
        yield block.last, BACKWARDS
        return
    for day in (block.first, block.last):
        if not date(year - 1, 12, 25) <= day <= date(year, 12, 31):
            yield day, OUTSIDE
            return
    for day in _days_off([block]):
        if day in seen:
            yield day, TWICE
        seen.add(day)


def _wrong_when_worked(year: int, day: date, off: set[date]) -> Text | None:
    if not date(year - 1, 12, 25) <= day <= date(year, 12, 31):
        return OUTSIDE
    if day.weekday() < SATURDAY:
        return NO_WEEKEND
    return OFF_AND_WORKED if day in off else None


def _days_off(blocks: Iterable[Block]) -> Iterator[date]:
    for block in blocks:
        for offset in range((block.last - block.first).days + 1):
            yield block.first + timedelta(days=offset)


def _working_days(notice: Notice) -> int:
    alone = calendar_of([notice])
    return alone.open_days_between(date(notice.year, 1, 1) - ONE_DAY, date(notice.year, 12, 31))
