"""Bringing together what a run needs: the rules in force, who takes part, facts, history.

The engine is handed plain data and asks nobody; this is where it is fetched, scoped to the
viewer, as it stood on the period's last day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import orjson

from bihuan.calendars.queries import CHINA, KINDS, Period
from bihuan.ledger.facts import Source
from bihuan.ledger.queries import document_name
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Refused
from bihuan.measures import queries as measures
from bihuan.measures.observations import Adjusted, Observation
from bihuan.mechanisms.kinds import Mechanism
from bihuan.mechanisms.queries import in_force
from bihuan.orgs import queries as orgs
from bihuan.orgs.units import Unit
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.resolving.branches import indicators_of, leaves_written
from bihuan.schemes.engine.resolving.earlier import earlier_rows, looked_at, needed_rows, periods_of
from bihuan.schemes.engine.result import Result
from bihuan.schemes.engine.run import Names, Score, run
from bihuan.schemes.engine.running import engines
from bihuan.schemes.models import Revocation
from bihuan.schemes.queries import history
from bihuan.schemes.refusals import NOTHING_TO_SCORE, WRONG_PERIOD_TYPE
from bihuan.schemes.spec.scheme import ContestGroup, SchemeSpec

# The rows that say something of a unit; a scheme of panel marks alone has ratings only.
VALUES = ("observation", "rating")
_EXAMPLES = {"month": "2025-10", "quarter": "2025Q4", "half_year": "2025H2", "year": "2025"}


Altered = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Gathered:
    """A result with what it was made from: its period, and the digest of the scheme's version."""

    result: Result
    period: Period
    mechanism: str


def gather(  # noqa: PLR0913 (what is scored, and what is otherwise where it is only tried)
    viewer: Viewer,
    name: str,
    written_period: str,
    *,
    as_of: int,
    score: Score = engines.score,
    draft: Mechanism | None = None,
    altered: Altered = list,
    firmness: bool = True,
) -> Gathered:
    """Score a scheme for a period from everything recorded; refuses what cannot be scored.

    Args:
        viewer: whose district, and whose view of it.
        name: of the scheme.
        written_period: as in ``2023Q2``.
        as_of: the size to which the log was sealed before, at the moment that the transaction
            sees: what is gathered comes from all of that and from nothing else.
        score: the engine, and the one that checks it.
        draft: a version that is tried in place of the one in force.
        altered: what is tried in place of the rows that are recorded.
        firmness: whether other weights are tried too.
    """
    period = Period.parse(written_period)
    scheme = draft or in_force(viewer, "Scheme", name, period.last)
    require_kind(scheme, period)
    rules = {rule: in_force(viewer, "Indicator", rule, period.last) for rule in _needed(scheme)}
    units = orgs.units(viewer, period.last)
    contestants = who_takes_part(scheme.spec, units)
    parameters = resolve(scheme, rules, contestants, period)
    facts = altered(list(_facts(viewer, scheme, parameters)))
    if not any(fact["row"] in VALUES for fact in facts):
        raise Refused(NOTHING_TO_SCORE, scheme=name, period=written_period)
    result = run(
        parameters,
        facts,
        history(viewer, name, written_period),
        names=_names(units),
        origin=viewer.origin,
        as_of=as_of,
        mechanisms=(scheme, *rules.values()),
        revoked=_revoked(viewer, name, written_period),
        score=score,
        firmness=firmness,
    )
    return Gathered(result, period, scheme.digest)


def still_stands(viewer: Viewer, result: Result) -> bool:
    """Tell whether the figures and adjustments a result was made from are those that count now."""
    period = Period.parse(result["period"])
    scheme = in_force(viewer, "Scheme", result["scheme"], period.last)
    contestants = who_takes_part(scheme.spec, orgs.units(viewer, period.last))
    parameters = {**result["parameters"], "contestants": sorted(contestants.items())}
    now = orjson.loads(orjson.dumps(list(_facts(viewer, scheme, parameters))))
    return bool(now == [fact for fact in result["facts"] if fact["row"] != "revoked"])


def require_kind(scheme: Mechanism, period: Period) -> None:
    """Refuse a period of another kind than the scheme is held in."""
    every = scheme.spec.every
    if period.kind not in (every, "cumulative"):
        raise Refused(
            WRONG_PERIOD_TYPE, scheme=scheme.title, every=KINDS[every], period=str(period),
            example=_EXAMPLES[every],
        )  # fmt: skip


def _needed(scheme: Mechanism) -> tuple[str, ...]:
    """Return the indicators that stand in files of their own."""
    own = {indicator.name for indicator in scheme.spec.indicators}
    return tuple(name for name in indicator_names(scheme.spec) if name not in own)


def indicator_names(spec: SchemeSpec) -> tuple[str, ...]:
    """Return every indicator that a scheme refers to, in the order in which it does."""
    found = [name for leaf in leaves_written(spec.score) for name in indicators_of(leaf)]
    found.extend(step.value for step in spec.rank.chain if step.value)
    return tuple(dict.fromkeys(found))


def who_takes_part(spec: SchemeSpec, units: Iterable[Unit]) -> dict[str, str]:
    """Return the group of each unit that takes part; the first group that names a unit has it."""
    everybody = tuple(units)
    found: dict[str, str] = {}
    for group in spec.contestants:
        for unit in everybody:
            if _takes_part(group, unit):
                found.setdefault(unit.slug, group.name)
    if not spec.contestants:
        found = {unit.slug: "all" for unit in everybody if unit.parent}
    return found


def concerned(spec: SchemeSpec, contestants: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return the units that each indicator concerns: those that one of its leaves is for.

    An indicator without a leaf breaks ties, and concerns everybody who takes part.
    """
    found: dict[str, set[str]] = {}
    for leaf in leaves_written(spec.score):
        units = {u for u, group in contestants.items() if not leaf.groups or group in leaf.groups}
        for name in indicators_of(leaf):
            found.setdefault(name, set()).update(units - set(leaf.not_applicable))
    return {name: frozenset(found.get(name, contestants)) for name in indicator_names(spec)}


def _takes_part(group: ContestGroup, unit: Unit) -> bool:
    named = unit.slug in group.units
    of_group = group.group is not None and unit.group == group.group
    return (named or of_group or unit.kind in group.kinds) and unit.slug not in group.without


def _facts(
    viewer: Viewer, scheme: Mechanism, parameters: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    written, units = parameters["period"], [unit for unit, _ in parameters["contestants"]]
    cutoff = _cutoff(scheme.spec, Period.parse(written))
    names = indicator_names(scheme.spec)
    seen = measures.counting(viewer, names, [written], units)
    past = _past(viewer, parameters, units)
    adjusted = measures.adjustments(viewer, scheme.name, written)
    sources = [value.source for value in (*seen, *past)] + [event.source for event in adjusted]
    files = _files(sources)
    for value in seen:
        late = cutoff is not None and value.is_late(cutoff)
        yield from _observed(value, _place(value.source, value.fact, value.row, files), late=late)
    earlier: list[dict[str, Any]] = []
    for value in past:
        place = _place(value.source, value.fact, value.row, files)
        earlier += earlier_rows(_observed(value, place, late=False), value.period)
    yield from needed_rows(parameters, earlier)
    for event in adjusted:
        yield _adjusted(event, _place(event.source, event.fact, None, files))


def _past(viewer: Viewer, parameters: dict[str, Any], units: list[str]) -> list[Observation]:
    """Return the values of earlier periods at which the scheme may look."""
    indicators, periods = sorted(looked_at(parameters)), periods_of(parameters)
    return measures.counting(viewer, indicators, periods, units) if indicators else []


def _files(sources: Iterable[Source | None]) -> dict[str, str]:
    """Return the name of each document, asked for once however many values it holds."""
    documents = {source.document for source in sources if source and source.document}
    return {document: document_name(document) for document in sorted(documents)}


def _cutoff(spec: SchemeSpec, period: Period) -> datetime | None:
    """Return the last moment of the cut-off day, in the district's time zone."""
    if spec.late is None:
        return None
    day = period.last + timedelta(days=spec.late.days)
    return datetime.combine(day, time.max, CHINA)


def _observed(seen: Observation, place: dict[str, Any], *, late: bool) -> Iterator[dict[str, Any]]:
    whose = {"unit": seen.unit, "indicator": seen.indicator}
    for rating in seen.ratings:
        yield {"row": "rating", **whose, "value": rating, "source": place}
    if seen.value is None and seen.ratings:
        return
    yield {
        "row": "observation",
        **whose,
        "value": seen.value,
        "target": seen.target,
        "prior": seen.prior,
        "late": late,
        "flags": list(seen.flags),
        "source": place,
    }


def _adjusted(adjusted: Adjusted, place: dict[str, Any]) -> dict[str, Any]:
    return {
        "row": adjusted.effect,
        "unit": adjusted.unit,
        "rule": adjusted.rule,
        "points": adjusted.points,
        "fact": adjusted.fact,
        "reason": adjusted.reason,
        "source": place,
    }


def _place(
    source: Source | None, fact: str, row: int | None, files: Mapping[str, str]
) -> dict[str, Any]:
    """Return where a value was read, with the name of the file as its sender wrote it."""
    read = source or Source()
    return {
        "fact": fact,
        "row": row,
        "document": read.document,
        "name": files.get(read.document, ""),
        "sheet": read.sheet,
        "cell": read.cell,
    }


def _names(units: Iterable[Unit]) -> Names:
    return Names(units={unit.slug: (unit.title, unit.short) for unit in units})


def _revoked(viewer: Viewer, scheme: str, period: str) -> list[tuple[str, str]]:
    found = Revocation.objects.filter(origin=viewer.origin, scheme=scheme, period=period)
    return list(found.order_by("award", "unit").values_list("award", "unit"))
