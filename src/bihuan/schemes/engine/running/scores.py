"""Scores of many units as columns: what a scheme is made into, and what every engine hands back.

What a leaf earns comes from the query (query.py) or from matrices (fast.py); leaves that fit
neither are kept for the reference, once, before either begins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from bihuan.schemes.engine.definition import reference
from bihuan.schemes.engine.definition.awards import MICRO_IN_EXACT, adjusted
from bihuan.schemes.engine.running import matrices as fast
from bihuan.schemes.engine.running import tree
from bihuan.schemes.engine.running.facts import FactTable, needed
from bihuan.schemes.engine.running.linear import sheet_rules
from bihuan.schemes.engine.running.matrices import Wholes
from bihuan.schemes.engine.running.places import places
from bihuan.schemes.engine.running.rules import Rule
from bihuan.schemes.engine.running.tree import BLOCKED, EXCLUDED, THERE, Column

Json = dict[str, Any]


@dataclass(frozen=True)
class Prepared:
    """A scheme made ready for the numbers at hand.

    Args:
        parameters, facts: what is scored.
        rules: by sheet.
        kept: by sheet and path, the column that the reference computed for all units.
        why: the leaves that were kept, each with the reason.
        members: by sheet, the places of its units.
        groups: the number of each unit's group.
        moved: bonuses less deductions of each unit, in 1e-15 points.
        struck: the units whose total a veto sets to zero.
    """

    parameters: Json
    facts: FactTable
    rules: tuple[tuple[Rule, ...], ...]
    kept: tuple[dict[str, Column], ...]
    why: tuple[tuple[str, str], ...]
    members: tuple[fast.Ints, ...]
    groups: fast.Ints
    moved: Mapping[int, int]
    struck: frozenset[int]

    @cached_property
    def plain(self) -> bool:
        """Whether every sheet is one weighted sum within 62 bits, which the query adds up."""
        return all(map(self._is_one_sum, range(len(self.rules))))

    def _is_one_sum(self, number: int) -> bool:
        sheet = self.parameters["sheets"][number]
        *others, root = sheet["nodes"]
        if "available" in root or not (root["exact"] and all(node["folded"] for node in others)):
            return False
        weights = {leaf["path"]: leaf["weight"] for leaf in sheet["leaves"]}
        bound = max(map(abs, self.moved.values()), default=0) + 10**15
        bound += sum(weights[rule.path] * rule.most for rule in self.rules[number])
        for path, column in self.kept[number].items():
            bound += weights[path] * max((abs(int(points)) for points in column.scores), default=0)
        return bool(2 * bound < tree.LIMIT)


@dataclass(frozen=True, slots=True)
class Scores:
    """What each unit earned: its exact score, total in micro-points and place; None if blocked.

    The columns are Arrow arrays, or lists where 64 bits are too small. `kept` names the leaves
    that the reference computed, and why; `columns` are the leaves and nodes by sheet and path,
    where the engine made them.
    """

    units: tuple[str, ...]
    exact_column: Any
    total_column: Any
    place_column: Any
    engine: str
    kept: tuple[tuple[str, str], ...] = ()
    columns: tuple[dict[str, Column], ...] = ()

    @property
    def exact(self) -> list[int | None]:
        return _listed(self.exact_column)

    @property
    def total(self) -> list[int | None]:
        return _listed(self.total_column)

    @property
    def place(self) -> list[int | None]:
        return _listed(self.place_column)


def _listed(column: Any) -> list[int | None]:
    return list(column) if isinstance(column, list) else list(column.to_pylist())


def prepare(parameters: Json, facts: FactTable, others: list[Json] | None = None) -> Prepared:
    """Return the scheme ready for these facts; `others` are its bonuses, deductions and vetoes."""
    numbers = {group["name"]: place for place, group in enumerate(parameters["groups"])}
    groups = np.array([numbers[group] for _, group in parameters["contestants"]], np.int64)
    sheet_of = np.array([group["sheet"] for group in parameters["groups"]] or [0], np.int64)[groups]
    sheets = [sheet_rules(parameters, number, facts) for number in range(len(parameters["sheets"]))]
    moved, struck = _adjustments(parameters, facts, others)
    return Prepared(
        parameters=parameters,
        facts=facts,
        rules=tuple(sheet.rules for sheet in sheets),
        kept=_kept(parameters, facts, [dict(sheet.kept) for sheet in sheets]),
        why=tuple(kept for sheet in sheets for kept in sheet.kept),
        members=tuple(np.flatnonzero(sheet_of == number) for number in range(len(sheets))),
        groups=groups,
        moved=moved,
        struck=struck,
    )


def _adjustments(
    parameters: Json, facts: FactTable, others: list[Json] | None
) -> tuple[dict[int, int], frozenset[int]]:
    number = {unit: place for place, unit in enumerate(facts.units)}
    zero = {veto["name"] for veto in parameters["vetoes"] if veto["effect"] == "zero"}
    entries: dict[int, list[tuple[int, Json]]] = {}
    struck = set()
    for at, row in enumerate(facts.rows or () if others is None else others):
        place = number.get(row["unit"])
        if place is None:
            continue
        if row["row"] in ("bonus", "deduction"):
            entries.setdefault(place, []).append((at, row))
        elif row["row"] == "veto" and row["rule"] in zero:
            struck.add(place)
    moved = {
        place: MICRO_IN_EXACT * sum(line["counted"] for line in adjusted(parameters, rows))
        for place, rows in entries.items()
    }
    return moved, frozenset(struck)


# Leaves that are kept for the reference

_NO_PARTS = {"path": "", "parts": [], "combine": "sum", "exact": True}
_NO_LINE = {"points": None, "missing": "block_publication"}


def _kept(
    parameters: Json, facts: FactTable, paths: list[dict[str, str]]
) -> tuple[dict[str, Column], ...]:
    """Return the columns of the kept leaves, by the plain reference."""
    columns: tuple[dict[str, Column], ...] = tuple({} for _ in paths)
    if not any(paths):
        return columns
    sheets = []
    for sheet, kept in zip(parameters["sheets"], paths, strict=True):
        leaves = [leaf for leaf in sheet["leaves"] if leaf["path"] in kept]
        sheets.append({"leaves": leaves, "nodes": [{**sheet["nodes"][-1], **_NO_PARTS}]})
    rows = facts.rows_of(needed(leaf for sheet in sheets for leaf in sheet["leaves"]))
    scored = reference.score({**parameters, "sheets": sheets}, rows)["units"]
    for column, sheet in zip(columns, sheets, strict=True):
        for leaf in sheet["leaves"]:
            lines = [scored[unit]["leaves"].get(leaf["path"], _NO_LINE) for unit in facts.units]
            column[leaf["path"]] = _column(leaf, lines)
    return columns


_LEFT_OUT = ("exclude_and_prorate", "not_applicable")


def _column(leaf: Json, lines: list[Json]) -> Column:
    points = [line["points"] or 0 for line in lines]
    states = [BLOCKED] * len(lines)
    for place, line in enumerate(lines):
        if line["points"] is not None:
            states[place] = THERE
        elif line["missing"] in _LEFT_OUT:
            states[place] = EXCLUDED
    return Column(
        _array(points),
        np.array(states, np.int8),
        leaf["full"],
        np.array([not line["missing"] and not line.get("imputed") for line in lines], np.bool_),
        np.array([line["missing"] != "not_applicable" for line in lines], np.bool_),
    )


def _array(numbers: Sequence[int]) -> Wholes:
    """Return whole numbers as an array: Python's own where 62 bits are too small."""
    wide = any(abs(number) >= tree.LIMIT for number in numbers)
    return np.array(numbers, object if wide else np.int64)


# From points to scores


def by_numpy(ready: Prepared) -> Scores:
    """Return the scores by matrices."""
    matrices = fast.dense(ready.facts, len(ready.rules))
    columns: list[dict[str, Column]] = []
    for number, (rules, members) in enumerate(zip(ready.rules, ready.members, strict=True)):
        mine = matrices if len(members) == len(ready.groups) else matrices.of_units(members)
        points, there = fast.points(rules, mine, ready.groups[members])
        columns.append(leaf_columns(ready, number, points, there))
    return combined(ready, columns, "numpy")


def leaf_columns(
    ready: Prepared, number: int, points: fast.Ints, there: fast.Bools
) -> dict[str, Column]:
    """Return the columns of a sheet's leaves: those of its rules, given by row, and the kept."""
    leaves, members = ready.parameters["sheets"][number]["leaves"], ready.members[number]
    found = {path: _of_members(kept, members) for path, kept in ready.kept[number].items()}
    for row, rule in enumerate(ready.rules[number]):
        leaf = leaves[rule.leaf]
        absent = {"zero": THERE, "exclude_and_prorate": EXCLUDED}.get(leaf["missing"], BLOCKED)
        states = np.where(there[row], THERE, absent).astype(np.int8)
        found[rule.path] = Column(points[row], states, leaf["full"], there[row])
    return found


def _of_members(kept: Column, members: fast.Ints) -> Column:
    """Return a column of all units as one of some."""
    seen, concerned = (
        None if each is None else each[members] for each in (kept.seen, kept.concerned)
    )
    return Column(kept.scores[members], kept.states[members], kept.full, seen, concerned)


def combined(ready: Prepared, columns: list[dict[str, Column]], engine: str) -> Scores:
    """Return the scores that follow from the columns of leaves, by sheet."""
    exact: Wholes = np.zeros(len(ready.facts.units), np.int64)
    there = np.zeros(len(exact), np.bool_)
    everything = []
    for number, members in enumerate(ready.members):
        sheet = ready.parameters["sheets"][number]
        inner: dict[str, Column] = {}
        if len(members):
            units = [ready.facts.units[place] for place in members]
            groups = ready.groups[members]
            inner, root = tree.nodes(ready.parameters, sheet, units, groups, columns[number])
            exact = exact.astype(object) if root.dtype == object else exact
            exact[members] = root
            there[members] = inner[""].states == THERE
        everything.append(columns[number] | inner)
    total, place = ranked(ready, exact, there)
    return Scores(
        ready.facts.units, _masked(exact, there), _masked(total, there), _masked(place, there),
        engine, ready.why, tuple(everything),
    )  # fmt: skip


def _masked(numbers: Wholes, there: fast.Bools) -> Any:
    if numbers.dtype == object:
        return [int(n) if is_there else None for n, is_there in zip(numbers, there, strict=True)]
    return pa.array(numbers, mask=~there)


def ranked(
    ready: Prepared, exact: Wholes, there: fast.Bools, chosen: fast.Ints | None = None
) -> tuple[Wholes, fast.Ints]:
    """Return totals and places by group, after adjustments and vetoes.

    The tie chain of a scheme comes after these places (awards.py).

    Args:
        ready: the scheme.
        exact: the scores; or rows of them.
        there: where there are any, in every row.
        chosen: whose scores they are: whole groups; all units if left out.
    """
    everybody = np.arange(len(ready.groups)) if chosen is None else chosen
    at = {int(unit): place for place, unit in enumerate(everybody)} if ready.moved else {}
    step = 10 ** (15 - ready.parameters["rounding"]["total"])
    largest = max(abs(int(exact.min())), abs(int(exact.max()))) if exact.size else 0
    moved = max(map(abs, ready.moved.values()), default=0)
    final = exact.astype(object if 2 * (largest + moved) + step >= tree.LIMIT else exact.dtype)
    for unit, amount in ready.moved.items():
        if unit in at:
            final[..., at[unit]] += amount
    if ready.struck:
        final[..., np.isin(everybody, sorted(ready.struck))] = 0
    total = fast.half_up(final, step) * (step // MICRO_IN_EXACT)
    ranking = ready.parameters["ranking"]
    by = total if ranking["order"] == "round_then_rank" else final
    its, groups = np.broadcast_to(there, by.shape), ready.groups[everybody]
    return total, places(by, its, groups, dense=ranking["style"] == "dense")
