"""Competition places within groups, for one row of numbers or for many rows at once.

Equal numbers share a place and the next one is skipped, unless places are dense. Group, number and
column are packed into one whole number of 64 bits, because plain numbers are sorted many times
faster than their positions; where they do not fit, positions are sorted.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Wholes = npt.NDArray[Any]

LIMIT = 2**62


def places(by: Wholes, there: Bools, groups: Ints, *, dense: bool = False) -> Ints:
    """Return the place of each number in its group, the largest first.

    Args:
        by: the numbers, one for each unit; or rows of them.
        there: where there are any; elsewhere the place says nothing.
        groups: the number of each unit's group, not negative.
        dense: the place after a shared one is not skipped.
    """
    if not by.size:
        return np.zeros(by.shape, np.int64)
    if by.dtype == object:
        # Only their order matters from here on.
        by = np.unique(by, return_inverse=True)[1].reshape(by.shape)
    rows, present = np.atleast_2d(by), np.atleast_2d(there)
    order, group, number = _in_order(rows, present, groups)
    new_group = _changes(group)
    new_number = new_group | _changes(number)
    in_order: Ints
    if dense:
        count = np.cumsum(new_number, axis=1)
        before = np.maximum.accumulate(np.where(new_group, count - 1, 0), axis=1)
        in_order = count - before
    else:
        index = np.arange(rows.shape[1])
        start = np.maximum.accumulate(np.where(new_group, index, 0), axis=1)
        in_order = np.maximum.accumulate(np.where(new_number, index, 0), axis=1) - start + 1
    found = np.empty(rows.shape, np.int64)
    found.reshape(-1)[order + np.arange(len(rows))[:, None] * rows.shape[1]] = in_order
    return found.reshape(by.shape)


def _changes(rows: Ints) -> Bools:
    found = np.ones(rows.shape, np.bool_)
    np.not_equal(rows[:, 1:], rows[:, :-1], out=found[:, 1:])
    return found


def _in_order(rows: Ints, there: Bools, groups: Ints) -> tuple[Ints, Ints, Ints]:
    """Return column, group and number of what stands in each row, by group and best first.

    What is not there comes last, as a group of its own; numbers are counted from the best.
    """
    units, last = rows.shape[1], int(groups.max()) + 1
    best, worst = int(rows.max()), int(rows.min())
    span, shift = best - worst + 1, (units - 1).bit_length()
    if (last + 1) * span << shift >= LIMIT:
        return _positions(rows, there, np.where(there, groups, last))
    keys = groups * span + (best - rows)
    if not there.all():
        keys = np.where(there, keys, last * span)
    keys = np.sort((keys << shift) | np.arange(units), axis=1)
    order, keys = keys & ((1 << shift) - 1), keys >> shift
    group = keys // span
    return order, group, keys - group * span


def _positions(rows: Ints, there: Bools, groups: Ints) -> tuple[Ints, Ints, Ints]:
    order = np.stack(
        [np.lexsort((-row, its)) for row, its in zip(rows, groups, strict=True)]
    )  # fmt: skip
    number = np.take_along_axis(np.where(there, rows, 0), order, axis=1)
    return order, np.take_along_axis(groups, order, axis=1), number
