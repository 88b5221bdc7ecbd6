"""Weights that people give: equal ones, budgets of several experts, judgements in pairs (AHP).

They do not depend on any score. Source of the last: Saaty 1980, *The Analytic Hierarchy Process*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import combinations

from bihuan.schemes.engine.definition.exact import EXACT
from bihuan.schemes.engine.weighing.matrix import Measure, Weights, decimal_of, exactly
from bihuan.schemes.spec.weights import Ahp, Budget, Equal

# Saaty's random indices by the number of parts compared; beyond 15 there is none.
RANDOM_INDEX = tuple(
    map(
        Fraction,
        ("0", "0", "0", "0.58", "0.90", "1.12", "1.24", "1.32", "1.41", "1.45", "1.49", "1.51",
         "1.48", "1.56", "1.57", "1.59"),
    )
)  # fmt: skip
MOST_COMPARED = len(RANDOM_INDEX) - 1
# Below this no digit moves that is kept.
STILL = Decimal("1e-40")

Given = Equal | Budget | Ahp


def given(weigh: Given, names: Sequence[str]) -> Weights:
    """Return the weights of the parts named, in their order; parts of other groups fall away."""
    if isinstance(weigh, Budget):
        return _of_budget(weigh, names)
    if isinstance(weigh, Ahp):
        return _of_judgements(weigh, names)
    return Weights(tuple(Fraction(1) for _ in names))


def _of_budget(weigh: Budget, names: Sequence[str]) -> Weights:
    """Return the sums of the experts' points, and how far their shares lie apart."""
    tables = [
        {line.part: Fraction(line.points) for line in expert.points} for expert in weigh.experts
    ]
    kept = [[table.get(name, Fraction(0)) for name in names] for table in tables]
    shares = [[points / sum(row) if sum(row) else points for points in row] for row in kept]
    sizes = tuple(sum(column, Fraction(0)) for column in zip(*kept, strict=True))
    measures = []
    for name, column in zip(names, zip(*shares, strict=True), strict=True):
        measures += [Measure("least", name, min(column)), Measure("most", name, max(column))]
    return Weights(sizes, tuple(measures))


@dataclass(frozen=True, slots=True)
class Comparison:
    """The shares that judgements in pairs lead to, and how well these agree with each other."""

    sizes: tuple[Fraction, ...]
    largest: Fraction
    index: Fraction
    ratio: Fraction


Pairs = Mapping[tuple[str, str], Fraction]


def pairs_of(weigh: Ahp) -> dict[tuple[str, str], Fraction]:
    """Return how many times as important each part is as each other, both ways round."""
    found = {}
    for line in weigh.judgements:
        times = Fraction(line.times)
        found[line.part, line.over] = times
        found[line.over, line.part] = 1 / times
    return found


def compared(pairs: Pairs, names: Sequence[str], form: str) -> Comparison:
    """Return the shares of parts and the consistency ratio CR = (lambda - n) / (n - 1) / RI."""
    size = len(names)
    with localcontext(EXACT):
        rows = [[Decimal(1) if a == b else decimal_of(pairs[a, b]) for b in names] for a in names]
        sizes = _by_rows(rows) if form == "geometric" else _by_power(rows)
        ratios = [_dot(row, sizes) / own for row, own in zip(rows, sizes, strict=True)]
        largest = exactly(sum(ratios, Decimal(0)) / size)
    index = (largest - size) / (size - 1) if size > 1 else Fraction(0)
    random = RANDOM_INDEX[min(size, MOST_COMPARED)]
    return Comparison(
        tuple(map(exactly, sizes)), largest, index, index / random if random else Fraction(0)
    )


def _by_rows(rows: list[list[Decimal]]) -> list[Decimal]:
    """Return the geometric means of the rows, scaled to add up to 1."""
    means = [(sum((cell.ln() for cell in row), Decimal(0)) / len(row)).exp() for row in rows]
    return _scaled(means)


def _by_power(rows: list[list[Decimal]]) -> list[Decimal]:
    """Return the principal eigenvector, by multiplying until nothing moves.

    The matrix is positive, so that there is one (Perron) and every start leads to it.
    """
    vector, moved = [Decimal(1) / len(rows)] * len(rows), Decimal(1)
    while moved > STILL:
        following = _scaled([_dot(row, vector) for row in rows])
        moved = max(abs(a - b) for a, b in zip(following, vector, strict=True))
        vector = following
    return vector


def _dot(row: list[Decimal], vector: list[Decimal]) -> Decimal:
    return sum((a * b for a, b in zip(row, vector, strict=True)), Decimal(0))


def _scaled(vector: list[Decimal]) -> list[Decimal]:
    whole = sum(vector, Decimal(0))
    return [number / whole for number in vector]


def _of_judgements(weigh: Ahp, names: Sequence[str]) -> Weights:
    found = compared(pairs_of(weigh), names, weigh.form)
    measures = (
        Measure("largest", "", found.largest),
        Measure("consistency-index", "", found.index),
        Measure("consistency-ratio", "", found.ratio),
    )
    return Weights(found.sizes, measures)


def contradiction(pairs: Pairs, names: Sequence[str]) -> tuple[tuple[str, str, str], Fraction]:
    """Return the three parts whose judgements agree least, and how many times they are apart.

    If a is p times b, and b is q times c, then a should be pq times c.
    """
    worst, by = ("", "", ""), Fraction(0)
    for a, b, c in combinations(names, 3):
        apart = pairs[a, b] * pairs[b, c] * pairs[c, a]
        apart = max(apart, 1 / apart)
        if apart > by:
            worst, by = (a, b, c), apart
    return worst, by
