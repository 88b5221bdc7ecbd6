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
    if present.all():
        present = present[:1]
    order, keys = _in_order(rows, present, groups)
    new = np.ones(rows.shape, np.bool_)
    np.not_equal(keys[:, 1:], keys[:, :-1], out=new[:, 1:])
    start = _starts(present, groups)
    in_order: Ints
    if dense:
        in_order = np.cumsum(new, axis=1)
        first = np.minimum(start, rows.shape[1] - 1)
        start = in_order[np.arange(len(rows))[:, None], first]
    else:
        in_order = np.where(new, np.arange(rows.shape[1]), 0)
        np.maximum.accumulate(in_order, axis=1, out=in_order)
    found = np.empty(rows.shape, np.int64)
    order += np.arange(len(rows))[:, None] * rows.shape[1]
    found.reshape(-1)[order] = in_order
    found += 1 - start[:, groups]
    return found.reshape(by.shape)


def _starts(there: Bools, groups: Ints) -> Ints:
    """Return where each group begins when a row is in order."""
    size = int(groups.max()) + 1
    fields = groups + np.arange(len(there))[:, None] * size
    counts = np.bincount(fields[there], minlength=len(there) * size).reshape(-1, size)
    begin: Ints = np.cumsum(counts, axis=1) - counts
    return begin


def _in_order(rows: Ints, there: Bools, groups: Ints) -> tuple[Ints, Ints]:
    """Return what stands in each row by group and best first: its columns, and a key of each.

    The keys are equal for equal numbers of one group. What is not there comes last.
    """
    last, units = int(groups.max()) + 1, rows.shape[1]
    best, worst = int(rows.max()), int(rows.min())
    span, shift = best - worst + 1, (units - 1).bit_length()
    if (last + 1) * span << shift >= LIMIT:
        return _positions(rows, np.where(there, groups, last))
    keys = best - rows
    keys += groups * span
    if len(there) > 1 or not there.all():
        keys = np.where(there, keys, last * span)
    keys <<= shift
    keys |= np.arange(units)
    keys.sort(axis=1)
    order = keys & ((1 << shift) - 1)
    keys >>= shift
    return order, keys


def _positions(rows: Ints, groups: Ints) -> tuple[Ints, Ints]:
    groups = np.broadcast_to(groups, rows.shape)
    order = np.stack([np.lexsort((-row, its)) for row, its in zip(rows, groups, strict=True)])
    new = np.zeros(rows.shape, np.bool_)
    for numbers in (rows, groups):
        its = np.take_along_axis(numbers, order, axis=1)
        new[:, 1:] |= its[:, 1:] != its[:, :-1]
    return order, np.cumsum(new, axis=1)
