"""What if: other weights, targets, methods, keys or single values, tried on what is recorded.

Nothing is kept and nothing that was published changes. The same figures are scored twice, as the
scheme in force says and as the draft says, and the two results are set side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.queries import sealed_size
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Message, Refused, Text
from bihuan.measures.engine.numbers import read_number
from bihuan.mechanisms.diagnostics import Findings
from bihuan.mechanisms.drafting import Path, drafted, value_of
from bihuan.mechanisms.kinds import Mechanism
from bihuan.mechanisms.packs import check, known
from bihuan.mechanisms.planning import Difference, differences
from bihuan.mechanisms.queries import all_in_force, in_force
from bihuan.schemes.engine import reference
from bihuan.schemes.engine.reading.comparing import Comparison, compare
from bihuan.schemes.engine.result import Result
from bihuan.schemes.gathering import gather
from bihuan.schemes.queries import INSIDE
from bihuan.schemes.refusals import NO_RUN
from bihuan.schemes.spec.leaves import Leaf
from bihuan.schemes.spec.nodes import Node, Part, Root

NO_SUCH_PART = Message(
    "what-if-part",
    Text(en='the scheme has no part "{part}"', zh="考核办法中没有计分项“{part}”"),
    Text(en="its parts are: {parts}", zh="可用的计分项：{parts}"),
)
NO_SUCH_VALUE = Message(
    "what-if-value",
    Text(
        en='"{unit}" or "{indicator}" takes no part in {scheme} of {period}',
        zh="{period} 的 {scheme} 中没有单位“{unit}”或指标“{indicator}”",
    ),
    Text(en="name a unit and an indicator of the result", zh="请写明参评单位和考核指标的标识"),
)
NOTHING_SUPPOSED = Message(
    "what-if-nothing",
    Text(en="nothing is changed", zh="没有任何变动"),
    Text(
        en="give a weight, a target, a method, a key or a value",
        zh="请给出权重、目标、方法、其他键或数值中的至少一项",
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


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One period, tried: the result as it is, as it would be, and the two side by side."""

    before: Result
    after: Result
    comparison: Comparison


def draft(scheme: Mechanism, supposed: Supposed) -> Mechanism:
    """Return the scheme's file as the draft would have it.

    Raises:
        Refused: nothing is otherwise, or a part is not there.
        Findings: the draft is no scheme.
    """
    if not 0 < supposed.size <= MOST_CHANGES:
        raise Refused(NOTHING_SUPPOSED)
    changes = list(_changes(scheme, supposed))
    if not changes:
        return scheme
    return drafted(scheme, changes, file=f"{scheme.name}-draft.yaml")


def difference(scheme: Mechanism, of: Mechanism) -> tuple[Difference, ...]:
    """Return what a draft says otherwise than the scheme."""
    return differences(scheme, of)


def what_if(
    viewer: Viewer, scheme: str, period: str, supposed: Supposed, *, since: str = ""
) -> tuple[Mechanism, Mechanism, tuple[WhatIf, ...]]:
    """Return the scheme in force, its draft, and each period tried, the oldest first.

    Args:
        viewer: who works in the district.
        scheme: its name.
        period: the last period tried.
        supposed: what is to be otherwise; values are of `period` alone.
        since: the first period tried; `period` alone if left out.

    Raises:
        Refused: as `draft` and `gathering.gather`; a value names who takes no part.
        Findings: the draft is no scheme that could be put in force.
    """
    if not viewer.may(*INSIDE):
        raise Refused(NO_RUN, scheme=scheme, period=period)
    last = Period.parse(period)
    ruling = in_force(viewer, "Scheme", scheme, last.last)
    other = draft(ruling, supposed)
    _refuse_mistakes(viewer, other, last)
    tried = [
        _tried(viewer, scheme, each, other, supposed.values if each == last else {})
        for each in _periods(Period.parse(since) if since else last, last)
    ]
    return ruling, other, tuple(tried)


def _refuse_mistakes(viewer: Viewer, other: Mechanism, period: Period) -> None:
    """Refuse a draft that could not be put in force beside what rules."""
    rules = [
        rule
        for kind in ("Organisation", "Indicator", "Scheme")
        for rule in all_in_force(viewer, kind, period.last)
        if (rule.kind, rule.name) != (other.kind, other.name)
    ]
    found = check(other, known([*rules, other]))
    if found:
        raise Findings(found)


def _periods(first: Period, last: Period) -> list[Period]:
    found = [last]
    while found[-1] > first:
        found.append(found[-1].previous())
    return found[::-1]


def _tried(
    viewer: Viewer,
    scheme: str,
    period: Period,
    other: Mechanism,
    values: Mapping[tuple[str, str], str | None],
) -> WhatIf:
    as_of = sealed_size(viewer.origin)
    # One engine will do: a trial stands nowhere, and what is in force is checked when it is scored.
    before = gather(viewer, scheme, str(period), as_of=as_of, score=reference.score).result

    def altered(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return _altered(before, facts, values)

    after = gather(
        viewer, scheme, str(period), as_of=as_of, score=reference.score, draft=other,
        altered=altered,
    ).result  # fmt: skip
    return WhatIf(before, after, compare(before, after))


def _altered(
    result: Result, facts: list[dict[str, Any]], values: Mapping[tuple[str, str], str | None]
) -> list[dict[str, Any]]:
    """Return the rows with the supposed values in place of those recorded."""
    rules = {one["name"]: one for one in result["parameters"]["indicators"]}
    units = {row["unit"] for row in result["rows"]}
    supposed = {}
    for (unit, indicator), written in values.items():
        if unit not in units or indicator not in rules:
            raise Refused(
                NO_SUCH_VALUE, unit=unit, indicator=indicator, scheme=result["scheme"],
                period=result["period"],
            )  # fmt: skip
        rule = rules[indicator]
        number = None
        if written is not None:
            number = read_number(written, rule["unit_of_measure"], rule["decimals"])
        supposed[unit, indicator] = number
    kept = []
    for row in facts:
        place = (row.get("unit"), row.get("indicator"))
        if row["row"] == "observation" and place in supposed:
            kept.append({**row, "value": supposed.pop(place), "late": False, "source": None})
        else:
            kept.append(row)
    return kept + [_row(unit, indicator, value) for (unit, indicator), value in supposed.items()]


def _row(unit: str, indicator: str, value: int | None) -> dict[str, Any]:
    whose = {"row": "observation", "unit": unit, "indicator": indicator, "value": value}
    return {
        **whose, "target": None, "prior": None, "late": False, "flags": [], "source": None,
    }  # fmt: skip


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
