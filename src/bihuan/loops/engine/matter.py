"""A matter as its acts have made it, and one act as it was recorded.

A matter is never written by hand: it is what `evolving.evolve` makes of its acts, in their
order. It travels as plain JSON (`as_data`, `from_data` in ``keeping.py``) beside its row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from bihuan.loops.spec.acts import Does

ClockState = Literal["running", "paused", "met", "missed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time that does not count.

    Args:
        until: None while it lasts; of one that ends by itself, the moment at which it will.
        rule: the pause of the clock's file that it follows, by number.
    """

    since: datetime
    until: datetime | None = None
    rule: int = 0


@dataclass(frozen=True, slots=True)
class Extended:
    """More time that was granted: how much, and by which act."""

    count: int
    n: int


@dataclass(frozen=True, slots=True)
class Running:
    """One clock of a matter: of one round, and of one unit where each handler has its own.

    Args:
        due: the moment after which it is late, with pauses and extensions counted in.
        day: the last day, as people say it.
        awaits: years whose holiday notice may still move it (provisional).
        state: running and paused are open; met and missed say how it was stopped.
        limit: the limit that ruled, as the number of its entry: -1 for `limit`, else of `limits`.
        warns: the moment from which it is yellow; stored, so that lists compare moments only.
        given: the last day that the record itself names (`until` of the clock), if it ruled.
    """

    name: str
    round: int
    unit: str
    started: datetime
    due: datetime
    day: date
    state: ClockState = "running"
    stopped: datetime | None = None
    awaits: tuple[int, ...] = ()
    pauses: tuple[Stretch, ...] = ()
    extensions: tuple[Extended, ...] = ()
    limit: int = -1
    warns: datetime | None = None
    given: date | None = None


@dataclass(frozen=True, slots=True)
class Handler:
    """A unit that handles: the lead, or a co-handler; `done` once it has finished its part."""

    unit: str
    lead: bool
    done: datetime | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence: what kind, the kept document, where and when it was made."""

    kind: str
    digest: str
    made: datetime | None
    place: tuple[str, str] | None
    n: int


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one member of a panel said."""

    unit: str
    verdict: Literal["agree", "agree_on_conditions", "refuse"]
    conditions: tuple[str, ...]
    n: int


@dataclass(frozen=True, slots=True)
class Sitting:
    """One calling of a panel; `passed` is None until it has concluded."""

    panel: str
    members: tuple[str, ...]
    opinions: tuple[Opinion, ...] = ()
    passed: bool | None = None
    n: int = 0


@dataclass(frozen=True, slots=True)
class Supervised:
    """A supervision: its level and ground; its outcome once it was answered."""

    level: str
    ground: str
    n: int
    outcome: str = ""
    answered: int | None = None


@dataclass(frozen=True, slots=True)
class Visited:
    """A return visit: reached or not; solved and the grade where reached."""

    reached: bool
    solved: bool | None
    grade: str
    n: int


@dataclass(frozen=True, slots=True)
class Objected:
    """An objection to a dispatch; `upheld` is None until it is adjudicated."""

    unit: str
    n: int
    upheld: bool | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter as it stands.

    Args:
        n: how many acts it has had; the raising is number 1.
        record: the record of the loop's register that holds its fields.
        did: the persons who played each duty in it (those deputised for, too), for conflicts.
        last: when each act was last done in the present round.
        final: the lead was finally designated and may not return it.
        concerns: the unit that a report is about, if it is one.
        excluded: the rates that it is left out of, each with the number of the deciding act.
    """

    id: str
    loop: str
    version: str
    number: str
    record: str
    stage: str
    since: datetime
    opened: datetime
    n: int = 1
    round: int = 1
    class_: str = ""
    channel: str = ""
    raised_by: str = ""
    handlers: tuple[Handler, ...] = ()
    clocks: tuple[Running, ...] = ()
    did: dict[str, tuple[str, ...]] = field(default_factory=dict)
    last: dict[str, datetime] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)
    evidence: tuple[Piece, ...] = ()
    objections: tuple[Objected, ...] = ()
    final: bool = False
    sittings: tuple[Sitting, ...] = ()
    supervisions: tuple[Supervised, ...] = ()
    visits: tuple[Visited, ...] = ()
    reply: str = ""
    parent: str = ""
    children: tuple[str, ...] = ()
    open_children: int = 0
    merged_into: str = ""
    merged: tuple[str, ...] = ()
    repeats_of: str = ""
    confidential: bool = False
    concerns: str = ""
    excluded: dict[str, int] = field(default_factory=dict)
    sampled: bool | None = None
    closed: datetime | None = None

    @property
    def lead(self) -> str:
        return next((each.unit for each in self.handlers if each.lead), "")


@dataclass(frozen=True, slots=True)
class ClockChange:
    """What an act does to one clock: the clock as it is afterwards, and why in one word.

    The due moment is written into the fact when it is told to people, and never computed anew by
    a replay: a calendar that is loaded later changes it by a fact of its own (`recounted`).
    """

    does: Literal["start", "stop", "pause", "resume", "extend", "cancel", "recount"]
    clock: Running


@dataclass(frozen=True, slots=True)
class Event:
    """One act as it was recorded: everything that `evolve` needs.

    Args:
        act, does: the act of the loop's file, and what it does.
        at: when it happened.
        persons: who did it, and for whom (deputies): pseudonyms.
        duty: the duty under which it was done.
        unit: the unit for which it was done.
        said: what the act was given, by the words of `does` (see `inputs.py`), and what followed
            from it by the rules at the time: a sitting's members, whether a panel passed.
    """

    n: int
    act: str
    does: Does | Literal["open", "recount", "move_version", "child"]
    at: datetime
    stage: str
    persons: tuple[str, ...]
    duty: str
    unit: str
    said: dict[str, Any] = field(default_factory=dict)
    clocks: tuple[ClockChange, ...] = ()
    evidence: tuple[Piece, ...] = ()
    reason: str = ""
