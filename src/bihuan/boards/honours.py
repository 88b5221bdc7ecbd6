"""The awards and figures that others published about a district, as anybody may see them.

Who may see what: an award was printed by whoever gave it, and a figure is here only while the
very value that was cited from a newspaper or notice stands. Both were public before they were
recorded, so these questions need no viewer, and an anonymous reader gets the same answers as
anybody. Nothing else is told: no value that nobody printed, no correction of one, no account, no
person, no score. A doubt is told only where all figures it rests on were printed as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from bihuan.boards.engine.numbers import plain, ratio
from bihuan.calendars.queries import Period
from bihuan.ledger.viewer import Viewer, public
from bihuan.ledger.words import Text
from bihuan.measures import queries as measures
from bihuan.measures.observations import Award, Cited, Streak
from bihuan.orgs import queries as orgs

LEVELS = ("province", "city", "district")


@dataclass(frozen=True, slots=True)
class Printed:
    """Where something was printed: paper and page, its date as printed, the words."""

    place: str
    on: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """A unit in a published list, with the periods in a row up to then that it was in."""

    unit: str
    title: Text
    streak: Streak


@dataclass(frozen=True, slots=True)
class Roll:
    """The list of one period, in the order in which it was printed, with its sources."""

    period: Period
    holders: tuple[Holder, ...]
    sources: tuple[Printed, ...]


@dataclass(frozen=True, slots=True)
class Honour:
    """One award of one level; `rolls` are its published lists, the newest first.

    Args:
        given_by: whoever gives it, as printed.
        shared: other awards of the same level and period, with the units that hold both.
    """

    award: str
    level: str
    title: Text
    given_by: str
    rolls: tuple[Roll, ...]
    shared: tuple[tuple[Text, tuple[Text, ...]], ...] = ()

    @property
    def latest(self) -> Roll:
        return self.rolls[0]

    @property
    def previous(self) -> Roll | None:
        """The list of the period before the latest one; None where none was published."""
        before = self.latest.period.previous()
        return next((roll for roll in self.rolls[1:] if roll.period == before), None)


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number with its name and unit of measure."""

    title: Text
    value: str
    unit_of_measure: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure with what follows from it; texts are empty where there is nothing.

    Args:
        target, prior: beside the value, at its decimals.
        completion: value over target, in percent; `progress` is it over the share of the year
            that had passed, which `elapsed` gives in percent.
        derived: what was not printed but follows from what was; `basis` says how.
        expected: what the figures `beside` it give, where its indicator says how.
        doubts: why a person should look at it again.
    """

    indicator: str
    number: Number
    target: str
    prior: str
    completion: str
    progress: str
    elapsed: str
    derived: tuple[str, ...]
    basis: Text
    quote: str
    expected: str
    doubts: tuple[Text, ...]
    beside: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one source printed of one unit and period, in the order of the table."""

    printed: Printed
    period: Period
    unit: str
    title: Text
    figures: tuple[Figure, ...]


def honours(origin: str) -> tuple[Honour, ...]:
    """Return the awards of a district and of its units, the highest level first."""
    reader = public(origin)
    given = measures.awards(reader)
    lists = _Lists(given, measures.award_streaks(given), _Names(reader))
    kinds = sorted({(LEVELS.index(each.level), each.award) for each in given})
    return tuple(lists.honour(award, LEVELS[level]) for level, award in kinds)


def sheets(origin: str) -> tuple[Sheet, ...]:
    """Return the figures that were printed about a district, the newest source first."""
    reader = public(origin)
    names = _Names(reader)
    cited = {(e.value.indicator, e.value.unit, e.value.period): e for e in measures.cited(reader)}
    pages: dict[tuple[str, str, str, str], list[Cited]] = {}
    # In the order in which the tables were transcribed.
    for each in sorted(cited.values(), key=lambda e: (e.value.fact, e.value.row or 0)):
        where = (f"{each.citation.published_by} {each.citation.place}", each.citation.published_on)
        pages.setdefault((*where, each.value.period, each.value.unit), []).append(each)
    newest = sorted(pages.items(), key=lambda page: page[0][1], reverse=True)
    return tuple(
        Sheet(
            Printed(place, on),
            Period.parse(period),
            unit,
            names.title(unit, Period.parse(period)),
            tuple(_figure(each, tuple(_beside(each, cited))) for each in same),
        )
        for (place, on, period, unit), same in newest
    )


def _beside(each: Cited, cited: dict[tuple[str, str, str], Cited]) -> Iterator[Cited]:
    plausible = each.declared.spec.plausible
    for other in plausible.beside if plausible else ():
        if found := cited.get((other, each.value.unit, each.value.period)):
            yield found


def _figure(each: Cited, beside: tuple[Cited, ...]) -> Figure:
    value, citation = each.value, each.citation
    decimals = each.declared.spec.decimals
    done, ahead = each.completion, each.progress
    elapsed = Period.parse(value.period).elapsed
    return Figure(
        indicator=value.indicator,
        number=_number(each),
        target=_text(value.target, decimals),
        prior=_text(value.prior, decimals),
        completion="" if done is None else ratio(100 * done, 2),
        progress="" if ahead is None else ratio(ahead, 3),
        elapsed="" if ahead is None else plain(ratio(100 * elapsed, 1)),
        derived=citation.derived,
        basis=citation.basis,
        quote=citation.quote,
        expected="" if each.expected is None else plain(f"{each.expected:f}"),
        doubts=tuple(said.parameters.get("because", said.text) for said in each.doubts),
        beside=tuple(_number(other) for other in beside),
    )


def _number(each: Cited) -> Number:
    spec = each.declared.spec
    return Number(each.declared.title, _text(each.value.value, spec.decimals), spec.unit_of_measure)


def _text(scaled: int | None, decimals: int) -> str:
    return "" if scaled is None else plain(f"{Decimal(scaled).scaleb(-decimals):f}")


@dataclass(frozen=True, slots=True)
class _Names:
    """The titles of units as they were in a period."""

    reader: Viewer
    known: dict[Period, dict[str, Text]] = field(default_factory=dict)

    def title(self, unit: str, period: Period) -> Text:
        """Return the title of a unit; one that ended within the period kept it until then."""
        if period not in self.known:
            self.known[period] = {
                each.slug: each.title
                for day in (period.first, period.last)
                for each in orgs.units(self.reader, day)
            }
        return self.known[period].get(unit, Text(unit, unit))


@dataclass(frozen=True, slots=True)
class _Lists:
    """The published lists of one district."""

    given: list[Award]
    streaks: dict[tuple[str, str, str, str], Streak]
    names: _Names

    def honour(self, award: str, level: str) -> Honour:
        """Return one award with all its lists."""
        same = [each for each in self.given if (each.award, each.level) == (award, level)]
        periods = {Period.parse(each.period) for each in same}
        newest = sorted(periods, key=lambda period: (period.last, period.first), reverse=True)
        rolls = tuple(self._roll(period, same) for period in newest)
        last = next(each for each in same if each.period == str(newest[0]))
        return Honour(
            award, level, last.title, last.published_by, rolls,
            tuple(self._shared(last, rolls[0])),
        )  # fmt: skip

    def _roll(self, period: Period, same: list[Award]) -> Roll:
        listed = [each for each in same if each.period == str(period)]
        listed.sort(key=lambda each: (each.position, each.unit))
        return Roll(
            period,
            tuple(
                Holder(each.unit, self.names.title(each.unit, period), self.streaks[each.key])
                for each in listed
            ),
            tuple(dict.fromkeys(Printed(e.place, e.published_on, e.quote) for e in listed)),
        )

    def _shared(self, last: Award, latest: Roll) -> Iterator[tuple[Text, tuple[Text, ...]]]:
        """Yield the other awards of this level and period, with the units that hold both."""
        others: dict[str, tuple[Text, set[str]]] = {}
        for each in self.given:
            together = (each.level, each.period) == (last.level, last.period)
            if together and each.award != last.award:
                others.setdefault(each.award, (each.title, set()))[1].add(each.unit)
        for title, units in others.values():
            both = tuple(holder.title for holder in latest.holders if holder.unit in units)
            if both:
                yield title, both
