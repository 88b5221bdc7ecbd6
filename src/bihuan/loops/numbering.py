"""The numbers that people read: a prefix, the year, and a running number without gaps.

A number from elsewhere (another system's work order) is kept as it came and moves no counter:
it stands in its own field of the record, and the matter still gets one of ours.
"""

from __future__ import annotations

import re
from datetime import datetime

from bihuan.calendars.engine.workdays import day_of
from bihuan.loops.models import NumberRow
from bihuan.loops.spec.parts import Numbering

_FORM = re.compile(r"[A-Z]{0,8}([0-9]{4})([0-9]{3,9})")


def year_of(moment: datetime) -> int:
    """Return the year of a moment in China, in which its matter is numbered."""
    return day_of(moment).year


def write(rule: Numbering, year: int, running: int) -> str:
    """Return the number of the so-manieth matter of a year."""
    return f"{rule.prefix}{year}{running:0{rule.digits}d}"


def read(number: str) -> tuple[int, int] | None:
    """Return the year and the running number of one of our numbers; None of any other."""
    found = _FORM.fullmatch(number)
    return (int(found[1]), int(found[2])) if found else None


def last(origin: str, loop: str, year: int) -> int:
    """Return the last running number that was given out; asked while its stream is held."""
    found = NumberRow.objects.filter(origin=origin, loop=loop, year=year)
    return found.values_list("last", flat=True).first() or 0


def stream(loop: str, year: int) -> str:
    """Return what an action holds while it takes a number."""
    return f"numbers/{loop}/{year}"
