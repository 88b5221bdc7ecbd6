"""What each word of `does` checks of its own, and what it leaves in the event."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bihuan.calendars.engine.deadlines import due
from bihuan.calendars.engine.workdays import WorkingCalendar, day_of
from bihuan.ledger.words import Refused, Text
from bihuan.loops.engine import clocks, inputs, panels
from bihuan.loops.engine.asked import Asked
from bihuan.loops.engine.evolving import ends
from bihuan.loops.engine.gates import holds, known
from bihuan.loops.engine.inputs import Said
from bihuan.loops.engine.matter import ClockChange, Matter
from bihuan.loops.engine.refusals import (
    ACT_REPORTED,
    ACT_TOO_LATE,
    CLAIMED,
    FINAL,
    NO_SUCH_WORD,
    OTHER_MATTER,
    UNIT_UNKNOWN,
)
from bihuan.loops.engine.rights import is_within
from bihuan.loops.spec.acts import Act
from bihuan.loops.spec.loop import LoopSpec
from bihuan.loops.spec.parts import Panel, Visit

_CLOCK = Text(en="clock that runs", zh="正在计时的时限")
_LEVEL = Text(en="level of supervision", zh="督办级别")
_GROUND = Text(en="ground of supervision", zh="督办情形")
_SUPERVISION = Text(en="supervision without an outcome", zh="待回复的督办")
_GRADE = Text(en="grade", zh="满意度等次")
_CLASS = Text(en="class in use", zh="在用类别")
_ACT = Text(en="earlier act", zh="此前的操作编号")
_SOLVED = Text(en="answer whether it is solved", zh="是否解决的结论")
_ITSELF = Text(en="it is this matter itself", zh="不能是本事项自身")
_ENDED = Text(en="it has ended", zh="该事项已办结")
_NOT_ENDED = Text(en="it has not been decided yet", zh="该事项尚未办结")
_ANOTHER_LOOP = Text(en="it is of another loop", zh="该事项属于其他闭环")
_NOT_FOUND = Text(en="it is not known", zh="未找到该事项")
_OBJECTION = Text(en="objection to decide", zh="待裁定的异议")
_MEMBER = Text(en="unit that you speak for", zh="您可代表的单位")
_NOBODY = Text(en="none", zh="无")


@dataclass(frozen=True, slots=True)
class Doing:
    """One act that is about to be done: all that its word may look at."""

    loop: LoopSpec
    matter: Matter
    act: Act
    unit: str
    asked: Asked
    calendar: WorkingCalendar

    @property
    def stage(self) -> str:
        return self.act.to or self.matter.stage

    @property
    def stage_if_not(self) -> str:
        return self.act.otherwise or self.stage


@dataclass(frozen=True, slots=True)
class Done:
    """The stage afterwards, what the event says, and clocks that the act itself moves."""

    stage: str
    said: dict[str, Any] = field(default_factory=dict)
    clocks: tuple[ClockChange, ...] = ()


def does_it(doing: Doing, said: Said) -> Done:
    """Return what an act does; refuses what its word does not allow."""
    word = _WORDS.get(doing.act.does)
    done = word(doing, said) if word else Done(doing.stage, _plain(said))
    return _with_sample(doing, done)


def _plain(said: Said) -> dict[str, Any]:
    """Return what was said as JSON, without what was left out."""
    return said.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _with_sample(doing: Doing, done: Done) -> Done:
    """Note with the closing that the matter is visited whatever the sample says."""
    visit = doing.loop.visit
    closes = ends(doing.loop, done.stage) == "closed"
    if not (visit and visit.always and closes and ends(doing.loop, doing.matter.stage) is None):
        return done
    if not holds(visit.always, known(doing.matter, doing.asked.values)):
        return done
    return replace(done, said={**done.said, "always_visited": True})


def _check_unit(doing: Doing, *units: str) -> None:
    """Refuse a unit that does not stand, or that is reported."""
    for unit in units:
        if unit not in doing.asked.units:
            raise Refused(UNIT_UNKNOWN, unit=unit[:63])
        concerns = doing.matter.concerns
        if concerns and is_within(unit, concerns, doing.asked):
            raise Refused(ACT_REPORTED)


def _one_of(what: Text, written: str, words: Collection[str]) -> None:
    if written not in words:
        raise Refused(
            NO_SUCH_WORD, what=what, written=written[:63], known=", ".join(words) or _NOBODY
        )


def _classify(doing: Doing, said: inputs.Classified) -> Done:
    _one_of(_CLASS, said.class_, [each.name for each in doing.loop.classes if each.open])
    return Done(doing.stage, {"class": said.class_})


def _dispatch(doing: Doing, said: inputs.Dispatched) -> Done:
    co = [each for each in dict.fromkeys(said.co) if each != said.lead]
    _check_unit(doing, said.lead, *co)
    return Done(doing.stage, {"lead": said.lead, **({"co": co} if co else {})})


def _claim(doing: Doing, said: inputs.Nothing) -> Done:  # noqa: ARG001 - one shape for all words
    if doing.matter.lead:
        raise Refused(CLAIMED, lead=doing.matter.lead)
    _check_unit(doing, doing.unit)
    return Done(doing.stage)


def _object(doing: Doing, said: inputs.Nothing) -> Done:  # noqa: ARG001
    if doing.matter.final:
        raise Refused(FINAL)
    return Done(doing.stage)


def _adjudicate(doing: Doing, said: inputs.Adjudicated) -> Done:
    open_one = doing.matter.objections and doing.matter.objections[-1].upheld is None
    if not open_one:
        raise Refused(NO_SUCH_WORD, what=_OBJECTION, written="", known=_NOBODY)
    if not said.upheld:
        return Done(doing.stage_if_not, {"upheld": False})
    # Upheld: another lead, or the unit that takes what nobody clearly owns (兜底).
    lead = said.lead or doing.loop.fallback or ""
    _check_unit(doing, lead)
    return Done(doing.stage, {"upheld": True, "lead": lead})


def _extend(doing: Doing, said: inputs.MoreTime) -> Done:
    running = [
        each
        for each in doing.matter.clocks
        if each.state in clocks.OPEN and each.round == doing.matter.round
    ]
    _one_of(_CLOCK, said.clock, [each.name for each in running])
    clock = next(each for each in doing.loop.clocks if each.name == said.clock)
    mine = [each for each in running if each.name == said.clock]
    chosen = next((each for each in mine if each.unit == doing.unit), mine[0])
    roles = {grant.role for grant in doing.asked.grants}
    grant = clocks.Grant(said.count, doing.asked.at, doing.matter.n + 1, roles)
    longer = clocks.extend(chosen, clock, grant, doing.calendar)
    change = ClockChange("extend", longer)
    return Done(doing.stage, {"clock": said.clock, "count": said.count}, (change,))


def _supervise(doing: Doing, said: inputs.SupervisedBy) -> Done:
    rule = doing.loop.supervision
    _one_of(_LEVEL, said.level, [each.name for each in rule.levels] if rule else [])
    _one_of(_GROUND, said.ground, [each.name for each in rule.grounds] if rule else [])
    return Done(doing.stage, _plain(said))


def _answer(doing: Doing, said: inputs.Answered) -> Done:
    waiting = [str(each.n) for each in doing.matter.supervisions if each.answered is None]
    _one_of(_SUPERVISION, str(said.supervision), waiting)
    return Done(doing.stage, _plain(said))


def _split(doing: Doing, said: inputs.Split) -> Done:
    if said.lead:
        _check_unit(doing, said.lead)
    return Done(doing.stage, _plain(said))


def _panel(doing: Doing) -> Panel:
    return next(each for each in doing.loop.panels if each.name == doing.act.panel)


def _convene(doing: Doing, said: inputs.Convened) -> Done:
    panel = _panel(doing)
    members = panels.members(panel, doing.matter, said.members)
    _check_unit(doing, *members)
    return Done(doing.stage, {"panel": panel.name, "members": list(members)})


def _opine(doing: Doing, said: inputs.Opined) -> Done:
    # Nobody speaks for a unit but who holds the duty over it.
    if said.unit != doing.unit:
        _one_of(_MEMBER, said.unit, [doing.unit])
    found = panels.check_opinion(
        _panel(doing), doing.matter, said.unit, said.verdict, said.conditions
    )
    return Done(doing.stage, {"sitting": found.n, **_plain(said)})


def _conclude(doing: Doing, said: inputs.Nothing) -> Done:  # noqa: ARG001
    found, passed = panels.verdict(_panel(doing), doing.matter)
    words: dict[str, Any] = {"sitting": found.n, "passed": passed}
    if passed and (items := panels.conditions(found)):
        words["items"] = items
    return Done(doing.stage if passed else doing.stage_if_not, words)


def _visit(doing: Doing, said: inputs.VisitedBy) -> Done:
    visit = doing.loop.visit or Visit()
    words = {**_plain(said), "reached": said.reached}
    grades = [each.name for each in doing.loop.rates.grades]
    if said.reached:
        if said.solved is None:
            _one_of(_SOLVED, "", ("true", "false"))
        if said.grade or grades:
            _one_of(_GRADE, said.grade, grades)
        return _visited(doing, words, solved=bool(said.solved))
    if said.solved is not None or said.grade:
        _one_of(_SOLVED, str(said.solved).lower(), ())
    tries = 1 + _tries(doing.matter)
    if tries < visit.unreachable.tries:
        return Done(doing.matter.stage, words)
    unsolved = visit.unreachable.counts == "unsolved"
    return _visited(doing, {**words, "given_up": True}, solved=not unsolved)


def _tries(matter: Matter) -> int:
    """Return how many visits in a row reached nobody."""
    count = 0
    for each in reversed(matter.visits):
        if each.reached:
            break
        count += 1
    return count


def _visited(doing: Doing, words: dict[str, Any], *, solved: bool) -> Done:
    """Return what follows from a visit: one that finds it unsolved opens another round."""
    visit = doing.loop.visit
    if solved:
        return Done(doing.stage, words)
    again = next((each for each in doing.loop.acts if visit and each.name == visit.reopens), None)
    if again and again.to and _in_time(doing):
        return Done(again.to, {**words, "reopens": again.name})
    return Done(doing.stage_if_not, words)


def _last_day(doing: Doing) -> date | None:
    """Return the last day on which the matter may be reopened, None if any day may."""
    visit, closed = doing.loop.visit, doing.matter.closed
    if visit is None or visit.within is None or closed is None:
        return None
    return due(doing.calendar, closed, visit.within).day


def _in_time(doing: Doing) -> bool:
    last = _last_day(doing)
    return last is None or day_of(doing.asked.at) <= last


def _reopen(doing: Doing, said: inputs.Because) -> Done:
    if said.because > doing.matter.n:
        _one_of(_ACT, str(said.because), [f"1-{doing.matter.n}"])
    if not _in_time(doing):
        raise Refused(ACT_TOO_LATE, act=doing.act.title.text, day=_last_day(doing))
    return Done(doing.stage, {"because": said.because})


def _other(doing: Doing, named: str, *, is_open: bool) -> str:
    """Return the id of the matter that is named; refuses one that does not fit."""
    other = doing.asked.other
    why = None
    if other is None:
        why = _NOT_FOUND
    elif other.id == doing.matter.id or named == doing.matter.number:
        why = _ITSELF
    elif other.loop != doing.matter.loop:
        why = _ANOTHER_LOOP
    elif other.is_open != is_open:
        why = _ENDED if is_open else _NOT_ENDED
    if why or other is None:
        raise Refused(OTHER_MATTER, act=doing.act.title.text, why=why or _NOT_FOUND)
    return other.id


def _merge(doing: Doing, said: inputs.Into) -> Done:
    return Done(doing.stage, {"into": _other(doing, said.into, is_open=True)})


def _repeat(doing: Doing, said: inputs.Of) -> Done:
    return Done(doing.stage, {"of": _other(doing, said.of, is_open=False)})


_WORDS: dict[str, Callable[[Doing, Any], Done]] = {
    "classify": _classify,
    "dispatch": _dispatch,
    "claim": _claim,
    "object": _object,
    "adjudicate": _adjudicate,
    "extend": _extend,
    "supervise": _supervise,
    "answer": _answer,
    "split": _split,
    "convene": _convene,
    "opine": _opine,
    "conclude": _conclude,
    "visit": _visit,
    "reopen": _reopen,
    "merge": _merge,
    "repeat": _repeat,
}
