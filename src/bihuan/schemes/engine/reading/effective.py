"""Effective weights: how much of what sets totals apart is due to each line.

A nominal weight says what a part could add; the *effective* weight says what it does to the
ranking: ``cov(contribution, total) / var(total)``. Contributions, bonuses, deductions and
remainders add up to the total, so their effective weights add up to 1, exactly. A negative one
pulls totals together. Beside it stand the correlation r of the leaf's points with the total, and
Pearson's *correlation ratio* η² = ``Σ n (mean of class - mean)² / Σ (total - mean)²``, the share
of variance that any curve of the leaf explains (Paruolo, Saisana and Saltelli 2013), with units
put by the leaf's points into ⌊√n⌋ classes of equal size, ties together. η² is never below what the
class means of a straight line explain; with few units it overstates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from bihuan.schemes.engine.reading.adding import Key, lines
from bihuan.schemes.engine.reading.correlating import FEWEST, pearson
from bihuan.schemes.engine.reading.numbers import Coefficient, covariance, total_of
from bihuan.schemes.engine.reading.sample import EXACT, TOTAL, Sample, whole
from bihuan.schemes.engine.result import Result, Words


@dataclass(frozen=True, slots=True)
class Weight:
    """A line's weights. `nominal` and `main` (η²) are None where there is nothing to weigh."""

    key: Key
    title: Words
    nominal: Fraction | None
    effective: Fraction
    r: Coefficient | None
    main: Fraction | None


@dataclass(frozen=True, slots=True)
class Effective:
    """The weights of all lines, which add up to 1, and those of nodes, which do not.

    Both are empty where fewer than three units have a total or all totals are the same.
    """

    units: int
    classes: int
    lines: tuple[Weight, ...]
    nodes: tuple[Weight, ...]


def effective(result: Result, sample: Sample) -> Effective:
    """Return the weights of a sample's lines and nodes, as they work on its totals."""
    totals = [whole(row["total"] or "0", EXACT) for row in sample.rows]
    count, classes = len(totals), max(isqrt(len(totals)), 2)
    if count < FEWEST or covariance(totals, totals) == 0:
        return Effective(count, classes, (), ())
    weighing = _Weighing(result, sample, totals, classes)
    return Effective(count, classes, weighing.lines(), weighing.nodes())


class _Weighing:
    def __init__(self, result: Result, sample: Sample, totals: Sequence[int], classes: int) -> None:
        self.sample, self.totals, self.classes = sample, totals, classes
        self.spread = covariance(totals, totals)
        paths = {leaf.path for leaf in sample.leaves}
        out_of = {
            column["path"]: Fraction(column["weight"])
            for column in result["indicators"]
            if column["path"] in paths
        }
        most = total_of(out_of.values())
        self.nominal = {path: weight / most for path, weight in out_of.items()} if most else {}

    def lines(self) -> tuple[Weight, ...]:
        amounts: dict[Key, list[int]] = {}
        titles: dict[Key, Words] = {}
        for at, row in enumerate(self.sample.rows):
            for line in lines(row):
                titles[line.key] = line.title
                amounts.setdefault(line.key, [0] * len(self.totals))[at] = line.amount
        order = {leaf.path: at for at, leaf in enumerate(self.sample.leaves)}
        keys = sorted(amounts, key=lambda key: (key.kind != "leaf", order.get(key.name, 0)))
        return tuple(self._weight(key, titles[key], amounts[key]) for key in keys)

    def nodes(self) -> tuple[Weight, ...]:
        found = []
        for node in self.sample.nodes:
            if node.path != TOTAL:
                adds = [_adds(row["nodes"], node.path) for row in self.sample.rows]
                found.append(self._weight(Key("leaf", node.path), node.title, adds))
        return tuple(found)

    def _weight(self, key: Key, title: Words, amounts: Sequence[int]) -> Weight:
        share = Fraction(covariance(amounts, self.totals), self.spread)
        if key.kind != "leaf":
            return Weight(key, title, None, share, pearson(amounts, self.totals), None)
        earned, totals = self.sample.together([key.name, TOTAL])
        enough = len(earned) >= FEWEST
        return Weight(
            key=key,
            title=title,
            nominal=self._nominal(key.name),
            effective=share,
            r=pearson(earned, totals) if enough else None,
            main=correlation_ratio(earned, totals, self.classes) if enough else None,
        )

    def _nominal(self, path: str) -> Fraction | None:
        leaves = [leaf.path for leaf in self.sample.leaves_below(path)] or [path]
        known = [self.nominal[leaf] for leaf in leaves if leaf in self.nominal]
        return total_of(known) if known else None


def _adds(nodes: Sequence[object], path: str) -> int:
    found = (node for node in nodes if isinstance(node, dict) and node["path"] == path)
    return whole(next((node["contribution"] for node in found), "0"), EXACT)


def correlation_ratio(
    numbers: Sequence[int], totals: Sequence[int], classes: int
) -> Fraction | None:
    """Return η² of totals by classes of the numbers; None where either does not vary."""
    spread = covariance(totals, totals)
    if spread == 0 or len(set(numbers)) < 2:  # noqa: PLR2004
        return None
    count, sums = len(totals), sum(totals)
    between = Fraction(0)
    for members in _classes(numbers, classes):
        its = sum(totals[at] for at in members)
        between += Fraction(count * its - len(members) * sums) ** 2 / len(members)
    return between / (count * spread)


def _classes(numbers: Sequence[int], classes: int) -> list[list[int]]:
    """Return the places of units by class: equal sizes as far as ties, kept together, allow."""
    in_order = sorted(range(len(numbers)), key=lambda at: numbers[at])
    found: dict[int, list[int]] = {}
    first: dict[int, int] = {}
    for place, at in enumerate(in_order):
        start = first.setdefault(numbers[at], place)
        found.setdefault(start * classes // len(numbers), []).append(at)
    return list(found.values())
