"""What other rooms ask about days. A calendar is the same for everybody, so no viewer is needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bihuan.calendars.engine.deadlines import Due, due
from bihuan.calendars.engine.periods import KINDS, Period, PeriodKind
from bihuan.calendars.engine.telling import told
from bihuan.calendars.engine.workdays import CHINA, WorkingCalendar
from bihuan.calendars.notices import calendar
from bihuan.calendars.spec import Limit
from bihuan.ledger.words import Text

__all__ = [
    "CHINA", "KINDS", "Counted", "Due", "Period", "PeriodKind", "WorkingCalendar", "calendar",
    "due_on", "explained", "periods", "working_days_between",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of working days; `awaits` names the years it is an estimate for."""

    days: int
    awaits: tuple[int, ...] = ()


def working_days_between(after: date, until: date) -> Counted:
    """Return the working days after the one day and up to the other, which counts."""
    loaded = calendar()
    return Counted(loaded.open_days_between(after, until), loaded.awaited(after, until))


def due_on(event: date | datetime, limit: Limit) -> Due:
    """Return when a limit ends that began with the event."""
    return due(calendar(), event, limit)


def periods(kind: PeriodKind, first: date, last: date) -> tuple[Period, ...]:
    """Return the periods of a kind, from the one that holds the first day to that of the last."""
    found = [Period.containing(kind, first)]
    while found[-1].last < last:
        found.append(found[-1].next())
    return tuple(found)


def explained(event: date | datetime, limit: Limit) -> Text:
    """Return in words how the end of a limit is counted: what it steps over, what is worked."""
    return told(calendar(), event, limit)
