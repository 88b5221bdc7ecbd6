"""Two results side by side: ranks, agreement, and changes that add up."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings

from bihuan.schemes.engine.reading.comparing import compare
from bihuan.schemes.engine.reading.telling import who_moved
from tests.schemes.bench import entry, title
from tests.schemes.results import as_they_are, result, table
from tests.schemes.strategies import Case, cases
from tests.schemes.test_effective import ran

BEFORE = {"a": ["50", "40", "30", "20"], "b": ["10", "10", "10", "10"]}
AFTER = {"a": ["50", "20", "30", "20"], "b": ["10", "10", "15", "40"]}


def both() -> tuple:
    written = as_they_are("a", "b")
    return result(written, table(**BEFORE), "2025Q1"), result(written, table(**AFTER))


def test_who_moved_is_told_with_what_moved_it() -> None:
    found = compare(*both())
    places = {unit.unit: (unit.rank_before, unit.rank_after, unit.up) for unit in found.units}
    assert places == {
        "u01": (1, 1, 0), "u02": (2, 4, -2), "u03": (3, 3, 0), "u04": (4, 1, 3),
    }  # fmt: skip
    last = next(unit for unit in found.units if unit.unit == "u04")
    assert {change.key.name: change.by for change in last.changes} == {"a": 0, "b": 30}
    assert last.by == 30


def test_agreement_of_a_group_is_that_of_its_ranks() -> None:
    [group] = compare(*both()).groups
    assert (group.units, group.moved, group.furthest) == (4, 2, 3)
    assert group.shift == Fraction(0 + 2 + 0 + 3, 4)
    # Places from below, ties in the middle: 4 3 2 1 before; 3.5 1 2 3.5 after.
    assert group.spearman is not None
    assert group.kendall is not None
    assert group.spearman.text() == "-0.1054"
    assert group.kendall.text() == "-0.1826"


def test_three_sentences_say_who_moved_and_why() -> None:
    found = compare(*both())
    said = who_moved(found, found.groups[0], 2)
    assert [text.en for text in said] == [
        "2 of 4 units changed rank, by 1.25 places on average; Spearman −0.1054.",
        "u04 rose from 4 to 1, most of it by b (+30.00).",
        "u02 fell from 2 to 4, most of it by a (−20.00).",
    ]
    assert said[1].zh == "u04由第4名升至第1名，主要来自“b”（+30.00分）。"


def test_a_unit_can_move_because_others_did() -> None:
    written = as_they_are("a")
    before = result(written, table(a=["5", "4", "3"]), "2025Q1")
    found = compare(before, result(written, table(a=["5", "4", "9"])))
    said = who_moved(found, found.groups[0], 2)
    assert said[2].en == "u01 fell from 1 to 2, since others changed."


def test_joining_leaving_and_missing_units_are_named() -> None:
    written = as_they_are("a")
    before = result(written, table(a=["5", "4", None]), "2025Q1")
    after = result(written, [row for row in table(a=["5", "4", "3", "2"]) if row["unit"] != "u01"])
    found = compare(before, after)
    assert (found.joined, found.left) == (("u04",), ("u01",))
    third = next(unit for unit in found.units if unit.unit == "u03")
    assert (third.up, third.by, third.changes) == (None, None, ())


def test_lines_of_one_side_only_are_there_in_full() -> None:
    rule = {"name": "honours", "title": title("荣誉"), "kind": "bonus"}
    written = as_they_are("a", adjustments=[rule])
    before = result(as_they_are("b"), table(b=["1", "2", "3"]), "2025Q1")
    rows = [*table(a=["5", "4", "3"]), entry("bonus", "u02", "honours", "2")]
    found = compare(before, result(written, rows))
    unit = next(unit for unit in found.units if unit.unit == "u02")
    assert {change.key.name: (change.before, change.after) for change in unit.changes} == {
        "a": (None, 4), "honours": (None, 2), "b": (2, None),
    }  # fmt: skip


def test_a_unit_in_another_group_has_no_move() -> None:
    groups = [{"name": name, "title": title(name)} for name in ("north", "south")]
    written, rows = as_they_are("a", contestants=groups), table(a=["5", "4", "3"])
    north = dict.fromkeys(("u01", "u02", "u03"), "north")
    before = result(written, rows, "2025Q1", north)
    found = compare(before, result(written, rows, "2025Q2", {**north, "u03": "south"}))
    third = next(unit for unit in found.units if unit.unit == "u03")
    assert (third.up, third.by) == (None, 0)


@settings(max_examples=15, deadline=None)
@given(cases())
def test_a_result_beside_itself_shows_nothing(case: Case) -> None:
    one = ran(case, case.facts)
    found = compare(one, one)
    assert (found.joined, found.left) == ((), ())
    for unit in found.units:
        assert not unit.by
        assert not any(change.by for change in unit.changes)
        assert unit.up in (0, None)
    for group in found.groups:
        assert group.moved == 0
        assert not group.shift
        for r in (group.spearman, group.kendall):
            assert r is None or r.signed == 1
        assert who_moved(found, group, 2)[0].en.startswith("No rank changed")


@settings(max_examples=15, deadline=None)
@given(cases(), cases())
def test_changes_add_up_to_that_of_the_total_whatever_the_schemes(one: Case, other: Case) -> None:
    for unit in compare(ran(one, one.facts), ran(other, other.facts)).units:
        if unit.by is not None:
            assert sum((change.by for change in unit.changes), Fraction(0)) == unit.by
