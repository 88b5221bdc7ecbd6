"""Units compared with each other, beside two other programs and slow second implementations."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from math import exp
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pymcdm import methods, normalizations
from skcriteria import mkdm
from skcriteria.agg.moora import RatioMOORA
from skcriteria.agg.topsis import TOPSIS
from skcriteria.agg.vikor import VIKOR
from skcriteria.preprocessing.scalers import SumScaler, VectorScaler

from bihuan.schemes.engine.definition.comparing_units import COMPARE, compared
from bihuan.schemes.engine.definition.voting import improved_order, margins

# The other programs warn of tables in which one unit is best at everything.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

MICRO, WHOLE = 10**6, 10**9
SCALES = {
    "vector": normalizations.vector_normalization,
    "minmax": normalizations.minmax_normalization,
    "max": normalizations.max_normalization,
}
USING: dict[str, dict[str, Any]] = {
    "topsis": {"scale": "vector"},
    "moora": {"scale": "vector"},
    "electre": {"scale": "vector", "concordance": None, "discordance": None},
    "vikor": {"strategy": 500_000},
    "kemeny": {"all_orders": 8},
}
Matrix = list[list[int]]


def node(combine: str, weights: list[int], costs: tuple[int, ...] = (), **using: Any) -> Any:
    its = {**USING.get(combine, {}), **using}
    if combine == "promethee":
        its.setdefault("preferences", [[f"p{at}", "usual", 0, 0, 0] for at in range(len(weights))])
    if combine == "spotis":
        its.setdefault("bounds", [[f"p{at}", 0, 100 * MICRO] for at in range(len(weights))])
    return {
        "combine": combine,
        "using": its,
        "costs": [f"p{at}" for at in costs],
        "parts": [[f"p{at}", weight * 10**7, WHOLE] for at, weight in enumerate(weights)],
    }


def found(written: Any, matrix: Matrix) -> list[float]:
    """Return what each row comes to, 1 for 100 points."""
    rows = [[number * MICRO for number in row] for row in matrix]
    return [float(score / (100 * MICRO)) for score in compared(written, rows)]


numbers = st.integers(1, 90)


@st.composite
def matrices(draw: st.DrawFn, most: int = 6) -> tuple[Matrix, list[int], tuple[int, ...]]:
    """Return a table of units by parts, weights, and which parts are costs."""
    units, parts = draw(st.integers(2, most)), draw(st.integers(1, 4))
    row = st.lists(numbers, min_size=parts, max_size=parts)
    matrix = draw(st.lists(row, min_size=units, max_size=units))
    weights = draw(st.lists(st.integers(1, 50), min_size=parts, max_size=parts))
    costs = tuple(at for at in range(parts) if draw(st.booleans()))
    return matrix, weights, costs


def told_apart(matrix: Matrix) -> bool:
    """Tell whether each part differs between units, as the other programs need."""
    return all(len(set(column)) > 1 for column in zip(*matrix, strict=True))


def theirs(
    case: tuple[Matrix, list[int], tuple[int, ...]],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    matrix, weights, costs = case
    types = np.array([-1 if at in costs else 1 for at in range(len(weights))])
    return np.array(matrix, float), np.array(weights) / sum(weights), types


@given(matrices(), st.sampled_from(sorted(SCALES)))
def test_topsis_is_that_of_pymcdm(case: Any, scale: str) -> None:
    matrix, weights, costs = case
    assume(told_apart(matrix))
    expected = methods.TOPSIS(SCALES[scale])(*theirs(case))
    assert found(node("topsis", weights, costs, scale=scale), matrix) == pytest.approx(expected)


@given(matrices(), st.integers(0, 4))
def test_vikor_is_that_of_pymcdm(case: Any, quarters: int) -> None:
    matrix, weights, costs = case
    assume(told_apart(matrix))
    table, shares, types = theirs(case)
    regrets = np.array([
        share * np.abs(column - best) / (column.max() - column.min())
        for column, share, best in zip(
            table.T, shares, np.where(types > 0, table.max(axis=0), table.min(axis=0)), strict=True
        )
    ])  # fmt: skip
    assume(np.ptp(regrets.sum(axis=0)) > 1e-9)
    assume(np.ptp(regrets.max(axis=0)) > 1e-9)
    strategy = quarters * 250_000
    expected = 1 - methods.VIKOR(v=quarters / 4)(table, shares, types)
    assert found(node("vikor", weights, costs, strategy=strategy), matrix) == pytest.approx(
        expected, abs=1e-9
    )


@given(matrices())
def test_moora_is_that_of_pymcdm(case: Any) -> None:
    matrix, weights, costs = case
    assume(costs)  # it asks for one
    expected = methods.MOORA()(*theirs(case))
    assert found(node("moora", weights, costs), matrix) == pytest.approx(expected, abs=1e-9)


@given(matrices())
def test_spotis_is_that_of_pymcdm(case: Any) -> None:
    matrix, weights, costs = case
    bounds = np.array([[0, 100]] * len(weights), float)
    expected = 1 - methods.SPOTIS(bounds)(*theirs(case))
    assert found(node("spotis", weights, costs), matrix) == pytest.approx(expected)


@given(matrices())
def test_topsis_vikor_and_moora_are_those_of_scikit_criteria(case: Any) -> None:
    matrix, weights, costs = case
    assume(told_apart(matrix))
    objectives = [min if at in costs else max for at in range(len(weights))]
    table = mkdm(matrix, objectives, weights=[float(weight) for weight in weights])
    table = SumScaler(target="weights").transform(table)
    vectors = VectorScaler(target="matrix").transform(table)
    closeness = TOPSIS().evaluate(vectors).e_.similarity
    assert found(node("topsis", weights, costs), matrix) == pytest.approx(closeness)
    ratios = RatioMOORA().evaluate(vectors).e_.score
    assert found(node("moora", weights, costs), matrix) == pytest.approx(ratios, abs=1e-9)
    mine = found(node("vikor", weights, costs), matrix)
    theirs_ = VIKOR(v=0.5).evaluate(table).e_
    if np.ptp(theirs_.s_k) > 1e-9 and np.ptp(theirs_.r_k) > 1e-9:
        assert mine == pytest.approx(1 - theirs_.q_k, abs=1e-9)


# Every unit against every other, by definition

SHAPES = ("usual", "u_shape", "v_shape", "level", "linear", "gaussian")


def preference(shape: str, d: float, q: int, p: int, s: int) -> float:
    """Return how much a difference counts, from the book."""
    if d <= 0:
        return 0.0
    return {
        "usual": 1.0,
        "u_shape": float(d > q),
        "v_shape": min(d / p, 1),
        "level": (float(d > q) + float(d > p)) / 2,
        "linear": min(max((d - q) / (p - q), 0), 1),
        "gaussian": 1 - exp(-d * d / (2 * s * s)),
    }[shape]


@given(matrices(), st.sampled_from(SHAPES), st.integers(0, 10), st.integers(1, 30))
def test_promethee_is_the_mean_of_preferences_over_all_others(
    case: Any, shape: str, q: int, more: int
) -> None:
    matrix, weights, costs = case
    p, s = q + more, more
    limits = [q * MICRO, p * MICRO, s * MICRO]
    preferences = [[f"p{at}", shape, *limits] for at in range(len(weights))]

    def preferred(a: list[int], b: list[int]) -> float:
        gains = (
            y - x if at in costs else x - y for at, (x, y) in enumerate(zip(a, b, strict=True))
        )
        return sum(w * preference(shape, d, q, p, s) for w, d in zip(weights, gains, strict=True))

    expected = [
        sum(preferred(a, b) - preferred(b, a) for b in matrix)
        / ((len(matrix) - 1) * sum(weights))
        for a in matrix
    ]  # fmt: skip
    written = node("promethee", weights, costs, preferences=preferences)
    assert found(written, matrix) == pytest.approx(expected, abs=1e-9)


@given(matrices())
def test_copeland_counts_pairs_won_and_lost(case: Any) -> None:
    matrix, weights, costs = case

    def margin(a: list[int], b: list[int]) -> int:
        signs = ((x > y) - (x < y) for x, y in zip(a, b, strict=True))
        return sum(
            (-w if at in costs else w) * sign
            for at, (w, sign) in enumerate(zip(weights, signs, strict=True))
        )

    net = [sum(np.sign(margin(a, b)) for b in matrix) / (len(matrix) - 1) for a in matrix]
    assert found(node("copeland", weights, costs), matrix) == pytest.approx(net)


def agreement(order: tuple[int, ...], against: list[list[int]]) -> int:
    return sum(
        against[first][second] for at, first in enumerate(order) for second in order[at + 1 :]
    )


@given(matrices())
def test_kemeny_is_the_mean_place_over_the_best_of_all_orders(case: Any) -> None:
    matrix, weights, _ = case
    against = margins([list(column) for column in zip(*matrix, strict=True)], weights)
    orders = list(permutations(range(len(matrix))))
    most = max(agreement(order, against) for order in orders)
    best = [order for order in orders if agreement(order, against) == most]
    places = [sum(order.index(unit) for order in best) / len(best) for unit in range(len(matrix))]
    expected = [1 - place / (len(matrix) - 1) for place in places]
    assert found(node("kemeny", weights), matrix) == pytest.approx(expected)


@given(matrices(most=8))
def test_an_order_that_is_looked_for_treats_equal_units_alike(case: Any) -> None:
    matrix, weights, _ = case
    columns = [list(column) for column in zip(*matrix, strict=True)]
    places = improved_order(margins(columns, weights), columns)
    assert sum(places) == Fraction(len(matrix) * (len(matrix) - 1), 2)
    for one, row in enumerate(matrix):
        for other in range(one):
            if matrix[other] == row:
                assert places[one] == places[other]


def test_where_one_unit_beats_all_the_order_that_is_looked_for_is_the_best() -> None:
    matrix = [[place, place, 20 - place] for place in range(20)]
    looked_for = found(node("kemeny", [40, 35, 25], all_orders=2), matrix)
    assert looked_for == pytest.approx([place / 19 for place in range(20)])


@given(matrices())
def test_electre_counts_units_outranked_and_outranking(case: Any) -> None:
    matrix, weights, costs = case
    table, shares, types = theirs(case)
    values = shares * types * table / np.sqrt((table**2).sum(axis=0))
    size, pairs = len(matrix), [(a, b) for a in range(len(matrix)) for b in range(len(matrix))]
    agree, differ = {}, {}
    for a, b in pairs:
        if a != b:
            gain = values[a] - values[b]
            # Equal numbers are equal, whatever the last bit of their quotients says.
            gain = np.where(table[a] == table[b], 0, gain)
            agree[a, b] = shares[gain >= 0].sum()
            differ[a, b] = max(-gain.min(), 0) / np.abs(gain).max() if gain.any() else 0
    least, most = np.mean(list(agree.values())), np.mean(list(differ.values()))
    # Floats cannot tell what lies on a threshold.
    assume(all(abs(each - least) > 1e-9 for each in agree.values()))
    assume(all(abs(each - most) > 1e-9 for each in differ.values()))
    net = [0] * size
    for (a, b), agreed in agree.items():
        if agreed >= least and differ[a, b] <= most:
            net[a] += 1
            net[b] -= 1
    expected = [each / (size - 1) for each in net]
    assert found(node("electre", weights, costs), matrix) == pytest.approx(expected)


# Published numbers that are written down nowhere else here


def test_condorcet_s_sixty_voters_as_young_told_them_in_1988() -> None:
    """23 vote a, b, c; 17 b, c, a; 2 b, a, c; 10 c, a, b; 8 c, b, a: the order is b, c, a."""
    by_voters = [(3, 2, 1), (1, 3, 2), (2, 3, 1), (2, 1, 3), (1, 2, 3)]
    matrix = [list(row) for row in zip(*by_voters, strict=True)]
    votes = [23, 17, 2, 10, 8]
    assert margins([list(column) for column in by_voters], votes)[0] == [0, 6, -10]
    assert found(node("kemeny", votes), matrix) == [0, 1, 0.5]
    # Each beats one and loses to one.
    assert found(node("copeland", votes), matrix) == [0, 0, 0]


# Declared outcomes where nothing can be told apart


@pytest.mark.parametrize("combine", sorted(COMPARE))
@pytest.mark.parametrize("matrix", [[[5, 7]], [[5, 7], [5, 7]], [[0, 0], [0, 0], [0, 0]]])
def test_units_that_are_all_alike_share_a_declared_score(combine: str, matrix: Matrix) -> None:
    scores = found(node(combine, [60, 40]), matrix)
    assert len(set(scores)) == 1
    if combine in ("topsis", "vikor"):
        assert scores[0] == 1
    if combine in ("promethee", "electre", "copeland"):
        assert scores[0] == 0


@pytest.mark.parametrize("combine", sorted(COMPARE))
def test_a_constant_part_moves_nobody(combine: str) -> None:
    matrix = [[3, 5], [8, 5], [4, 5]]
    scores = found(node(combine, [60, 40]), matrix)
    assert scores[1] == max(scores)
    assert scores[0] == min(scores)


@pytest.mark.parametrize("combine", sorted(COMPARE))
def test_nobody_to_compare_is_no_mistake(combine: str) -> None:
    assert compared(node(combine, [60, 40]), []) == []


@given(matrices(), st.sampled_from(sorted(COMPARE)), st.data())
def test_the_order_of_units_does_not_matter(case: Any, combine: str, data: st.DataObject) -> None:
    matrix, weights, costs = case
    written = node(combine, weights, costs)
    order = data.draw(st.permutations(range(len(matrix))))
    scores = found(written, matrix)
    assert found(written, [matrix[at] for at in order]) == [scores[at] for at in order]


@given(matrices(), st.sampled_from(("topsis", "vikor", "moora", "promethee", "electre", "kemeny")))
def test_the_unit_of_measure_does_not_matter(case: Any, combine: str) -> None:
    matrix, weights, costs = case
    larger = [[number * 1000 if at == 0 else number for at, number in enumerate(row)]
              for row in matrix]  # fmt: skip
    written = node(combine, weights, costs)
    assert found(written, matrix) == found(written, larger)
