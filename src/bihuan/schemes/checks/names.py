"""Names of a scheme: each given once, each that is used known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bihuan.ledger.words import Message, Text
from bihuan.mechanisms.diagnostics import Diagnostic
from bihuan.mechanisms.engine.references import unknown_reference
from bihuan.mechanisms.engine.spots import Path
from bihuan.schemes.checks.scene import (
    CONTEST_GROUP,
    INDICATOR,
    PART,
    PEER_GROUP,
    UNIT,
    Part,
    Scene,
)
from bihuan.schemes.spec.leaves import Leaf, TallyRate
from bihuan.schemes.spec.nodes import Node, Root

TWICE = Message(
    "twice",
    Text(en='the name "{name}" is given twice', zh="名称“{name}”重复"),
    Text(
        en="the other is in line {line}; give this one a name of its own",
        zh="另一处在第 {line} 行；请另取名称",
    ),
)
TABLE = Text(en="difficulty table", zh="难度系数表")
_TIER = Text(en="tier", zh="等次")
_AWARD = Text(en="award", zh="奖项")


def names(scene: Scene) -> Iterator[Diagnostic]:
    """Yield names given twice and names that lead nowhere."""
    yield from _all_given_twice(scene)
    yield from _of_contestants(scene)
    yield from _of_leaves(scene)
    yield from _of_rest(scene)


def _all_given_twice(scene: Scene) -> Iterator[Diagnostic]:
    spec = scene.spec
    for key in (
        "contestants", "indicators", "adjustments", "vetoes", "tiers", "awards", "difficulty"
    ):  # fmt: skip
        given = [
            (each.name, ("spec", key, at, "name")) for at, each in enumerate(getattr(spec, key))
        ]
        yield from given_twice(scene, given)
    for at, table in enumerate(spec.difficulty):
        where: Path = ("spec", "difficulty", at, "units")
        units = [(row.unit, (*where, n, "unit")) for n, row in enumerate(table.units)]
        yield from given_twice(scene, units)
    for parent in {id(part.parent): part.parent for part in scene.parts}.values():
        siblings = [part for part in scene.parts if part.parent is parent]
        yield from given_twice(scene, [(part.name, _name_path(part)) for part in siblings])


def _name_path(part: Part) -> Path:
    key = "name" if isinstance(part.spec, Node) or part.spec.name else "indicator"
    return (*part.path, key)


def given_twice(scene: Scene, given: Iterable[tuple[str, Path]]) -> Iterator[Diagnostic]:
    """Yield each name that stands a second time, with the line of the first."""
    first: dict[str, Path] = {}
    for name, path in given:
        # A formula writes hyphens as underscores, so that these must not be the only difference.
        before = first.setdefault(name.replace("-", "_"), path)
        if before != path:
            line = scene.mechanism.place_of(before).line
            yield scene.say(TWICE, path, name=name, line=line)


def _of_contestants(scene: Scene) -> Iterator[Diagnostic]:
    for at, group in enumerate(scene.spec.contestants):
        path: Path = ("spec", "contestants", at)
        if group.group and scene.peers is not None:
            yield from _one(scene, (*path, "group"), group.group, scene.peers, PEER_GROUP)
        yield from _units(scene, (*path, "units"), group.units)
        yield from _units(scene, (*path, "without"), group.without)
    for at, table in enumerate(scene.spec.difficulty):
        for row, coefficient in enumerate(table.units):
            inner: Path = ("spec", "difficulty", at, "units", row, "unit")
            if scene.units is not None:
                yield from _one(scene, inner, coefficient.unit, scene.units, UNIT)


def _of_leaves(scene: Scene) -> Iterator[Diagnostic]:
    tables = {table.name for table in scene.spec.difficulty}
    for path, leaf, _ in scene.leaves:
        yield from _one(scene, (*path, "indicator"), leaf.indicator, scene.indicators, INDICATOR)
        yield from _many(scene, (*path, "groups"), leaf.groups, scene.groups, CONTEST_GROUP)
        yield from _units(scene, (*path, "not_applicable"), leaf.not_applicable)
        if leaf.difficulty:
            yield from _one(scene, (*path, "difficulty"), leaf.difficulty, tables, TABLE)
        goals = [(goal.name, (*path, "goals", at, "name")) for at, goal in enumerate(leaf.goals)]
        yield from given_twice(scene, goals)
        if isinstance(leaf, TallyRate):
            for key in ("good", "half", "bad"):
                told = getattr(leaf, key)
                yield from _many(scene, (*path, key), told, scene.indicators, INDICATOR)


def _of_rest(scene: Scene) -> Iterator[Diagnostic]:
    spec = scene.spec
    parts = part_names(spec.score)
    for at, step in enumerate(spec.rank.chain):
        path: Path = ("spec", "rank", "chain", at)
        if step.score:
            yield from _one(scene, (*path, "score"), step.score, parts, PART)
        if step.value:
            yield from _one(scene, (*path, "value"), step.value, scene.indicators, INDICATOR)
    for at, veto in enumerate(spec.vetoes):
        if veto.tier:
            tiers = {tier.name for tier in spec.tiers}
            yield from _one(scene, ("spec", "vetoes", at, "tier"), veto.tier, tiers, _TIER)
    for at, award in enumerate(spec.awards):
        path = ("spec", "awards", at)
        others = {other.name for other in spec.awards} - {award.name}
        yield from _many(scene, (*path, "groups"), award.groups, scene.groups, CONTEST_GROUP)
        yield from _many(scene, (*path, "not_with"), award.not_with, others, _AWARD)
        for row, quota in enumerate(award.quotas):
            inner = (*path, "quotas", row, "group")
            yield from _one(scene, inner, quota.group, scene.groups, CONTEST_GROUP)


def part_names(root: Root | Node, above: str = "") -> frozenset[str]:
    """Return the names by which parts may be called: alone, or joined from the root by "/"."""
    found: set[str] = set()
    for part in root.parts:
        name = part.name if isinstance(part, Node) else part.name or part.indicator
        found |= {name, above + name}
        if not isinstance(part, Leaf):
            found |= part_names(part, f"{above}{name}/")
    return frozenset(found)


def _units(scene: Scene, path: Path, units: Iterable[str]) -> Iterator[Diagnostic]:
    if scene.units is not None:
        yield from _many(scene, path, units, scene.units, UNIT)


def _many(
    scene: Scene, path: Path, used: Iterable[str], known: Iterable[str], what: Text
) -> Iterator[Diagnostic]:
    for at, name in enumerate(used):
        yield from _one(scene, (*path, at), name, known, what)


def _one(
    scene: Scene, path: Path, name: str, known: Iterable[str], what: Text
) -> Iterator[Diagnostic]:
    if name not in known:
        yield unknown_reference(scene.mechanism, path, name, known, what=what)
