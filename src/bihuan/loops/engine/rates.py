"""Rates of a loop, from one row for each matter: exact fractions, with every exclusion counted.

Each rate is a share of matters: so many that did well, of so many that count. A matter that a
decision leaves out of a rate counts in neither, and is counted on its own: how many were left
out is told beside the rate (domain rules, section 15.6). Percentages are rounded half up, once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Rate = Literal[
    "response",               # contacted in time / dispatched
    "resolution",             # solved / visited
    "satisfaction",           # satisfied, the basic grade included / visited
    "satisfaction_weighted",  # the same, the basic grade counted half
    "closing",                # closed / due
    "on_time",                # closed on time / due
    "overdue",                # due and not closed on time / due
    "reopen",                 # reopened / closed, once or more
    "return",                 # returned by the unit / dispatched
    "reached",                # at the stage asked for, or past it / all
]  # fmt: skip
Middle = Literal["median_days", "p90_days"]
# The period that a matter belongs to: the one in which this happened to it.
By = Literal["opened", "dispatched", "due", "closed"]

_HALF = Fraction(1, 2)
_NOTHING, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Counted:
    """What one matter says to the rates; it names no person.

    Args:
        unit: the unit that answers for it.
        due: its main clock has run out, or was met or missed.
        excluded: the rates that it is left out of, each with the number of the deciding act.
        days: working days from its dispatch to its end, where it has ended.
        reached: it has come to the stage that is asked for.
    """

    matter: str
    unit: str
    class_: str = ""
    dispatched: bool = False
    contacted_in_time: bool = False
    visited: bool = False
    solved: bool = False
    grade: str = ""
    due: bool = False
    closed: bool = False
    on_time: bool = False
    reopened: bool = False
    returned: bool = False
    reached: bool = False
    days: int | None = None
    excluded: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grades:
    """Which grades of a return visit are satisfied; of those, the one that counts half."""

    satisfied: frozenset[str] = frozenset()
    basic: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A rate of one unit: what counts for it, of how many, and how many a decision left out."""

    numerator: Fraction = _NOTHING
    denominator: int = 0
    excluded: int = 0

    @property
    def share(self) -> Fraction | None:
        """The exact share; None where nothing counts."""
        return self.numerator / self.denominator if self.denominator else None

    def percent(self, decimals: int) -> Decimal | None:
        """Return the share in percent, rounded half up; None where nothing counts."""
        return None if self.share is None else half_up(self.share * 100, decimals)


_Test = Callable[[Counted, Grades], bool]
_Points = Callable[[Counted, Grades], Fraction]


def _of(name: str) -> _Points:
    return lambda row, _: _ONE if getattr(row, name) else _NOTHING


def _is(name: str) -> _Test:
    return lambda row, _: bool(getattr(row, name))


def _was_closed(row: Counted, _: Grades) -> bool:
    # What was reopened was closed before, and may be open now.
    return row.closed or row.reopened


def _satisfied(row: Counted, grades: Grades) -> Fraction:
    return _ONE if row.grade in grades.satisfied else _NOTHING


def _weighted(row: Counted, grades: Grades) -> Fraction:
    return _HALF if row.grade and row.grade == grades.basic else _satisfied(row, grades)


def _overdue(row: Counted, _: Grades) -> Fraction:
    return _NOTHING if row.on_time else _ONE


# Of each rate: whether a matter counts, and how much it counts for.
_RATES: dict[Rate, tuple[_Test, _Points]] = {
    "response": (_is("dispatched"), _of("contacted_in_time")),
    "resolution": (_is("visited"), _of("solved")),
    "satisfaction": (_is("visited"), _satisfied),
    "satisfaction_weighted": (_is("visited"), _weighted),
    "closing": (_is("due"), _of("closed")),
    "on_time": (_is("due"), _of("on_time")),
    "overdue": (_is("due"), _overdue),
    "reopen": (_was_closed, _of("reopened")),
    "return": (_is("dispatched"), _of("returned")),
    "reached": (lambda _row, _grades: True, _of("reached")),
}
RATES: tuple[Rate, ...] = tuple(_RATES)

# A decision that leaves a matter out of a rate leaves it out of its other form too.
_DECIDED_AS = {"satisfaction_weighted": "satisfaction", "overdue": "on_time"}


def shares(
    rows: Iterable[Counted], rate: Rate, grades: Grades = Grades(), *, by_class: bool = False
) -> dict[tuple[str, str], Share]:
    """Return a rate for each unit and class; without `by_class` all classes are one, named ``""``.

    A unit without a matter that counts, and without one left out, is not named.
    """
    counts, points = _RATES[rate]
    decided = _DECIDED_AS.get(rate, rate)
    found: dict[tuple[str, str], Share] = {}
    for row in rows:
        if not counts(row, grades):
            continue
        key = (row.unit, row.class_ if by_class else "")
        so_far = found.get(key, Share())
        if decided in row.excluded:
            now = Share(so_far.numerator, so_far.denominator, so_far.excluded + 1)
        else:
            numerator = so_far.numerator + points(row, grades)
            now = Share(numerator, so_far.denominator + 1, so_far.excluded)
        found[key] = now
    return found


def together(parts: Iterable[Share]) -> Share:
    """Return the rate of several units taken as one: their matters, never the mean of rates."""
    found = Share()
    for part in parts:
        found = Share(
            found.numerator + part.numerator,
            found.denominator + part.denominator,
            found.excluded + part.excluded,
        )
    return found


def middle(rows: Iterable[Counted], which: Middle) -> dict[str, Fraction]:
    """Return for each unit the median, or the 90th percentile, of the working days taken.

    Of an even number of matters the median is the mean of the two in the middle; the 90th
    percentile is the smallest number of days within which nine of ten matters ended.
    """
    days: dict[str, list[int]] = {}
    for row in rows:
        if row.days is not None and "days" not in row.excluded:
            days.setdefault(row.unit, []).append(row.days)
    of = median if which == "median_days" else ninetieth
    return {unit: of(taken) for unit, taken in days.items()}


def median(numbers: Iterable[int]) -> Fraction:
    """Return the median; of an even number, the mean of the two in the middle."""
    ordered = sorted(numbers)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[half])
    return Fraction(ordered[half - 1] + ordered[half], 2)


def ninetieth(numbers: Iterable[int]) -> Fraction:
    """Return the 90th percentile by nearest rank."""
    ordered = sorted(numbers)
    return Fraction(ordered[-(-9 * len(ordered) // 10) - 1])


def half_up(number: Fraction, decimals: int) -> Decimal:
    """Round a number that is not negative half up, exactly."""
    scaled = number * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-decimals)
