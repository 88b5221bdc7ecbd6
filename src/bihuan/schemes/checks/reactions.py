"""What is wrong with the reactions of a scheme."""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.ledger.words import Message, Text
from bihuan.loops.spec.loop import LoopSpec
from bihuan.mechanisms.diagnostics import Diagnostic, diagnose
from bihuan.mechanisms.engine.references import unknown_reference
from bihuan.mechanisms.engine.spots import Path
from bihuan.mechanisms.kinds import Known, Mechanism
from bihuan.schemes.checks.scene import INDICATOR, Scene
from bihuan.schemes.spec.reactions import Opens, Reaction

REACTION_BOUND = Message(
    "reaction-bound",
    Text(
        en="least and of belong to below, and below needs least",
        zh="least 和 of 只与 below 同用，且 below 须写 least",
    ),
    Text(
        en="write when: below with least, or leave both out",
        zh="请写 when: below 并填写 least，或将两者删去",
    ),
)
REACTION_CANNOT_OPEN = Message(
    "reaction-cannot-open",
    Text(
        en='nobody lets the system open matters in the loop "{loop}"',
        zh="流程“{loop}”没有允许系统提出事项",
    ),
    Text(
        en="name among its raises a duty of the role operator over the district",
        zh="请在该流程的 raises 中列入一项由 operator 角色在全区履行的职责",
    ),
)
_LOOP = Text(en="loop", zh="流程")
_CLASS = Text(en="class", zh="类别")
_FIELD = Text(en="field", zh="字段")


def reactions(scene: Scene, known: Known) -> Iterator[Diagnostic]:
    """Yield what is wrong with reactions."""
    for at, each in enumerate(scene.spec.reactions):
        path: Path = ("spec", "reactions", at)
        yield from _bound(scene, path, each)
        if each.of and each.of not in scene.indicators:
            yield unknown_reference(
                scene.mechanism, (*path, "of"), each.of, scene.indicators, what=INDICATOR
            )
        yield from _opens(scene.mechanism, (*path, "opens"), each.opens, known)


def _bound(scene: Scene, path: Path, each: Reaction) -> Iterator[Diagnostic]:
    below = each.when == "below"
    if below != (each.least is not None) or (each.of and not below):
        yield scene.say(REACTION_BOUND, (*path, "when"))


def _opens(mechanism: Mechanism, path: Path, opens: Opens, known: Known) -> Iterator[Diagnostic]:
    loops = known.get("Loop", {})
    if opens.loop not in loops:
        yield unknown_reference(mechanism, (*path, "loop"), opens.loop, loops, what=_LOOP)
        return
    loop: LoopSpec = loops[opens.loop].spec
    classes = {each.name for each in loop.classes}
    if opens.class_ and opens.class_ not in classes:
        yield unknown_reference(mechanism, (*path, "class"), opens.class_, classes, what=_CLASS)
    if not _lets_the_system(loop):
        place = mechanism.place_of((*path, "loop"))
        yield diagnose(REACTION_CANNOT_OPEN, place, loop=opens.loop)
    register = known.get("Register", {}).get(loop.register_)
    fields = {each.name for each in register.spec.fields} if register else set()
    for key, name in (("text", opens.text), ("unit", opens.unit)):
        if register and name and name not in fields:
            yield unknown_reference(mechanism, (*path, key), name, fields, what=_FIELD)


def _lets_the_system(loop: LoopSpec) -> bool:
    return any(
        duty.name in loop.raises and "operator" in duty.roles and not duty.unit
        for duty in loop.duties
    )
