"""The units of a group as columns: what each earned on every part of the tree, and its total.

Columns hold points as scored, in millionths: direction, target and method are in them already, so
more is always better. A unit without a total is left out and named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bihuan.ledger.words import Message, Refused, Text
from bihuan.schemes.engine.result import Result, UnitRow, Words

Json = dict[str, Any]
Column = tuple[int | None, ...]

MICRO, EXACT = 6, 15  # decimals of points, and of what is added up
TOTAL = ""  # the path of the total, as of the tree's root

GROUP_UNKNOWN = Message(
    "group-not-in-run",
    Text(
        en="{group} is no group of {scheme} in {period}",
        zh="{scheme} {period} 没有名为 {group} 的分组",
    ),
    Text(en="its groups are: {groups}", zh="分组有：{groups}"),
)
GROUPS_DIFFER = Message(
    "groups-differ",
    Text(
        en="{groups} are scored by different trees, so their columns are not the same",
        zh="{groups} 的指标体系不同，不能合并分析",
    ),
    Text(en="read each group on its own", zh="请逐组分析"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf, a node or the total. `full` is what it is out of, in points of its own scale."""

    path: str
    title: Words
    leaf: bool
    full: Fraction

    @property
    def level(self) -> int:
        """The steps from the total, which is level 0."""
        return self.path.count("/") + 1 if self.path else 0

    @property
    def above(self) -> str:
        return self.path.rpartition("/")[0]


@dataclass(frozen=True)
class Sample:
    """Units with a total that are scored by one tree.

    `columns` are millionths of a point by path, None where a unit has none. `without` are the
    units left out, since they have no total.
    """

    groups: tuple[str, ...]
    titles: tuple[Words, ...]
    rows: tuple[UnitRow, ...]
    parts: tuple[Part, ...]
    columns: dict[str, Column]
    without: tuple[str, ...]

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(row["unit"] for row in self.rows)

    @property
    def leaves(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.leaf)

    @property
    def nodes(self) -> tuple[Part, ...]:
        """The inner nodes and the total, the total first."""
        return tuple(part for part in self.parts if not part.leaf)

    def part(self, path: str) -> Part:
        return next(part for part in self.parts if part.path == path)

    def below(self, path: str) -> tuple[Part, ...]:
        """Return the parts directly below a node."""
        return tuple(part for part in self.parts if part.path and part.above == path)

    def leaves_below(self, path: str) -> tuple[Part, ...]:
        """Return all leaves of a node, however deep."""
        inside = f"{path}/" if path else ""
        return tuple(leaf for leaf in self.leaves if leaf.path.startswith(inside))

    def together(self, paths: Sequence[str]) -> list[tuple[int, ...]]:
        """Return the columns of the units that have all of them."""
        rows = list(zip(*(self.columns[path] for path in paths), strict=True))
        whole = [row for row in rows if None not in row]
        return [tuple(column) for column in zip(*whole, strict=True)] or [()] * len(paths)


def samples(result: Result) -> list[Sample]:
    """Return each group on its own: a ranking is of one group."""
    return [sample(result, [group["name"]]) for group in result["groups"] if group["size"]]


def sample(result: Result, groups: Iterable[str]) -> Sample:
    """Return the units of some groups together; refuses groups with different trees."""
    chosen = tuple(dict.fromkeys(groups))
    known = {group["name"]: group for group in result["parameters"]["groups"]}
    for name in chosen:
        if name not in known:
            raise Refused(
                GROUP_UNKNOWN, group=name, scheme=result["scheme"], period=result["period"],
                groups=", ".join(known),
            )  # fmt: skip
    if len({known[name]["sheet"] for name in chosen}) > 1:
        raise Refused(GROUPS_DIFFER, groups=", ".join(chosen))
    sheet = result["parameters"]["sheets"][known[chosen[0]]["sheet"]]
    rows = [row for row in result["rows"] if row["group"] in chosen]
    scored = tuple(row for row in rows if row["total"] is not None)
    parts = _parts(sheet)
    return Sample(
        groups=chosen,
        titles=tuple(known[name]["title"] for name in chosen),
        rows=scored,
        parts=parts,
        columns=_columns(parts, scored),
        without=tuple(row["unit"] for row in rows if row["total"] is None),
    )


def _parts(sheet: Json) -> tuple[Part, ...]:
    """Return the total, then nodes and leaves as they stand in the tree, the upper ones first."""
    root = sheet["nodes"][-1]
    total = Part(TOTAL, Words(zh="综合得分", en="total"), False, Fraction(root["full"], 10**MICRO))
    found = [
        Part(each["path"], each["title"], leaf, Fraction(each["full"], 10**MICRO))
        for each, leaf in (
            *((node, False) for node in reversed(sheet["nodes"][:-1])),
            *((leaf, True) for leaf in sheet["leaves"]),
        )
    ]
    places = {leaf["path"]: at for at, leaf in enumerate(sheet["leaves"])}

    def place(part: Part) -> tuple[int, int]:
        inside = f"{part.path}/"
        first = min((at for path, at in places.items() if path.startswith(inside)), default=0)
        return (places.get(part.path, first), part.level)

    return (total, *sorted(found, key=place))


def _columns(parts: Sequence[Part], rows: Sequence[UnitRow]) -> dict[str, Column]:
    """Return the columns of the parts; a part that a row does not have is None there."""
    by_row = [_scores(row) for row in rows]
    return {part.path: tuple(scores.get(part.path) for scores in by_row) for part in parts}


def _scores(row: UnitRow) -> dict[str, int]:
    scores = {leaf["path"]: leaf["points"] for leaf in row["leaves"] if leaf["points"]}
    scores.update((node["path"], node["score"]) for node in row["nodes"])
    scores[TOTAL] = row["total"] or "0"
    return {path: whole(number, MICRO) for path, number in scores.items()}


def whole(number: str, decimals: int) -> int:
    """Return the text of an exact decimal as a whole number at a scale that holds it."""
    return int(Decimal(number).scaleb(decimals))
