"""What others may ask of this room: runs, results, history, and trying a scheme.

Results before publication are for the district's own people; what the public
may read is the publication, which boards keep.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.queries import document
from bihuan.ledger.viewer import Role, Viewer
from bihuan.ledger.words import Refused, Text
from bihuan.schemes.engine.result import Band as Places
from bihuan.schemes.engine.result import GroupLine, LeafLine, Result, SwapLine, UnitRow, Words
from bihuan.schemes.engine.telling.explain import explain as explanation
from bihuan.schemes.models import Placing, Revocation, Run
from bihuan.schemes.refusals import NO_RUN, NO_UNIT_IN_RUN, NOT_APPROVED, ROLES, RUN_UNKNOWN

# The shapes of a result are for doors too, which do not reach into an engine.
__all__ = [
    "GroupLine",
    "LeafLine",
    "Places",
    "Result",
    "RunSeen",
    "SwapLine",
    "UnitRow",
    "Words",
    "by_key",
    "explain",
    "history",
    "latest",
    "numbered",
    "published",
    "result",
    "row",
    "runs",
    "standing",
]

# Who works in the district or oversees it; others read what is published.
INSIDE: tuple[Role, ...] = tuple(ROLES)
# A result counts for history and streaks once somebody other than its maker stood up for it.
STANDING = ("approved", "published")


@dataclass(frozen=True, slots=True)
class RunSeen:
    """A run as others see it; its result is read by `result`."""

    key: str
    origin: str
    scheme: str
    period: str
    number: int
    state: str
    digest: str
    mechanism: str
    as_of: int
    prepared_by: str
    prepared_at: datetime


def _runs(viewer: Viewer) -> QuerySet[Run]:
    """Return the runs of the viewer's district; who does not work in it sees none."""
    if not viewer.may(*INSIDE):
        return Run.objects.none()
    return Run.objects.filter(origin=viewer.origin)


def _seen(run: Run) -> RunSeen:
    return RunSeen(
        run.key, run.origin, run.scheme, run.period, run.number, run.state, run.result,
        run.mechanism, run.as_of, run.prepared_by, run.prepared_at,
    )  # fmt: skip


def runs(viewer: Viewer, *, scheme: str = "") -> tuple[RunSeen, ...]:
    """Return all runs, the newest period first, of one scheme or of all."""
    found = _runs(viewer).order_by("scheme", "-number")
    seen = [_seen(run) for run in (found.filter(scheme=scheme) if scheme else found)]
    return tuple(sorted(seen, key=lambda run: Period.parse(run.period), reverse=True))


def by_key(viewer: Viewer, key: str) -> RunSeen:
    """Return one run as it stands now; refuses `run-unknown`."""
    run = _runs(viewer).filter(key=key).first()
    if run is None:
        raise Refused(RUN_UNKNOWN, key=key)
    return _seen(run)


def latest(viewer: Viewer, scheme: str, period: str) -> RunSeen:
    """Return the newest run of a scheme and period that was not revoked; refuses `no-run`."""
    found = _runs(viewer).filter(scheme=scheme, period=period).exclude(state="revoked")
    run = found.order_by("-number").first()
    if run is None:
        raise Refused(NO_RUN, scheme=scheme, period=period)
    return _seen(run)


def numbered(viewer: Viewer, scheme: str, period: str, number: int) -> RunSeen:
    """Return one run of a scheme and period by its number; refuses `run-unknown`."""
    run = _runs(viewer).filter(scheme=scheme, period=period, number=number).first()
    if run is None:
        raise Refused(RUN_UNKNOWN, key=number)
    return _seen(run)


def standing(viewer: Viewer, scheme: str, period: str) -> RunSeen:
    """Return the newest approved or published run of a period; refuses `not-approved`."""
    found = _runs(viewer).filter(scheme=scheme, period=period, state__in=STANDING)
    run = found.order_by("-number").first()
    if run is None:
        raise Refused(NOT_APPROVED, scheme=scheme, period=period)
    return _seen(run)


def published(viewer: Viewer, scheme: str, period: str) -> RunSeen | None:
    """Return the run of a period that is published now; None if there is none."""
    run = _runs(viewer).filter(scheme=scheme, period=period, state="published").first()
    return _seen(run) if run else None


def result(run: RunSeen) -> Result:
    """Return the result of a run as it was kept."""
    kept: Result = json.loads(document(run.digest))
    return kept


def row(of: Result, unit: str) -> UnitRow:
    """Return one unit's row, by slug or by its title in either language."""
    for found in of["rows"]:
        if unit in {found["unit"], found["short"], *found["title"].values()}:
            return found
    units = ", ".join(found["unit"] for found in of["rows"])
    raise Refused(NO_UNIT_IN_RUN, unit=unit, scheme=of["scheme"], period=of["period"], units=units)


def explain(viewer: Viewer, scheme: str, period: str, unit: str) -> Text:
    """Return the explanation of a unit's score, to the source cell, in both languages."""
    found = result(latest(viewer, scheme, period))
    slug = row(found, unit)["unit"]
    return Text(en=explanation(found, slug, "en"), zh=explanation(found, slug, "zh"))


def history(viewer: Viewer, scheme: str, before: str) -> list[dict[str, Any]]:
    """Return the places of earlier periods of a kind, oldest first, as the engine reads history.

    Only results that somebody else than their maker stood up for count, the newest of a period,
    and only while they are not withdrawn. An award that was taken back since was never held.
    """
    last = Period.parse(before)
    found: dict[Period, Run] = {}
    for run in _runs(viewer).filter(scheme=scheme, state__in=STANDING).order_by("number"):
        period = Period.parse(run.period)
        if period.kind == last.kind and period < last:
            found[period] = run
    revoked = Revocation.objects.filter(origin=viewer.origin, scheme=scheme)
    gone = set(revoked.values_list("period", "award", "unit"))
    return [_place(place, str(period), gone) for period, place in _placings(found)]


def _placings(found: dict[Period, Run]) -> Iterator[tuple[Period, Placing]]:
    for period in sorted(found):
        for place in found[period].placings.order_by("unit"):
            yield period, place


def _place(place: Placing, period: str, gone: set[tuple[str, str, str]]) -> dict[str, Any]:
    return {
        "period": period,
        "unit": place.unit,
        "group": place.group,
        "rank": place.rank,
        "total": place.total or None,
        "awards": [award for award in place.awards if (period, award, place.unit) not in gone],
    }
