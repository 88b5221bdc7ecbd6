"""Entering, importing, correcting, withdrawing, verifying and adjusting values.

A value is entered once. Whatever changes it afterwards is a correction with a
reason, and what it said before stays readable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from bihuan.ledger import actions as ledger
from bihuan.ledger import queries as ledger_queries
from bihuan.ledger.facts import Draft, Fact, Source
from bihuan.ledger.viewer import Role, Viewer
from bihuan.ledger.words import Message, Refused, Text
from bihuan.ledger.writing import writing
from bihuan.measures import queries
from bihuan.measures.apply import POINT_DECIMALS
from bihuan.measures.checking import Checker
from bihuan.measures.engine.numbers import scale, unscale
from bihuan.measures.models import AdjustmentRow
from bihuan.measures.observations import Entry, Observation
from bihuan.measures.reading import fact_of
from bihuan.orgs import queries as orgs

OBSERVED = "measures.observed@1"
IMPORTED = "measures.imported@1"
VERIFIED = "measures.verified@1"
ADJUSTED = "measures.adjusted@1"

VERIFIES: tuple[Role, ...] = ("unit_head", "lead_office", "assess_office", "operator")
ADJUSTS: tuple[Role, ...] = ("lead_office", "assess_office", "committee", "operator")

VALUE_STANDS = Message(
    "value-stands",
    Text(
        en="{unit}, {indicator}, {period} already has another value",
        zh="{unit}的“{indicator}”（{period}）已有不同的数据",
    ),
    Text(
        en="correct it and give the reason; what it said before stays readable",
        zh="请说明原因后更正，原数据仍可查阅",
    ),
)
NOTHING_CHANGES = Message(
    "nothing-changes",
    Text(en="the value already says this", zh="数据与现有的相同，无需更正"),
    Text(en="leave it, or correct another value", zh="请保留原数据，或更正其他数据"),
)
NO_VALUE = Message(
    "nothing-stands",
    Text(
        en="{unit}, {indicator}, {period} has no value yet",
        zh="{unit}的“{indicator}”（{period}）尚无数据",
    ),
    Text(en="enter it first", zh="请先填报"),
)
REASON_NEEDED = Message(
    "reason-needed",
    Text(en="a correction needs a reason", zh="更正须说明原因"),
    Text(
        en="say in one sentence why the value changes; it is published with it",
        zh="请用一句话说明数据为何变动，该说明随数据公布",
    ),
)
SAME_PERSON = Message(
    "verifier-entered-it",
    Text(
        en="whoever entered a value cannot verify it",
        zh="填报人不能核验自己填报的数据",
    ),
    Text(
        en="let a second person verify it, deputies included", zh="请由另一人核验，代办人同样如此"
    ),
)
MAY_NOT_VERIFY = Message(
    "may-not-verify",
    Text(en="this account may not verify values of {unit}", zh="该账号无权核验{unit}的数据"),
    Text(en="the unit's head or the lead office verifies", zh="应由单位负责人或牵头单位核验"),
)
MAY_NOT_ADJUST = Message(
    "may-not-adjust",
    Text(
        en="this account may not add to or take from the points of {unit}",
        zh="该账号无权对{unit}加分或扣分",
    ),
    Text(en="the assessment office records it", zh="应由考核办登记"),
)
POINTS_POSITIVE = Message(
    "points-positive",
    Text(en='"{points}" is not a number of points above 0', zh="“{points}”不是大于 0 的分值"),
    Text(
        en="write the points without a sign; the rule says whether they are added or taken",
        zh="请填写不带正负号的分值，加分或扣分由规则决定",
    ),
)
ROW_TWICE = Message(
    "row-twice",
    Text(
        en="{unit}, {indicator}, {period} stands twice in one import",
        zh="同一次导入中{unit}的“{indicator}”（{period}）出现两次",
    ),
    Text(en="leave one of the two rows", zh="请只保留其中一行"),
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

    `reason` is needed where an entry changes a value that stands.
    """
    with writing():
        checker = Checker(by)
        if request and (first := ledger_queries.by_request(request, by)):
            return [first]
        drafts = [draft for entry in entries for draft in _drafts(entry, checker, by, reason)]
        if request and drafts:
            drafts[0] = replace(drafts[0], request=request)
        return ledger.record_many(drafts, by=by, at=at)


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
    changes a value that stands. `progress` hears how many rows were stored so far.
    """
    with writing():
        if request and (done := ledger_queries.by_request(request, by)):
            return Imported(done, (), 0)
        sorting = _Sorting(Checker(by), document)
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
            fact = ledger.record_bulk(draft, _all(first, new), by=by, at=at, progress=progress)
        changed = [_correction(old, entry, by, reason) for old, entry in sorting.changed]
        corrected = ledger.record_many(changed, by=by, at=at) if changed else []
        return Imported(fact, tuple(corrected), sorting.unchanged)


def correct(entry: Entry, *, reason: str, by: Viewer, at: datetime) -> Fact:
    """Replace the value that stands by another; what is None in the entry stays as it is."""
    with writing():
        checker = Checker(by)
        checked = checker.checked(entry)
        old = _standing(checker, entry)
        merged = _merged(old, checked)
        if merged is None:
            raise Refused(NOTHING_CHANGES)
        return ledger.record(_correction(old, merged, by, _needed(reason)), by=by, at=at)


def retract(  # noqa: PLR0913 - the key of a value, and who withdraws it
    indicator: str, unit: str, period: str, *, reason: str, by: Viewer, at: datetime
) -> Fact:
    """Withdraw the value that stands; nothing takes its place."""
    with writing():
        checker = Checker(by)
        checker.unit_path(unit, period)
        old = _standing(checker, Entry(indicator, unit, period))
        draft = _correction(old, replace(old.entry, source=None), by, _needed(reason))
        return ledger.record(replace(draft, retracts=True), by=by, at=at)


def verify(indicator: str, unit: str, period: str, *, by: Viewer, at: datetime) -> Fact:
    """Note that a second person found the standing value right."""
    with writing():
        checker = Checker(by)
        if not by.may(*VERIFIES, at=checker.standing_path(unit, period)):
            raise Refused(MAY_NOT_VERIFY, unit=unit)
        stands = _standing(checker, Entry(indicator, unit, period)).observation
        if fact_of(stands.fact, by.origin).person == by.person:
            raise Refused(SAME_PERSON)
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
    effect: Literal["bonus", "deduction", "veto"],
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
                "points": None if effect == "veto" else _points(points),
            },
            source=source,
            reason=_needed(reason),
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


@dataclass(frozen=True, slots=True)
class _Standing:
    """A value that stands, beside the same content as an entry in canonical form."""

    observation: Observation
    entry: Entry


class _Sorting:
    """The rows of an import told apart: new values, changed ones, and those that say the same."""

    def __init__(self, checker: Checker, document: str) -> None:
        self._checker = checker
        self._document = document
        self._seen: dict[tuple[str, str], set[str]] = {}
        self._standing: dict[tuple[str, str], dict[str, _Standing]] = {}
        self.changed: list[tuple[_Standing, Entry]] = []
        self.unchanged = 0

    def new(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield the canonical rows of new values; changed and equal ones are noted on the way."""
        for row in rows:
            entry = self._checker.checked(_entry(row, self._document))
            old = self._stands(entry)
            if old is None:
                yield _canonical(entry)
            elif (merged := _merged(old, entry)) is None:
                self.unchanged += 1
            else:
                self.changed.append((old, merged))

    def _stands(self, entry: Entry) -> _Standing | None:
        key = (entry.indicator, entry.period)
        seen = self._seen.get(key)
        if seen is None:
            seen = self._seen[key] = set()
            self._standing[key] = _all_standing(self._checker, *key)
        if entry.unit in seen:
            raise Refused(
                ROW_TWICE, unit=entry.unit, indicator=entry.indicator, period=entry.period
            )
        seen.add(entry.unit)
        return self._standing[key].get(entry.unit)


def _drafts(entry: Entry, checker: Checker, by: Viewer, reason: str) -> Iterator[Draft]:
    """Yield the fact that an entry makes, if it says anything new."""
    checked = checker.checked(entry)
    old = _all_standing(checker, entry.indicator, entry.period, entry.unit).get(entry.unit)
    if old is None:
        yield Draft(
            kind=OBSERVED,
            stream=f"observations/{entry.indicator}/{entry.period}",
            subject=f"unit:{entry.unit}",
            data=_data(checked),
            source=entry.source,
        )
    elif (merged := _merged(old, checked)) is not None:
        yield _correction(old, merged, by, reason)


def _correction(old: _Standing, entry: Entry, by: Viewer, reason: str) -> Draft:
    """Return the fact that replaces a value; what was blank is filled in without a reason."""
    if not reason and _overwrites(old.entry, entry):
        raise Refused(VALUE_STANDS, unit=entry.unit, indicator=entry.indicator, period=entry.period)
    return Draft(
        kind=OBSERVED,
        # A correction stands in the stream of what it corrects.
        stream=fact_of(old.observation.fact, by.origin).stream,
        subject=f"unit:{entry.unit}",
        data=_data(entry),
        source=entry.source,
        supersedes=old.observation.fact,
        supersedes_row=old.observation.row,
        reason=reason,
    )


def _all_standing(
    checker: Checker, indicator: str, period: str, *units: str
) -> dict[str, _Standing]:
    kept = checker.declared(indicator, period).spec.decimals
    found = queries.observations(checker.whole, [indicator], [period], units or None)
    return {value.unit: _Standing(value, _as_entry(value, kept)) for value in found}


def _standing(checker: Checker, entry: Entry) -> _Standing:
    found = _all_standing(checker, entry.indicator, entry.period, entry.unit)
    if entry.unit not in found:
        raise Refused(NO_VALUE, unit=entry.unit, indicator=entry.indicator, period=entry.period)
    return found[entry.unit]


def _as_entry(value: Observation, decimals: int) -> Entry:
    def text(scaled: int | None) -> str | None:
        return None if scaled is None else unscale(scaled, decimals)

    return Entry(
        indicator=value.indicator,
        unit=value.unit,
        period=value.period,
        value=text(value.value),
        target=text(value.target),
        prior=text(value.prior),
        ratings=tuple(unscale(rating, decimals) for rating in value.ratings),
    )


def _merged(old: _Standing, entry: Entry) -> Entry | None:
    """Return the entry completed by what stands; None if it says nothing new."""
    merged = replace(
        entry,
        value=entry.value if entry.value is not None else old.entry.value,
        target=entry.target if entry.target is not None else old.entry.target,
        prior=entry.prior if entry.prior is not None else old.entry.prior,
        ratings=entry.ratings or old.entry.ratings,
    )
    return None if _content(merged) == _content(old.entry) else merged


def _overwrites(old: Entry, new: Entry) -> bool:
    pairs = zip(_content(old), _content(new), strict=True)
    return any(before and before != after for before, after in pairs)


def _content(entry: Entry) -> tuple[Any, ...]:
    return entry.value, entry.target, entry.prior, entry.ratings


def _data(entry: Entry) -> dict[str, Any]:
    return {
        "indicator": entry.indicator,
        "unit": entry.unit,
        "period": entry.period,
        "value": entry.value,
        "target": entry.target,
        "prior": entry.prior,
        "ratings": list(entry.ratings),
    }


def _all(first: dict[str, Any], rest: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield first
    yield from rest


def _entry(row: Mapping[str, Any], document: str) -> Entry:
    line = row.get("line")
    # The line of a table is written where a workbook has its cell.
    cell = row.get("cell") or (f"L{line}" if line else "")
    return Entry(
        indicator=row["indicator"],
        unit=row["unit"],
        period=row["period"],
        value=row.get("value"),
        target=row.get("target"),
        prior=row.get("prior"),
        source=Source(document=document, sheet=row.get("sheet") or "", cell=cell),
    )


def _canonical(entry: Entry) -> dict[str, Any]:
    """Return the row as the bulk fact keeps it; keys without content are left out."""
    source = entry.source or Source()
    content = {
        "indicator": entry.indicator,
        "unit": entry.unit,
        "period": entry.period,
        "value": entry.value,
        "target": entry.target,
        "prior": entry.prior,
        "sheet": source.sheet or None,
        "cell": source.cell or None,
    }
    return {key: value for key, value in content.items() if value is not None}


def _needed(reason: str) -> str:
    if not reason.strip():
        raise Refused(REASON_NEEDED)
    return reason.strip()


def _may_adjust(unit: str, period: str, by: Viewer) -> None:
    if not by.may(*ADJUSTS, at=Checker(by).standing_path(unit, period)):
        raise Refused(MAY_NOT_ADJUST, unit=unit)


def _points(points: str | Decimal | None) -> str:
    try:
        scaled = scale("" if points is None else points, POINT_DECIMALS)
    except Refused as refusal:
        raise Refused(POINTS_POSITIVE, points=points) from refusal
    if scaled <= 0:
        raise Refused(POINTS_POSITIVE, points=points)
    return unscale(scaled, POINT_DECIMALS)
