"""What goes into the query beside the facts, and the scores that follow from what it answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from bihuan.schemes.engine.running.query_text import branch
from bihuan.schemes.engine.running.rules import Piece, Rule
from bihuan.schemes.engine.running.scores import Prepared, Scores, combined, leaf_columns
from bihuan.schemes.engine.running.tree import THERE


def small_tables(ready: Prepared) -> dict[str, pa.Table]:
    """Return the tables that the query joins with the facts: rules, units, pieces, kept points."""
    rules = [rule for sheet in ready.rules for rule in sheet]
    weights = [
        ready.parameters["sheets"][number]["leaves"][rule.leaf]["weight"]
        for number, sheet in enumerate(ready.rules)
        for rule in sheet
    ]
    tables = {
        "rules": rules_table(rules, [branch(rule) for rule in rules], weights),
        "units": units_table(ready),
    }
    if any(rule.pieces for rule in rules):
        tables["pieces"] = pieces_table(rules)
    if any(ready.kept) or not rules:
        tables["kept"] = kept_table(ready)
    return tables


def rules_table(rules: list[Rule], branches: list[int], weights: list[int]) -> pa.Table:
    """Return one row for each leaf: the number of its section, its weight and its factors."""
    columns: dict[str, list[int]] = {
        "rule": list(range(len(rules))),
        "i": [rule.code for rule in rules],
        "leaf": [rule.leaf for rule in rules],
        "branch": branches,
        "share": weights,
        "blocks": [int(rule.blocks) for rule in rules],
        "aims": [int(rule.aims) for rule in rules],
        "banded": [int(rule.band is not None) for rule in rules],
        "band_low": [rule.band[0] if rule.band else 0 for rule in rules],
        "band_high": [rule.band[1] if rule.band else 0 for rule in rules],
    }
    for name in ("aim", "sign", "step", "low", "high", "beyond"):
        columns[name] = [getattr(rule, name) for rule in rules]
    for name in ("tv", "tp", "dp", "dt", "d0"):
        columns[name] = [getattr(rule.take, name) for rule in rules]
    factors = [_with_step(rule) for rule in rules]
    for place, name in enumerate("abcdef"):
        columns[name] = [six[place] for six in factors]
    small = {"i", "leaf", "rule", "branch"}
    return pa.table(
        {
            name: pa.array(numbers, pa.int32() if name in small else pa.int64())
            for name, numbers in columns.items()
        }
    )


def _with_step(rule: Rule) -> tuple[int, ...]:
    """Return the six factors; those of the denominator times the step that it is rounded to."""
    step = rule.step
    if rule.family == "ratio":
        a, b, c, d, e, f = rule.factors
        return (a, b, c, d * step, e * step, f * step)
    a, b, c = rule.factors
    return (a, b, c * step, 0, 0, 0)


def pieces_table(rules: list[Rule]) -> pa.Table:
    """Return the stretches of tiered leaves."""
    rows: list[tuple[int, Piece]] = [
        (number, piece) for number, rule in enumerate(rules) for piece in rule.pieces
    ]
    columns = {"rule": pa.array([number for number, _ in rows], pa.int32())}
    for name in ("since", "until", "a", "c"):
        columns[name] = pa.array([getattr(piece, name) for _, piece in rows], pa.int64())
    columns["d"] = pa.array([piece.d * rules[number].step for number, piece in rows], pa.int64())
    return pa.table(columns)


def kept_table(ready: Prepared) -> pa.Table:
    """Return the points of the kept leaves; a unit that one of them blocks has no row there."""
    columns: dict[str, list[Any]] = {
        name: [] for name in ("u", "leaf", "share", "blocks", "points")
    }
    for sheet, members, kept in zip(
        ready.parameters["sheets"], ready.members, ready.kept, strict=True
    ):
        for place, leaf in enumerate(sheet["leaves"]):
            column = kept.get(leaf["path"])
            if column is not None and column.scores.dtype != object:
                there = members[column.states[members] == THERE]
                size = len(there)
                columns["u"] += there.tolist()
                columns["leaf"] += [place] * size
                columns["share"] += [leaf["weight"]] * size
                columns["blocks"] += [1] * size
                columns["points"] += column.scores[there].tolist()
    types = {"u": pa.int32(), "leaf": pa.int32()}
    return pa.table(
        {name: pa.array(found, types.get(name, pa.int64())) for name, found in columns.items()}
    )


def units_table(ready: Prepared) -> pa.Table:
    """Return each unit with its group, what it must not lack, and what moves or strikes it."""
    size = len(ready.facts.units)
    must, moved = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for rules, members, kept in zip(ready.rules, ready.members, ready.kept, strict=True):
        must[members] = sum(rule.blocks for rule in rules) + len(kept)
    for place, amount in ready.moved.items():
        moved[place] = amount
    struck = np.zeros(size, np.int64)
    struck[sorted(ready.struck)] = 1
    return pa.table(
        {
            "u": np.arange(size, dtype=np.int32), "g": ready.groups, "must": must,
            "moved": moved, "struck": struck,
        }
    )  # fmt: skip


def answered(ready: Prepared, found: pa.Table, engine: str) -> Scores:
    """Return the scores from the answer of the query: totals and places, or points."""
    if not ready.plain:
        return _with_nodes(ready, found, engine)
    return Scores(
        ready.facts.units, found["score"], found["total"], found["place"], engine, ready.why
    )


def _with_nodes(ready: Prepared, found: pa.Table, engine: str) -> Scores:
    """Return the scores of a tree that rounds at its nodes, or is not linear: nodes by columns."""
    u, leaf = np.asarray(found["u"]), np.asarray(found["leaf"])
    most = max((len(sheet["leaves"]) for sheet in ready.parameters["sheets"]), default=0)
    matrix = np.zeros((most, len(ready.facts.units)), np.int64)
    there = np.zeros(matrix.shape, np.bool_)
    matrix[leaf, u], there[leaf, u] = np.asarray(found["points"]), True
    columns = []
    for number, members in enumerate(ready.members):
        rows = [rule.leaf for rule in ready.rules[number]]
        columns.append(
            leaf_columns(ready, number, matrix[rows][:, members], there[rows][:, members])
        )
    return combined(ready, columns, engine)
