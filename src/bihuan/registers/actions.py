"""Recording, changing, correcting and ending records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError

from bihuan.ledger import actions as ledger
from bihuan.ledger import queries as ledger_queries
from bihuan.ledger.batches import REQUEST_REUSED
from bihuan.ledger.facts import Fact, Source
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Refused
from bihuan.ledger.writing import hold, writing
from bihuan.orgs import queries as orgs
from bihuan.registers import drafting
from bihuan.registers.refusals import KEYS_TAKEN


@dataclass(frozen=True, slots=True)
class Recorded:
    """A new record: its id, and the fact that recorded it."""

    id: str
    fact: Fact


def record(  # noqa: PLR0913 - the record and its envelope
    register: str,
    values: Mapping[str, object],
    *,
    by: Viewer,
    at: datetime,
    unit: str = "",
    source: Source | None = None,
    request: str = "",
    reason: str = "",
) -> Recorded:
    """Record a new thing in a register.

    Values are as people type them, by the names of the fields. A `request` seen before returns
    the record that it made.
    """
    with deciding():
        if first := _asked_before(request, drafting.RECORDED, by):
            return _made(first)
        draft = drafting.recorded(
            register, values, by=by, at=at, unit=unit, source=source, request=request, reason=reason
        )
        return _made(ledger.record(draft, by=by, at=at))


def change(  # noqa: PLR0913 - the change and its envelope
    record: str,
    values: Mapping[str, object],
    *,
    by: Viewer,
    at: datetime,
    reason: str = "",
    source: Source | None = None,
    request: str = "",
) -> Fact:
    """Change fields of a record from now on; None or nothing empties one."""
    with deciding():
        hold(by.origin, f"record/{record}")
        if first := _asked_before(request, drafting.CHANGED, by, record):
            return first
        draft = drafting.changed(
            record, values, by=by, at=at, reason=reason, source=source, request=request
        )
        return ledger.record(draft, by=by, at=at)


def correct(  # noqa: PLR0913 - the correction and its envelope
    record: str,
    values: Mapping[str, object],
    *,
    reason: str,
    by: Viewer,
    at: datetime,
    source: Source | None = None,
) -> list[Fact]:
    """Correct fields that were recorded wrongly: the facts that told them are superseded."""
    with deciding():
        hold(by.origin, f"record/{record}")
        drafts = drafting.corrected(record, values, reason=reason, by=by, at=at, source=source)
        return ledger.record_many(drafts, by=by, at=at)


def end(record: str, *, reason: str, by: Viewer, at: datetime, request: str = "") -> Fact:
    """End a record: it is no longer listed among those that stand, and its keys are free."""
    with deciding():
        hold(by.origin, f"record/{record}")
        if first := _asked_before(request, drafting.ENDED, by, record):
            return first
        draft = drafting.ended(record, reason=reason, by=by, at=at, request=request)
        return ledger.record(draft, by=by, at=at)


@contextmanager
def deciding() -> Iterator[None]:
    """Open `writing`; of two who take one key at once, the second is refused."""
    try:
        with writing():
            yield
    except IntegrityError as error:
        if "registers_key" not in str(error):
            raise
        raise Refused(KEYS_TAKEN) from error


def _made(fact: Fact) -> Recorded:
    return Recorded(fact.data["record"], fact)


def _asked_before(request: str, kind: str, by: Viewer, record: str = "") -> Fact | None:
    """Return what a request made; another act than the one asked for now is refused."""
    # Looked for in the whole origin: a request acts once, whoever asks.
    whole = orgs.operator(by.origin)
    first = ledger_queries.by_request(request, whole) if request else None
    if first is None:
        return None
    same = first.kind == kind and record in {"", first.data.get("record")}
    if not same or first.person != by.person:
        raise Refused(REQUEST_REUSED, request=request)
    return first
