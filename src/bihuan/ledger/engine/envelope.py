"""The envelope of a fact and its canonical bytes: the form in which facts live for ever.

Every field is always present, so there is one way to write a fact and one way
to read it. Dates are ``2025-06-30``, times are UTC with microseconds.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from bihuan.ledger.engine.canonical import canonical, read
from bihuan.ledger.facts import Evidence, Fact, Source

# The version of the envelope itself; a change of it is a new format beside the old one.
V = 1


def write_time(moment: datetime) -> str:
    """Return an aware moment as UTC text with microseconds, which sorts as time does."""
    if moment.tzinfo is None:
        raise ValueError("a fact is recorded at an aware time")
    written = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return written.removesuffix("+00:00") + "Z"


def read_time(text: str) -> datetime:
    """Return the moment that `write_time` wrote."""
    return datetime.fromisoformat(text)


def _write_date(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _read_date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _write_source(source: Source | None) -> dict[str, str] | None:
    if source is None:
        return None
    return {
        "document": source.document,
        "sheet": source.sheet,
        "cell": source.cell,
        "feed": source.feed,
    }


def envelope(fact: Fact) -> dict[str, Any]:
    """Return the envelope as plain values."""
    return {
        "v": V,
        "id": fact.id,
        "origin": fact.origin,
        "kind": fact.kind,
        "stream": fact.stream,
        "n": fact.n,
        "subject": fact.subject,
        "actor": fact.actor,
        "person": fact.person,
        "act_as": fact.act_as,
        "on_behalf": fact.on_behalf,
        "valid": [_write_date(day) for day in fact.valid],
        "recorded": write_time(fact.recorded),
        "data": fact.data,
        "evidence": [
            {"digest": piece.digest, "size": piece.size, "type": piece.type}
            for piece in fact.evidence
        ],
        "private": fact.private,
        "source": _write_source(fact.source),
        "mechanism": fact.mechanism,
        "supersedes": fact.supersedes,
        "supersedes_row": fact.supersedes_row,
        "retracts": fact.retracts,
        "reason": fact.reason,
        "request": fact.request,
    }


def write_fact(fact: Fact) -> bytes:
    """Return the canonical bytes of a fact: what is stored, hashed and handed out."""
    return canonical(envelope(fact), name=fact.kind)


def read_fact(body: bytes) -> Fact:
    """Return the fact that these bytes hold."""
    held = read(body)
    if held.pop("v") != V:
        raise ValueError("a fact of a later format; this release cannot read it")
    since, until = held.pop("valid")
    source = held.pop("source")
    return Fact(
        valid=(_read_date(since), _read_date(until)),
        recorded=read_time(held.pop("recorded")),
        evidence=tuple(Evidence(**piece) for piece in held.pop("evidence")),
        source=None if source is None else Source(**source),
        **held,
    )
