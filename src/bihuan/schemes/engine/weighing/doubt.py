"""Benefit of the doubt: each unit under the shares that suit it best (Cherchye and others 2007).

For unit c: maximise sum of w_j y_cj so that no unit passes 1 under the same w, w >= 0, and each
part's share of c's own score stays between the bounds. Solved exactly; where several answers are
as good, Bland's rule chooses. A unit
that another one matches or beats on every part never binds and is left out of the limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from bihuan.ledger.words import Message, Refused, Text
from bihuan.schemes.engine.definition.exact import MICRO
from bihuan.schemes.engine.weighing.certified import only_optimum
from bihuan.schemes.engine.weighing.matrix import Json, Matrix
from bihuan.schemes.engine.weighing.simplex import maximised
from bihuan.schemes.engine.weighing.spreading import refuse_below

BOUNDS = Message(
    "weighing-bounds",
    Text(
        en="the bounds {least} to {most} cannot hold for {count} parts",
        zh="{count} 项的占比无法都在 {least} 至 {most} 之间",
    ),
    Text(
        en="let least times the number of parts be at most 1, and most times it at least 1",
        zh="请使 least 乘以项数不超过 1，most 乘以项数不低于 1",
    ),
)
TOO_MUCH = Message(
    "weighing-too-large",
    Text(
        en="benefit of the doubt would solve {units} linear programmes on {parts} parts, each with "
        "more than {limits} limits: minutes, or hours",
        zh="doubt 法须求解 {units} 个 {parts} 项的线性规划，各有 {limits} 条以上约束，耗时过长",
    ),
    Text(
        en="form smaller groups, put parts into nodes of their own, or let entropy, critic or "
        "deviation find the shares",
        zh="请划小分组，或将部分项先合成为下级节点，或改用 entropy、critic、deviation 赋权",
    ),
)
# Half a minute. For each unit a table of limits by parts is exchanged about as often as there are
# parts, and its whole numbers have about as many times the digits of a score.
MOST_STEPS = 300_000_000


def bounds_hold(least: Fraction, most: Fraction, count: int) -> bool:
    """Tell whether so many parts can all lie between the bounds and add up to 1."""
    return 0 <= least <= most <= 1 and least * count <= 1 <= most * count


@dataclass(frozen=True, slots=True)
class Own:
    """A unit's own weights.

    Args:
        score: between 0 and 1.
        weights: what each of a part's numbers is multiplied by; their sum is the score.
        shares: of each part in the score; all 0 where the score is.
    """

    score: Fraction
    weights: tuple[Fraction, ...]
    shares: tuple[Fraction, ...]


def by_doubt(matrix: Matrix, weigh: Json) -> dict[str, Own]:
    """Return the own weights of each unit.

    Raises:
        Refused: a score is below zero, or there are too many units that none outdoes.
    """
    refuse_below(matrix, "doubt", 0)
    rows = list(zip(*(column.numbers for column in matrix.columns), strict=True))
    limits = _not_matched(rows)
    least, most = Fraction(weigh["least"], MICRO), Fraction(weigh["most"], MICRO)
    found: dict[tuple[int, ...], Own] = {}
    for row in rows:
        if row not in found:
            found[row] = _own(row, limits, least, most)
    return {unit: found[row] for unit, row in zip(matrix.units, rows, strict=True)}


def _not_matched(rows: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Return the rows that no other matches or beats on every part, in a fixed order."""
    found: list[tuple[int, ...]] = []
    every, parts = set(rows), len(rows[0]) if rows else 0
    most = MOST_STEPS // max(len(every) * parts**3, 1)
    # Who beats another has the larger sum, and so stands before.
    for row in sorted(every, key=lambda row: (-sum(row), row)):
        if not any(all(a >= b for a, b in zip(one, row, strict=True)) for one in found):
            found.append(row)
        if len(found) > most:
            raise Refused(TOO_MUCH, units=f"{len(every):,}", limits=f"{most:,}", parts=parts)
    return found


def _own(
    row: tuple[int, ...], limits: list[tuple[int, ...]], least: Fraction, most: Fraction
) -> Own:
    rows, ends = list(limits), [1] * len(limits)
    for part in range(len(row)):
        for bound, sign in ((least, 1), (most, -1)):
            if bound != (1 if sign < 0 else 0):
                # bound x sum of w y - w_j y_j <= 0, or the other way round for the upper one
                part_of = [bound.numerator * y for y in row]
                part_of[part] -= bound.denominator * row[part]
                rows.append(tuple(sign * number for number in part_of))
                ends.append(0)
    weights = only_optimum(row, rows, ends) or maximised(row, rows, ends)
    parts = [weight * number for weight, number in zip(weights, row, strict=True)]
    score = sum(parts, Fraction(0))
    shares = tuple(part / score if score else Fraction(0) for part in parts)
    return Own(score, tuple(weights), shares)
