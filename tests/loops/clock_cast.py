"""A small cast of clocks for the tests."""

from datetime import datetime

from bihuan.calendars.engine.workdays import CHINA
from bihuan.calendars.notices import SHIPPED, calendar_of, load
from bihuan.loops.engine.clocks import Start, start
from bihuan.loops.spec.clocks import Clock

CALENDAR = calendar_of(load(SHIPPED))
BEFORE_2026 = calendar_of(notice for notice in load(SHIPPED) if notice.year < 2026)
TITLE = {"zh": "办理", "en": "Handling"}
EXTENSION = {"max_times": 2, "max_count": 30, "approver_role": "unit_head"}


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def clock_of(count, unit, roll="none", *, extension=None, basis="", **keys):
    limit = {"unit": unit, "count": count, "roll": roll, "basis": basis, "extension": extension}
    written = {"name": "handling", "title": TITLE, "stops": ["reply"], "limit": limit, **keys}
    return Clock.model_validate(written)


def begun(clock, moment, calendar=CALENDAR, **keys):
    moment = at(moment) if isinstance(moment, str) else moment
    return start(clock, Start(moment, **keys), calendar)
