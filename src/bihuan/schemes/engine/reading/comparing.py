"""Two results side by side: which ranks moved, how alike the rankings are, and what moved them.

By group, over the units that have a rank in both: Spearman's ρ and Kendall's τ-b of the ranks, and
the *average absolute shift in rank* ``R̄ = 1/M Σ |rank before - rank after|`` (OECD/JRC Handbook
2008, on uncertainty and sensitivity). By unit, each line of the total with its change; the changes
add up to that of the total, exactly, and those that a leaf does not make are named.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from bihuan.schemes.engine.reading.adding import Key, Line, lines, points
from bihuan.schemes.engine.reading.correlating import FEWEST, kendall, spearman
from bihuan.schemes.engine.reading.numbers import Coefficient
from bihuan.schemes.engine.result import Result, UnitRow, Words


@dataclass(frozen=True, slots=True)
class Ran:
    """Which result: its scheme, the version that made it, and its period."""

    scheme: str
    title: Words
    version: str
    period: str
    period_title: Words


@dataclass(frozen=True, slots=True)
class Change:
    """A line before and after; None where the total has no such line."""

    key: Key
    title: Words
    before: Fraction | None
    after: Fraction | None

    @property
    def by(self) -> Fraction:
        return (self.after or Fraction(0)) - (self.before or Fraction(0))


@dataclass(frozen=True, slots=True)
class Moved:
    """A unit in both results. `up` counts the places gained; changes add up to `by`.

    What is None could not be compared: no rank or total on one side, or another group.
    """

    unit: str
    title: Words
    group: str
    group_before: str
    rank_before: int | None
    rank_after: int | None
    total_before: Fraction | None
    total_after: Fraction | None
    changes: tuple[Change, ...]

    @property
    def up(self) -> int | None:
        if self.rank_before is None or self.rank_after is None or self.group != self.group_before:
            return None
        return self.rank_before - self.rank_after

    @property
    def by(self) -> Fraction | None:
        if self.total_before is None or self.total_after is None:
            return None
        return self.total_after - self.total_before


@dataclass(frozen=True, slots=True)
class Agreement:
    """How alike the ranks of a group are, over `units` ranked in both.

    Correlations are None under three units, or where all share one rank; the shift is None without
    units. `moved` units changed their rank, the furthest by `furthest` places.
    """

    group: str
    title: Words
    units: int
    spearman: Coefficient | None
    kendall: Coefficient | None
    shift: Fraction | None
    moved: int
    furthest: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two results side by side; `joined` and `left` are units in one of them only."""

    before: Ran
    after: Ran
    groups: tuple[Agreement, ...]
    units: tuple[Moved, ...]
    joined: tuple[str, ...]
    left: tuple[str, ...]


def compare(before: Result, after: Result) -> Comparison:
    """Return what is different in `after`, with units in its order."""
    earlier = {row["unit"]: row for row in before["rows"]}
    later = {row["unit"]: row for row in after["rows"]}
    units = tuple(moved(earlier[unit], later[unit]) for unit in later if unit in earlier)
    return Comparison(
        before=ran(before),
        after=ran(after),
        groups=tuple(_agreement(group["name"], group["title"], units) for group in after["groups"]),
        units=units,
        joined=tuple(unit for unit in later if unit not in earlier),
        left=tuple(unit for unit in earlier if unit not in later),
    )


def ran(result: Result) -> Ran:
    """Return which result it is."""
    return Ran(
        scheme=result["scheme"],
        title=result["title"],
        version=result["parameters"]["scheme"]["digest"],
        period=result["period"],
        period_title=result["period_title"],
    )


def moved(before: UnitRow, after: UnitRow) -> Moved:
    """Return one unit's change from one result to another."""
    both = before["total"] is not None and after["total"] is not None
    return Moved(
        unit=after["unit"],
        title=after["title"],
        group=after["group"],
        group_before=before["group"],
        rank_before=before["rank"],
        rank_after=after["rank"],
        total_before=_number(before["total"]),
        total_after=_number(after["total"]),
        changes=_changes(lines(before), lines(after)) if both else (),
    )


def _number(total: str | None) -> Fraction | None:
    return None if total is None else Fraction(total)


def _changes(before: list[Line], after: list[Line]) -> tuple[Change, ...]:
    """Return the lines of both, those of the later result first, in its order."""
    earlier = {line.key: line for line in before}
    later = {line.key: line for line in after}
    return tuple(
        Change(key, line.title, _amount(earlier.get(key)), _amount(later.get(key)))
        for key, line in {**later, **{k: v for k, v in earlier.items() if k not in later}}.items()
    )


def _amount(line: Line | None) -> Fraction | None:
    return None if line is None else points(line.amount)


def _agreement(group: str, title: Words, units: tuple[Moved, ...]) -> Agreement:
    chosen = [unit for unit in units if unit.group == group and unit.up is not None]
    before = [unit.rank_before or 0 for unit in chosen]
    after = [unit.rank_after or 0 for unit in chosen]
    steps = [abs(one - other) for one, other in zip(before, after, strict=True)]
    enough = len(chosen) >= FEWEST
    return Agreement(
        group=group,
        title=title,
        units=len(chosen),
        spearman=spearman(before, after) if enough else None,
        kendall=kendall(before, after) if enough else None,
        shift=Fraction(sum(steps), len(steps)) if steps else None,
        moved=sum(step > 0 for step in steps),
        furthest=max(steps, default=0),
    )
