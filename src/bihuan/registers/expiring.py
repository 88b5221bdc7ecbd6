"""Personal values that are past their time: erased, or left in their shown form only.

A field says for how many years its values are kept, counted from the end of the record's life
(个人信息保护法 article 19). A life ends when the record is ended, or on a day that a room above
says, as of a matter that was closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bihuan.ledger import actions as ledger
from bihuan.ledger import queries as ledger_queries
from bihuan.ledger.facts import Draft, Fact
from bihuan.ledger.statements import chunks
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Refused
from bihuan.ledger.writing import hold, writing
from bihuan.registers import versions
from bihuan.registers.drafting import china_day
from bihuan.registers.models import RecordRow
from bihuan.registers.refusals import MAY_NOT_EXPIRE
from bihuan.registers.spec import AnyField
from bihuan.registers.standing import Standing, standing
from bihuan.registers.steps import EXPIRED, every_step
from bihuan.registers.versions import Register

_REASON = "保存期限已满（个人信息保护法第十九条）"  # as it is published
# How many values one erasure names at most: a fact has a largest size.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Life:
    """A record whose life ended on a day."""

    record: str
    ended: date


@dataclass(frozen=True, slots=True)
class Expired:
    """What a run did: the fact that says so, and how many records and values it was about."""

    fact: Fact | None
    records: int
    values: int


def expire(*, by: Viewer, at: datetime, lives: Iterable[Life] = ()) -> Expired:
    """Erase what is past its retention, and record that and why.

    Safe to repeat: what is erased is not found again. `lives` names records whose life ended
    elsewhere, beside those that were ended here.
    """
    if not by.may("operator", at=f"/{by.origin}/"):
        raise Refused(MAY_NOT_EXPIRE)
    with writing():
        hold(by.origin, "retention")
        rows, places = _past(by.origin, china_day(at), {*_ended(by.origin), *lives})
        if not rows:
            return Expired(None, 0, 0)
        draft = Draft(
            kind=EXPIRED, stream="retention", subject="registers", data={}, reason=_REASON
        )
        fact = ledger.record_bulk(draft, rows, by=by, at=at)
        for held, fields in places.items():
            for some in chunks(sorted(fields), _AT_ONCE):
                ledger.erase(held, fields=some, reason=_REASON, by=by, at=at)
        return Expired(fact, len(rows), sum(map(len, places.values())))


def _past(
    origin: str, on: date, lives: Iterable[Life]
) -> tuple[list[dict[str, Any]], dict[str, set[str]]]:
    """Return the rows that say what expires, and the places of the values, by fact."""
    rows: list[dict[str, Any]] = []
    places: dict[str, set[str]] = {}
    rules: dict[str, Register] = {}
    for life in sorted(lives, key=lambda life: (life.ended, life.record)):
        row = RecordRow.objects.filter(origin=origin, id=life.record).first()
        if row is None or not (row.personal or row.n > 1):
            continue
        register = rules.setdefault(row.register, versions.newest(origin, row.register))
        due = {
            field.name: field
            for field in register.spec.fields
            if field.retention and _years_after(life.ended, field.retention.years) <= on
        }
        record = standing(row)
        found = _held(record, due) if due else set()
        for fact, name in found:
            places.setdefault(fact, set()).add(name)
        if found:
            rows.append(_row(register, record, due, life))
    return rows, places


def _row(
    register: Register, record: Standing, due: Mapping[str, AnyField], life: Life
) -> dict[str, Any]:
    masked = {
        name: record.personal[name]["mask"]
        for name, field in due.items()
        if field.retention and field.retention.then == "mask" and name in record.personal
    }
    return {
        "register": register.name,
        "mechanism": register.digest,
        "record": record.id,
        "life_ended": life.ended.isoformat(),
        "values": {name: None for name in due if name not in masked},
        # The shown form is personal still, and can be erased like any other value.
        "private": masked,
    }


def _held(record: Standing, due: Mapping[str, AnyField]) -> set[tuple[str, str]]:
    """Return the places of all values of these fields, also those that were changed since."""
    places = {
        (step.fact, kept)
        for step in every_step(record)
        if not step.masked
        for name, kept in step.private.items()
        if name in due
    }
    return set(ledger_queries.held(places))


def _ended(origin: str) -> Iterator[Life]:
    rows = RecordRow.objects.filter(origin=origin, ended__isnull=False)
    for record, ended in rows.values_list("id", "ended"):
        if ended is not None:
            yield Life(record, ended)


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        # From 29 February on, a year without one ends on the day before 1 March.
        return date(day.year + years, 3, 1)
