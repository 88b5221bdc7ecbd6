"""Each way of weighing against a plain second reckoning of the same definition."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.ledger.words import Refused
from bihuan.schemes.engine.definition.exact import EXACT
from bihuan.schemes.engine.weighing.certified import only_optimum
from bihuan.schemes.engine.weighing.components import by_principal
from bihuan.schemes.engine.weighing.doubt import by_doubt
from bihuan.schemes.engine.weighing.eigen import eigen, varimax
from bihuan.schemes.engine.weighing.judging import compared, contradiction
from bihuan.schemes.engine.weighing.judging import given as people_give
from bihuan.schemes.engine.weighing.matrix import Column, Matrix, Weights, correlations
from bihuan.schemes.engine.weighing.sharing import shared
from bihuan.schemes.engine.weighing.simplex import maximised
from bihuan.schemes.engine.weighing.ways import WAYS
from bihuan.schemes.spec.weights import Budget

MICRO = 10**6
RNG = np.random.default_rng(7)
SCORES = RNG.integers(5 * MICRO, 100 * MICRO, size=(24, 5))
# The last part goes with the second, so that factors have something to find.
SCORES[:, 4] = (SCORES[:, 1] * 3 + SCORES[:, 4]) // 4
PRINCIPAL = {"eigenvalue": MICRO, "share": MICRO // 10, "together": 6 * MICRO // 10}


def matrix(numbers: Any, costs: tuple[int, ...] = (), *, raw: bool = False) -> Matrix:
    columns = tuple(
        Column(f"p{at}", tuple(map(int, column)), Fraction(1, MICRO), raw, at in costs)
        for at, column in enumerate(np.asarray(numbers).T)
    )
    return Matrix(tuple(f"u{at:02}" for at in range(len(numbers))), columns)


def close(found: Weights, expected: Any) -> None:
    sizes = np.array([float(size) for size in found.sizes])
    assert sizes / sizes.sum() == pytest.approx(np.asarray(expected) / np.sum(expected), abs=1e-9)


def test_deviation_is_that_of_the_scores() -> None:
    close(WAYS["deviation"](matrix(SCORES), {}), SCORES.std(axis=0))


def test_raw_numbers_are_compared_between_zero_and_one_and_costs_turned_round() -> None:
    span = SCORES.max(axis=0) - SCORES.min(axis=0)
    found = WAYS["deviation"](matrix(SCORES, (1,), raw=True), {})
    close(found, SCORES.std(axis=0) / span)
    between = (SCORES - SCORES.min(axis=0)) / span
    between[:, 1] = 1 - between[:, 1]
    conflict = (1 - np.corrcoef(between.T)).sum(axis=0)
    close(WAYS["critic"](matrix(SCORES, (1,), raw=True), {}), between.std(axis=0) * conflict)


def test_a_raw_number_that_is_the_same_for_all_deviates_by_nothing() -> None:
    found = WAYS["deviation"](matrix([[7, 1], [7, 2]], raw=True), {})
    assert found.sizes == (0, Fraction(1, 2))


def test_critic_is_contrast_times_conflict() -> None:
    conflict = (1 - np.corrcoef(SCORES.T)).sum(axis=0)
    close(WAYS["critic"](matrix(SCORES), {}), SCORES.std(axis=0) * conflict)


def test_entropy_is_that_of_the_shares_and_a_share_of_zero_adds_nothing() -> None:
    numbers = SCORES.copy()
    numbers[0, 0] = 0
    shares = numbers / numbers.sum(axis=0)
    logs = np.log(np.where(shares > 0, shares, 1))
    close(WAYS["entropy"](matrix(numbers), {}), 1 + (shares * logs).sum(axis=0) / np.log(24))


def test_merec_is_the_effect_of_removal() -> None:
    numbers = SCORES.astype(float)
    ratios = numbers.min(axis=0) / numbers
    ratios[:, 2] = numbers[:, 2] / numbers[:, 2].max()
    logs = np.abs(np.log(ratios))
    whole = np.log(1 + logs.mean(axis=1))
    without = np.log(1 + (logs.sum(axis=1)[:, None] - logs) / 5)
    effects = np.abs(without - whole[:, None]).sum(axis=0)
    close(WAYS["merec"](matrix(SCORES, (2,), raw=True), {}), effects)


def test_the_first_component_gives_its_squared_loadings() -> None:
    values, vectors = np.linalg.eigh(np.corrcoef(SCORES.T))
    found = by_principal(matrix(SCORES), {**PRINCIPAL, "form": "first"})
    close(found, vectors[:, -1] ** 2)
    told = [float(line.value) for line in found.measures if line.name == "eigenvalue"]
    assert told == pytest.approx(list(values[::-1]))


@given(st.lists(st.lists(st.integers(0, 99), min_size=4, max_size=4), min_size=6, max_size=9))
def test_eigenvectors_solve_the_matrix_to_many_digits(rows: list[list[int]]) -> None:
    columns = matrix(rows).columns
    if any(column.constant for column in columns):
        return
    symmetric = correlations(columns)
    for value, vector in eigen(symmetric):
        for row, own in zip(symmetric, vector, strict=True):
            with localcontext(EXACT):
                image = sum((a * b for a, b in zip(row, vector, strict=True)), Decimal(0))
                assert abs(image - value * own) < Decimal("1e-35")


def criterion(loadings: Any) -> float:
    """Return what Kaiser's varimax makes as large as it can be."""
    scaled = loadings / np.sqrt((loadings**2).sum(axis=1))[:, None]
    return float((scaled**2).var(axis=0).sum())


def test_varimax_cannot_be_bettered_by_another_rotation() -> None:
    values, vectors = np.linalg.eigh(np.corrcoef(SCORES.T))
    loadings = vectors[:, -3:] * np.sqrt(values[-3:])
    found = varimax([[Decimal(float(number)) for number in row] for row in loadings])
    rotated = np.array([[float(number) for number in row] for row in found])
    assert rotated @ rotated.T == pytest.approx(loadings @ loadings.T)
    best = criterion(rotated)
    for p, q in combinations(range(3), 2):
        for angle in np.linspace(-0.7, 0.7, 29):
            turned = rotated.copy()
            turned[:, p] = np.cos(angle) * rotated[:, p] + np.sin(angle) * rotated[:, q]
            turned[:, q] = np.cos(angle) * rotated[:, q] - np.sin(angle) * rotated[:, p]
            assert criterion(turned) <= best + 1e-12


def test_target_correlations_are_reached_in_their_proportion() -> None:
    asked = [3, 2, 2, 1, 2]
    told = {"importance": [[f"p{at}", share] for at, share in enumerate(asked)], "path": ""}
    found = WAYS["targets"](matrix(SCORES), told)
    total = SCORES @ np.array([float(size) for size in found.sizes])
    reached = [float(np.corrcoef(total, column)[0, 1]) for column in SCORES.T]
    if all(size > 0 for size in found.sizes):
        assert np.array(reached) / np.sum(reached) == pytest.approx(np.array(asked) / 10)
    told_reached = [float(line.value) for line in found.measures if line.name == "correlation"]
    assert told_reached == pytest.approx(reached)


def test_targets_out_of_reach_are_approached_without_negative_weights() -> None:
    asked = [1, 0, 1, 1, 9]
    told = {"importance": [[f"p{at}", share] for at, share in enumerate(asked)], "path": ""}
    found = WAYS["targets"](matrix(SCORES), told)
    assert min(found.sizes) == 0
    related = np.array(np.corrcoef(SCORES.T))
    spread = SCORES.std(axis=0) / MICRO
    best = np.array([float(size) for size in found.sizes]) * spread
    misses = {
        inside: np.linalg.lstsq(related[:, list(inside)], np.array(asked, float), rcond=None)[0]
        for count in range(1, 6)
        for inside in combinations(range(5), count)
    }
    least = min(
        float(np.linalg.norm(related[:, list(inside)] @ solved - asked))
        for inside, solved in misses.items()
        if (solved >= 0).all()
    )
    assert float(np.linalg.norm(related @ best - asked)) == pytest.approx(least)


SMALL = st.integers(0, 9)


def corners(goal: list[int], rows: list[list[int]], ends: list[int]) -> Fraction:
    """Return the best goal over all corners, each where as many limits meet as there are parts."""
    size, best = len(goal), Fraction(0)
    walls = [*zip(rows, ends, strict=True)]
    walls += [([-(at == k) for k in range(size)], 0) for at in range(size)]
    for chosen in combinations(walls, size):
        point = solved([list(row) for row, _ in chosen], [end for _, end in chosen])
        if point is None:
            continue
        inside = all(
            sum(a * x for a, x in zip(row, point, strict=True)) <= end for row, end in walls
        )
        if inside:
            best = max(best, sum((c * x for c, x in zip(goal, point, strict=True)), Fraction(0)))
    return best


def solved(rows: list[list[int]], ends: list[int]) -> list[Fraction] | None:
    table = [[*map(Fraction, row), Fraction(end)] for row, end in zip(rows, ends, strict=True)]
    for at in range(len(table)):
        pivot = next((row for row in range(at, len(table)) if table[row][at]), None)
        if pivot is None:
            return None
        table[at], table[pivot] = table[pivot], table[at]
        table[at] = [number / table[at][at] for number in table[at]]
        for other in range(len(table)):
            if other != at:
                factor = table[other][at]
                table[other] = [
                    a - factor * b for a, b in zip(table[other], table[at], strict=True)
                ]
    return [row[-1] for row in table]


@given(
    st.lists(SMALL, min_size=3, max_size=3),
    st.lists(st.lists(SMALL, min_size=3, max_size=3), min_size=1, max_size=4),
)
def test_the_simplex_finds_the_best_corner(goal: list[int], rows: list[list[int]]) -> None:
    ends = [5, 1, 0, 7][: len(rows)]
    # Without a wall far out some goals would have no end.
    rows, ends = [*rows, [1, 1, 1]], [*ends, 10]
    point = maximised(goal, rows, ends)
    reached = sum((c * x for c, x in zip(goal, point, strict=True)), Fraction(0))
    assert reached == corners(goal, rows, ends)
    assert min(point) >= 0
    assert only_optimum(goal, rows, ends) in (None, point)


@given(
    st.lists(st.lists(st.integers(0, 20), min_size=3, max_size=3), min_size=1, max_size=5),
    st.sampled_from((("0", "1"), ("0.1", "1"), ("0.2", "0.5"))),
)
def test_nobody_passes_one_under_the_shares_of_another(
    rows: list[list[int]], bounds: tuple[str, str]
) -> None:
    least, most = (int(Decimal(bound) * MICRO) for bound in bounds)
    owned = by_doubt(matrix(rows), {"least": least, "most": most})
    for unit, row in zip(sorted(owned), rows, strict=True):
        own = owned[unit]
        for other in rows:
            assert sum((w * y for w, y in zip(own.weights, other, strict=True)), Fraction(0)) <= 1
        assert sum(own.shares) in (0, 1)
        if own.score:
            assert all(Fraction(least, MICRO) <= share for share in own.shares)
            assert all(share <= Fraction(most, MICRO) for share in own.shares)
        limits = [list(other) for other in rows]
        ends = [1] * len(rows)
        for part in range(3):
            whole = [least * number for number in row]
            whole[part] -= MICRO * row[part]
            limits.append(whole)
            whole = [-most * number for number in row]
            whole[part] += MICRO * row[part]
            limits.append(whole)
            ends += [0, 0]
        # A part that nobody earns anything on has a weight without an end, and moves nothing.
        for part in range(3):
            if not any(other[part] for other in rows):
                limits.append([int(at == part) for at in range(3)])
                ends.append(1)
        assert own.score == corners(row, limits, ends)


def test_more_programmes_than_can_be_solved_in_half_a_minute_are_refused_at_once() -> None:
    # Rows with one sum: none outdoes another.
    rows = np.random.default_rng(3).multinomial(10**9, [1 / 20] * 20, size=300)
    with pytest.raises(Refused) as found:
        by_doubt(matrix(rows), {"least": 0, "most": MICRO})
    assert found.value.code == "weighing-too-large"
    assert "300 linear programmes on 20 parts" in found.value.said.text.en


def test_units_that_others_outdo_set_no_limit_and_cost_little() -> None:
    rows = np.stack([np.arange(1, 3001), np.arange(1, 3001)], axis=1) * MICRO // 100
    found = by_doubt(matrix(rows), {"least": 0, "most": MICRO})
    assert float(found["u00"].score) == pytest.approx(1 / 3000)


def pairs(rows: list[list[str]]) -> dict[tuple[str, str], Fraction]:
    return {
        (str(i), str(j)): Fraction(cell) for i, row in enumerate(rows) for j, cell in enumerate(row)
    }


def test_judgements_that_agree_give_their_own_proportion() -> None:
    agreeing = pairs([["1", "2", "6"], ["1/2", "1", "3"], ["1/6", "1/3", "1"]])
    for form in ("eigenvector", "geometric"):
        found = compared(agreeing, ["0", "1", "2"], form)
        assert [size.limit_denominator(1000) for size in found.sizes] == [
            Fraction(6, 10), Fraction(3, 10), Fraction(1, 10),
        ]  # fmt: skip
        assert abs(found.ratio) < Fraction(1, 10**15)


def test_the_principal_eigenvector_is_that_of_the_matrix() -> None:
    rows = [["1", "3", "5", "2"], ["1/3", "1", "2", "1/2"], ["1/5", "1/2", "1", "1/4"],
            ["1/2", "2", "4", "1"]]  # fmt: skip
    found = compared(pairs(rows), list("0123"), "eigenvector")
    values, vectors = np.linalg.eig(
        np.array([[float(Fraction(cell)) for cell in row] for row in rows])
    )
    first = int(np.argmax(values.real))
    vector = np.abs(vectors[:, first].real)
    assert [float(size) for size in found.sizes] == pytest.approx(list(vector / vector.sum()))
    assert float(found.ratio) == pytest.approx((values[first].real - 4) / 3 / 0.9)


def test_the_three_judgements_that_agree_least_are_named() -> None:
    rows = [["1", "3", "1/2", "1"], ["1/3", "1", "3", "1"], ["2", "1/3", "1", "1"],
            ["1", "1", "1", "1"]]  # fmt: skip
    assert contradiction(pairs(rows), list("0123")) == (("0", "1", "2"), Fraction(18))


def test_experts_count_the_same_and_parts_of_other_groups_fall_away() -> None:
    table = [
        {"name": "first", "points": [{"part": "a", "points": 60}, {"part": "b", "points": 40}]},
        {"name": "second", "points": [{"part": "a", "points": 20}, {"part": "b", "points": 80}]},
    ]
    budget = Budget.model_validate({"by": "budget", "experts": table})
    assert people_give(budget, ["a", "b"]).sizes == (Fraction(80), Fraction(120))
    assert people_give(budget, ["b"]).sizes == (Fraction(120),)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=12), st.integers(2, 9))
def test_shares_add_up_and_are_nearest(sizes: list[int], decimals: int) -> None:
    parts = shared([Fraction(size) for size in sizes], decimals)
    step = 10 ** (9 - decimals)
    assert sum(parts) == 10**9
    for size, part in zip(sizes, parts, strict=True):
        exact = Fraction(size, sum(sizes)) if sum(sizes) else Fraction(1, len(sizes))
        assert abs(part - exact * 10**9) < step
