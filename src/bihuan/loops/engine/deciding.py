"""May this be done to this matter now? If so, the event; if not, the reason.

Nothing is changed here. What depends on the rules, the calendar or the record as they are today is
decided once and written into the event, so that a replay needs none of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from bihuan.calendars.engine.workdays import WorkingCalendar
from bihuan.ledger.words import Refused, Text
from bihuan.loops.engine.asked import Asked
from bihuan.loops.engine.doing import Doing, does_it
from bihuan.loops.engine.evolving import begin, evolve
from bihuan.loops.engine.gates import asks_of, check_evidence, check_ready, missing_fields
from bihuan.loops.engine.inputs import read
from bihuan.loops.engine.lights import late
from bihuan.loops.engine.matter import Event, Matter, Piece
from bihuan.loops.engine.refusals import (
    ACT_AT,
    ACT_NOT_HERE,
    ACT_NOT_READY,
    ACT_TOO_EARLY,
    ACT_TOO_LATE,
    ACT_TOO_OFTEN,
    ACT_UNKNOWN,
    NO_SUCH_WORD,
)
from bihuan.loops.engine.rights import listed, player, raiser
from bihuan.loops.engine.ticking import Tick, changes
from bihuan.loops.spec.acts import Act
from bihuan.loops.spec.clocks import OPENED
from bihuan.loops.spec.loop import LoopSpec

_CLASS = Text(en="class", zh="类别")
_CHANNEL = Text(en="channel", zh="渠道")
_RAISE = Text(en="Raise", zh="登记")


def act_of(loop: LoopSpec, name: str) -> Act:
    """Return the act of a loop by its name."""
    for each in loop.acts:
        if each.name == name:
            return each
    raise Refused(ACT_UNKNOWN, act=name[:63], acts=", ".join(each.name for each in loop.acts))


def decide(
    loop: LoopSpec, matter: Matter, act: Act, asked: Asked, calendar: WorkingCalendar
) -> Event:
    """Return the event of an act, or refuse it with what is in its way."""
    said = read(act, asked.said)
    _check_stage(loop, matter, act)
    _check_time(matter, asked)
    duty, unit = player(loop, matter, act, asked)
    _check_within(matter, act, unit, asked)
    _check_after(loop, matter, act, asked)
    check_ready(loop, matter, act, asked)
    done = does_it(Doing(loop, matter, act, unit, asked, calendar), said)
    event = Event(
        n=matter.n + 1,
        act=act.name,
        does=act.does,
        at=asked.at,
        stage=done.stage,
        persons=tuple(sorted(set(asked.persons))),
        duty=duty.name,
        unit=unit,
        said=done.said,
        evidence=_pieces(asked, matter.n + 1),
        reason=asked.reason.strip(),
    )
    after = evolve(matter, event, loop)
    ticked = changes(Tick(loop, matter, after, event, asked, calendar))
    return replace(event, clocks=(*done.clocks, *ticked))


@dataclass(frozen=True, slots=True)
class Raising:
    """What a new matter is: its number and record, and how it came."""

    number: str
    record: str
    version: str
    channel: str = ""
    class_: str = ""
    confidential: bool = False
    concerns: str = ""
    parent: str = ""


def opening(loop: LoopSpec, raising: Raising, asked: Asked, calendar: WorkingCalendar) -> Event:
    """Return the event that opens a matter; `asked.unit` is the unit that raises it."""
    _check_words(loop, raising)
    if loop.reported and not raising.concerns:
        named = asked.values.get(loop.reported)
        raising = replace(raising, concerns=named if isinstance(named, str) else "")
    duty, unit = raiser(loop, asked, raising.concerns)
    if asked.at > asked.now:
        raise Refused(ACT_AT, since="—")
    lacks = [*missing_fields(asks_of(loop, raising.class_), asked), *check_evidence(loop, asked)]
    if lacks:
        raise Refused(ACT_NOT_READY, act=_RAISE, lacks=listed(lacks))
    optional = {
        "channel": raising.channel,
        "class": raising.class_,
        "confidential": raising.confidential,
        "concerns": raising.concerns,
        "parent": raising.parent,
    }
    event = Event(
        n=1,
        act=OPENED,
        does="open",
        at=asked.at,
        stage=loop.begins,
        persons=tuple(sorted(set(asked.persons))),
        duty=duty.name,
        unit=unit,
        said={
            "number": raising.number,
            "record": raising.record,
            "version": raising.version,
            **{key: value for key, value in optional.items() if value},
        },
        evidence=_pieces(asked, 1),
        reason=asked.reason.strip(),
    )
    matter = begin("", "", event)
    return replace(event, clocks=changes(Tick(loop, matter, matter, event, asked, calendar)))


def noting(
    matter: Matter,
    other: str,
    became: Literal["opened", "ended", "reopened", "merged"],
    asked: Asked,
) -> Event:
    """Return the event by which a matter learns of its sub-matter, or of one merged into it."""
    return Event(
        n=matter.n + 1,
        act="",
        does="child",
        at=asked.at,
        stage=matter.stage,
        persons=tuple(sorted(set(asked.persons))),
        duty="",
        unit=asked.unit,
        said={"id": other, "became": became},
    )


def _check_words(loop: LoopSpec, raising: Raising) -> None:
    open_classes = [each.name for each in loop.classes if each.open]
    channels = [each.name for each in loop.channels]
    for what, written, known in (
        (_CLASS, raising.class_, open_classes),
        (_CHANNEL, raising.channel, channels),
    ):
        if written and written not in known:
            raise Refused(NO_SUCH_WORD, what=what, written=written[:63], known=", ".join(known))


def _check_stage(loop: LoopSpec, matter: Matter, act: Act) -> None:
    allowed = act.from_ or tuple(each.name for each in loop.stages if each.ends is None)
    if matter.stage not in allowed:
        titles = {each.name: each.title.text for each in loop.stages}
        stages = listed(titles[each] for each in allowed)
        stage = titles[matter.stage]
        raise Refused(ACT_NOT_HERE, act=act.title.text, stage=stage, stages=stages)
    if act.times is not None and matter.times.get(act.name, 0) >= act.times:
        raise Refused(ACT_TOO_OFTEN, act=act.title.text, times=act.times)


def _check_time(matter: Matter, asked: Asked) -> None:
    """Refuse a time before the matter came to its stage: acts follow each other."""
    if not matter.since <= asked.at <= asked.now:
        raise Refused(ACT_AT, since=matter.since.isoformat(sep=" ", timespec="minutes"))


def _check_within(matter: Matter, act: Act, unit: str, asked: Asked) -> None:
    for each in matter.clocks:
        if each.name != act.within or each.round != matter.round or each.unit not in {"", unit}:
            continue
        if each.state != "cancelled" and late(each, asked.at):
            raise Refused(ACT_TOO_LATE, act=act.title.text, day=each.day)


def _check_after(loop: LoopSpec, matter: Matter, act: Act, asked: Asked) -> None:
    """Refuse what must wait for the end of a clock, also where it never started."""
    ran = [each for each in matter.clocks if each.name == act.after and each.round == matter.round]
    if act.after and not any(each.due <= asked.at for each in ran if each.state != "cancelled"):
        title = next(each.title.text for each in loop.clocks if each.name == act.after)
        raise Refused(ACT_TOO_EARLY, act=act.title.text, clock=title)


def _pieces(asked: Asked, n: int) -> tuple[Piece, ...]:
    return tuple(Piece(each.kind, each.digest, each.made, each.place, n) for each in asked.evidence)
