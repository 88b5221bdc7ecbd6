"""Parts combined into nodes by columns: whole numbers where they add up, else exact fractions.

The functions that combine fractions are those of the reference. A unit whose parts are not all
there, and any node that is neither a weighted sum nor compares units, is reckoned unit by unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from bihuan.schemes.engine.definition.combining import combined_score, lessened
from bihuan.schemes.engine.definition.comparing_units import COMPARE, compared
from bihuan.schemes.engine.definition.exact import MICRO, WHOLE, rounded
from bihuan.schemes.engine.definition.exact import half_up as half_up_fraction
from bihuan.schemes.engine.definition.values import enough
from bihuan.schemes.engine.running.matrices import Ints, Wholes, half_up

THERE, EXCLUDED, BLOCKED = 0, 1, 2
LIMIT = 2**62


@dataclass(frozen=True, slots=True)
class Column:
    """The scores of one leaf or node by unit, the state of each, and what they are out of.

    `seen` says of a leaf where there is a value, one that is not filled in; `concerned` whom it
    concerns, None for everybody.
    """

    scores: Wholes
    states: npt.NDArray[np.int8]
    full: int
    seen: npt.NDArray[np.bool_] | None = None
    concerned: npt.NDArray[np.bool_] | None = None


def nodes(
    parameters: dict[str, Any],
    sheet: dict[str, Any],
    units: Sequence[str],
    groups: Ints,
    columns: dict[str, Column],
) -> tuple[dict[str, Column], Wholes]:
    """Return the columns of all nodes that count, and the root's in 1e-15 points.

    Args:
        parameters: as resolved.
        sheet: one of theirs.
        units: the units of the sheet.
        groups: a number for the group of each.
        columns: the leaves by path.
    """
    resolved = {(path, unit): points for path, unit, points in parameters["resolved"]}
    held = _held(parameters)
    known = dict(columns)
    root = sheet["nodes"][-1]
    for node in sheet["nodes"]:
        if not node["folded"]:
            parts = [known[path] for path, _, _ in node["parts"]]
            given = [resolved.get((node["path"], unit)) for unit in units]
            its = _node(node, parts, given, groups, _too_few(node, columns, len(units)))
            known[node["path"]] = _lessened(node, its, units, held)
    exact = known[root["path"]].scores
    if root["exact"]:
        exact = _weighted(root, [known[path] for path, _, _ in root["parts"]])
    else:
        exact = _widened(exact, WHOLE) * WHOLE
    return {path: column for path, column in known.items() if path not in columns}, exact


def _too_few(
    node: dict[str, Any], columns: dict[str, Column], size: int
) -> npt.NDArray[np.bool_] | None:
    """Return the units that have too few values below a node that asks for enough of them."""
    if "available" not in node:
        return None
    inside = f"{node['path']}/" if node["path"] else ""
    seen, concerned = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for path, column in columns.items():
        if path.startswith(inside) and column.seen is not None:
            seen += column.seen
            concerned += 1 if column.concerned is None else column.concerned
    pairs = zip(seen.tolist(), concerned.tolist(), strict=True)
    return np.array([not enough(node, its, of) for its, of in pairs], np.bool_)


def _node(
    node: dict[str, Any],
    parts: Sequence[Column],
    given: Sequence[int | None],
    groups: Ints,
    too_few: npt.NDArray[np.bool_] | None,
) -> Column:
    states = np.stack([part.states for part in parts])
    state = np.where((states == THERE).any(axis=0), THERE, EXCLUDED)
    state = np.where((states == BLOCKED).any(axis=0), BLOCKED, state).astype(np.int8)
    if too_few is not None:
        state = np.where(too_few, EXCLUDED if node["path"] else BLOCKED, state).astype(np.int8)
    rescaled = node["rescale_best"] is not None
    scores, millionths = np.zeros(len(groups), np.int64), np.zeros(len(groups), np.int64)
    if node["combine"] in COMPARE:
        state = np.where((state == THERE) & (states != THERE).any(axis=0), EXCLUDED, state)
        scores, millionths = _compared(node, parts, state, groups)
    single = (state == THERE) & (node["combine"] not in COMPARE)
    if node["combine"] in ("sum", "mean"):
        weighted = _weighted(node, parts)
        scores = scores.astype(weighted.dtype)
        single = single & (states != THERE).any(axis=0)
        step = 10 ** (6 - node["round"])
        scores[:] = half_up(weighted, WHOLE * step) * step
        millionths = half_up(weighted, WHOLE) if rescaled else millionths
    for at in np.flatnonzero(single).tolist():
        exact = _single(node, parts, given[at], at)
        if exact is None:
            state[at] = BLOCKED
        else:
            scores, millionths = _put(scores, millionths, at, node["round"], exact)
    if rescaled:
        scores = _rescaled(node, scores, millionths, state, groups)
    return Column(scores, state, node["full"])


def _held(parameters: dict[str, Any]) -> dict[str, dict[str, list[str]]]:
    """Return the penalties that hold, by node and unit."""
    found: dict[str, dict[str, list[str]]] = {}
    for path, unit, name in parameters.get("resolved_penalties", ()):
        found.setdefault(path, {}).setdefault(unit, []).append(name)
    return found


def _lessened(
    node: dict[str, Any],
    column: Column,
    units: Sequence[str],
    held: dict[str, dict[str, list[str]]],
) -> Column:
    """Return the column after coefficients, floor and cap, and penalties."""
    scores, times, penalties = (
        column.scores,
        dict(node.get("difficulty", ())),
        held.get(node["path"], {}),
    )
    concerned = times.keys() | penalties.keys()
    changed = {
        at: lessened(node, int(scores[at]), times.get(unit, MICRO), penalties.get(unit, ()))
        for at, unit in enumerate(units if concerned else ()) if unit in concerned
    }  # fmt: skip
    if node["low"] is not None:
        scores = np.maximum(scores, node["low"])
    if node["high"] is not None:
        scores = np.minimum(scores, node["high"])
    if any(abs(score) >= LIMIT for score in changed.values()):
        scores = scores.astype(object)
    for at, score in changed.items():
        scores[at] = score
    return Column(np.where(column.states == THERE, scores, 0), column.states, column.full)


def _compared(
    node: dict[str, Any], parts: Sequence[Column], state: Any, groups: Ints
) -> tuple[Wholes, Wholes]:
    """Return the scores of the units of each group beside each other."""
    scores, millionths = np.zeros(len(groups), np.int64), np.zeros(len(groups), np.int64)
    columns = [part.scores.tolist() for part in parts]
    for group in np.unique(groups):
        mine = np.flatnonzero((groups == group) & (state == THERE)).tolist()
        rows = [[column[at] for column in columns] for at in mine]
        for at, exact in zip(mine, compared(node, rows), strict=True):
            scores, millionths = _put(scores, millionths, at, node["round"], exact)
    return scores, millionths


def _put(
    scores: Wholes, millionths: Wholes, at: int, decimals: int, exact: Fraction
) -> tuple[Wholes, Wholes]:
    score, millionth = rounded(exact, decimals), half_up_fraction(exact)
    if max(abs(score), abs(millionth)) >= LIMIT:
        scores, millionths = scores.astype(object), millionths.astype(object)
    scores[at], millionths[at] = score, millionth
    return scores, millionths


def _widened(numbers: Wholes, times: int) -> Wholes:
    """Return the numbers as Python's own where they could pass 62 bits when multiplied."""
    largest = max((abs(int(number)) for number in (numbers.min(), numbers.max())), default=0)
    return numbers.astype(object) if largest * times >= LIMIT else numbers


def _weighted(node: dict[str, Any], parts: Sequence[Column]) -> Wholes:
    """Return the sum of share times score, in 1e-15 points; parts that are missing add nothing."""
    shares = [share for _, share, _ in node["parts"]]
    total: Wholes = np.zeros(len(parts[0].scores), np.result_type(*(p.scores for p in parts)))
    if total.size:
        ends = [(int(part.scores.min()), int(part.scores.max())) for part in parts]
        sizes = [max(abs(low), abs(high)) for low, high in ends]
        # Halves are found by doubling: one bit more is needed.
        bound = 2 * sum(abs(share) * size for share, size in zip(shares, sizes, strict=True))
        if bound + WHOLE * 10**6 >= LIMIT:
            total = total.astype(object)
    for share, part in zip(shares, parts, strict=True):
        total += part.scores.astype(total.dtype, copy=False) * share
    return total


def _single(
    node: dict[str, Any], parts: Sequence[Column], given: int | None, at: int
) -> Fraction | None:
    """Return one unit's exact score in micro-points; None where a formula has no answer."""
    if node["combine"] in ("formula", "doubt"):
        return None if given is None else Fraction(given)
    there = [
        (path, int(part.scores[at]), share, part.full)
        for part, (path, share, _) in zip(parts, node["parts"], strict=True)
        if part.states[at] == THERE
    ]
    if node["combine"] not in ("sum", "mean"):
        return combined_score(node, {path: score for path, score, _, _ in there})
    weighted = Fraction(sum(share * score for _, score, share, _ in there), WHOLE)
    present = sum(share * full for _, _, share, full in there)
    whole = sum(share * part.full for part, (_, share, _) in zip(parts, node["parts"], strict=True))
    return weighted if present == 0 else weighted * whole / present


def _rescaled(
    node: dict[str, Any], scores: Wholes, millionths: Wholes, state: Any, groups: Ints
) -> Wholes:
    """Set the best of each group to the declared number, the others in proportion."""
    scores = scores.astype(object)
    for group in np.unique(groups):
        mine = np.flatnonzero((groups == group) & (state == THERE))
        best = max((int(millionths[at]) for at in mine), default=0)
        for at in mine if best > 0 else ():
            exact = Fraction(int(millionths[at]) * node["rescale_best"], best)
            scores[at] = rounded(exact, node["round"])
    return scores
