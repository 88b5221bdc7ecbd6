"""Entering, importing, correcting, withdrawing, verifying and adjusting values.

A value is entered once. Whatever changes it afterwards is a correction with a
reason, and what it said before stays readable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from bihuan.ledger import actions as ledger
from bihuan.ledger import queries as ledger_queries
from bihuan.ledger.batches import REQUEST_REUSED
from bihuan.ledger.facts import Draft, Fact, Source
from bihuan.ledger.viewer import Role, Viewer
from bihuan.ledger.words import Message, Refused, Text
from bihuan.ledger.writing import hold, writing
from bihuan.measures import queries
from bihuan.measures.apply import POINT_DECIMALS
from bihuan.measures.checking import MAY_NOT_ENTER, OFFICES, Checker
from bihuan.measures.engine.numbers import scale, unscale
from bihuan.measures.models import AdjustmentRow
from bihuan.measures.observations import Award, Entry
from bihuan.measures.reading import fact_of
from bihuan.measures.refusals import (
    AWARD_STANDS,
    GROUND_NEEDED,
    MAY_NOT_ADJUST,
    MAY_NOT_AWARD,
    MAY_NOT_VERIFY,
    NOTHING_CHANGES,
    POINTS_MISSING,
    POINTS_POSITIVE,
    REASON_NEEDED,
    ROW_TWICE,
    SAME_PERSON,
)
from bihuan.measures.sorting import Sorting, joined
from bihuan.measures.standing import (
    all_figures,
    correction,
    drafts,
    merged,
    refuse_anothers,
    restates,
    standing,
)
from bihuan.orgs import queries as orgs

IMPORTED = "measures.imported@1"
VERIFIED = "measures.verified@1"
ADJUSTED = "measures.adjusted@1"
AWARDED = "measures.awarded@1"

Effect = Literal["bonus", "deduction", "veto"]

VERIFIES: tuple[Role, ...] = ("unit_head", *OFFICES)
ADJUSTS: tuple[Role, ...] = ("committee", *OFFICES)
AWARDS: tuple[Role, ...] = ("assess_office", "operator")

# Whoever changes values of an origin holds this while looking and deciding, so that of two who
# enter the same value at once the second sees the first. One name for all: an import learns
# which values it is about on the way, and two that each wait for the other would both fail.
_VALUES = "values"

VERIFIED_ALREADY = Message(
    "verified-already",
    Text(
        en="the value of {unit} for {indicator}, {period} is confirmed already",
        zh="{unit}的“{indicator}”（{period}）已经核实",
    ),
    Text(
        en="nothing is left to do; a corrected value is confirmed anew",
        zh="无需重复核实；数据更正后须重新核实",
    ),
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import changed: a bulk fact of new values, if there were any, and corrections."""

    fact: Fact | None
    corrected: tuple[Fact, ...]
    unchanged: int


def observe(
    entries: Iterable[Entry], *, by: Viewer, at: datetime, reason: str = "", request: str = ""
) -> list[Fact]:
    """Record values, all or none; one that restates what stands records nothing.

    `reason` is needed where an entry changes a value that stands. A `request` seen before returns
    what it recorded, if it asks for the same values.
    """
    with _deciding(by):
        checker = Checker(by, at)
        keys: set[tuple[str, str, str]] = set()
        done: list[Fact] = []
        new: list[Draft] = []
        for n, entry in enumerate(entries):
            if entry.key in keys:
                raise _twice(entry)
            keys.add(entry.key)
            own = f"{request}#{n}" if request and n else request
            if first := _asked_before(own, checker):
                done.append(_repeated(first, restates(first, checker.checked(entry)), by))
            else:
                made = drafts(entry, checker, reason)
                new += [replace(draft, request=own) for draft in made]
        return [*done, *ledger.record_many(new, by=by, at=at)]


def import_observations(  # noqa: PLR0913 - the file, its place and who imports it
    rows: Iterable[Mapping[str, Any]],
    *,
    document: str,
    by: Viewer,
    at: datetime,
    reason: str = "",
    request: str = "",
    progress: Callable[[int], None] = lambda _: None,
) -> Imported:
    """Record the rows of one document: new values as one bulk fact, changed ones as corrections.

    A row is ``{indicator, unit, period, value, target, prior, sheet, cell, line}`` with plain
    decimals as text; keys without content may be left out. `reason` is needed where a row
    changes a value that stands. `progress` hears how many rows were stored so far. A `request`
    seen before returns what it recorded, if it was about the same document.
    """
    with _deciding(by):
        checker = Checker(by, at)
        if done := _asked_before(request, checker):
            same = done.kind == IMPORTED and done.data["document"] == document
            return Imported(_repeated(done, same, by), (), 0)
        sorting = Sorting(checker, document)
        new = sorting.new(rows)
        first = next(new, None)
        fact = None
        if first is not None:
            draft = Draft(
                kind=IMPORTED,
                stream="imports",
                subject=f"document:{document}",
                data={"document": document},
                source=Source(document=document),
                reason=reason,
                request=request,
            )
            fact = ledger.record_bulk(draft, joined(first, new), by=by, at=at, progress=progress)
        changed = [correction(old, entry, checker, reason) for old, entry in sorting.changed()]
        corrected = ledger.record_many(changed, by=by, at=at) if changed else []
        return Imported(fact, tuple(corrected), sorting.unchanged)


def correct(entry: Entry, *, reason: str, by: Viewer, at: datetime) -> Fact:
    """Replace the value that stands by another; what is None in the entry stays as it is."""
    with _deciding(by):
        checker = Checker(by, at)
        checked = checker.checked(entry)
        old = standing(checker, entry)
        whole = merged(old, checked)
        if whole is None:
            raise Refused(NOTHING_CHANGES)
        return ledger.record(correction(old, whole, checker, _needed(reason)), by=by, at=at)


def retract(  # noqa: PLR0913 - the key of a value, and who withdraws it
    indicator: str, unit: str, period: str, *, reason: str, by: Viewer, at: datetime
) -> Fact:
    """Withdraw the value that stands; nothing takes its place."""
    with _deciding(by):
        checker = Checker(by)
        checker.unit_path(unit, period)
        old = standing(checker, Entry(indicator, unit, period))
        refuse_anothers(old, all_figures(old), checker)
        draft = correction(old, replace(old.entry, source=None), checker, _needed(reason))
        return ledger.record(replace(draft, retracts=True), by=by, at=at)


def retract_import(fact: str, *, reason: str, by: Viewer, at: datetime) -> Fact:
    """Withdraw a whole import; rows that were corrected since stay as corrected."""
    if not by.may(*OFFICES, at=f"/{by.origin}/"):
        raise Refused(MAY_NOT_ENTER, unit=by.origin)
    with _deciding(by):
        old = ledger_queries.fact(fact, by)
        draft = Draft(
            kind=IMPORTED,
            stream=old.stream,
            subject=old.subject,
            data={"document": old.data.get("document", "")},
            supersedes=old.id,
            retracts=True,
            reason=_needed(reason),
        )
        return ledger.record(draft, by=by, at=at)


def verify(indicator: str, unit: str, period: str, *, by: Viewer, at: datetime) -> Fact:
    """Note that a second person found the standing value right."""
    with _deciding(by):
        checker = Checker(by)
        if not by.may(*VERIFIES, at=checker.standing_path(unit, period)):
            raise Refused(MAY_NOT_VERIFY, unit=unit)
        stands = standing(checker, Entry(indicator, unit, period)).observation
        if fact_of(stands.fact, by.origin).person == by.person:
            raise Refused(SAME_PERSON)
        if stands.verified:
            raise Refused(VERIFIED_ALREADY, unit=unit, indicator=indicator, period=period)
        draft = Draft(
            kind=VERIFIED,
            stream=f"verifications/{indicator}/{period}",
            subject=f"unit:{unit}",
            data={"fact": stands.fact, "row": stands.row},
        )
        return ledger.record(draft, by=by, at=at)


def adjust(  # noqa: PLR0913 - the event and its grounds
    *,
    scheme: str,
    effect: Effect,
    rule: str,
    unit: str,
    period: str,
    points: str | Decimal | None = None,
    reason: str,
    by: Viewer,
    at: datetime,
    source: Source | None = None,
    request: str = "",
) -> Fact:
    """Record a bonus, a deduction or a veto of one unit, under a rule of a scheme."""
    with writing():
        _may_adjust(unit, period, by)
        draft = Draft(
            kind=ADJUSTED,
            stream=f"adjustments/{scheme}/{period}",
            subject=f"unit:{unit}",
            data={
                "scheme": scheme,
                "effect": effect,
                "rule": rule,
                "unit": unit,
                "period": period,
                "points": None if effect == "veto" else points_of(points),
            },
            source=source,
            reason=_needed(reason, GROUND_NEEDED),
            request=request,
        )
        return ledger.record(draft, by=by, at=at)


def withdraw_adjustment(fact: str, *, reason: str, by: Viewer, at: datetime) -> Fact:
    """Withdraw a bonus, a deduction or a veto."""
    with writing():
        old = ledger_queries.fact(fact, orgs.operator(by.origin))
        if not AdjustmentRow.objects.filter(origin=by.origin, fact=fact).exists():
            raise Refused(ledger.NOTHING_TO_SUPERSEDE, fact=fact)
        _may_adjust(old.data["unit"], old.data["period"], by)
        draft = Draft(
            kind=ADJUSTED,
            stream=old.stream,
            subject=old.subject,
            data=old.data,
            supersedes=old.id,
            retracts=True,
            reason=_needed(reason),
        )
        return ledger.record(draft, by=by, at=at)


def record_awards(
    awards: Iterable[Award], *, by: Viewer, at: datetime, reason: str = ""
) -> list[Fact]:
    """Record awards that others published; those known already record nothing.

    `reason` is needed where an award was recorded with other words, which it replaces.
    """
    if not by.may(*AWARDS, at=f"/{by.origin}/"):
        raise Refused(MAY_NOT_AWARD)
    with _deciding(by):
        checker = Checker(by)
        held = {award.key: award for award in queries.awards(by)}
        new = []
        for written in awards:
            award = replace(written, unit=checker.slug(written.unit, written.period))
            old = held.get(award.key)
            if old is None or _awarded(old) != _awarded(award):
                new.append(_awarding(award, old, reason.strip()))
            held[award.key] = award
        return ledger.record_many(new, by=by, at=at)


@contextmanager
def _deciding(by: Viewer) -> Iterator[None]:
    with writing():
        hold(by.origin, _VALUES)
        yield


def _asked_before(request: str, checker: Checker) -> Fact | None:
    # Looked for in the whole origin: a request acts once, whoever asks.
    return ledger_queries.by_request(request, checker.whole) if request else None


def _repeated(first: Fact, same: bool, by: Viewer) -> Fact:
    if not same or first.person != by.person:
        raise Refused(REQUEST_REUSED, request=first.request)
    return first


def _twice(entry: Entry) -> Refused:
    return Refused(ROW_TWICE, unit=entry.unit, indicator=entry.indicator, period=entry.period)


def _awarding(award: Award, old: Award | None, reason: str) -> Draft:
    if old and not old.fact:
        raise Refused(ROW_TWICE, unit=award.unit, indicator=award.title, period=award.period)
    if old and not reason:
        raise Refused(AWARD_STANDS, unit=award.unit, award=award.title, period=award.period)
    return Draft(
        kind=AWARDED,
        stream=f"awards/{award.level}/{award.award}",
        subject=f"unit:{award.unit}",
        data=_awarded(award),
        source=award.source,
        supersedes=old.fact if old else "",
        reason=reason if old else "",
    )


def _awarded(award: Award) -> dict[str, Any]:
    return {
        "award": award.award,
        "level": award.level,
        "period": award.period,
        "unit": award.unit,
        "position": award.position,
        "title_zh": award.title.zh,
        "title_en": award.title.en,
        "published_by": award.published_by,
        "published_on": award.published_on,
        "place": award.place,
        "quote": award.quote,
    }


def _needed(reason: str, message: Message = REASON_NEEDED) -> str:
    if not reason.strip():
        raise Refused(message)
    return reason.strip()


def _may_adjust(unit: str, period: str, by: Viewer) -> None:
    if not by.may(*ADJUSTS, at=Checker(by).standing_path(unit, period)):
        raise Refused(MAY_NOT_ADJUST, unit=unit)


def points_of(points: str | Decimal | None) -> str:
    """Return points as facts carry them; refuses none, a sign, and what is no number."""
    if points is None:
        raise Refused(POINTS_MISSING)
    try:
        scaled = scale(points, POINT_DECIMALS)
    except Refused as refusal:
        raise Refused(POINTS_POSITIVE, points=points) from refusal
    if scaled <= 0:
        raise Refused(POINTS_POSITIVE, points=points)
    return unscale(scaled, POINT_DECIMALS)
