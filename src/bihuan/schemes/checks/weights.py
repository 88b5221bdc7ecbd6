"""Weights that no author writes: whether what they are to come from is whole and agrees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from bihuan.ledger.words import Message, Text
from bihuan.mechanisms.diagnostics import Diagnostic
from bihuan.mechanisms.engine.references import unknown_reference
from bihuan.mechanisms.engine.spots import Path
from bihuan.schemes.checks.scene import PART, Scene
from bihuan.schemes.engine.numbers.digits import about
from bihuan.schemes.engine.weighing.doubt import BOUNDS, bounds_hold
from bihuan.schemes.engine.weighing.judging import (
    MOST_COMPARED,
    compared,
    contradiction,
    pairs_of,
)
from bihuan.schemes.engine.weighing.matrix import decimal_of
from bihuan.schemes.spec.leaves import Leaf
from bihuan.schemes.spec.nodes import Node, Root
from bihuan.schemes.spec.weights import Ahp, Budget, Doubt, Targets, Weigh

WEIGHED_TWICE = Message(
    "weighed-twice",
    Text(
        en='"{name}" has a weight, and weigh says where the shares come from',
        zh="“{name}”已写权重，而上级又以 weigh 规定权重来源",
    ),
    Text(en="delete the weight, or weigh", zh="请删去该权重，或删去 weigh"),
)
WEIGHED_IN_VAIN = Message(
    "weighed-in-vain",
    Text(
        en="combine: {combine} takes no shares from {by}", zh="combine: {combine} 不采用 {by} 权重"
    ),
    Text(
        en="write combine: mean, or delete weigh",
        zh="请改写 combine: mean，或删去 weigh",
    ),
)
WEIGHED_ALONE = Message(
    "weighed-alone",
    Text(en="there is only one part to weigh", zh="只有一项，无须赋权"),
    Text(en="delete weigh, or add the other parts", zh="请删去 weigh，或补写其余各项"),
)
NOT_WEIGHED = Message(
    "not-weighed",
    Text(en='nothing is said of "{name}"', zh="未涉及“{name}”"),
    Text(
        en="say it for every part; write 0 where a part is to have nothing",
        zh="每一项都须写明；不占份额的写 0",
    ),
)
SAID_TWICE = Message(
    "said-twice",
    Text(en='"{name}" stands here already', zh="“{name}”已经写过"),
    Text(en="keep one of the two", zh="请只保留一处"),
)
NOTHING_SPREAD = Message(
    "nothing-spread",
    Text(en="all that is given here is 0", zh="此处所写全为 0"),
    Text(en="give at least one part more than 0", zh="请至少使一项大于 0"),
)
OTHER_BUDGET = Message(
    "other-budget",
    Text(
        en="{name} spreads {sum} points, and {first} spreads {points}",
        zh="{name} 合计分配 {sum} 分，而 {first} 为 {points} 分",
    ),
    Text(en="let every expert spread the same number", zh="请使各专家分配的总分相同"),
)
OUT_OF_SCALE = Message(
    "out-of-scale",
    Text(
        en="{times} is not on Saaty's scale from 1/9 to 9",
        zh="{times} 不在 1/9 至 9 的标度之内",
    ),
    Text(
        en="write 1 to 9, or exchange part and over where the other matters more",
        zh="请写 1 至 9；若另一项更重要，请将 part 与 over 对调",
    ),
)
NOT_JUDGED = Message(
    "not-judged",
    Text(en='"{one}" and "{other}" are not compared', zh="“{one}”与“{other}”未作比较"),
    Text(en="judge every pair of parts once", zh="请对每两项各作一次判断"),
)
JUDGED_TWICE = Message(
    "judged-twice",
    Text(en='"{one}" and "{other}" are compared twice', zh="“{one}”与“{other}”比较了两次"),
    Text(
        en="keep one judgement; the other way round follows from it",
        zh="请只保留一次判断，反向判断由此得出",
    ),
)
JUDGED_ITSELF = Message(
    "judged-itself",
    Text(en='"{name}" is compared with itself', zh="“{name}”与自身作了比较"),
    Text(en="compare it with another part, or delete the line", zh="请与其他项比较，或删去此行"),
)
INCONSISTENT = Message(
    "inconsistent",
    Text(
        en="the judgements contradict each other: consistency ratio {ratio}, above {limit}",
        zh="判断前后不一致：一致性比率 {ratio}，高于 {limit}",
    ),
    Text(
        en='look first at "{a}", "{b}" and "{c}", which are {apart} times apart; or allow more '
        "by consistency",
        zh="请先核对“{a}”“{b}”“{c}”三者（相差 {apart} 倍）；或以 consistency 放宽限度",
    ),
)
TOO_MANY_COMPARED = Message(
    "too-many-compared",
    Text(
        en="{count} parts are too many to compare in pairs",
        zh="两两比较的项数过多（{count} 项）",
    ),
    Text(
        en="compare up to {most}; put parts together in nodes and compare these",
        zh="最多比较 {most} 项；请将各项归入若干节点，再对节点作比较",
    ),
)
SINCE_ORDER = Message(
    "since-order",
    Text(en="this day does not come after the one before", zh="此日期不晚于前一项"),
    Text(en="list the days from the earliest to the latest", zh="请按日期从早到晚排列"),
)
SINCE_ALONE = Message(
    "since-alone",
    Text(en='"{name}" has no weight that could change', zh="“{name}”没有可变更的权重"),
    Text(
        en="write weight too: the one that holds before the first day",
        zh="请同时写明 weight，即首个日期之前的权重",
    ),
)

# These combine parts without shares, or by points that are the weights themselves.
UNWEIGHED = frozenset({"sum", "median", "min", "max", "formula", "owa"})
DECIMALS = 4
NINE = 9

Named = tuple[Path, str]


def weights(scene: Scene) -> Iterator[Diagnostic]:
    """Yield what is wrong with where weights come from, and with when they change."""
    yield from _node(scene, ("spec", "score"), scene.spec.score)
    for part in scene.parts:
        yield from _since(scene, part.path, part.spec)
        if isinstance(part.spec, Node):
            yield from _node(scene, part.path, part.spec)


def _since(scene: Scene, path: Path, part: Leaf | Node) -> Iterator[Diagnostic]:
    if part.weight_since and part.weight is None:
        yield scene.say(SINCE_ALONE, (*path, "weight_since"), name=_name(part))
    days = [change.since for change in part.weight_since]
    for at in range(1, len(days)):
        if days[at] <= days[at - 1]:
            yield scene.say(SINCE_ORDER, (*path, "weight_since", at, "since"))


def _name(part: Leaf | Node) -> str:
    return part.name if isinstance(part, Node) else part.name or part.indicator


def _node(scene: Scene, path: Path, node: Node | Root) -> Iterator[Diagnostic]:
    weigh = node.weigh
    if weigh is None:
        return
    here: Path = (*path, "weigh")
    means = isinstance(weigh, Doubt | Targets)
    if node.combine in UNWEIGHED or (means and node.combine != "mean"):
        yield scene.say(WEIGHED_IN_VAIN, (*here, "by"), combine=node.combine, by=weigh.by)
        return
    if len(node.parts) == 1:
        yield scene.say(WEIGHED_ALONE, (*here, "by"))
        return
    for at, part in enumerate(node.parts):
        if part.weight is not None:
            yield scene.say(WEIGHED_TWICE, (*path, "parts", at, "weight"), name=_name(part))
    yield from _said(scene, here, weigh, [_name(part) for part in node.parts])


def _said(scene: Scene, here: Path, weigh: Weigh, names: Sequence[str]) -> Iterator[Diagnostic]:
    """Yield what is wrong with what a way of weighing is told of each part."""
    if isinstance(weigh, Targets):
        lines = [
            ((*here, "importance", at, "part"), line.part, line.share)
            for at, line in enumerate(weigh.importance)
        ]
        yield from _each(scene, (*here, "importance"), lines, names)
    elif isinstance(weigh, Budget):
        yield from _budget(scene, here, weigh, names)
    elif isinstance(weigh, Ahp):
        yield from _judgements(scene, here, weigh, names)
    elif isinstance(weigh, Doubt):
        yield from _bounds(scene, here, weigh, len(names))


def _each(
    scene: Scene, path: Path, lines: Iterable[tuple[Path, str, object]], names: Sequence[str]
) -> Iterator[Diagnostic]:
    """Yield parts that are unknown, told twice or not at all, and numbers that are all 0."""
    told: dict[str, object] = {}
    wrong = False
    for inner, name, number in lines:
        if name not in names:
            wrong = True
            yield unknown_reference(scene.mechanism, inner, name, names, what=PART)
        elif name in told:
            wrong = True
            yield scene.say(SAID_TWICE, inner, name=name)
        told.setdefault(name, number)
    missing = [name for name in names if name not in told]
    # An unknown name is most often a missing one misspelt: one mistake, one message.
    if missing and not wrong:
        yield scene.say(NOT_WEIGHED, path, name=missing[0])
    if not any(told.values()):
        yield scene.say(NOTHING_SPREAD, path)


def _budget(scene: Scene, here: Path, weigh: Budget, names: Sequence[str]) -> Iterator[Diagnostic]:
    first: tuple[str, Fraction] | None = None
    for at, expert in enumerate(weigh.experts):
        inner: Path = (*here, "experts", at)
        lines = [
            ((*inner, "points", row, "part"), line.part, line.points)
            for row, line in enumerate(expert.points)
        ]
        yield from _each(scene, (*inner, "points"), lines, names)
        whole = sum((Fraction(line.points) for line in expert.points), Fraction(0))
        if any(expert.name == other.name for other in weigh.experts[:at]):
            yield scene.say(SAID_TWICE, (*inner, "name"), name=expert.name)
        first = first or (expert.name, whole)
        if whole != first[1]:
            yield scene.say(
                OTHER_BUDGET, (*inner, "name"), name=expert.name, sum=_plain(whole),
                first=first[0], points=_plain(first[1]),
            )  # fmt: skip


def _plain(number: Fraction) -> str:
    return format(decimal_of(number).normalize(), "f")


def _judgements(scene: Scene, here: Path, weigh: Ahp, names: Sequence[str]) -> Iterator[Diagnostic]:
    if len(names) > MOST_COMPARED:
        said = {"count": len(names), "most": MOST_COMPARED}
        yield scene.say(TOO_MANY_COMPARED, (*here, "by"), **said)
        return
    mistakes = [*_misjudged(scene, here, weigh, names)]
    yield from mistakes
    if not mistakes:
        yield from _consistency(scene, here, weigh, names)


def _misjudged(scene: Scene, here: Path, weigh: Ahp, names: Sequence[str]) -> Iterator[Diagnostic]:
    seen: set[frozenset[str]] = set()
    known = True
    for at, line in enumerate(weigh.judgements):
        inner: Path = (*here, "judgements", at)
        for key, name in (("part", line.part), ("over", line.over)):
            if name not in names:
                known = False
                yield unknown_reference(scene.mechanism, (*inner, key), name, names, what=PART)
        pair = frozenset({line.part, line.over})
        if line.part == line.over:
            known = False
            yield scene.say(JUDGED_ITSELF, (*inner, "over"), name=line.part)
        elif pair in seen:
            known = False
            said = {"one": line.part, "other": line.over}
            yield scene.say(JUDGED_TWICE, (*inner, "part"), **said)
        seen.add(pair)
        if not Fraction(1, NINE) <= Fraction(line.times) <= NINE:
            yield scene.say(OUT_OF_SCALE, (*inner, "times"), times=format(line.times, "f"))
    missing = next((pair for pair in combinations(names, 2) if frozenset(pair) not in seen), None)
    if known and missing:
        yield scene.say(NOT_JUDGED, (*here, "judgements"), one=missing[0], other=missing[1])


def _consistency(
    scene: Scene, here: Path, weigh: Ahp, names: Sequence[str]
) -> Iterator[Diagnostic]:
    pairs = pairs_of(weigh)
    found = compared(pairs, names, weigh.form)
    if found.ratio > Fraction(weigh.consistency):
        (a, b, c), apart = contradiction(pairs, names)
        yield scene.say(
            INCONSISTENT, (*here, "judgements"), a=a, b=b, c=c,
            ratio=about(decimal_of(found.ratio), DECIMALS), limit=format(weigh.consistency, "f"),
            apart=about(decimal_of(apart), 1),
        )  # fmt: skip


def _bounds(scene: Scene, here: Path, weigh: Doubt, count: int) -> Iterator[Diagnostic]:
    if not bounds_hold(Fraction(weigh.least), Fraction(weigh.most), count):
        key = "least" if "least" in weigh.model_fields_set else "most"
        said = {"least": format(weigh.least, "f"), "most": format(weigh.most, "f")}
        yield scene.say(BOUNDS, (*here, key), count=count, **said)
