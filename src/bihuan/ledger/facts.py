"""A fact: one act of a person or program, with its source.

`Draft` is what an action hands in; `Fact` is what was recorded. The envelope and
its canonical bytes are described in docs/decisions (the fact format is for ever).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

# What the envelope can hold: strings, integers, booleans, null, and lists and maps of these.
# Decimals travel as strings; floats never.
Json = Any


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure was read: the digest of a document, and the place in it.

    Args:
        document: SHA-256 (hex) of the file, form or feed message; the bytes are kept by the ledger.
        sheet, cell: the place in a workbook (``B7``), or the line of a table as ``L12``.
        feed: id of a feed or form, where there is no file.
    """

    document: str = ""
    sheet: str = ""
    cell: str = ""
    feed: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence by digest (SHA-256 hex), size in bytes and media type."""

    digest: str
    size: int
    type: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact about to be recorded.

    Args:
        kind: versioned fact kind, ``room.verb@1``.
        stream: the order it belongs to, e.g. ``observations/investment/2025Q2``.
        subject: what it is about, e.g. ``unit:yunling``.
        data: its content (see Json).
        valid: the dates it is about, ``[from, to)``; None where open.
        private: personal values by field; only salted commitments enter the envelope.
        mechanism: digest of the mechanism version in force, if one ruled the act.
        supersedes: id of the fact replaced; `supersedes_row` names a row of a bulk fact.
        retracts: the superseded fact is withdrawn and nothing takes its place.
        request: idempotency key; the same key again returns the fact first recorded.
    """

    kind: str
    stream: str
    subject: str
    data: dict[str, Json]
    valid: tuple[date | None, date | None] = (None, None)
    source: Source | None = None
    evidence: tuple[Evidence, ...] = ()
    private: dict[str, str] = field(default_factory=dict)
    mechanism: str = ""
    supersedes: str = ""
    supersedes_row: int | None = None
    retracts: bool = False
    reason: str = ""
    request: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A recorded fact. `rows` is None except for a bulk fact, whose rows stand in the ledger."""

    id: str
    origin: str
    kind: str
    stream: str
    n: int
    subject: str
    actor: str
    person: str
    act_as: str
    on_behalf: str
    valid: tuple[date | None, date | None]
    recorded: datetime
    data: dict[str, Json]
    evidence: tuple[Evidence, ...]
    private: dict[str, str]
    source: Source | None
    mechanism: str
    supersedes: str
    supersedes_row: int | None
    retracts: bool
    reason: str
    request: str
