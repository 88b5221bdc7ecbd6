"""The tree of a scheme: every part in its place, with what it is out of and what it weighs.

Nodes that are plain sums or means of plain parts are folded into the node above, so that one
weighted sum is rounded once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from bihuan.ledger.words import Message, Refused, Text
from bihuan.schemes.engine.definition.exact import WHOLE
from bihuan.schemes.engine.resolving.leaves import Measures, opened
from bihuan.schemes.engine.weighing.judging import given
from bihuan.schemes.engine.weighing.matrix import Weights
from bihuan.schemes.engine.weighing.sharing import shared
from bihuan.schemes.spec.combining import COMPARING
from bihuan.schemes.spec.leaves import Leaf, LevelGrowthMix, PerEvent, RankLinear, TallyRate
from bihuan.schemes.spec.nodes import Node, Root
from bihuan.schemes.spec.scheme import SchemeSpec
from bihuan.schemes.spec.weights import Ahp, Budget, Equal, Weigh

GROUP_WITHOUT_LEAVES = Message(
    "group-without-leaves",
    Text(en="no indicator of the scheme is for the group {group}", zh="没有指标适用于分组 {group}"),
    Text(
        en="name the group under groups of some indicator, or leave it out of the contestants",
        zh="请在指标的 groups 中写上该分组，或从参评分组中去掉",
    ),
)
LINEAR = ("sum", "mean")
# What a part earns at most under a mean, and what nodes other than sums are out of.
HUNDRED = Fraction(100)


@dataclass(slots=True)
class Branch:
    """One leaf or node in its place in the tree. `edge` brings its score into the node above.

    Under a node that is not linear, `edge` is its share alone and `scale` brings its score to
    the node's scale first. `weight` is the author's own, in force on the period's first day.
    Where people's judgement gives the parts' shares, `weights` is what led to them and `shares`
    are those of the children, in parts of 10^9.
    """

    path: str
    written: Leaf | Node | Root
    full: Fraction
    weight: Fraction | None = None
    children: list[Branch] = field(default_factory=list)
    edge: Fraction = Fraction(1)
    scale: Fraction = Fraction(1)
    may_be_excluded: bool = False
    folded: bool = False
    weights: Weights | None = None
    shares: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def weigh(self) -> Weigh | None:
        return None if isinstance(self.written, Leaf) else self.written.weigh

    @property
    def is_settled_later(self) -> bool:
        """Whether the parts' shares come from their scores, which are not known yet."""
        return self.weigh is not None and not isinstance(self.weigh, Equal | Budget | Ahp)

    @property
    def combine(self) -> str:
        return "" if isinstance(self.written, Leaf) else self.written.combine

    @property
    def may_prorate(self) -> bool:
        """Whether parts may be excluded for a unit, so that the others take over their points."""
        return any(child.may_be_excluded for child in self.children)

    def flat(self, edge: Fraction = Fraction(1)) -> Iterator[tuple[Branch, Fraction]]:
        """Yield the parts that are combined here, through the folded ones, with their shares."""
        for child in self.children:
            if child.folded:
                yield from child.flat(edge * child.edge)
            else:
                yield child, edge * child.edge


@dataclass(frozen=True, slots=True)
class Planting:
    """What is needed to grow the tree of a group; `group` is None for a tree of all groups.

    Weights are those in force on `day`.
    """

    spec: SchemeSpec
    measures: Measures
    group: str | None
    day: date

    def tree(self) -> Branch:
        """Return the tree of the group; refuses a group that no leaf is for."""
        root = self._branch(self.spec.score, "", HUNDRED)
        if root is None:
            raise Refused(GROUP_WITHOUT_LEAVES, group=self.group)
        _weigh(root)
        _fold(root, above=None)
        return root

    def _branch(self, written: Leaf | Node | Root, path: str, worth: Fraction) -> Branch | None:
        """Return the branch of a part, or None where nothing of it concerns the group."""
        if isinstance(written, Leaf):
            return self._leaf(written, path, worth)
        children = []
        for part in written.parts:
            worth_of_part, weight = HUNDRED, weight_on(part, self.day)
            if written.combine == "sum" and weight is not None:
                worth_of_part = weight
            name = part.name if isinstance(part, Node) else part.name or part.indicator
            child = self._branch(part, f"{path}/{name}" if path else name, worth_of_part)
            if child is not None:
                children.append(child)
        if not children:
            return None
        return Branch(
            path=path,
            written=written,
            full=_full_of_node(written, children),
            weight=weight_on(written, self.day),
            children=children,
            may_be_excluded=_may_be_excluded(written, children),
        )

    def _leaf(self, written: Leaf, path: str, worth: Fraction) -> Branch | None:
        if self.group is not None and written.groups and self.group not in written.groups:
            return None
        if isinstance(written, LevelGrowthMix):
            title = written.title.text if written.title else self.measures[written.indicator].title
            return self._branch(opened(written, title), path, worth)
        missing = written.missing or self.spec.missing
        return Branch(
            path=path,
            written=written,
            full=_full_of_leaf(written, worth),
            weight=weight_on(written, self.day),
            may_be_excluded=missing == "exclude_and_prorate" or bool(written.not_applicable),
        )


def weight_on(part: Leaf | Node | Root, day: date) -> Fraction | None:
    """Return the weight that holds on a day: the last one `since` then, or else the first."""
    if isinstance(part, Root):
        return None
    changes = sorted(part.weight_since, key=lambda change: change.since)
    since = [change.weight for change in changes if change.since <= day]
    weight = since[-1] if since else part.weight
    return None if weight is None else Fraction(weight)


def _may_be_excluded(written: Node | Root, children: list[Branch]) -> bool:
    """Return whether a node may be left out: units are compared on all parts or not at all."""
    each = (child.may_be_excluded for child in children)
    if written.available is not None:
        return True
    return any(each) if written.combine in COMPARING else all(each)


def leaves_written(node: Node | Root) -> Iterator[Leaf]:
    """Yield the leaves below a node in the order in which they are written."""
    for part in node.parts:
        if isinstance(part, Node):
            yield from leaves_written(part)
        else:
            yield part


def indicators_of(leaf: Leaf) -> Iterator[str]:
    """Yield the indicators that a leaf is scored from, its own first; some come twice."""
    yield leaf.indicator
    if isinstance(leaf, TallyRate):
        yield from (*leaf.good, *leaf.half, *leaf.bad)
    if leaf.denominator is not None:
        yield leaf.denominator.indicator


def _full_of_leaf(leaf: Leaf, worth: Fraction) -> Fraction:
    if isinstance(leaf, RankLinear) and leaf.best is not None:
        return Fraction(leaf.best)
    if isinstance(leaf, PerEvent):
        return Fraction(leaf.high)
    return worth


def _full_of_node(node: Node | Root, children: list[Branch]) -> Fraction:
    full = HUNDRED
    if node.combine == "sum":
        full = sum((_points_into_sum(child) for child in children), Fraction(0))
    if node.rescale_best is not None:
        full = Fraction(node.rescale_best)
    return full if node.high is None else min(full, Fraction(node.high))


def _points_into_sum(part: Branch) -> Fraction:
    """Return the points that a part brings to a sum at most: a node with a weight is scaled."""
    if isinstance(part.written, Node) and part.weight is not None:
        return part.weight
    return part.full


def _weigh(node: Branch) -> None:
    """Set the edges below a node."""
    for part, share in zip(node.children, _shares(node), strict=True):
        to_hundred = HUNDRED / part.full if part.full else Fraction(1)
        if node.combine == "sum":
            part.edge = _points_into_sum(part) / part.full if part.full else Fraction(1)
        elif node.combine == "mean":
            part.edge = share * to_hundred
        else:
            part.edge, part.scale = share, to_hundred
        _weigh(part)


def _shares(node: Branch) -> list[Fraction]:
    """Return the share of each part: by people's judgement, by its weight, or an equal one."""
    weigh, equal = node.weigh, Fraction(1, len(node.children) or 1)
    if isinstance(weigh, Equal | Budget | Ahp):
        node.weights = given(weigh, [part.name for part in node.children])
        node.shares = tuple(shared(node.weights.sizes, weigh.decimals))
        return [Fraction(share, WHOLE) for share in node.shares]
    weights = [part.weight for part in node.children]
    whole = sum((weight for weight in weights if weight is not None), Fraction(0))
    if weigh is not None or not whole:
        return [equal] * len(weights)
    return [(weight or Fraction(0)) / whole for weight in weights]


def _fold(node: Branch, above: Branch | None) -> None:
    written = node.written
    if not isinstance(written, Leaf):
        changed = (written.rescale_best, written.low, written.high, getattr(written, "round", None))
        lessened = written.times is not None or bool(written.penalties)
        node.folded = (
            above is not None
            and not (above.is_settled_later or node.is_settled_later)
            and above.combine in LINEAR
            and node.combine in LINEAR
            and all(change is None for change in changed)
            and not lessened
            and written.available is None
            and not node.may_prorate
        )
    for child in node.children:
        _fold(child, above=node)
