"""Cronbach's alpha: whether the parts of a node measure one thing.

``α = k/(k-1) (1 - Σ var(part) / var(sum of parts))`` (Cronbach 1951), on the share of its full
points that each part earned, so that all parts stand on one scale; a part out of no points is
taken in points. The standardised alpha ``k r̄ / (1 + (k-1) r̄)`` takes all parts as equally spread,
with the mean r̄ of their correlations. A part that does not vary is left out and named, as are
units that lack a part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import combinations
from math import lcm

from bihuan.schemes.engine.definition.exact import EXACT
from bihuan.schemes.engine.reading.correlating import FEWEST, pearson
from bihuan.schemes.engine.reading.numbers import Coefficient, covariance
from bihuan.schemes.engine.reading.sample import Part, Sample
from bihuan.schemes.engine.weighing.matrix import decimal_of, exactly, root


@dataclass(frozen=True, slots=True)
class Item:
    """A part of a node: alpha of the others alone, and its correlation with their sum."""

    path: str
    alpha_without: Fraction | None
    with_rest: Coefficient | None


@dataclass(frozen=True, slots=True)
class Alpha:
    """How well the parts of a node hang together, over `units` units.

    `alpha` is None where fewer than two parts vary, fewer than three units have all parts, or the
    parts cancel out.
    """

    path: str
    units: int
    alpha: Fraction | None
    standardised: Fraction | None
    items: tuple[Item, ...]
    constant: tuple[str, ...]


def alphas(sample: Sample) -> list[Alpha]:
    """Return alpha of the parts directly below each node that has two or more, the total first."""
    chosen = ((node.path, sample.below(node.path)) for node in sample.nodes)
    return [alpha(sample, path, parts) for path, parts in chosen if len(parts) > 1]


def alpha(sample: Sample, path: str, parts: Sequence[Part]) -> Alpha:
    """Return alpha of some parts, as that of the node at `path`."""
    columns = list(zip(parts, sample.together([part.path for part in parts]), strict=True))
    units = len(columns[0][1])
    constant = tuple(part.path for part, column in columns if len(set(column)) < 2)  # noqa: PLR2004
    varying = [(part, column) for part, column in columns if part.path not in constant]
    if units < FEWEST:
        return Alpha(path, units, None, None, (), ())
    scaled = _on_one_scale(varying)
    return Alpha(
        path=path,
        units=units,
        alpha=_alpha(scaled),
        standardised=_standardised(scaled),
        items=tuple(
            _item(part.path, scaled, at) for at, (part, _) in enumerate(varying) if len(scaled) > 1
        ),
        constant=constant,
    )


def _on_one_scale(columns: Sequence[tuple[Part, Sequence[int]]]) -> list[list[int]]:
    """Return the columns as shares of what each is out of, times one number for all."""
    fulls = [part.full if part.full > 0 else Fraction(1) for part, _ in columns]
    common = lcm(*(full.numerator for full in fulls)) if fulls else 1
    return [
        [number * full.denominator * (common // full.numerator) for number in column]
        for full, (_, column) in zip(fulls, columns, strict=True)
    ]


def _alpha(columns: Sequence[Sequence[int]]) -> Fraction | None:
    count = len(columns)
    if count < 2:  # noqa: PLR2004  (one part agrees with nothing)
        return None
    sums = _sums(columns)
    spread = covariance(sums, sums)
    if spread == 0:
        return None
    own = sum(covariance(column, column) for column in columns)
    return Fraction(count, count - 1) * (1 - Fraction(own, spread))


def _sums(columns: Sequence[Sequence[int]]) -> list[int]:
    return [sum(row) for row in zip(*columns, strict=True)]


def _standardised(columns: Sequence[Sequence[int]]) -> Fraction | None:
    """Return the standardised alpha, cut to 20 decimals: the correlations hold roots."""
    count = len(columns)
    if count < 2:  # noqa: PLR2004
        return None
    with localcontext(EXACT):
        rs = [_decimal(pearson(*two)) for two in combinations(columns, 2)]
        mean = sum(rs, Decimal(0)) / len(rs)
        below = 1 + (count - 1) * mean
        return exactly(count * mean / below) if exactly(below) else None


def _decimal(r: Coefficient | None) -> Decimal:
    """Return a correlation of varying columns to 50 digits."""
    if r is None:
        return Decimal(0)
    return root(r.square) * r.sign if r.square != 1 else decimal_of(Fraction(r.sign))


def _item(path: str, columns: Sequence[Sequence[int]], at: int) -> Item:
    others = [column for index, column in enumerate(columns) if index != at]
    return Item(path, _alpha(others), pearson(columns[at], _sums(others)))
