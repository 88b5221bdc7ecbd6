"""Correlations of what units earned: between leaves, and of a part with the nodes above it.

- *Pearson*: ``Σ(x-x̄)(y-ȳ) / √(Σ(x-x̄)² Σ(y-ȳ)²)``.
- *Spearman*: Pearson's of the places, equal numbers sharing the middle of theirs.
- *Kendall tau-b*: ``(C - D) / √((N - Tx)(N - Ty))`` over all N pairs of units, C of them in the
  same order, D in the opposite one, Tx and Ty level in x or y.

Each pair of columns takes the units that have both. A column that does not vary has no
correlation: it is named, and never a number that is none.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Literal

from bihuan.schemes.engine.reading.numbers import (
    Coefficient,
    coefficient_of,
    covariance,
    middle_places,
    ratio,
)
from bihuan.schemes.engine.reading.sample import Sample

Method = Literal["pearson", "spearman", "kendall"]
Mark = Literal["", "negative", "weak", "collinear"]

FEWEST = 3  # two points always lie on one line
# Where a colour changes in the correlation tables of the COINr package (Becker et al. 2022).
NEGATIVE, WEAK, COLLINEAR = (coefficient_of(Fraction(n, 10)) for n in (-4, 3, 9))


@dataclass(frozen=True, slots=True)
class Pair:
    """The correlation of two columns over `units` units.

    `r` is None where fewer than three units have both, or where a column named in `constant`
    does not vary.
    """

    first: str
    second: str
    units: int
    r: Coefficient | None
    constant: tuple[str, ...] = ()

    @property
    def mark(self) -> Mark:
        """What to look at: parts that contradict, have little to do with, or repeat each other."""
        if self.r is None:
            return ""
        if self.r < NEGATIVE:
            return "negative"
        if self.r < WEAK:
            return "weak"
        return "collinear" if self.r > COLLINEAR else ""


def between(sample: Sample, method: Method = "pearson") -> list[Pair]:
    """Return the correlation of each part with every node above it, up to the total."""
    paths = [
        (part.path, above) for part in sample.parts if part.path for above in _above(part.path)
    ]
    return correlations(sample, paths, method)


def within(sample: Sample, method: Method = "pearson") -> list[Pair]:
    """Return the correlations of the parts that stand directly below the same node."""
    paths = [
        (first.path, second.path)
        for node in sample.nodes
        for first, second in combinations(sample.below(node.path), 2)
    ]
    return correlations(sample, paths, method)


def of_leaves(sample: Sample, method: Method = "pearson") -> list[Pair]:
    """Return the correlation of each two leaves, wherever they stand."""
    paths = [(first.path, second.path) for first, second in combinations(sample.leaves, 2)]
    return correlations(sample, paths, method)


def _above(path: str) -> Iterator[str]:
    while path:
        path = path.rpartition("/")[0]
        yield path


def correlations(
    sample: Sample, pairs: Sequence[tuple[str, str]], method: Method = "pearson"
) -> list[Pair]:
    """Return the correlations of pairs of columns, named by path."""
    columns = _Columns(sample, method)
    return [columns.pair(first, second) for first, second in pairs]


class _Columns:
    """Columns made ready for a method once, where every unit has them."""

    def __init__(self, sample: Sample, method: Method) -> None:
        self.sample, self.method = sample, method
        self.ready: dict[str, list[int] | None] = {}

    def pair(self, first: str, second: str) -> Pair:
        xs, ys = self._whole(first), self._whole(second)
        if xs is None or ys is None:
            chosen = self.sample.together([first, second])
            xs, ys = (self._made(column) for column in chosen)
        still = tuple(path for path, column in ((first, xs), (second, ys)) if len(set(column)) < 2)  # noqa: PLR2004
        if len(xs) < FEWEST:
            return Pair(first, second, len(xs), None)
        return Pair(first, second, len(xs), None if still else self._r(xs, ys), still)

    def _whole(self, path: str) -> list[int] | None:
        """Return a column as the method takes it; None where some unit lacks it."""
        if path not in self.ready:
            column = [number for number in self.sample.columns[path] if number is not None]
            there = len(column) == len(self.sample.rows)
            self.ready[path] = self._made(column) if there else None
        return self.ready[path]

    def _made(self, column: Sequence[int]) -> list[int]:
        return list(column) if self.method == "pearson" else middle_places(column)

    def _r(self, xs: Sequence[int], ys: Sequence[int]) -> Coefficient | None:
        if self.method == "kendall":
            return kendall(xs, ys)
        return pearson(xs, ys)


def pearson(xs: Sequence[int], ys: Sequence[int]) -> Coefficient | None:
    """Return Pearson's correlation; None where a column does not vary."""
    return ratio(covariance(xs, ys), covariance(xs, xs), covariance(ys, ys))


def spearman(xs: Sequence[int], ys: Sequence[int]) -> Coefficient | None:
    """Return Spearman's rank correlation; None where a column does not vary."""
    return pearson(middle_places(xs), middle_places(ys))


def kendall(xs: Sequence[int], ys: Sequence[int]) -> Coefficient | None:
    """Return Kendall's tau-b; None where a column does not vary.

    Pairs in the opposite order are counted as units come in by x: those before with a higher y
    (Knight 1966).
    """
    everything = _pairs([len(xs)])
    level_x, level_y, level = (
        _pairs(Counter(column).values()) for column in (xs, ys, zip(xs, ys, strict=True))
    )
    before: list[int] = []
    opposite = 0
    for _, y in sorted(zip(xs, ys, strict=True)):
        opposite += len(before) - bisect_right(before, y)
        insort(before, y)
    order = everything - level_x - level_y + level - 2 * opposite
    return ratio(order, everything - level_x, everything - level_y)


def _pairs(sizes: Iterable[int]) -> int:
    """Return how many pairs there are within sets of these sizes."""
    return sum(size * (size - 1) // 2 for size in sizes)
