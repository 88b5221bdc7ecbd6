"""What came out of a mapped table: fit rows, mistakes at their places, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bihuan.ledger.words import Said
from bihuan.mechanisms.diagnostics import Diagnostic, Place

# A file with more mistakes than this has one mistake, repeated.
MOST_MISTAKES = 1_000


@dataclass(frozen=True, slots=True)
class Told:
    """An act that the source says was done."""

    act: str
    at: datetime
    unit: str
    said: Mapping[str, Any]
    place: Place


@dataclass(frozen=True, slots=True)
class Arrived:
    """One row: its key at the source, the fields of its record, and what it says of a matter.

    Args:
        place: where the row stands; `cells` are the places of its fields.
    """

    key: str
    place: Place
    values: Mapping[str, object]
    cells: Mapping[str, str]
    class_: str = ""
    channel: str = ""
    opened: datetime | None = None
    confidential: bool = False
    concerns: str = ""
    told: tuple[Told, ...] = ()


@dataclass(slots=True)
class Reading:
    """What reading a file brought to light beside its rows.

    Args:
        read: rows that were looked at; `left_out` of them were left out by a declared condition,
            by the number of the condition.
        unmapped: headings that nobody declared and that are passed over.
        unlisted: mistakes beyond those listed.
    """

    read: int = 0
    left_out: dict[int, int] = field(default_factory=dict)
    unmapped: tuple[str, ...] = ()
    mistakes: list[Diagnostic] = field(default_factory=list)
    unlisted: int = 0

    def wrong(self, place: Place, said: Said) -> None:
        """Note a mistake; one beyond the limit is only counted."""
        if len(self.mistakes) < MOST_MISTAKES:
            self.mistakes.append(Diagnostic(said, place))
        else:
            self.unlisted += 1
