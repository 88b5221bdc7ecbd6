"""Rates of loops: the vector of the domain rules, exclusions, and a plain second count."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bihuan.loops.engine.rates import (
    RATES,
    Counted,
    Grades,
    Share,
    half_up,
    median,
    middle,
    ninetieth,
    shares,
    together,
)
from bihuan.mechanisms.packs import read_pack
from bihuan.packs import shipped

GRADES = Grades(frozenset({"satisfied", "basic"}), "basic")


def v3() -> list[Counted]:
    """207 dispatched, 205 contacted in time, 200 visited, 184 solved; 150, 36 and 14 by grade."""
    grades = ["satisfied"] * 150 + ["basic"] * 36 + ["not"] * 14 + [""] * 7
    return [
        Counted(
            matter=f"m{n}", unit="xiachuan", dispatched=True, contacted_in_time=n < 205,
            visited=n < 200, solved=n < 184, grade=grade,
        )
        for n, grade in enumerate(grades)
    ]  # fmt: skip


def rate_of(rows: list[Counted], rate: str) -> Share:
    return shares(rows, rate, GRADES)["xiachuan", ""]


def test_the_three_rates_are_those_of_the_vector():
    shown = [str(rate_of(v3(), name).percent(2)) for name in (
        "response", "resolution", "satisfaction", "satisfaction_weighted")]  # fmt: skip
    assert shown == ["99.03", "92.00", "93.00", "84.00"]


def test_the_three_rates_give_the_score_of_the_vector():
    names = ("response", "resolution", "satisfaction")
    exact = [rate_of(v3(), name).share or Fraction(0) for name in names]
    assert half_up(30 * exact[0] + 35 * exact[1] + 35 * exact[2], 2) == Decimal("94.46")


def test_sixty_three_of_sixty_six_households_are_95_45_percent():
    homes = [Counted(f"h{n}", "xiachuan", reached=n < 63) for n in range(66)]
    assert rate_of(homes, "reached").percent(2) == Decimal("95.45")


def test_207_of_207_closed_is_all_of_them():
    rows = [replace(row, due=True, closed=True, on_time=True) for row in v3()]
    assert rate_of(rows, "closing").percent(2) == Decimal("100.00")


def test_an_excluded_matter_counts_neither_way_and_is_counted_beside_the_rate():
    first, *rest = v3()
    rows = [replace(first, excluded={"response": 4}), *rest]
    assert rate_of(rows, "response") == Share(Fraction(204), 206, 1)
    assert rate_of(rows, "resolution") == Share(Fraction(184), 200, 0)


def test_what_is_left_out_of_the_satisfaction_rate_is_left_out_of_its_weighted_form():
    first, *rest = v3()
    rows = [replace(first, excluded={"satisfaction": 4}), *rest]
    assert rate_of(rows, "satisfaction_weighted").excluded == 1


def test_a_rate_of_nothing_is_no_number():
    only = Counted("m", "xiachuan", dispatched=True, excluded={"response": 2})
    assert rate_of([only], "response").percent(2) is None
    assert shares([], "response") == {}


def test_the_rate_of_a_district_is_that_of_its_matters_and_no_mean_of_rates():
    parts = [Share(Fraction(1), 1), Share(Fraction(0), 3)]
    assert together(parts).share == Fraction(1, 4)


def test_medians_and_ninetieth_percentiles_are_those_of_a_hand_count():
    assert (median([5, 1, 3]), median([1, 2, 3, 10])) == (3, Fraction(5, 2))
    assert (ninetieth(range(1, 11)), ninetieth(range(1, 12)), ninetieth([7])) == (9, 10, 7)
    rows = [Counted(f"m{n}", "a", days=n) for n in (1, 2, 3)] + [Counted("open", "a")]
    assert middle(rows, "median_days") == {"a": 2}


def test_a_half_is_rounded_up():
    assert half_up(Fraction(1, 8), 2) == Decimal("0.13")


rows = st.builds(
    Counted,
    matter=st.uuids().map(str),
    unit=st.sampled_from(["a", "b"]),
    class_=st.sampled_from(["", "water"]),
    grade=st.sampled_from(["", "satisfied", "basic", "not"]),
    excluded=st.dictionaries(st.sampled_from(RATES), st.integers(1, 9), max_size=2),
    **{name: st.booleans() for name in (
        "dispatched", "contacted_in_time", "visited", "solved", "due", "closed", "on_time",
        "reopened", "returned", "reached")},
)  # fmt: skip


def plainly(counted: list[Counted], rate: str, unit: str) -> tuple[Fraction, int, int]:
    """Count a rate again, by the words of the domain rules, one matter after the other."""
    base = {"response": "dispatched", "return": "dispatched", "resolution": "visited",
            "satisfaction": "visited", "satisfaction_weighted": "visited", "closing": "due",
            "on_time": "due", "overdue": "due"}  # fmt: skip
    good = {"response": "contacted_in_time", "return": "returned", "resolution": "solved",
            "closing": "closed", "on_time": "on_time", "reopen": "reopened",
            "reached": "reached"}  # fmt: skip
    numerator, denominator, left_out = Fraction(0), 0, 0
    for row in counted:
        if rate == "reopen" and not (row.closed or row.reopened):
            continue
        if row.unit != unit or (rate in base and not getattr(row, base[rate])):
            continue
        alias = {"satisfaction_weighted": "satisfaction", "overdue": "on_time"}.get(rate, rate)
        if alias in row.excluded:
            left_out += 1
            continue
        denominator += 1
        if rate == "satisfaction":
            numerator += row.grade in ("satisfied", "basic")
        elif rate == "satisfaction_weighted":
            numerator += {"satisfied": Fraction(1), "basic": Fraction(1, 2)}.get(row.grade, 0)
        elif rate == "overdue":
            numerator += not row.on_time
        else:
            numerator += getattr(row, good[rate])
    return numerator, denominator, left_out


@given(st.lists(rows, max_size=12), st.sampled_from(RATES), st.randoms())
def test_a_plain_count_gives_the_same_in_any_order(counted, rate, random):
    shuffled = random.sample(counted, len(counted))
    found = shares(shuffled, rate, GRADES)
    for unit in ("a", "b"):
        share = found.get((unit, ""), Share())
        again = (share.numerator, share.denominator, share.excluded)
        assert again == plainly(counted, rate, unit)


@given(st.lists(rows, max_size=12), st.sampled_from(RATES))
def test_classes_add_up_to_their_unit_and_no_rate_is_above_one(counted, rate):
    by_class = shares(counted, rate, GRADES, by_class=True)
    for (unit, _), share in shares(counted, rate, GRADES).items():
        assert together(s for (u, _), s in by_class.items() if u == unit) == share
        assert 0 <= (share.share or 0) <= 1


def test_the_shipped_indicators_count_the_three_rates_of_the_hotline():
    mechanisms = {each.name: each.spec for each in read_pack(shipped("qingxi")).mechanisms}
    names = ("hotline-response", "hotline-resolution", "hotline-satisfaction")
    assert [(mechanisms[name].derived.rate, mechanisms[name].derived.loop) for name in names] == [
        ("response", "hotline-12345"),
        ("resolution", "hotline-12345"),
        ("satisfaction", "hotline-12345"),
    ]
    parts = mechanisms["hotline-review"].score.parts
    assert [(part.indicator, part.weight) for part in parts] == list(
        zip(names, (30, 35, 35), strict=True)
    )
