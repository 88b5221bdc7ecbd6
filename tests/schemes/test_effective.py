"""Effective weights: shares of what sets totals apart, which add up to one exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.calendars.engine.periods import Period
from bihuan.schemes.engine.reading.adding import lines, points
from bihuan.schemes.engine.reading.effective import Effective, correlation_ratio, effective
from bihuan.schemes.engine.reading.sample import samples
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.result import Result
from bihuan.schemes.engine.run import run
from tests.schemes.bench import entry, indicator, scheme, title
from tests.schemes.results import as_they_are, result, table
from tests.schemes.strategies import Case, cases


def read(found: Result) -> Effective:
    return effective(found, samples(found)[0])


def shares(found: Effective) -> dict[str, Fraction]:
    return {each.key.name: each.effective for each in found.lines}


def test_the_share_of_a_part_is_its_covariance_with_the_total() -> None:
    # Totals 5, 7, 9: a has covariance 4/3 with them, b none; their variance is 8/3.
    found = read(result(as_they_are("a", "b"), table(a=["1", "3", "5"], b=["4", "4", "4"])))
    assert shares(found) == {"a": 1, "b": 0}
    found = read(result(as_they_are("a", "b"), table(a=["1", "3", "2"], b=["1", "0", "3"])))
    # Totals 2, 3, 5: deviations −4/3, −1/3, 5/3; of a −1, 1, 0; of b −1/3, −4/3, 5/3.
    assert shares(found) == {"a": Fraction(3, 14), "b": Fraction(11, 14)}


def test_nominal_weights_are_shares_of_what_all_could_add() -> None:
    parts = [
        {"indicator": "a", "method": "as_is", "weight": 75},
        {"indicator": "b", "method": "as_is", "weight": 25},
    ]
    written = scheme([indicator("a"), indicator("b")], parts)
    found = read(result(written, table(a=["1", "3", "2"], b=["1", "0", "3"])))
    assert [each.nominal for each in found.lines if each.key.kind == "leaf"] == [
        Fraction(3, 4), Fraction(1, 4),
    ]  # fmt: skip


def test_a_node_works_by_what_its_leaves_do() -> None:
    work = {
        "name": "work", "title": title("工作"), "combine": "mean", "weight": 50,
        "parts": [{"indicator": "a", "method": "as_is", "weight": 50},
                  {"indicator": "b", "method": "as_is", "weight": 50}],
    }  # fmt: skip
    parts = [work, {"indicator": "c", "method": "as_is", "weight": 50}]
    indicators = [indicator(name) for name in "abc"]
    written = scheme(indicators, parts, root={"combine": "mean"}, round={"total": 6})
    rows = table(a=["10", "30", "50"], b=["40", "20", "60"], c=["80", "20", "70"])
    found = read(result(written, rows))
    by = shares(found)
    [node] = found.nodes
    assert node.effective == by["work/a"] + by["work/b"]
    assert node.nominal == Fraction(1, 2)
    assert sum(by.values()) == 1


def test_bonuses_and_remainders_are_lines_of_their_own() -> None:
    written = as_they_are(
        "a", decimals=0,
        adjustments=[{"name": "honours", "title": title("荣誉"), "kind": "bonus"}],
    )  # fmt: skip
    rows = [*table(a=["1.4", "3.4", "5.2"]), entry("bonus", "u02", "honours", "3")]
    found = read(result(written, rows))
    assert [(each.key.kind, each.key.name) for each in found.lines] == [
        ("leaf", "a"), ("adjustment", "honours"), ("remainder", ""),
    ]  # fmt: skip
    assert sum(shares(found).values()) == 1
    assert [each.nominal for each in found.lines] == [1, None, None]


def test_equal_totals_or_two_units_have_no_weights() -> None:
    assert read(result(as_they_are("a"), table(a=["1", "1", "1"]))).lines == ()
    assert read(result(as_they_are("a"), table(a=["1", "2"]))).lines == ()


def test_the_correlation_ratio_is_one_where_classes_tell_all_and_sees_curves() -> None:
    numbers = [1, 1, 2, 2, 3, 3, 4, 4, 5]
    assert correlation_ratio(numbers, [5, 5, 1, 1, 0, 0, 1, 1, 5], 9) == 1
    straight = correlation_ratio([1, 2, 3, 4], [1, 2, 3, 4], 2)
    # Class means 1.5 and 3.5 around 2.5: 4 of 5.
    assert straight == Fraction(4, 5)
    assert correlation_ratio([1, 1, 1], [1, 2, 3], 2) is None
    assert correlation_ratio([1, 2, 3], [1, 1, 1], 2) is None


def ran(case: Case, rows: list[dict[str, Any]]) -> Result:
    return run(resolve(case.scheme, {}, case.groups, Period.parse("2025Q2")), rows, case.history)


@settings(max_examples=25, deadline=None)
@given(cases())
def test_lines_add_up_to_the_total_and_shares_to_one_whatever_the_scheme(case: Case) -> None:
    found = ran(case, case.facts)
    for row in found["rows"]:
        if row["total"] is not None:
            assert sum(points(line.amount) for line in lines(row)) == Fraction(row["total"])
    for of in samples(found):
        read_of = effective(found, of)
        if read_of.lines:
            assert sum(each.effective for each in read_of.lines) == 1
        for each in (*read_of.lines, *read_of.nodes):
            assert each.main is None or 0 <= each.main <= 1
            assert each.r is None or each.r.square <= 1


@settings(max_examples=10, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_facts_says_nothing(case: Case, random: Any) -> None:
    shuffled = random.sample(case.facts, len(case.facts))
    one, other = ran(case, case.facts), ran(case, shuffled)
    for of, again in zip(samples(one), samples(other), strict=True):
        assert effective(one, of) == effective(other, again)
