"""An observation: what was observed for one indicator, unit and period, with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bihuan.ledger.facts import Source


@dataclass(frozen=True, slots=True)
class Observation:
    """One value as it stands. Numbers are integers at the indicator's declared decimals.

    Args:
        value, target, prior: scaled integers (12.50 at 2 decimals is 1250); None where not given.
        ratings: scaled integers of a panel's raters, where the indicator is judged.
        fact, row: the fact (and row of a bulk fact) that says so.
        recorded: when it was recorded; lateness is judged on the first recording, `first_recorded`.
        verified: a second person has verified it.
        flags: codes of plausibility messages.
    """

    indicator: str
    unit: str
    period: str
    value: int | None
    target: int | None = None
    prior: int | None = None
    ratings: tuple[int, ...] = ()
    source: Source | None = None
    fact: str = ""
    row: int | None = None
    recorded: datetime | None = None
    first_recorded: datetime | None = None
    verified: bool = False
    flags: tuple[str, ...] = ()
