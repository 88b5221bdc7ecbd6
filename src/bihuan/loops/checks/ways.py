"""Where a matter can go: each stage within reach, a way out of each, ends as they should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bihuan.ledger.words import Message, Text
from bihuan.loops.spec.acts import Act
from bihuan.loops.spec.loop import LoopSpec
from bihuan.mechanisms.diagnostics import Diagnostic, diagnose
from bihuan.mechanisms.kinds import Mechanism

UNREACHABLE = Message(
    "stage-unreachable",
    Text(en='no act leads to the stage "{stage}"', zh="没有操作能转到环节“{stage}”"),
    Text(
        en="let an act lead there, or remove the stage", zh="请增加转到该环节的操作，或删去该环节"
    ),
)
DEAD_END = Message(
    "stage-dead-end",
    Text(en='from the stage "{stage}" no way leads to an end', zh="从环节“{stage}”无法走到终结"),
    Text(en="add an act that leads on, or say how it ends", zh="请增加后续操作，或写明其 ends"),
)
NEVER_CLOSES = Message(
    "loop-never-closes",
    Text(en="no act closes a matter", zh="没有销号操作"),
    Text(en="add an act with `does: close`", zh="请增加“does: close”的操作"),
)
NOT_BY_CLOSING = Message(
    "closed-without-closing",
    Text(
        en='"{act}" ends a matter as closed without being the closing',
        zh="“{act}”不是销号操作，却使事项办结",
    ),
    Text(
        en="write `does: close`, or lead to another stage", zh="请写“does: close”，或转到其他环节"
    ),
)
NO_EVIDENCE = Message(
    "closed-without-evidence",
    Text(
        en='a matter can be closed by "{act}" without any piece of evidence',
        zh="经“{act}”销号时可以没有任何材料",
    ),
    Text(
        en="ask for evidence in this act, or in one on every way to it",
        zh="请在该操作或其必经操作中要求材料（evidence）",
    ),
)
NO_REASON = Message(
    "end-without-reason",
    Text(en='"{act}" ends a matter without a reason', zh="“{act}”终结事项却不要求写明理由"),
    Text(
        en="write `reason: true`: such an end is a decision",
        zh="请写“reason: true”：此类终结须有决定依据",
    ),
)


def ways(mechanism: Mechanism) -> Iterator[Diagnostic]:
    """Yield what is wrong with the ways through a loop."""
    spec: LoopSpec = mechanism.spec
    reached = reach(spec, lambda _: True)
    out = _leading_out(spec)
    for at, stage in enumerate(spec.stages):
        place = mechanism.place_of(("spec", "stages", at, "name"))
        if stage.name not in reached:
            yield diagnose(UNREACHABLE, place, stage=stage.name)
        elif stage.name not in out:
            yield diagnose(DEAD_END, place, stage=stage.name)
    endings = list(_endings(mechanism, spec))
    yield from endings
    closes = any(act.does == "close" for act in spec.acts)
    if not closes and not any(each.code == NOT_BY_CLOSING.code for each in endings):
        yield diagnose(NEVER_CLOSES, mechanism.place_of(("spec", "acts")))


def sources(spec: LoopSpec, act: Act) -> tuple[str, ...]:
    """Return the stages in which an act may be done."""
    return act.from_ or tuple(each.name for each in spec.stages if each.ends is None)


def targets(spec: LoopSpec, act: Act) -> set[str]:
    """Return the stages to which an act may lead; a visit may reopen."""
    found = {each for each in (act.to, act.otherwise) if each}
    if act.does == "visit" and spec.visit:
        found |= {each.to for each in spec.acts if each.name == spec.visit.reopens and each.to}
    return found


def reach(spec: LoopSpec, may: Callable[[Act], bool]) -> set[str]:
    """Return the stages that can be reached by the acts that may be used."""
    reached, ahead = {spec.begins}, [spec.begins]
    while ahead:
        here = ahead.pop()
        for act in spec.acts:
            if here in sources(spec, act) and may(act):
                new = targets(spec, act) - reached
                reached |= new
                ahead += new
    return reached


def _leading_out(spec: LoopSpec) -> set[str]:
    """Return the stages from which an end can be reached; the ends themselves too."""
    out = {each.name for each in spec.stages if each.ends}
    grows = True
    while grows:
        more = {
            stage for act in spec.acts if targets(spec, act) & out for stage in sources(spec, act)
        }
        grows = not more <= out
        out |= more
    return out


def _endings(mechanism: Mechanism, spec: LoopSpec) -> Iterator[Diagnostic]:
    ends = {each.name: each.ends for each in spec.stages}
    bare = reach(spec, lambda act: not act.evidence)
    for at, act in enumerate(spec.acts):
        place = mechanism.place_of(("spec", "acts", at, "name"))
        open_ones = [stage for stage in sources(spec, act) if ends[stage] is None]
        led = {ends[stage] for stage in targets(spec, act)}
        if open_ones and "closed" in led and act.does != "close":
            yield diagnose(NOT_BY_CLOSING, place, act=act.name)
        elif "closed" in led and spec.evidence and not act.evidence and bare & {*open_ones}:
            yield diagnose(NO_EVIDENCE, place, act=act.name)
        if "other" in led and not act.reason:
            yield diagnose(NO_REASON, place, act=act.name)
