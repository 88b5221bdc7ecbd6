"""An observation: what was observed for one indicator, unit and period, with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.facts import Source
from bihuan.ledger.words import Said, Text
from bihuan.measures.spec import IndicatorSpec

_NO_WORDS = Text("", "")


@dataclass(frozen=True, slots=True)
class Observation:
    """One value as it stands. Numbers are integers at the indicator's declared decimals.

    Args:
        value, target, prior: scaled integers (12.50 at 2 decimals is 1250); None where not given.
        ratings: scaled integers of a panel's raters, where the indicator is judged.
        fact, row: the fact (and row of a bulk fact) that says so.
        recorded: when it was recorded; lateness is judged on the first recording, `first_recorded`.
        verified: a second person has verified it.
        flags: codes of plausibility messages.
    """

    indicator: str
    unit: str
    period: str
    value: int | None
    target: int | None = None
    prior: int | None = None
    ratings: tuple[int, ...] = ()
    source: Source | None = None
    fact: str = ""
    row: int | None = None
    recorded: datetime | None = None
    first_recorded: datetime | None = None
    verified: bool = False
    flags: tuple[str, ...] = ()

    def is_late(self, cutoff: datetime) -> bool:
        """Tell whether it was first recorded after the cut-off; corrections do not make it late."""
        return self.first_recorded is not None and self.first_recorded > cutoff


@dataclass(frozen=True, slots=True)
class Entry:
    """One value about to be recorded. Numbers are plain decimals as text; None is not given."""

    indicator: str
    unit: str
    period: str
    value: str | None = None
    target: str | None = None
    prior: str | None = None
    ratings: tuple[str, ...] = ()
    source: Source | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What there is only one value of."""
        return self.indicator, self.unit, self.period


class Figures(NamedTuple):
    """The figures of one value as plain decimals at the decimals of the indicator."""

    value: str | None
    target: str | None
    prior: str | None


@dataclass(frozen=True, slots=True)
class Declared:
    """An indicator as it is in force for a period; `digest` names the version."""

    name: str
    title: Text
    spec: IndicatorSpec
    digest: str


@dataclass(frozen=True, slots=True)
class Change:
    """One step in the history of a value, the first recording included.

    Args:
        value, target, prior: as texts at the indicator's decimals.
        role: the role in which it was recorded; the person is not told.
        stands: it is the value that stands now.
        withdrawn: it was withdrawn and nothing took its place.
    """

    value: str | None
    target: str | None
    prior: str | None
    fact: str
    row: int | None
    recorded: datetime
    role: str
    reason: str
    stands: bool
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Award:
    """An award as it was published by somebody outside; nothing here computed who won it.

    Args:
        award: slug, such as ``red-flag``.
        level: who gives it: ``province``, ``city`` or ``district``.
        unit, period: the holder, and for which period.
        position: place in the published list, which is no rank unless the source says so.
        published_by, published_on, place: the source, its date as printed, and page or title.
        quote: the words that say so.
        source: the line it was read from, where it is about to be recorded.
    """

    award: str
    level: str
    unit: str
    period: str
    position: int
    title: Text
    published_by: str
    published_on: str
    place: str
    quote: str = ""
    fact: str = ""
    source: Source | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What there is only one award of."""
        return self.award, self.level, self.period, self.unit


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a value was printed by somebody outside; whatever is cited is public.

    Args:
        indicator, unit, period: the value.
        published_by, published_on, place: the source, its date as printed, and page or title.
        quote: the words that say so.
        derived: what was not printed but follows from what was: ``value``, ``target``, ``prior``
            or ``period``; `basis` says how.
        of_fact, of_row: the fact (and row of a bulk fact) by which the printed value was recorded.
        source: the line it was read from, where it is about to be recorded.
    """

    indicator: str
    unit: str
    period: str
    published_by: str
    published_on: str
    place: str
    quote: str = ""
    derived: tuple[str, ...] = ()
    basis: Text = _NO_WORDS
    of_fact: str = ""
    of_row: int | None = None
    fact: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """A value as it was published outside, with its source and what is doubtful about it.

    Args:
        expected: what the figures printed beside it give, where its indicator says how.
        doubts: why a person should look at it again.
    """

    value: Observation
    declared: Declared
    citation: Citation
    expected: Decimal | None = None
    doubts: tuple[Said, ...] = ()

    @property
    def completion(self) -> Fraction | None:
        """The value as a share of its target; None where there is none."""
        if self.value.value is None or not self.value.target:
            return None
        return Fraction(self.value.value, self.value.target)

    @property
    def progress(self) -> Fraction | None:
        """Completion over the share of the year that had passed: above 1 is ahead of time."""
        period = Period.parse(self.value.period)
        if self.completion is None or period.kind != "cumulative":
            return None
        return self.completion / period.elapsed


@dataclass(frozen=True, slots=True)
class Streak:
    """How many periods in a row a unit has held an award, with the first and the last of them."""

    count: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A value that was replaced or withdrawn: what it was, and what took its place."""

    indicator: str
    unit: str
    period: str
    before: Change
    after: Change


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A bonus, a deduction or a veto of a unit; `points` are micro-points, None for a veto."""

    effect: str
    scheme: str
    rule: str
    unit: str
    period: str
    points: int | None
    reason: str
    fact: str
    source: Source | None
    recorded: datetime
