"""The hours in which offices are open on a working day.

No law sets them for the whole country; each place publishes its own, often other ones in summer.
The hours here are an assumption that an operator replaces (`BIHUAN_OFFICE_HOURS`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import pairwise

_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)", re.ASCII)
_NOTHING = timedelta()


@dataclass(frozen=True)
class OfficeHours:
    """Stretches of a day in their order; the end of a stretch no longer belongs to it."""

    spans: tuple[tuple[timedelta, timedelta], ...]

    @classmethod
    def parse(cls, text: str) -> OfficeHours:
        """Read hours as written, ``08:30-12:00,14:00-17:30``; raises `ValueError` for others."""
        found = [_SPAN.fullmatch(part.strip()) for part in text.split(",")]
        if not all(found):
            raise ValueError(text)
        spans = tuple(
            (timedelta(hours=int(one[1]), minutes=int(one[2])),
             timedelta(hours=int(one[3]), minutes=int(one[4])))
            for one in found if one
        )  # fmt: skip
        edges = [edge for span in spans for edge in span]
        if edges[-1] > timedelta(days=1) or any(a >= b for a, b in pairwise(edges)):
            raise ValueError(text)
        return cls(spans)

    def __str__(self) -> str:
        return ", ".join(f"{_clock(first)}-{_clock(last)}" for first, last in self.spans)

    @cached_property
    def length(self) -> timedelta:
        """How long offices are open on one day."""
        return sum((last - first for first, last in self.spans), _NOTHING)

    @property
    def opens(self) -> timedelta:
        return self.spans[0][0]

    @property
    def openings(self) -> Iterable[timedelta]:
        return (first for first, _ in self.spans)

    def holds(self, at: timedelta) -> bool:
        """Tell whether offices are open at this time of a working day."""
        return any(first <= at < last for first, last in self.spans)

    def passed(self, at: timedelta) -> timedelta:
        """Return how much office time has passed at this time of a working day."""
        return sum((min(at, last) - first for first, last in self.spans if at > first), _NOTHING)

    def when_passed(self, passed: timedelta) -> timedelta:
        """Return the first time of a working day at which so much office time has passed."""
        for first, last in self.spans:
            if passed <= last - first:
                return first + passed
            passed -= last - first
        raise ValueError("a day has no so much office time")


def _clock(at: timedelta) -> str:
    minutes = at // timedelta(minutes=1)
    return f"{minutes // 60:02}:{minutes % 60:02}"


# An assumption: hours that many county offices keep for most of the year.
USUAL = OfficeHours.parse("08:30-12:00,14:00-17:30")
