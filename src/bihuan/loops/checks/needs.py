"""Has each act and clock what it needs beside it in the file?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bihuan.ledger.words import Message, Text
from bihuan.loops.engine.gates import lineage
from bihuan.loops.spec.acts import Act, Does
from bihuan.loops.spec.clocks import OPENED
from bihuan.loops.spec.loop import LoopSpec
from bihuan.mechanisms.diagnostics import Diagnostic, diagnose
from bihuan.mechanisms.kinds import Mechanism

ACT_WITHOUT = Message(
    "act-without",
    Text(en='"does: {does}" needs {what}', zh="“does: {does}”须有{what}"),
    Text(en="add it, or let the act do something else", zh="请补写，或更改该操作的 does"),
)
ACT_LEADS = Message(
    "act-leads-elsewhere",
    Text(en='"does: {does}" leads to {where}', zh="“does: {does}”应转到{where}"),
    Text(en="write such a stage as its `to`", zh="请把 to 写为这样的环节"),
)
OTHERWISE_UNUSED = Message(
    "otherwise-unused",
    Text(en='"does: {does}" has no outcome that is no', zh="“does: {does}”没有否定的结果"),
    Text(
        en="remove `otherwise`; adjudicate, conclude and visit have it",
        zh="请删去 otherwise；只有 adjudicate、conclude、visit 可用",
    ),
)
CLOCK_WITHOUT_UNIT = Message(
    "clock-without-unit",
    Text(en="nobody handles a matter yet when it is opened", zh="事项登记时尚无承办单位"),
    Text(
        en="let the clock of a handler start with the dispatch, or be one of the matter",
        zh="承办单位的时限应自交办起算，或改为 of: matter",
    ),
)
MAIN_TWICE = Message(
    "main-twice",
    Text(en="another clock is the main one already", zh="已有另一时限为主时限"),
    Text(
        en="lists are sorted by one: keep `main` at one clock",
        zh="列表按一个主时限排序，请只保留一处 main",
    ),
)
CLASS_CIRCLE = Message(
    "class-circle",
    Text(en='the way up from "{name}" comes back to it', zh="从“{name}”逐级向上又回到自身"),
    Text(en="look at the parents; two name each other", zh="请检查各级 parent，其中有互为上级的"),
)
_VISIT = Text(en="`spec.visit`", zh=" spec.visit")
_SUPERVISION = Text(en="`spec.supervision`", zh=" spec.supervision")
_PANEL = Text(en="the `panel` that it is about", zh="所涉及的 panel")
_EXTENSION = Text(en="a clock whose limit has an `extension`", zh="一个设有 extension 的时限")
_OBJECT = Text(en="an act that adjudicates", zh="一个裁定（adjudicate）操作")
_REOPEN = Text(en="an act that does `reopen` and has a `to`", zh="一个带有 to 的 reopen 操作")
_POOL = Text(en="a pool among its `from`", zh=" from 中的待认领环节（pool）")
_CLOSED = Text(en="a stage with `ends: closed`", zh="“ends: closed”的环节")
_OTHER = Text(en="a stage with `ends: other`", zh="“ends: other”的环节")
_OPEN = Text(en="a stage that is no end", zh="非终结环节")
_OUTCOMES = frozenset({"adjudicate", "conclude", "visit"})
_LEADS: dict[Does, tuple[str | None, Text]] = {
    "close": ("closed", _CLOSED),
    "end": ("other", _OTHER),
    "merge": ("other", _OTHER),
    "repeat": ("other", _OTHER),
    "transfer": ("other", _OTHER),
    "reopen": (None, _OPEN),
}


def needs(mechanism: Mechanism) -> Iterator[Diagnostic]:
    """Yield each act, clock and class that lacks what it is made of."""
    spec: LoopSpec = mechanism.spec
    yield from _reopening(mechanism, spec)
    for at, act in enumerate(spec.acts):
        yield from _act(mechanism, spec, at, act)
    yield from _clocks(mechanism, spec)
    yield from _classes(mechanism, spec)


def _reopening(mechanism: Mechanism, spec: LoopSpec) -> Iterator[Diagnostic]:
    if spec.visit and spec.visit.reopens:
        again = next(each for each in spec.acts if each.name == spec.visit.reopens)
        if again.does != "reopen" or not again.to:
            place = mechanism.place_of(("spec", "visit", "reopens"))
            yield diagnose(ACT_WITHOUT, place, does="visit", what=_REOPEN)


def _act(mechanism: Mechanism, spec: LoopSpec, at: int, act: Act) -> Iterator[Diagnostic]:
    place = mechanism.place_of(("spec", "acts", at, "does"))
    for has, what in _WANTS.get(act.does, ()):
        if not has(spec, act):
            yield diagnose(ACT_WITHOUT, place, does=act.does, what=what)
    if act.does in _LEADS:
        wanted, where = _LEADS[act.does]
        if not act.to or {each.name: each.ends for each in spec.stages}[act.to] != wanted:
            yield diagnose(ACT_LEADS, place, does=act.does, where=where)
    if act.otherwise and act.does not in _OUTCOMES:
        other = mechanism.place_of(("spec", "acts", at, "otherwise"))
        yield diagnose(OTHERWISE_UNUSED, other, does=act.does)


def _classes(mechanism: Mechanism, spec: LoopSpec) -> Iterator[Diagnostic]:
    """Yield a circle of classes, once: at its first class in the file."""
    parents = {each.name: each.parent for each in spec.classes}
    for at, each in enumerate(spec.classes):
        if parents[lineage(spec, each.name)[-1]] == each.name:
            place = mechanism.place_of(("spec", "classes", at, "parent"))
            yield diagnose(CLASS_CIRCLE, place, name=each.name)
            return


def _clocks(mechanism: Mechanism, spec: LoopSpec) -> Iterator[Diagnostic]:
    main = ""
    for at, clock in enumerate(spec.clocks):
        if clock.of != "matter" and OPENED in clock.starts:
            yield diagnose(CLOCK_WITHOUT_UNIT, mechanism.place_of(("spec", "clocks", at, "of")))
        if clock.main and main:
            yield diagnose(MAIN_TWICE, mechanism.place_of(("spec", "clocks", at, "main")))
        main = main or (clock.name if clock.main else "")


def _extends(spec: LoopSpec) -> bool:
    limits = [each.limit for each in spec.clocks]
    limits += [other.limit for each in spec.clocks for other in each.limits]
    return any(each.extension for each in limits)


def _has_pool(spec: LoopSpec, act: Act) -> bool:
    return any(each.pool for each in spec.stages if each.name in act.from_)


def _with_panel(_: LoopSpec, act: Act) -> bool:
    return act.panel is not None


def _supervised(spec: LoopSpec, _: Act) -> bool:
    return spec.supervision is not None


Needed = tuple[Callable[[LoopSpec, Act], bool], Text]
_WANTS: dict[Does, tuple[Needed, ...]] = {
    "visit": ((lambda spec, _: spec.visit is not None, _VISIT),),
    "supervise": ((_supervised, _SUPERVISION),),
    "answer": ((_supervised, _SUPERVISION),),
    "convene": ((_with_panel, _PANEL),),
    "opine": ((_with_panel, _PANEL),),
    "conclude": ((_with_panel, _PANEL),),
    "extend": ((lambda spec, _: _extends(spec), _EXTENSION),),
    "claim": ((_has_pool, _POOL),),
    "object": ((lambda spec, _: any(each.does == "adjudicate" for each in spec.acts), _OBJECT),),
}
