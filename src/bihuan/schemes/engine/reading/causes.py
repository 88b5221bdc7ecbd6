"""In what two results differ, as one unit sees them.

What a score is made of falls into five causes:

- *values*: the unit's own values and bases, with what was late; its own past.
- *targets*: its own observed targets; targets and bands that its leaves declare; the share of the
  year that has passed, where a leaf holds progress against it.
- *peers*: all that is recorded of other units, who takes part in which group, and which earlier
  periods units are compared with. Where leaves look back for a unit's own past alone, which
  periods these are goes with the values.
- *weights*: the shares of parts and what they are out of, with what a method takes from that.
  Where shares are found from scores, they move with the scores and are no cause of their own.
  Where the two trees are not the same, weights have no meaning without their tree and go with the
  scheme.
- *scheme*: everything else that is declared.

Bonuses, deductions and vetoes are not scored and stand apart. A leaf's target goes with the scheme
where the leaf takes another number than before, and so does an indicator that one scheme alone
asks for, with its figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bihuan.schemes.engine.reading.sides import (
    CAUSES,
    LEAF_WEIGHTS,
    NODE_WEIGHTS,
    NUMBERS,
    TARGETS,
    Cause,
    Json,
    Sides,
    groups,
    place,
)

# Found while settling, or there to be read: no cause of anything.
_SHOWN = ("title", "name", "goals", "unit_of_measure", "weighed")


def causes(sides: Sides) -> tuple[Cause, ...]:
    """Return the causes in which the two sides differ; the others cannot have moved anything."""
    return tuple(cause for cause in CAUSES if _of(sides, cause, 0) != _of(sides, cause, 1))


def _of(sides: Sides, cause: Cause, side: int) -> Any:
    """Return all that belongs to a cause on one side, to be compared with the other's."""
    found = _READ[cause](sides, side)
    calendar = sides.parameters[side] if cause == sides.looking_back else {}
    return (found, calendar.get("period"), calendar.get("earlier"))


def _values(sides: Sides, side: int) -> Any:
    return _in_order(_row(row) for row in sides.shared(sides.own[side]))


def _targets(sides: Sides, side: int) -> Any:
    observed = _in_order(
        (row["indicator"], row["target"])
        for row in sides.shared(sides.own[side])
        if row["row"] == "observation" and row["target"] is not None
    )
    declared = [
        (number, leaf["path"], *(leaf[key] for key in TARGETS))
        for number, sheet in enumerate(sides.parameters[side]["sheets"])
        for leaf in sheet["leaves"]
        if sides.takes_alike(number, leaf, 1 - side)
    ]
    paced = any(map(_looks_at_the_year, sides.parameters))
    return (observed, declared, sides.parameters[side]["elapsed"] if paced else ())


def _peers(sides: Sides, side: int) -> Any:
    rows = _in_order(_row(row, all_of_it=True) for row in sides.shared(sides.others[side]))
    return (rows, sides.parameters[side]["contestants"] if sides.same_groups else ())


def _weights(sides: Sides, side: int) -> Any:
    return list(_weights_declared(sides.parameters[side])) if sides.same_tree else ()


def _weights_declared(parameters: Json) -> Iterator[Any]:
    """Yield what parts are out of, and the shares that are not found from scores."""
    for sheet in parameters["sheets"]:
        found = any("weigh" in node for node in sheet["nodes"])
        for part in (*sheet["leaves"], *sheet["nodes"]):
            yield part["full"]
            if not found:
                yield part["weight"]
            if "parts" in part and "weigh" not in part:
                yield part["parts"]


def _scheme(sides: Sides, side: int) -> Any:
    parameters = sides.parameters[side]
    shared = sorted(set(sides.decimals[0]) & set(sides.decimals[1]))
    return (
        [list(_rules(sides, side, number)) for number in range(len(parameters["sheets"]))],
        groups(parameters),
        parameters["late"],
        () if sides.same_groups else parameters["contestants"],
        [sides.decimals[side][name] for name in shared],
        sorted(sides.only[side]),
    )


def _rules(sides: Sides, side: int, number: int) -> Iterator[Json]:
    """Yield leaves and nodes of a tree without what belongs to weights and targets."""
    sheet = sides.parameters[side]["sheets"][number]
    for leaf in sheet["leaves"]:
        apart = (*_SHOWN, *(LEAF_WEIGHTS if sides.same_tree else ()))
        apart += TARGETS if sides.takes_alike(number, leaf, 1 - side) else ()
        params = _without(leaf["params"], (sides.follows_weight(number, leaf),))
        yield {**_without(leaf, apart), "params": params}
    for node in sheet["nodes"]:
        yield _without(node, (*_SHOWN, *(NODE_WEIGHTS if sides.same_tree else ())))


_READ = {
    "values": _values,
    "targets": _targets,
    "peers": _peers,
    "weights": _weights,
    "scheme": _scheme,
}


def _looks_at_the_year(parameters: Json) -> bool:
    """Tell whether any leaf asks how much of the year has passed."""
    return any(
        leaf["method"] == "progress" or "elapsed" in leaf["formula"]
        for sheet in parameters["sheets"]
        for leaf in sheet["leaves"]
    )


def _without(part: Json, keys: Iterable[str]) -> Json:
    left = set(keys)
    return {key: value for key, value in part.items() if key not in left}


def _row(row: Json, *, all_of_it: bool = False) -> Any:
    """Return what a row says; of an observation without its target, unless all is asked for."""
    whole = all_of_it or row["row"] != "observation"
    numbers = [row.get(key) for key in NUMBERS if whole or key != "target"]
    return (*place(row), bool(row.get("late")), numbers)


def _in_order(rows: Iterable[Any]) -> list[Any]:
    """Return rows in an order of their own: that of the facts says nothing."""
    return sorted(rows, key=repr)
