"""Questions about values, each scoped to what the viewer's roles cover."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TypeVar

from django.db.models import Model, QuerySet

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Message, Refused, Said, Text
from bihuan.measures import reading
from bihuan.measures.doubting import Doubts
from bihuan.measures.engine.awards import streak
from bihuan.measures.models import (
    AdjustmentRow,
    AwardRow,
    CitationRow,
    FormerRow,
    IndicatorRow,
    ObservationRow,
)
from bihuan.measures.observations import (
    Adjusted,
    Award,
    Change,
    Citation,
    Cited,
    Correction,
    Declared,
    Figures,
    Observation,
    Streak,
)
from bihuan.orgs import queries as orgs

# A statement of SQL names only so many values; longer lists are compared here.
_NAMED_AT_MOST = 1_000

Row = TypeVar("Row", bound=Model)

INDICATOR_UNKNOWN = Message(
    "indicator-unknown",
    Text(en='no indicator "{name}" is in force in {period}', zh="{period}没有生效的指标“{name}”"),
    Text(
        en="look at its name and its effective day, or put its file in force",
        zh="请核对指标名称和生效日期，或先使该指标文件生效",
    ),
)


def indicator(viewer: Viewer, name: str, period: str) -> Declared:
    """Return an indicator as it is in force on the last day of a period."""
    until = Period.parse(period).last
    rows = IndicatorRow.objects.filter(origin=viewer.origin, name=name, effective__lte=until)
    row = rows.order_by("-effective").first()
    if row is None:
        raise Refused(INDICATOR_UNKNOWN, name=name, period=period)
    return reading.declared(row)


def indicators(viewer: Viewer, period: str) -> dict[str, Declared]:
    """Return every indicator in force on the last day of a period, by name."""
    until = Period.parse(period).last
    rows = IndicatorRow.objects.filter(origin=viewer.origin, effective__lte=until)
    return {row.name: reading.declared(row) for row in rows.order_by("name", "effective")}


def observations(
    viewer: Viewer,
    indicators: Iterable[str],
    periods: Iterable[str],
    units: Iterable[str] | None = None,
) -> list[Observation]:
    """Return the values that stand, doubts flagged, in order of period, indicator and unit."""
    rows = scoped(ObservationRow.objects.all(), viewer).filter(
        indicator__in=list(indicators), period__in=list(periods)
    )
    wanted = None if units is None else frozenset(units)
    if wanted is not None and len(wanted) <= _NAMED_AT_MOST:
        rows = rows.filter(unit__in=wanted)
    about = Doubts(viewer.origin).about
    return [
        replace(value, flags=tuple(doubt.code for doubt in about(value)))
        for row in rows.order_by("period", "indicator", "unit")
        if wanted is None or row.unit in wanted
        for value in (reading.observation(row),)
    ]


def figures(viewer: Viewer, declared: Declared, period: str) -> dict[str, Figures]:
    """Return the figures that stand for an indicator and period, by unit, at its decimals.

    Nothing else is read of them, so that a file of many figures is quickly compared with them.
    """
    rows = scoped(ObservationRow.objects.all(), viewer).filter(
        indicator=declared.name, period=period
    )
    text = partial(reading.text, decimals=declared.spec.decimals)
    return {
        unit: Figures(text(value), text(target), text(prior))
        for unit, value, target, prior in rows.values_list("unit", "value", "target", "prior")
    }


def doubts(viewer: Viewer, indicator: str, unit: str, period: str) -> tuple[Said, ...]:
    """Return in words what is doubtful about the value that stands."""
    value = current(viewer, indicator, unit, period)
    return Doubts(viewer.origin).about(value) if value else ()


def current(viewer: Viewer, indicator: str, unit: str, period: str) -> Observation | None:
    """Return the value that stands for one indicator, unit and period, if there is one."""
    found = observations(viewer, [indicator], [period], [unit])
    return found[0] if found else None


def counting(
    viewer: Viewer,
    indicators: Iterable[str],
    periods: Iterable[str],
    units: Iterable[str] | None = None,
) -> list[Observation]:
    """Return the values that count: verified by a second person where the indicator asks it."""
    found = observations(viewer, indicators, periods, units)
    waiting = {(value.fact, value.row) for value in _waiting(viewer, found)}
    return [value for value in found if (value.fact, value.row) not in waiting]


def unverified(
    viewer: Viewer, indicators: Iterable[str], periods: Iterable[str]
) -> list[Observation]:
    """Return the values that wait for a second person, where their indicator asks for one."""
    return _waiting(viewer, observations(viewer, indicators, periods))


def missing(
    viewer: Viewer, indicators: Sequence[str], units: Sequence[str], period: str
) -> list[tuple[str, str]]:
    """Return the (indicator, unit) pairs without a value, in the order given."""
    found = observations(viewer, indicators, [period], units)
    present = {
        (value.indicator, value.unit) for value in found if value.value is not None or value.ratings
    }
    wanted = [(indicator, unit) for indicator in indicators for unit in units]
    return [pair for pair in wanted if pair not in present]


def history(viewer: Viewer, indicator: str, unit: str, period: str) -> list[Change]:
    """Return what a value said from first to last, with the role and the reason of each change."""
    decimals = _decimals(viewer.origin)[indicator]
    where = {"indicator": indicator, "unit": unit, "period": period}
    former = list(
        scoped(FormerRow.objects.all(), viewer).filter(**where).order_by("replaced", "fact")
    )
    standing = scoped(ObservationRow.objects.all(), viewer).filter(**where)
    steps = []
    for row in former:
        steps.append(reading.change(row, decimals))
        if row.withdrawn:
            steps.append(reading.withdrawal(row))
    return steps + [reading.change(row, decimals) for row in standing]


def corrections(
    viewer: Viewer, indicators: Iterable[str], periods: Iterable[str]
) -> list[Correction]:
    """Return every change of a value, with what it was and what took its place, oldest first."""
    rows = scoped(FormerRow.objects.all(), viewer).filter(
        indicator__in=list(indicators), period__in=list(periods)
    )
    keys = dict.fromkeys(
        (row.indicator, row.unit, row.period) for row in rows.order_by("replaced", "fact")
    )
    found = [
        Correction(*key, before=before, after=after)
        for key in keys
        for before, after in _steps(history(viewer, *key))
    ]
    return sorted(found, key=lambda each: (each.after.recorded, each.after.fact))


def adjustments(viewer: Viewer, scheme: str, period: str) -> list[Adjusted]:
    """Return the bonuses, deductions and vetoes of a run, in order of recording."""
    rows = scoped(AdjustmentRow.objects.all(), viewer).filter(scheme=scheme, period=period)
    return [reading.adjusted(row) for row in rows.order_by("recorded", "fact")]


def awards(viewer: Viewer, *, award: str = "", level: str = "", unit: str = "") -> list[Award]:
    """Return the awards that others published, oldest period first; they are public."""
    wanted = {"award": award, "level": level, "unit": unit}
    rows = AwardRow.objects.filter(
        origin=viewer.origin, **{column: text for column, text in wanted.items() if text}
    )
    found = [reading.award(row) for row in rows]
    return sorted(found, key=_in_order)


def holders(viewer: Viewer, award: str, level: str, period: str) -> list[Award]:
    """Return who holds an award for a period, in the order of the published list."""
    return [a for a in awards(viewer, award=award, level=level) if a.period == period]


def award_streak(viewer: Viewer, award: str, level: str, unit: str, last: str) -> Streak | None:
    """Return how often in a row a unit held an award up to a period; None if not held then."""
    held = awards(viewer, award=award, level=level, unit=unit)
    return streak({each.period for each in held}, last)


def award_streaks(held: Iterable[Award]) -> dict[tuple[str, str, str, str], Streak]:
    """Return, for each of these awards by its key, how often in a row its unit held it by then."""
    periods: dict[tuple[str, str, str], set[str]] = {}
    keys = [award.key for award in held]
    for award, level, period, unit in keys:
        periods.setdefault((award, level, unit), set()).add(period)
    runs = {key: streak(periods[key[0], key[1], key[3]], key[2]) for key in keys}
    return {key: run for key, run in runs.items() if run}


def citations(viewer: Viewer) -> list[Citation]:
    """Return where values were printed, by period, indicator and unit; citations are public."""
    rows = CitationRow.objects.filter(origin=viewer.origin)
    return [reading.citation(row) for row in rows.order_by("period", "indicator", "unit", "fact")]


def cited(viewer: Viewer) -> list[Cited]:
    """Return the values that were published outside and still stand as printed; they are public.

    No other value is told to those whose roles do not cover it, nor what follows from one:
    a doubt or an expected number that rests on a figure nobody cited is left out.
    """
    found = {(each.of_fact, each.of_row): each for each in citations(viewer)}
    # The public holds no role over any unit; what is public is told by the citations alone.
    standing = observations(
        orgs.operator(viewer.origin),
        {each.indicator for each in found.values()},
        {each.period for each in found.values()},
    )
    values = [value for value in standing if (value.fact, value.row) in found]
    printed = {(value.indicator, value.unit, value.period) for value in values}
    about = Doubts(viewer.origin)
    return [_cited(viewer, value, found[value.fact, value.row], about, printed) for value in values]


def _cited(
    viewer: Viewer,
    value: Observation,
    citation: Citation,
    about: Doubts,
    printed: set[tuple[str, str, str]],
) -> Cited:
    declared = indicator(viewer, value.indicator, value.period)
    plausible = declared.spec.plausible
    beside = plausible.beside if plausible else ()
    if any((other, value.unit, value.period) not in printed for other in beside):
        return Cited(replace(value, flags=()), declared, citation)
    return Cited(value, declared, citation, about.expected(value), about.about(value))


def _in_order(award: Award) -> tuple[int, str, str, int]:
    return Period.parse(award.period).index, award.level, award.award, award.position


def scoped(rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
    """Return the rows of the viewer's origin whose unit its roles cover."""
    rows = rows.filter(origin=viewer.origin)
    covered = orgs.slugs_under(viewer)
    return rows if covered is None else rows.filter(unit__in=covered)


def _waiting(viewer: Viewer, found: list[Observation]) -> list[Observation]:
    asked: dict[tuple[str, str], bool] = {}
    for value in found:
        key = (value.indicator, value.period)
        if key not in asked:
            asked[key] = indicator(viewer, *key).spec.verified_by_second
    return [value for value in found if asked[value.indicator, value.period] and not value.verified]


def _decimals(origin: str) -> dict[str, int]:
    rows = IndicatorRow.objects.filter(origin=origin)
    return dict(rows.values_list("name", "decimals"))


def _steps(changes: list[Change]) -> list[tuple[Change, Change]]:
    """Return each step with the one that replaced it; entering again after a withdrawal is none."""
    return [(before, after) for before, after in pairwise(changes) if not before.withdrawn]
