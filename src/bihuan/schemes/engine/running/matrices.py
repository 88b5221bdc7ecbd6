"""The same points as the query gives, by NumPy on whole numbers: for small runs and one group.

Facts stand as a matrix of codes by units; leaves of one family are computed together. A small run
takes less time here than the database needs to plan its query.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bihuan.schemes.engine.running.facts import FactTable
from bihuan.schemes.engine.running.places import places
from bihuan.schemes.engine.running.rules import Rule

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
# Whole numbers of 64 bits, or Python's own where those are too small.
Wholes = npt.NDArray[Any]

LEAST = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Dense:
    """Value, target and prior as matrices of codes by units; 0 and not `there` where missing."""

    numbers: dict[str, Ints]
    there: dict[str, Bools]

    def of_units(self, chosen: Ints) -> Dense:
        """Return the columns of some units."""
        return Dense(
            {name: matrix[:, chosen] for name, matrix in self.numbers.items()},
            {name: matrix[:, chosen] for name, matrix in self.there.items()},
        )


def dense(facts: FactTable, sheets: int) -> Dense:
    """Return the facts as matrices; where nobody lacks a number, `there` is shared."""
    shape = (max(len(facts.indicators) * sheets, 1), len(facts.units))
    at = np.asarray(facts.table["i"]).astype(np.int64) * shape[1] + np.asarray(facts.table["u"])
    # No two facts stand at one place: so many fill all of them.
    full = len(at) == shape[0] * shape[1]
    rows = np.ones(shape, np.bool_) if full else _placed(shape, at, np.ones(len(at), np.bool_))
    numbers, there = {}, {}
    for name in "vtp":
        column = facts.table[name].combine_chunks()
        there[name] = rows
        if column.null_count:
            there[name] = _placed(shape, at, np.asarray(column.is_valid()))
            column = column.fill_null(0)
        numbers[name] = _placed(shape, at, np.asarray(column))
    return Dense(numbers, there)


def _placed(shape: tuple[int, int], at: Ints, numbers: Wholes) -> Wholes:
    found = np.zeros(shape, numbers.dtype)
    found.reshape(-1)[at] = numbers
    return found


def half_up(num: Wholes, den: Wholes | int) -> Wholes:
    """Return the nearest whole numbers of num / den, for positive den; halves go away from zero."""
    if num.size and num.min() >= 0:
        return (2 * num + den) // (2 * den)
    size = (2 * np.abs(num) + den) // (2 * den)
    return np.where(num < 0, -size, size)


def points(rules: Sequence[Rule], facts: Dense, groups: Ints) -> tuple[Ints, Bools]:
    """Return the points of each rule (row) and unit (column), and where there are any."""
    size = len(groups)
    found = np.zeros((len(rules), size), np.int64)
    there = np.zeros((len(rules), size), np.bool_)
    for family, score in _FAMILIES.items():
        places = [place for place, rule in enumerate(rules) if rule.family == family]
        if places and size:
            chosen = [rules[place] for place in places]
            taken, present = _taken(chosen, facts)
            scored = score(chosen, taken, present, facts, groups)
            found[places] = scored if present.all() else np.where(present, scored, 0)
            there[places] = present
    return found, there


def _column(numbers: Sequence[int]) -> Ints:
    return np.array(numbers, np.int64)[:, None]


def _taken(rules: Sequence[Rule], facts: Dense) -> tuple[Ints, Bools]:
    """Return the number taken for each rule and unit, and where one can be scored."""
    codes = [rule.code for rule in rules]
    value, present = facts.numbers["v"][codes], facts.there["v"][codes]
    if any(not rule.take.plain for rule in rules):
        value, present = _taken_first(rules, codes, facts)
    if any(rule.aims for rule in rules):
        target = np.where(facts.there["t"][codes], facts.numbers["t"][codes], LEAST)
        least = [rule.aim if rule.aims else LEAST for rule in rules]
        present = present & (target >= _column(least))
    return value, present


def _taken_first(rules: Sequence[Rule], codes: list[int], facts: Dense) -> tuple[Ints, Bools]:
    value, target, prior = (facts.numbers[name][codes] for name in "vtp")
    takes = [rule.take for rule in rules]
    tv, tp, dp, dt, d0 = (
        _column([getattr(take, name) for take in takes]) for name in ("tv", "tp", "dp", "dt", "d0")
    )
    present = facts.there["v"][codes] & ((tp == 0) | facts.there["p"][codes])
    below = dp * prior + dt * target + d0
    present = present & (below > 0)
    return half_up(tv * value + tp * prior, np.where(present, below, 1)), present


def _standing(rules: Sequence[Rule], taken: Ints) -> Ints:
    standing = taken * _column([rule.sign for rule in rules])
    banded = [place for place, rule in enumerate(rules) if rule.band]
    if banded:
        low = _column([rules[place].band[0] for place in banded])  # type: ignore[index]
        high = _column([rules[place].band[1] for place in banded])  # type: ignore[index]
        far = np.maximum(np.maximum(low - taken[banded], taken[banded] - high), 0)
        standing[banded] = -far
    return standing


def _cut(rules: Sequence[Rule], num: Ints, den: Ints) -> Ints:
    """Return the fractions as points: rounded to their steps, then between floor and cap."""
    step = _column([rule.step for rule in rules])
    earned = half_up(num, den * step) * step
    low, high = _column([rule.low for rule in rules]), _column([rule.high for rule in rules])
    return np.maximum(low, np.minimum(high, earned))


def _ratio(
    rules: Sequence[Rule], taken: Ints, _present: Bools, facts: Dense, _groups: Ints
) -> Ints:
    a, b, c, d, e, f = (_column([rule.factors[k] for rule in rules]) for k in range(6))
    num, den = a * taken + c, d * taken + f
    if any(rule.aims for rule in rules):
        target = facts.numbers["t"][[rule.code for rule in rules]]
        num, den = num + b * target, den + e * target
    earned = _cut(rules, num, np.where(den > 0, den, 1))
    beyond = np.maximum(
        _column([rule.low for rule in rules]),
        np.minimum(_column([rule.high for rule in rules]), _column([r.beyond for r in rules])),
    )
    return np.where(den > 0, earned, beyond)


def _fields(present: Bools, groups: Ints) -> Ints:
    """Return a number for each row and group: the field within which a row is compared."""
    rows = np.arange(len(present), dtype=np.int64)[:, None]
    return rows * (int(groups.max()) + 1) + groups[None, :]


def _spread(
    rules: Sequence[Rule], taken: Ints, present: Bools, _facts: Dense, groups: Ints
) -> Ints:
    standing = _standing(rules, taken)
    field = _fields(present, groups)
    size = len(rules) * (int(groups.max()) + 1)
    worst = np.full(size, np.iinfo(np.int64).max)
    best = np.full(size, LEAST)
    np.minimum.at(worst, field[present], standing[present])
    np.maximum.at(best, field[present], standing[present])
    worst, best = worst[field], best[field]
    a, b, c = (_column([rule.factors[k] for rule in rules]) for k in range(3))
    level = best == worst
    spread = np.where(level | ~present, 1, np.where(present, best, 1) - np.where(present, worst, 0))
    above = np.where(level | ~present, 1, standing - np.where(present, worst, 0))
    return _cut(rules, a * spread + b * above, c * spread)


def _ranked(present: Bools, groups: Ints) -> Ints:
    """Return how many are ranked in the field of each number."""
    field = _fields(present, groups)
    return np.bincount(field[present], minlength=int(field.max()) + 1)[field]


def _step(rules: Sequence[Rule], taken: Ints, present: Bools, _facts: Dense, groups: Ints) -> Ints:
    place = places(_standing(rules, taken), present, groups)
    a, b, c = (_column([rule.factors[k] for rule in rules]) for k in range(3))
    return _cut(rules, a - b * (place - 1), c)


def _place(rules: Sequence[Rule], taken: Ints, present: Bools, _facts: Dense, groups: Ints) -> Ints:
    place = places(_standing(rules, taken), present, groups)
    a, b = (_column([rule.factors[k] for rule in rules]) for k in range(2))
    others = np.maximum(_ranked(present, groups) - 1, 1)
    return _cut(rules, a * others - b * (place - 1), others)


def _tier(
    rules: Sequence[Rule], taken: Ints, _present: Bools, _facts: Dense, _groups: Ints
) -> Ints:
    standing = _standing(rules, taken)
    num, den = np.zeros_like(standing), np.ones_like(standing)
    for row, rule in enumerate(rules):
        pieces = sorted(rule.pieces, key=lambda piece: piece.since)
        a, c, d, since, until = np.array(
            [(piece.a, piece.c, piece.d, piece.since, piece.until) for piece in pieces], np.int64
        ).T
        at = np.maximum(np.searchsorted(since, standing[row], side="right") - 1, 0)
        inside = (standing[row] >= since[at]) & (standing[row] < until[at])
        num[row] = np.where(inside, a[at] * standing[row] + c[at], 0)
        den[row] = d[at]
    return _cut(rules, num, den)


_FAMILIES: dict[str, Any] = {
    "ratio": _ratio,
    "spread": _spread,
    "step": _step,
    "place": _place,
    "tier": _tier,
}
