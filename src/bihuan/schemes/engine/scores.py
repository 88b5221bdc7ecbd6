"""Scores of many units as columns: what a scheme is made into, and what every engine hands back.

What a leaf earns comes from the query (query.py) or from matrices (fast.py); leaves that fit
neither are kept for the reference, once, before either begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bihuan.schemes.engine import fast, reference, tree
from bihuan.schemes.engine.awards import MICRO_IN_EXACT, adjusted
from bihuan.schemes.engine.facts import FactTable
from bihuan.schemes.engine.linear import Rule, sheet_rules
from bihuan.schemes.engine.tree import BLOCKED, EXCLUDED, THERE, Column


@dataclass(frozen=True, slots=True)
class Prepared:
    """A scheme made ready for the numbers at hand.

    Args:
        rules: by sheet.
        kept: by sheet and path, the column that the reference computed for all units.
        why: the leaves that were kept, each with the reason.
        members: by sheet, the places of its units.
        groups: the number of each unit's group.
        moved: bonuses less deductions of each unit, in 1e-15 points.
        struck: the units whose total a veto sets to zero.
    """

    parameters: dict[str, Any]
    facts: FactTable
    rules: tuple[tuple[Rule, ...], ...]
    kept: tuple[dict[str, Column], ...]
    why: tuple[tuple[str, str], ...]
    members: tuple[fast.Ints, ...]
    groups: fast.Ints
    moved: Mapping[int, int]
    struck: frozenset[int]

    @property
    def plain(self) -> bool:
        """Whether every sheet is one weighted sum within 62 bits: the query adds it up by itself."""
        return all(
            sheet["nodes"][-1]["exact"] and all(node["folded"] for node in sheet["nodes"][:-1])
            for sheet in self.parameters["sheets"]
        ) and all(map(self._adds_up, range(len(self.rules))))

    def _adds_up(self, sheet: int) -> bool:
        leaves = self.parameters["sheets"][sheet]["leaves"]
        bound = max(map(abs, self.moved.values()), default=0) + 10**15
        bound += sum(leaves[rule.leaf]["weight"] * rule.most for rule in self.rules[sheet])
        for path, column in self.kept[sheet].items():
            weight = next(leaf["weight"] for leaf in leaves if leaf["path"] == path)
            bound += weight * max((abs(int(points)) for points in column.scores), default=0)
        return 2 * bound < tree.LIMIT


@dataclass(frozen=True, slots=True)
class Scores:
    """What each unit earned: its exact score, total in micro-points and place; None if blocked.

    `kept` names the leaves that the reference computed, and why; `columns` are the leaves and nodes
    by sheet and path, where the engine made them.
    """

    units: tuple[str, ...]
    exact: list[int | None]
    total: list[int | None]
    place: list[int | None]
    engine: str
    kept: tuple[tuple[str, str], ...] = ()
    columns: tuple[dict[str, Column], ...] = ()


def prepare(
    parameters: dict[str, Any], facts: FactTable, others: list[dict[str, Any]] | None = None
) -> Prepared:
    """Return the scheme ready for these facts; `others` are its bonuses, deductions and vetoes."""
    numbers = {group["name"]: place for place, group in enumerate(parameters["groups"])}
    groups = np.array([numbers[group] for _, group in parameters["contestants"]], np.int64)
    sheet_of = np.array([group["sheet"] for group in parameters["groups"]] or [0], np.int64)[groups]
    sheets = [sheet_rules(parameters, number, facts) for number in range(len(parameters["sheets"]))]
    moved, struck = _adjustments(parameters, facts, others)
    return Prepared(
        parameters, facts, tuple(sheet.rules for sheet in sheets),
        _kept(parameters, facts, [dict(sheet.kept) for sheet in sheets]),
        tuple(kept for sheet in sheets for kept in sheet.kept),
        tuple(np.flatnonzero(sheet_of == number) for number in range(len(sheets))),
        groups, moved, struck,
    )  # fmt: skip


def _adjustments(
    parameters: dict[str, Any], facts: FactTable, others: list[dict[str, Any]] | None
) -> tuple[dict[int, int], frozenset[int]]:
    rows = [row for row in (facts.rows or () if others is None else others)
            if row["row"] in ("bonus", "deduction", "veto")]  # fmt: skip
    number = {unit: place for place, unit in enumerate(facts.units)}
    zero = {veto["name"] for veto in parameters["vetoes"] if veto["effect"] == "zero"}
    moved, struck = {}, set()
    for unit in sorted({row["unit"] for row in rows} & set(number)):
        mine = [row for row in rows if row["unit"] == unit]
        entries = [(at, row) for at, row in enumerate(mine) if row["row"] != "veto"]
        counted = sum(line["counted"] for line in adjusted(parameters, entries))
        moved[number[unit]] = counted * MICRO_IN_EXACT
        if any(row["row"] == "veto" and row["rule"] in zero for row in mine):
            struck.add(number[unit])
    return moved, frozenset(struck)


def _kept(
    parameters: dict[str, Any], facts: FactTable, paths: list[dict[str, str]]
) -> tuple[dict[str, Column], ...]:
    """Return the columns of the kept leaves, by the plain reference."""
    if not any(paths):
        return tuple({} for _ in paths)
    sheets = []
    for sheet, kept in zip(parameters["sheets"], paths, strict=True):
        leaves = [leaf for leaf in sheet["leaves"] if leaf["path"] in kept]
        sheets.append({"leaves": leaves, "nodes": [{**sheet["nodes"][-1], **_NO_PARTS}]})
    needed = _needed(sheets)
    scored = reference.score({**parameters, "sheets": sheets}, facts.rows_of(needed))["units"]
    columns: tuple[dict[str, Column], ...] = tuple({} for _ in paths)
    for number, sheet in enumerate(sheets):
        for leaf in sheet["leaves"]:
            lines = [scored[unit]["leaves"].get(leaf["path"], _NO_LINE) for unit in facts.units]
            columns[number][leaf["path"]] = _column(leaf, lines)
    return columns


_NO_PARTS = {"path": "", "parts": [], "combine": "sum", "exact": True}
_NO_LINE = {"points": None, "missing": "block_publication"}


def _needed(sheets: list[dict[str, Any]]) -> frozenset[str]:
    names = set()
    for leaf in (leaf for sheet in sheets for leaf in sheet["leaves"]):
        names.add(leaf["indicator"])
        for part in ("good", "half", "bad") if leaf["method"] == "tally_rate" else ():
            names.update(name for name, _ in leaf["params"][part])
    return frozenset(names)


def _column(leaf: dict[str, Any], lines: list[dict[str, Any]]) -> Column:
    points = [line["points"] or 0 for line in lines]
    wide = any(abs(number) >= tree.LIMIT for number in points)
    excluded = ("exclude_and_prorate", "not_applicable")
    states = [
        THERE
        if line["points"] is not None
        else EXCLUDED
        if line["missing"] in excluded
        else BLOCKED
        for line in lines
    ]
    return Column(
        np.array(points, object if wide else np.int64), np.array(states, np.int8), leaf["full"]
    )


def by_numpy(ready: Prepared) -> Scores:
    """Return the scores by matrices."""
    matrices = fast.dense(ready.facts, len(ready.rules))
    columns = []
    for rules, members in zip(ready.rules, ready.members, strict=True):
        mine = matrices if len(members) == len(ready.groups) else matrices.of_units(members)
        points, there = fast.points(rules, mine, ready.groups[members])
        columns.append(leaf_columns(ready, len(columns), points, there))
    return combined(ready, columns, "numpy")


def leaf_columns(
    ready: Prepared, number: int, points: fast.Ints, there: fast.Bools
) -> dict[str, Column]:
    """Return the columns of a sheet's leaves: those of its rules, given by row, and the kept."""
    leaves, members = ready.parameters["sheets"][number]["leaves"], ready.members[number]
    found = {
        path: Column(kept.scores[members], kept.states[members], kept.full)
        for path, kept in ready.kept[number].items()
    }
    for row, rule in enumerate(ready.rules[number]):
        leaf = leaves[rule.leaf]
        absent = {"zero": THERE, "exclude_and_prorate": EXCLUDED}.get(leaf["missing"], BLOCKED)
        states = np.where(there[row], THERE, absent).astype(np.int8)
        found[rule.path] = Column(points[row], states, leaf["full"])
    return found


def combined(ready: Prepared, columns: list[dict[str, Column]], engine: str) -> Scores:
    """Return the scores that follow from the columns of leaves, by sheet."""
    exact: list[int | None] = [None] * len(ready.facts.units)
    everything = []
    for number, members in enumerate(ready.members):
        sheet = ready.parameters["sheets"][number]
        units = [ready.facts.units[place] for place in members]
        inner: dict[str, Column] = {}
        if units:
            inner, root = tree.nodes(
                ready.parameters, sheet, units, ready.groups[members], columns[number]
            )
            states = inner[sheet["nodes"][-1]["path"]].states
            for place, sum_, state in zip(members, root.tolist(), states.tolist(), strict=True):
                exact[place] = int(sum_) if state == THERE else None
        everything.append(columns[number] | inner)
    total, place = ranked(ready, exact)
    return Scores(ready.facts.units, exact, total, place, engine, ready.why, tuple(everything))


def ranked(ready: Prepared, exact: list[int | None]) -> tuple[list[int | None], list[int | None]]:
    """Return totals and places by group, after adjustments and vetoes; the tie chain comes later."""
    final = [
        None if score is None else 0 if at in ready.struck else score + ready.moved.get(at, 0)
        for at, score in enumerate(exact)
    ]
    step = 10 ** (15 - ready.parameters["rounding"]["total"])
    micro = step // MICRO_IN_EXACT
    total = [None if score is None else _half_up(score, step) * micro for score in final]
    by = total if ready.parameters["ranking"]["order"] == "round_then_rank" else final
    return total, _places(by, ready.groups, ready.parameters["ranking"]["style"])


def _half_up(number: int, step: int) -> int:
    size = (2 * abs(number) + step) // (2 * step)
    return size if number >= 0 else -size


def _places(by: list[int | None], groups: fast.Ints, style: str) -> list[int | None]:
    there = [place for place, key in enumerate(by) if key is not None]
    found: list[int | None] = [None] * len(by)
    best_first = sorted(there, key=lambda place: (int(groups[place]), -(by[place] or 0)))
    group, key, rank, seen = -1, 0, 0, 0
    for place in best_first:
        mine, its = int(groups[place]), by[place] or 0
        if mine != group:
            group, rank, seen = mine, 1, 0
        elif its != key:
            rank = rank + 1 if style == "dense" else seen + 1
        key, seen = its, seen + 1
        found[place] = rank
    return found
