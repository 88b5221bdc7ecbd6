"""Places are one more than how many are better, whatever their numbers and groups are."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bihuan.schemes.engine.running.places import places

Rows = list[list[tuple[int, bool]]]


@st.composite
def tables(draw: st.DrawFn, numbers: st.SearchStrategy[int]) -> tuple[Rows, list[int]]:
    """Draw rows of numbers that are there or not, and a group for each column."""
    width = draw(st.integers(0, 8))
    line = st.lists(st.tuples(numbers, st.booleans()), min_size=width, max_size=width)
    groups = st.lists(st.integers(0, 3), min_size=width, max_size=width)
    return draw(st.lists(line, min_size=1, max_size=4)), draw(groups)


def plainly(line: list[tuple[int, bool]], groups: list[int], *, dense: bool) -> list[int]:
    """Return each place by counting who is better; 0 where there is nothing."""
    found = []
    for (number, there), group in zip(line, groups, strict=True):
        better = [
            other
            for (other, is_there), its in zip(line, groups, strict=True)
            if is_there and its == group and other > number
        ]
        found.append(1 + len(set(better) if dense else better) if there else 0)
    return found


def agree(rows: Rows, groups: list[int], dtype: Any, *, dense: bool) -> None:
    shape = (len(rows), len(groups))
    by = np.array([[number for number, _ in row] for row in rows], dtype).reshape(shape)
    there = np.array([[is_there for _, is_there in row] for row in rows], bool).reshape(shape)
    found = places(by, there, np.array(groups, np.int64), dense=dense)
    assert np.where(there, found, 0).tolist() == [plainly(r, groups, dense=dense) for r in rows]
    one = places(by[0], there[0], np.array(groups, np.int64), dense=dense)
    assert np.array_equal(one[there[0]], found[0][there[0]])


@given(tables(st.integers(-3, 3)), st.booleans())
def test_a_place_is_one_more_than_how_many_are_better(
    table: tuple[Rows, list[int]], dense: bool
) -> None:
    agree(*table, np.int64, dense=dense)


@given(tables(st.integers(-(2**62), 2**62)), st.booleans())
def test_numbers_too_large_to_be_packed_have_the_same_places(
    table: tuple[Rows, list[int]], dense: bool
) -> None:
    agree(*table, np.int64, dense=dense)


@given(tables(st.integers(-(2**90), 2**90)), st.booleans())
def test_numbers_beyond_64_bits_have_the_same_places(
    table: tuple[Rows, list[int]], dense: bool
) -> None:
    agree(*table, object, dense=dense)
