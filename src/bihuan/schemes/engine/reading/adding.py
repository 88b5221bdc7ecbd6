"""What a unit's total is made of, as lines that add up to it exactly.

A line is a leaf, a bonus or deduction (all entries of one rule), or a remainder: what rounding or
a node that is no plain sum leaves between the parts and the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from bihuan.schemes.engine.reading.sample import EXACT, whole
from bihuan.schemes.engine.result import UnitRow, Words

Kind = Literal["leaf", "adjustment", "remainder"]


@dataclass(frozen=True, slots=True)
class Key:
    """Which line: a leaf's path, a rule's name, or where a remainder stands and why."""

    kind: Kind
    name: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its title and what it adds, in 1e-15 points."""

    key: Key
    title: Words
    amount: int


def lines(row: UnitRow) -> list[Line]:
    """Return the lines of a unit with a total; they add up to it."""
    found = [
        Line(Key("leaf", leaf["path"]), leaf["title"], whole(leaf["contribution"], EXACT))
        for leaf in row["leaves"]
    ]
    found += [
        Line(Key("adjustment", entry["rule"]), entry["title"], whole(entry["counted"], EXACT))
        for entry in row["adjustments"]
    ]
    found += [
        Line(Key("remainder", left["path"], left["why"]["en"]), left["why"],
             whole(left["amount"], EXACT))
        for left in row["remainders"]
    ]  # fmt: skip
    return _merged(found)


def _merged(found: Iterable[Line]) -> list[Line]:
    """Return one line for each key, in the order in which they came."""
    merged: dict[Key, Line] = {}
    for line in found:
        before = merged.get(line.key)
        amount = line.amount + (before.amount if before else 0)
        merged[line.key] = Line(line.key, line.title, amount)
    return list(merged.values())


def points(amount: int) -> Fraction:
    """Return 1e-15 points as points."""
    return Fraction(amount, 10**EXACT)
