"""What if: other weights, or one corrected fact, on a run that is kept as matrices.

Points are kept as a matrix of leaves by units. Other weights multiply it; a corrected fact
recomputes its leaves for the peers of its unit and gives what a full run would give, bit for bit.
Both are for runs that are one weighted sum of linear leaves; others are run again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from bihuan.schemes.engine.running import matrices as fast
from bihuan.schemes.engine.running.facts import SHORT, Extent, FactTable
from bihuan.schemes.engine.running.linear import leaf_rule
from bihuan.schemes.engine.running.places import LIMIT
from bihuan.schemes.engine.running.rules import Rule
from bihuan.schemes.engine.running.scores import Prepared, ranked


class RunAgain(ValueError):
    """This cannot be answered from what is kept: the whole run has to be made again."""


@dataclass(frozen=True)
class Kept:
    """A run of one sheet as matrices: facts, points (a row for each rule), scores and places.

    `there` says where there are points, `complete` which units no missing value blocks.
    """

    ready: Prepared
    facts: fast.Dense
    points: fast.Ints
    there: fast.Bools
    weights: fast.Ints
    exact: fast.Ints
    total: fast.Ints
    place: fast.Ints
    complete: fast.Bools

    @property
    def rules(self) -> tuple[Rule, ...]:
        return self.ready.rules[0]


@dataclass(frozen=True)
class Corrected:
    """What a corrected fact changes: the peers of its unit, with their new scores and places."""

    peers: fast.Ints
    exact: fast.Ints
    total: fast.Ints
    place: fast.Ints
    complete: fast.Bools


def keep(ready: Prepared) -> Kept:
    """Return a run as matrices; only for one sheet that is one weighted sum of linear leaves."""
    if not ready.plain or len(ready.rules) != 1 or ready.kept[0]:
        raise RunAgain("not one weighted sum of linear leaves")
    facts = fast.dense(ready.facts, 1)
    points, there = fast.points(ready.rules[0], facts, ready.groups)
    leaves = ready.parameters["sheets"][0]["leaves"]
    weights = np.array([leaves[rule.leaf]["weight"] for rule in ready.rules[0]], np.int64)
    exact, complete = weights @ points, _complete(ready.rules[0], there)
    total, place = ranked(ready, exact, complete)
    return Kept(ready, facts, points, there, weights, exact, total, place, complete)


def _complete(rules: tuple[Rule, ...], there: fast.Bools) -> fast.Bools:
    """Return the units that no missing value blocks."""
    blocks = [row for row, rule in enumerate(rules) if rule.blocks]
    return np.asarray(there[blocks].all(axis=0), np.bool_)


def other_weights(kept: Kept, weights: Mapping[str, int]) -> tuple[fast.Ints, fast.Ints]:
    """Return totals (micro) and places under other weights: parts of 10^9 by the leaf's path."""
    changed = np.array([weights[rule.path] for rule in kept.rules], np.int64)
    _refuse_too_large(kept, changed)
    return ranked(kept.ready, changed @ kept.points, kept.complete)


def _refuse_too_large(kept: Kept, weights: fast.Ints) -> None:
    """Refuse weights under which a sum could pass 62 bits."""
    most = sum(abs(int(w)) * rule.most for w, rule in zip(weights, kept.rules, strict=True))
    if 2 * most >= LIMIT:
        raise RunAgain("too large")


def corrected(
    kept: Kept, unit: str, indicator: str, numbers: Mapping[str, int | None]
) -> Corrected:
    """Return what changes when one observation is corrected.

    Args:
        kept: the run as it was.
        unit: whose observation.
        indicator: of what.
        numbers: the new `value`, `target` or `prior`, None where one is withdrawn.

    Raises:
        RunAgain: the new numbers move the scheme out of what is kept, by size or by absence.
    """
    ready = kept.ready
    if any("weigh" in node for sheet in ready.parameters["sheets"] for node in sheet["nodes"]):
        raise RunAgain("weights come from the scores")
    if indicator not in ready.facts.indicators:
        nobody = np.zeros(0, np.int64)
        return Corrected(nobody, nobody, nobody, nobody, nobody.astype(np.bool_))
    at, code = ready.facts.units.index(unit), ready.facts.code(indicator, 0)
    rows = [row for row, rule in enumerate(kept.rules) if rule.code == code]
    peers = np.flatnonzero(ready.groups == ready.groups[at])
    facts = _of_code(kept.facts, code, peers, int(np.flatnonzero(peers == at)[0]), numbers)
    rules = _rules_again(kept, rows, _wider(ready.facts, kept.facts, code, at, numbers))
    fresh, present = fast.points(
        [replace(rule, code=0) for rule in rules], facts, ready.groups[peers]
    )
    change: fast.Ints = fresh - kept.points[rows][:, peers]
    exact: fast.Ints = kept.exact[peers] + kept.weights[rows] @ change
    complete = _still_complete(kept, rows, peers, rules, present)
    total, place = ranked(ready, exact, complete, peers)
    return Corrected(peers, exact, total, place, complete)


def _of_code(
    facts: fast.Dense, code: int, peers: fast.Ints, at: int, numbers: Mapping[str, int | None]
) -> fast.Dense:
    """Return one indicator's facts of the peers, with the corrected numbers put in."""
    chosen = {name: matrix[code][peers][None, :] for name, matrix in facts.numbers.items()}
    there = {name: matrix[code][peers][None, :] for name, matrix in facts.there.items()}
    for name, number in numbers.items():
        chosen[SHORT[name]][0, at] = number or 0
        there[SHORT[name]][0, at] = number is not None
    return fast.Dense(chosen, there)


def _wider(
    table: FactTable, facts: fast.Dense, code: int, at: int, numbers: Mapping[str, int | None]
) -> FactTable:
    """Return the fact table as the rules look at it: what its numbers lie between, corrected."""
    extents = dict(table.extents)
    for name, number in numbers.items():
        key = (code, SHORT[name])
        old = extents.get(key, Extent())
        had = int(facts.there[SHORT[name]][code, at])
        if number is None:
            extents[key] = replace(old, count=old.count - had)
        else:
            ends = (number, old.least, old.most) if old.count else (number,)
            extents[key] = Extent(min(ends), max(ends), old.count + 1 - had)
    return replace(table, extents=extents)


def _rules_again(kept: Kept, rows: list[int], table: FactTable) -> list[Rule]:
    ready = kept.ready
    rules = list(ready.rules[0])
    for row in rows:
        rule = leaf_rule(ready.parameters, rules[row].leaf, 0, table)
        if not isinstance(rule, Rule):
            raise RunAgain(rule)
        rules[row] = rule
    if not replace(ready, rules=(tuple(rules),)).plain:
        raise RunAgain("too large")
    return [rules[row] for row in rows]


def _still_complete(
    kept: Kept, rows: list[int], peers: fast.Ints, rules: list[Rule], present: fast.Bools
) -> fast.Bools:
    others = [row for row, rule in enumerate(kept.rules) if rule.blocks and row not in rows]
    complete = kept.there[others][:, peers].all(axis=0)
    mine = [row for row, rule in enumerate(rules) if rule.blocks]
    return np.asarray(complete & present[mine].all(axis=0), np.bool_)
