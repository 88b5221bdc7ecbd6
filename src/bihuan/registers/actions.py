"""Recording, changing, correcting and ending records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError

from bihuan.ledger import actions as ledger
from bihuan.ledger import queries as ledger_queries
from bihuan.ledger.batches import REQUEST_REUSED
from bihuan.ledger.facts import Draft, Fact, Source
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Refused
from bihuan.ledger.writing import hold, writing
from bihuan.orgs import queries as orgs
from bihuan.registers import drafting, versions
from bihuan.registers.expiring import Expired as Expired  # noqa: PLC0414
from bihuan.registers.expiring import Life as Life  # noqa: PLC0414
from bihuan.registers.expiring import expire as expire  # noqa: PLC0414
from bihuan.registers.importing import Row as Row  # noqa: PLC0414  # what is imported
from bihuan.registers.importing import Sorting
from bihuan.registers.refusals import KEYS_TAKEN, NOTHING_TO_IMPORT

IMPORTED = "registers.imported@1"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A new record: its id, and the fact that recorded it."""

    id: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: its fact, if it did anything, and how many rows did what."""

    fact: Fact | None
    recorded: int
    changed: int
    unchanged: int


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


def import_table(  # noqa: PLR0913 - the table, its place and who imports it
    register: str,
    rows: Iterable[Row],
    *,
    file: str,
    document: str = "",
    by: Viewer,
    at: datetime,
    unit: str = "",
    reason: str = "",
    request: str = "",
    progress: Callable[[int], None] = lambda _: None,
) -> Imported:
    """Record the rows of a table as one fact, all or none.

    A row that has a key of a record changes that record, where it says something else; any other
    is a new record. `file` names the table in messages, `document` is the digest under which it is
    kept. A `request` seen before returns what it did.

    Raises:
        Findings: what is wrong with the rows, each at its place.
    """
    with deciding():
        hold(by.origin, f"imports/{register}")
        if first := _asked_before(request, IMPORTED, by):
            return Imported(first, first.data["recorded"], first.data["changed"], 0)
        rules = versions.in_force(by, register, drafting.china_day(at))
        sorting = Sorting(rules, file, by, at, unit)
        bodies = list(sorting.bodies(rows))
        if not bodies:
            if not sorting.unchanged:
                raise Refused(NOTHING_TO_IMPORT, file=file)
            return Imported(None, 0, 0, sorting.unchanged)
        draft = Draft(
            kind=IMPORTED,
            stream=f"imports/{register}",
            subject=f"register:{register}",
            data={
                "register": register,
                "recorded": sorting.recorded,
                "changed": sorting.changed,
            },
            source=Source(document=document) if document else None,
            mechanism=rules.digest,
            reason=reason,
            request=request,
        )
        fact = ledger.record_bulk(draft, bodies, by=by, at=at, progress=progress)
        return Imported(fact, sorting.recorded, sorting.changed, sorting.unchanged)


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
