"""Correlations: published numbers, plain counting, and what cannot be correlated."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.ledger.words import Refused
from bihuan.schemes.engine.reading.correlating import (
    Pair,
    between,
    kendall,
    of_leaves,
    pearson,
    spearman,
    within,
)
from bihuan.schemes.engine.reading.numbers import Coefficient, apportioned, coefficient_of
from bihuan.schemes.engine.reading.sample import sample, samples
from tests.schemes.bench import indicator, scheme, title
from tests.schemes.results import as_they_are, result, table

SMALL = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=12)
# Anscombe 1973, first and last set, in hundredths.
FIRST_X = [1000, 800, 1300, 900, 1100, 1400, 600, 400, 1200, 700, 500]
FIRST_Y = [804, 695, 758, 881, 833, 996, 724, 426, 1084, 482, 568]
LAST_X = [800] * 7 + [1900] + [800] * 3
LAST_Y = [658, 576, 771, 884, 847, 704, 525, 1250, 556, 791, 689]
# The example of rank correlation that the textbooks repeat: IQ and hours of television.
IQ = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
HOURS = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]


def text(r: Coefficient | None, decimals: int = 4) -> str | None:
    return None if r is None else r.text(decimals)


def test_pearson_is_that_of_anscombes_sets() -> None:
    assert text(pearson(FIRST_X, FIRST_Y), 5) == "0.81642"
    assert text(pearson(LAST_X, LAST_Y), 5) == "0.81652"


def test_spearman_is_that_of_the_textbook_example_exactly() -> None:
    r = spearman(IQ, HOURS)
    assert r == coefficient_of(Fraction(-29, 165))
    assert text(r) == "-0.1758"
    assert kendall(IQ, HOURS) == coefficient_of(Fraction(-1, 9))


@given(SMALL)
def test_kendall_is_what_counting_all_pairs_gives(points: list[tuple[int, int]]) -> None:
    xs, ys = zip(*points, strict=True)
    order = of_x = of_y = 0
    for (x1, y1), (x2, y2) in combinations(points, 2):
        across, up = (x1 > x2) - (x1 < x2), (y1 > y2) - (y1 < y2)
        order, of_x, of_y = order + across * up, of_x + abs(across), of_y + abs(up)
    found = kendall(xs, ys)
    if of_x == 0 or of_y == 0:
        assert found is None
    else:
        assert found is not None
        assert found.signed == Fraction(order * abs(order), of_x * of_y)


@given(SMALL)
def test_pearson_is_what_its_definition_gives_in_floats(points: list[tuple[int, int]]) -> None:
    xs, ys = zip(*points, strict=True)
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = [sum((n - mean) ** 2 for n in ns) for ns, mean in ((xs, mean_x), (ys, mean_y))]
    found = pearson(xs, ys)
    if found is None:
        assert min(spread) < 1e-12
    else:
        cross = sum((x - mean_x) * (y - mean_y) for x, y in points)
        assert abs(float(found.text(12)) - cross / sqrt(spread[0] * spread[1])) < 1e-9


@given(SMALL, st.integers(1, 9), st.integers(-5, 5))
def test_no_correlation_looks_at_the_scale(
    points: list[tuple[int, int]], times: int, plus: int
) -> None:
    xs, ys = zip(*points, strict=True)
    scaled = [times * x + plus for x in xs]
    for method in (pearson, spearman, kendall):
        assert method(scaled, ys) == method(xs, ys)
        assert method(ys, xs) == method(xs, ys)


@given(st.fractions(0, 1, max_denominator=10**6), st.integers(0, 6))
def test_a_root_is_rounded_half_up_without_being_taken(square: Fraction, decimals: int) -> None:
    found = Fraction(Coefficient(1, square).rounded(decimals), 10**decimals)
    half = Fraction(1, 2 * 10**decimals)
    assert max(found - half, Fraction(0)) ** 2 <= square < (found + half) ** 2


@given(st.lists(st.fractions(-50, 50, max_denominator=999), min_size=1, max_size=6))
def test_parts_of_a_rounded_whole_add_up_to_it(parts: list[Fraction]) -> None:
    whole = Fraction(round(sum(parts) * 100), 100)
    cut = apportioned(parts, whole, 2)
    assert sum(cut) == whole
    assert all(abs(one - part) <= Fraction(2, 100) for one, part in zip(cut, parts, strict=True))


# Columns of a result


def tree() -> object:
    parts = [
        {"name": "work", "title": title("工作"), "weight": 60, "combine": "mean",
         "parts": [{"indicator": "a", "method": "as_is"}, {"indicator": "b", "method": "as_is"}]},
        {"indicator": "c", "method": "as_is", "weight": 40},
    ]  # fmt: skip
    indicators = [indicator(name) for name in "abc"]
    return scheme(indicators, parts, root={"combine": "mean"})


def test_each_part_is_correlated_with_the_nodes_above_it_and_with_its_neighbours() -> None:
    rows = table(a=["1", "2", "3", "5"], b=["2", "2", "4", "3"], c=["9", "1", "5", "7"])
    [of] = samples(result(tree(), rows))
    assert [(pair.first, pair.second) for pair in between(of)] == [
        ("work", ""), ("work/a", "work"), ("work/a", ""), ("work/b", "work"), ("work/b", ""),
        ("c", ""),
    ]  # fmt: skip
    assert {(pair.first, pair.second) for pair in within(of)} == {
        ("work", "c"), ("work/a", "work/b"),
    }  # fmt: skip
    assert len(of_leaves(of)) == 3
    r = next(pair.r for pair in of_leaves(of) if pair.second == "work/b")
    assert r == pearson([1, 2, 3, 5], [2, 2, 4, 3])


def test_a_column_that_does_not_vary_is_named_and_has_no_correlation() -> None:
    of = samples(result(as_they_are("a", "b"), table(a=["1", "2", "3"], b=["5", "5", "5"])))[0]
    assert of_leaves(of) == [Pair("a", "b", 3, None, ("b",))]
    assert of_leaves(of)[0].mark == ""


def test_two_units_have_no_correlation() -> None:
    of = samples(result(as_they_are("a", "b"), table(a=["1", "2"], b=["5", "6"])))[0]
    assert of_leaves(of)[0].r is None


def test_a_pair_takes_the_units_that_have_both() -> None:
    written = as_they_are("a", "b", missing="exclude_and_prorate")
    rows = table(a=["1", "2", "3", None, "9"], b=["2", "1", "5", "8", "9"])
    [pair] = of_leaves(samples(result(written, rows))[0])
    assert (pair.units, pair.r) == (4, pearson([1, 2, 3, 9], [2, 1, 5, 9]))


def test_a_unit_without_a_total_is_left_out_and_named() -> None:
    rows = table(a=["1", "2", "3", None], b=["2", "1", "5", "8"])
    of = samples(result(as_they_are("a", "b"), rows))[0]
    assert (len(of.units), of.without) == (3, ("u04",))


def marks(**columns: list[str]) -> str:
    return of_leaves(samples(result(as_they_are(*columns), table(**columns)))[0])[0].mark


def test_a_pair_is_marked_where_it_repeats_contradicts_or_has_little_to_do() -> None:
    assert marks(a=["1", "2", "3", "4"], b=["1", "2", "3", "5"]) == "collinear"
    assert marks(a=["1", "2", "3", "4"], b=["4", "3", "2", "2"]) == "negative"
    assert marks(a=["1", "2", "3", "4"], b=["1", "3", "2", "1"]) == "weak"
    assert marks(a=["1", "2", "3", "4"], b=["1", "3", "2", "4"]) == ""


def test_groups_are_read_one_by_one_or_together_if_they_share_a_tree() -> None:
    groups = {"u01": "north", "u02": "north", "u03": "south", "u04": "south"}
    written = as_they_are(
        "a", contestants=[{"name": name, "title": title(name)} for name in ("north", "south")]
    )
    found = result(written, table(a=["1", "2", "3", "4"]), groups=groups)
    assert [of.groups for of in samples(found)] == [("north",), ("south",)]
    assert len(sample(found, ["north", "south"]).units) == 4
    with pytest.raises(Refused) as refused:
        sample(found, ["west"])
    assert refused.value.code == "group-not-in-run"


def test_groups_with_trees_of_their_own_are_not_read_together() -> None:
    parts = [
        {"indicator": name, "method": "as_is", "weight": 100, "groups": [group]}
        for name, group in (("a", "north"), ("b", "south"))
    ]
    contestants = [{"name": name, "title": title(name)} for name in ("north", "south")]
    written = scheme([indicator("a"), indicator("b")], parts, contestants=contestants)
    groups = {"u01": "north", "u02": "south"}
    found = result(written, table(a=["1", None], b=[None, "2"]), groups=groups)
    with pytest.raises(Refused) as refused:
        sample(found, ["north", "south"])
    assert refused.value.code == "groups-differ"
