"""Vetoes, awards, ties and formulas of a scheme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bihuan.ledger.words import Message, Text
from bihuan.mechanisms.diagnostics import Diagnostic
from bihuan.mechanisms.engine.cel.types import NUMBER, CelType
from bihuan.mechanisms.engine.expressions import expression_mistakes
from bihuan.mechanisms.engine.spots import Path
from bihuan.schemes.checks.scene import Scene
from bihuan.schemes.engine.resolve import VETO_WITHOUT_BASIS
from bihuan.schemes.spec.awards import Award, Take
from bihuan.schemes.spec.leaves import Formula
from bihuan.schemes.spec.nodes import Node, Root

AWARD_TAKE = Message(
    "award-take",
    Text(
        en="one way to say who wins is wanted, not {count}",
        zh="获奖名额须写且只写一种方式，此处有 {count} 种",
    ),
    Text(
        en="write exactly one of top, share, formula, threshold, rise",
        zh="请在 top、share、formula、threshold、rise 中写且只写一种",
    ),
)
FIRST_ALONE = Message(
    "first-without-threshold",
    Text(en="first goes with threshold alone", zh="first 只能与 threshold 同用"),
    Text(
        en="write threshold too, or top in place of first",
        zh="请同时写 threshold，或将 first 改为 top",
    ),
)
AWARD_FOR_NOBODY = Message(
    "award-for-nobody",
    Text(en='nothing says who wins "{name}"', zh="没有写明“{name}”由谁获得"),
    Text(en="write take, or quotas for the groups", zh="请写 take，或按组写 quotas"),
)
TIE_STEP = Message(
    "tie-step",
    Text(en="a step of the tie chain has {count} keys", zh="同分排序的一个步骤有 {count} 个键"),
    Text(
        en="write exactly one of score, value, last_rank",
        zh="请在 score、value、last_rank 中写且只写一个",
    ),
)
TIE_BY_BAND = Message(
    "tie-by-band",
    Text(
        en="{name} is to stay within a band, so neither the larger nor the smaller value is better",
        zh="指标 {name} 以落在区间内为优，数值大小不能用来区分同分单位",
    ),
    Text(
        en="part equal totals by the score of its leaf (score), or by another value",
        zh="请改用该项得分（score）或其他指标的数值",
    ),
)
FORMULA_MISSING = Message(
    "formula-missing",
    Text(en="combine is formula, and no formula is written", zh="combine 为 formula，但没有写公式"),
    Text(en="write formula, or another combine", zh="请写 formula，或改用其他 combine"),
)
FORMULA_UNUSED = Message(
    "formula-unused",
    Text(en="this formula is not used", zh="此公式不会被使用"),
    Text(en="write combine: formula, or delete it", zh="请写 combine: formula，或删去公式"),
)

_LEAF_FIELDS = dict.fromkeys(("value", "target", "prior", "weight", "n", "elapsed"), NUMBER)
_WAYS = ("top", "share", "formula", "threshold", "rise")
TIER_UNSAID = Message(
    "tier-unsaid",
    Text(
        en="the veto {veto} caps the tier, and says no tier",
        zh="否决事项“{veto}”限定等次，但没有写明等次",
    ),
    Text(
        en="name the best tier that is left under tier, one of spec.tiers",
        zh="请在 tier 中写明最高可评等次，须为 spec.tiers 中的一个",
    ),
)


def rules(scene: Scene) -> Iterator[Diagnostic]:
    """Yield what is wrong with vetoes, awards, ties and formulas."""
    spec = scene.spec
    for at, veto in enumerate(spec.vetoes):
        if veto.basis is None:
            yield scene.say(VETO_WITHOUT_BASIS, ("spec", "vetoes", at, "name"), veto=veto.name)
        if veto.effect == "cap_tier" and veto.tier is None:
            yield scene.say(TIER_UNSAID, ("spec", "vetoes", at, "effect"), veto=veto.name)
    for at, step in enumerate(spec.rank.chain):
        count = len(step.model_fields_set)
        if count != 1:
            yield scene.say(TIE_STEP, ("spec", "rank", "chain", at), count=count)
        elif step.value and _has_band(scene, step.value):
            yield scene.say(TIE_BY_BAND, ("spec", "rank", "chain", at, "value"), name=step.value)
    for at, award in enumerate(spec.awards):
        yield from _award(scene, ("spec", "awards", at), award)
    yield from _formulas(scene)


def _has_band(scene: Scene, name: str) -> bool:
    known = scene.indicators.get(name)
    return known is not None and known.direction == "target_band"


def _formulas(scene: Scene) -> Iterator[Diagnostic]:
    spec = scene.spec
    yield from _node_formula(scene, ("spec", "score"), spec.score)
    for part in scene.parts:
        if isinstance(part.spec, Node):
            yield from _node_formula(scene, part.path, part.spec)
        elif isinstance(part.spec, Formula):
            yield from _expression(scene, (*part.path, "formula"), part.spec.formula, _LEAF_FIELDS)


def _award(scene: Scene, path: Path, award: Award) -> Iterator[Diagnostic]:
    takes = [((*path, "take"), award.take)] if award.take else []
    takes += [((*path, "quotas", at), quota) for at, quota in enumerate(award.quotas)]
    if not takes:
        yield scene.say(AWARD_FOR_NOBODY, (*path, "name"), name=award.name)
    for inner, take in takes:
        yield from _take(scene, inner, take)


def _take(scene: Scene, path: Path, take: Take) -> Iterator[Diagnostic]:
    written = [key for key in _WAYS if key in take.model_fields_set]
    if len(written) != 1:
        yield scene.say(AWARD_TAKE, path, count=len(written))
    elif take.first is not None and take.threshold is None:
        yield scene.say(FIRST_ALONE, (*path, "first"))
    if take.formula:
        yield from _expression(scene, (*path, "formula"), take.formula, {"n": NUMBER})


def _node_formula(scene: Scene, path: Path, node: Node | Root) -> Iterator[Diagnostic]:
    if node.combine != "formula":
        if node.formula:
            yield scene.say(FORMULA_UNUSED, (*path, "formula"))
        return
    if not node.formula:
        yield scene.say(FORMULA_MISSING, (*path, "combine"))
        return
    names = (
        part.name if isinstance(part, Node) else part.name or part.indicator for part in node.parts
    )
    fields = {name.replace("-", "_"): NUMBER for name in names}
    yield from _expression(scene, (*path, "formula"), node.formula, fields)


def _expression(
    scene: Scene, path: Path, text: str, fields: Mapping[str, CelType]
) -> Iterator[Diagnostic]:
    yield from expression_mistakes(scene.mechanism, path, text, fields, NUMBER)
