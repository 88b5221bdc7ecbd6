"""What is to be otherwise in a what-if, and the draft of a scheme's file that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from bihuan.ledger.words import Message, Refused, Text
from bihuan.mechanisms.drafting import Path, drafted, value_of
from bihuan.mechanisms.kinds import Mechanism
from bihuan.schemes.spec.leaves import Leaf
from bihuan.schemes.spec.nodes import Node, Part, Root

NO_SUCH_PART = Message(
    "what-if-part",
    Text(en='the scheme has no part "{part}"', zh="考核办法中没有计分项“{part}”"),
    Text(en="its parts are: {parts}", zh="可用的计分项：{parts}"),
)
NOTHING_SUPPOSED = Message(
    "what-if-nothing",
    Text(en="nothing is changed", zh="没有任何变动"),
    Text(
        en="give a weight, a target, a method, a key or a value",
        zh="请给出权重、目标、方法、其他键或数值中的至少一项",
    ),
)
TOO_MANY_CHANGES = Message(
    "what-if-many",
    Text(
        en="{size} changes are tried, at most {most} can be",
        zh="测算 {size} 处变动，至多 {most} 处",
    ),
    Text(
        en="write what is to be otherwise into a copy of the file, and see it with bihuan plan",
        zh="请直接修改一份考核办法文件，再用 bihuan plan 查看差异",
    ),
)
OTHER_DECIMALS = Message(
    "what-if-decimals",
    Text(
        en="{indicator} is recorded to {kept} decimals, and the draft reads it to {now}",
        zh="“{indicator}”按 {kept} 位小数登记，草案却按 {now} 位读取",
    ),
    Text(
        en="leave the decimals of indicators as they are; points have their own under round",
        zh="请勿改动指标的小数位数；得分的小数位数由 round 规定",
    ),
)
MOST_CHANGES = 200


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is to be otherwise; parts by their path from the root, the root itself by ``.``.

    Args:
        weights, targets: by part, as written.
        methods: a leaf's method or a node's way of combining, by part.
        keys: any other key of a part, by ``part:key``, or of the scheme, by ``spec:key``.
        values: by (unit, indicator), as typed; None takes the value away.
    """

    weights: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)
    methods: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[tuple[str, str], str | None] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How much is otherwise."""
        every = (self.weights, self.targets, self.methods, self.keys, self.values)
        return sum(len(one) for one in every)

    @property
    def characters(self) -> int:
        """How much was typed for the file."""
        every = (self.weights, self.targets, self.methods, self.keys)
        return sum(len(name) + len(written) for one in every for name, written in one.items())


def draft(scheme: Mechanism, supposed: Supposed) -> Mechanism:
    """Return the scheme's file as the draft would have it.

    Raises:
        Refused: nothing is otherwise, or too much, a part is not there, or an indicator would be
            read to other decimals.
        Findings: the draft is no scheme.
    """
    if not supposed.size:
        raise Refused(NOTHING_SUPPOSED)
    if supposed.size > MOST_CHANGES:
        raise Refused(TOO_MANY_CHANGES, size=supposed.size, most=MOST_CHANGES)
    changes = list(_changes(scheme, supposed))
    if not changes:
        return scheme
    other = drafted(scheme, changes, file=f"{scheme.name}-draft.yaml")
    _refuse_other_decimals(scheme, other)
    return other


def _refuse_other_decimals(scheme: Mechanism, other: Mechanism) -> None:
    """Refuse an indicator of the scheme's own with other decimals: its figures are kept at them."""
    kept = {one.name: one.decimals for one in scheme.spec.indicators}
    for one in other.spec.indicators:
        if one.decimals != kept.get(one.name, one.decimals):
            raise Refused(
                OTHER_DECIMALS, indicator=one.title.text, kept=kept[one.name], now=one.decimals
            )


# From parts to places in the file


def _changes(scheme: Mechanism, supposed: Supposed) -> Iterator[tuple[Path, Any]]:
    places = dict(_places(scheme.spec.score, "", ("spec", "score")))

    def place(part: str) -> tuple[Path, Leaf | Node | Root]:
        found = places.get("" if part == "." else part)
        if found is None:
            raise Refused(NO_SUCH_PART, part=part, parts=", ".join(sorted(filter(None, places))))
        return found

    for part, written in supposed.weights.items():
        yield (*place(part)[0], "weight"), value_of(written)
    for part, written in supposed.targets.items():
        yield (*place(part)[0], "target"), value_of(written)
    for part, word in supposed.methods.items():
        path, spec = place(part)
        if isinstance(spec, Leaf):
            yield from ((((*path, key)), None) for key in _only_of(spec, word))
            yield (*path, "method"), word
        else:
            yield (*path, "combine"), word
    for name, written in supposed.keys.items():
        part, _, key = name.rpartition(":")
        start = ("spec",) if part == "spec" else place(part)[0]
        yield (*start, *key.split(".")), value_of(written)


def _places(
    spec: Leaf | Node | Root, part: str, path: Path
) -> Iterator[tuple[str, tuple[Path, Leaf | Node | Root]]]:
    yield part, (path, spec)
    if isinstance(spec, Leaf):
        return
    for at, child in enumerate(spec.parts):
        name = child.name if isinstance(child, Node) else child.name or child.indicator
        yield from _places(child, f"{part}/{name}" if part else name, (*path, "parts", at))


def _only_of(leaf: Leaf, word: str) -> Iterator[str]:
    """Yield the keys that the leaf's method has, and another method has not."""
    other = next((model for model in _methods() if word in _words_of(model)), None)
    if other is not None:
        for key in leaf.model_fields_set - {"method"}:
            if key not in other.model_fields:
                yield key


def _methods() -> Iterator[type[Leaf]]:
    union = get_args(Part)[0]
    for choice in get_args(union):
        model = get_args(choice)[0]
        if issubclass(model, Leaf):
            yield model


def _words_of(model: type[Leaf]) -> tuple[str, ...]:
    return get_args(model.model_fields["method"].annotation)
