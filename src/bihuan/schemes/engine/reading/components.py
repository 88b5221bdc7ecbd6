"""Principal components of the leaves of a node: how many things they measure, and which.

The eigenvectors of the leaves' correlations (Pearson 1901, Hotelling 1933), found by Jacobi's
rotations in decimals of 50 digits, which round in one way on every machine, as for weights from
components. A loading is the correlation of leaf and component, ``v √λ``. Signs are fixed: the
loadings of a component add up to more than nothing, or the first that is not nothing is positive.
By Kaiser (1960) the components that count are those with an eigenvalue above 1. KMO (Kaiser 1974)
is ``Σr² / (Σr² + Σp²)`` over all pairs, p being their correlation when all others are held.

Leaves that do not vary are left out and named, as are units that lack a leaf.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from bihuan.schemes.engine.definition.exact import EXACT
from bihuan.schemes.engine.reading.correlating import FEWEST
from bihuan.schemes.engine.reading.sample import Sample
from bihuan.schemes.engine.weighing.eigen import Rows, eigen
from bihuan.schemes.engine.weighing.matrix import Column, correlations, exactly

_NOTHING = Decimal("1e-20")


@dataclass(frozen=True, slots=True)
class Component:
    """One component: its eigenvalue, its share of all variance, and the loading of each leaf."""

    eigenvalue: Fraction
    share: Fraction
    loadings: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Components:
    """The components of a node's leaves, the largest first, over `units` units.

    `kept` is how many have an eigenvalue above 1. `kmo` is None where a leaf repeats others
    exactly, or there are fewer units than that takes.
    """

    path: str
    units: int
    leaves: tuple[str, ...]
    components: tuple[Component, ...]
    kept: int
    kmo: Fraction | None
    constant: tuple[str, ...]


def all_components(sample: Sample) -> list[Components]:
    """Return the components of each node with two or more leaves, the total first."""
    return [
        components(sample, node.path)
        for node in sample.nodes
        if len(sample.leaves_below(node.path)) > 1
    ]


def components(sample: Sample, path: str) -> Components:
    """Return the components of the leaves of one node; none where fewer than three units."""
    paths = [leaf.path for leaf in sample.leaves_below(path)]
    columns = [
        Column(of, numbers) for of, numbers in zip(paths, sample.together(paths), strict=True)
    ]
    units = len(columns[0].numbers)
    if units < FEWEST:
        return Components(path, units, (), (), 0, None, ())
    varying = tuple(column for column in columns if not column.constant)
    constant = tuple(column.path for column in columns if column.constant)
    found = eigen(correlations(varying))
    made = tuple(_component(value, vector) for value, vector in found)
    kept = sum(component.eigenvalue > 1 for component in made)
    leaves = tuple(column.path for column in varying)
    return Components(path, units, leaves, made, kept, _kmo(found), constant)


def _component(value: Decimal, vector: list[Decimal]) -> Component:
    """Return a component with its sign fixed."""
    with localcontext(EXACT):
        root = max(value, Decimal(0)).sqrt()
        loadings = [exactly(number * root) for number in vector]
    first = next((number for number in loadings if number), Fraction(0))
    if (sum(loadings, Fraction(0)) or first) < 0:
        loadings = [-number for number in loadings]
    size = exactly(value)
    return Component(size, size / len(vector), tuple(loadings))


def _kmo(found: list[tuple[Decimal, list[Decimal]]]) -> Fraction | None:
    """Return the measure of sampling adequacy; None where the correlations cannot be inverted."""
    if len(found) < 2 or found[-1][0] < _NOTHING:  # noqa: PLR2004
        return None
    with localcontext(EXACT):
        plain, inverse = (_rebuilt(found, power) for power in (1, -1))
        together = held = Decimal(0)
        for i, row in enumerate(inverse):
            for j in range(i):
                together += plain[i][j] ** 2
                held += row[j] ** 2 / (row[i] * inverse[j][j])
        whole = together + held
        return exactly(together / whole) if whole > _NOTHING else None


def _rebuilt(found: list[tuple[Decimal, list[Decimal]]], power: int) -> Rows:
    """Return the sum of ``λ^power v vᵀ``: the matrix itself, or its inverse."""
    size = len(found)
    rows = [[Decimal(0)] * size for _ in range(size)]
    for value, vector in found:
        times = value if power > 0 else 1 / value
        for i in range(size):
            for j in range(size):
                rows[i][j] += times * vector[i] * vector[j]
    return rows
