"""Runs that never were: some of what counted taken from an earlier result, the rest from a later.

Seen from one unit, what a score is made of falls into five causes:

- *values*: the unit's own values and bases, with what was late; its own past.
- *targets*: its own observed targets; targets and bands that its leaves declare; the share of the
  year that has passed, which is what progress is held against.
- *peers*: all that is recorded of other units, who takes part in which group, and which earlier
  periods units are compared with. Where leaves look back for a unit's own past alone, which
  periods these are goes with the values.
- *weights*: the shares of parts and what they are out of. Where shares are found from scores, they
  move with the scores and are no cause of their own. Where the two trees are not the same, weights
  have no meaning without their tree and go with the scheme.
- *scheme*: everything else that is declared.

Bonuses, deductions and vetoes are not scored and stand apart. An indicator that only one of the
schemes asks for brings its figures with it; figures are brought to the decimals of the scheme that
reads them. A leaf's target goes with the scheme where the leaf takes another number than before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, get_args

from bihuan.schemes.engine.exact import rescaled
from bihuan.schemes.engine.result import Result

Json = dict[str, Any]
Cause = Literal["values", "targets", "peers", "weights", "scheme"]
CAUSES: tuple[Cause, ...] = get_args(Cause)
Chosen = frozenset[Cause]

SCORED = ("observation", "rating", "earlier")
_LEAF_WEIGHTS = ("full", "weight")
_NODE_WEIGHTS = ("full", "weight", "parts")
_TARGETS = ("target", "band")
# What a leaf must take alike for a target to mean the same on it.
_TAKEN = ("indicator", "take", "decimals", "take_decimals", "method")
# Found while settling, or there to be read: no cause of anything.
_SHOWN = ("title", "name", "goals", "unit_of_measure", "weighed")
_NUMBERS = ("value", "target", "prior")


class Mixture:
    """Two results as one unit sees them, and any run between them.

    `causes` are those in which the two differ; the others cannot have moved anything.
    """

    def __init__(self, before: Result, after: Result, unit: str) -> None:
        self.unit = unit
        self.parameters = (before["parameters"], after["parameters"])
        self.facts = (before["facts"], after["facts"])
        self._same_groups: bool = _groups(self.parameters[0]) == _groups(self.parameters[1])
        self._same_tree: bool = self._same_groups and _tree(self.parameters[0]) == _tree(
            self.parameters[1]
        )
        used = [{one["name"] for one in side["indicators"]} for side in self.parameters]
        self._only = (used[0] - used[1], used[1] - used[0])
        self._decimals = [
            {one["name"]: one["decimals"] for one in side["indicators"]} for side in self.parameters
        ]
        self._own = [self._scored(side, own=True) for side in (0, 1)]
        self._others = [self._scored(side, own=False) for side in (0, 1)]
        self.causes = tuple(cause for cause in CAUSES if self._differs(cause))

    @property
    def weights_apart(self) -> bool:
        """Tell whether weights are a cause of their own: the trees are the same."""
        return self._same_tree

    def _scored(self, side: int, *, own: bool) -> list[Json]:
        return [
            row
            for row in self.facts[side]
            if row["row"] in SCORED and (row["unit"] == self.unit) == own
        ]

    @property
    def _looking_back(self) -> Cause | None:
        """Return the cause that goes with which periods leaves look back at, if any does.

        Where they are peers to be compared with, it is that of the peers.
        """
        if not any(row["row"] == "earlier" for rows in self.facts for row in rows):
            return None
        return "peers" if any(map(_pools, self.parameters)) else "values"

    # In what the two differ

    def _differs(self, cause: Cause) -> bool:
        return bool(self._signature(cause, 0) != self._signature(cause, 1))

    def _signature(self, cause: Cause, side: int) -> Any:
        """Return all that belongs to a cause on one side, to be compared with the other's."""
        parameters = self.parameters[side]
        if cause == "values":
            rows = _in_order(_row(row) for row in self._shared(self._own[side]))
            return (rows, self._calendar(cause, side))
        if cause == "targets":
            observed = _in_order(_targets(self._shared(self._own[side])))
            paced = any(map(_looks_at_the_year, self.parameters))
            elapsed = parameters["elapsed"] if paced else ()
            return (observed, elapsed, list(self._declared(side)))
        if cause == "peers":
            rows = _in_order(_row(row, all_of_it=True) for row in self._shared(self._others[side]))
            who = parameters["contestants"] if self._same_groups else ()
            return (rows, who, self._calendar(cause, side))
        if cause == "weights":
            return list(_weights(parameters)) if self._same_tree else ()
        return self._scheme(side)

    def _calendar(self, cause: Cause, side: int) -> Any:
        parameters = self.parameters[side]
        goes_with = cause == self._looking_back
        return (parameters["period"], parameters["earlier"]) if goes_with else ()

    def _shared(self, rows: Iterable[Json]) -> list[Json]:
        """Return the rows of indicators that both schemes ask for."""
        return [row for row in rows if not any(row["indicator"] in only for only in self._only)]

    def _declared(self, side: int) -> Iterator[Any]:
        for number, sheet in enumerate(self.parameters[side]["sheets"]):
            for leaf in sheet["leaves"]:
                if self._takes_alike(number, leaf, 1 - side):
                    yield (number, leaf["path"], *(leaf[key] for key in _TARGETS))

    def _takes_alike(self, number: int, leaf: Json, side: int) -> Json | None:
        """Return the leaf of the other side that a target may be taken from."""
        if not self._same_groups:
            return None
        other = _by_path(self.parameters[side]["sheets"][number]["leaves"]).get(leaf["path"])
        alike = other is not None and all(leaf[key] == other[key] for key in _TAKEN)
        return other if alike else None

    def _scheme(self, side: int) -> Any:
        parameters = self.parameters[side]
        sheets = []
        for number, sheet in enumerate(parameters["sheets"]):
            leaves = [
                _without(
                    leaf,
                    (*_SHOWN, *(_LEAF_WEIGHTS if self._same_tree else ())),
                    _TARGETS if self._takes_alike(number, leaf, 1 - side) else (),
                )
                for leaf in sheet["leaves"]
            ]
            nodes = [
                _without(node, (*_SHOWN, *(_NODE_WEIGHTS if self._same_tree else ())))
                for node in sheet["nodes"]
            ]
            sheets.append((leaves, nodes))
        who = () if self._same_groups else parameters["contestants"]
        decimals = {name: self._decimals[side][name] for name in self._common}
        return (sheets, _groups(parameters), parameters["late"], who, decimals,
                sorted(self._only[side]))  # fmt: skip

    @property
    def _common(self) -> list[str]:
        return sorted(set(self._decimals[0]) & set(self._decimals[1]))

    # What is scored between the two

    def documents(self, later: Chosen) -> tuple[Json, list[Json]]:
        """Return parameters and facts with these causes as they are in the later result."""
        if not later:
            return self.parameters[0], self.facts[0]
        if later >= set(self.causes):
            return self.parameters[1], self.facts[1]
        return self._mixed_parameters(later), list(self._mixed_facts(later))

    def _mixed_parameters(self, later: Chosen) -> Json:
        side = int("scheme" in later)
        base = self.parameters[side]
        mixed = {
            **base,
            "elapsed": self.parameters[int("targets" in later)]["elapsed"],
            "sheets": [
                self._mixed_sheet(side, number, later) for number in range(len(base["sheets"]))
            ],
        }
        if self._looking_back is not None:
            seen = self.parameters[int(self._looking_back in later)]
            mixed |= {"period": seen["period"], "earlier": seen["earlier"]}
        if self._same_groups:
            peers = self.parameters[int("peers" in later)]
            sizes = [group["size"] for group in peers["groups"]]
            mixed["contestants"] = peers["contestants"]
            mixed["groups"] = [
                {**group, "size": size} for group, size in zip(base["groups"], sizes, strict=True)
            ]
        return mixed

    def _mixed_sheet(self, side: int, number: int, later: Chosen) -> Json:
        sheet = self.parameters[side]["sheets"][number]
        leaves, nodes = list(sheet["leaves"]), list(sheet["nodes"])
        targets_side = int("targets" in later)
        if targets_side != side:
            leaves = [self._with_target(number, leaf, targets_side) for leaf in leaves]
        weights_side = int("weights" in later)
        if weights_side != side and self._same_tree:
            other = self.parameters[weights_side]["sheets"][number]
            leaves = _with_keys(leaves, other["leaves"], _LEAF_WEIGHTS)
            nodes = _with_keys(nodes, other["nodes"], _NODE_WEIGHTS)
        return {**sheet, "leaves": leaves, "nodes": nodes}

    def _with_target(self, number: int, leaf: Json, side: int) -> Json:
        other = self._takes_alike(number, leaf, side)
        return leaf if other is None else {**leaf, **{key: other[key] for key in _TARGETS}}

    def _mixed_facts(self, later: Chosen) -> Iterator[Json]:
        to = int("scheme" in later)
        own = self._chosen(self._own, int("values" in later))
        targets = {
            row["indicator"]: (side, row["target"])
            for side, row in self._chosen(self._own, int("targets" in later))
            if row["row"] == "observation"
        }
        for side, row in (*own, *_aims_alone(own, targets, self.unit)):
            mixed = self._read_by(to, side, row)
            if row["row"] == "observation":
                found_on, target = targets.get(row["indicator"], (side, None))
                mixed["target"] = self._at(to, found_on, row["indicator"], target)
            yield mixed
        for side, row in self._chosen(self._others, int("peers" in later)):
            yield self._read_by(to, side, row)

    def _chosen(self, rows: list[list[Json]], side: int) -> list[tuple[int, Json]]:
        """Return rows of one side; of an indicator that one scheme asks for, its own.

        What an earlier period left is the same past for both: rows that only one of them has
        looked at are there for both.
        """
        found = [(side, row) for row in self._shared(rows[side])]
        for each in (0, 1):
            found += [(each, row) for row in rows[each] if row["indicator"] in self._only[each]]
        there = {_place(row) for _, row in found if row["row"] == "earlier"}
        other = 1 - side
        found += [
            (other, row)
            for row in self._shared(rows[other])
            if row["row"] == "earlier" and _place(row) not in there
        ]
        return found

    def _read_by(self, to: int, side: int, row: Json) -> Json:
        """Return a row of one side at the decimals of the scheme of another."""
        numbers = {
            key: self._at(to, side, row["indicator"], row[key]) for key in _NUMBERS if key in row
        }
        return {**row, **numbers}

    def _at(self, to: int, side: int, indicator: str, number: int | None) -> int | None:
        kept = self._decimals[side].get(indicator)
        wanted = self._decimals[to].get(indicator)
        if kept is None or wanted is None or kept == wanted:
            return number
        return rescaled(number, kept, wanted)


def _groups(parameters: Json) -> Any:
    return [(group["name"], group["sheet"]) for group in parameters["groups"]]


def _tree(parameters: Json) -> Any:
    """Return the shape of the trees: what is combined with what, and how."""
    return [
        (
            [leaf["path"] for leaf in sheet["leaves"]],
            [
                (
                    *(node[key] for key in ("path", "combine", "folded", "exact")),
                    [path for path, _, _ in node["parts"]],
                    node.get("weigh"),
                )
                for node in sheet["nodes"]
            ],
        )
        for sheet in parameters["sheets"]
    ]


def _weights(parameters: Json) -> Iterator[Any]:
    """Yield what parts are out of, and the shares that are declared and not found from scores."""
    for sheet in parameters["sheets"]:
        found = any("weigh" in node for node in sheet["nodes"])
        for part in (*sheet["leaves"], *sheet["nodes"]):
            yield part["full"]
            if not found:
                yield part["weight"]
            if "parts" in part and "weigh" not in part:
                yield part["parts"]


def _looks_at_the_year(parameters: Json) -> bool:
    """Tell whether any leaf asks how much of the year has passed."""
    return any(
        leaf["method"] == "progress" or "elapsed" in (leaf["formula"] or "")
        for sheet in parameters["sheets"]
        for leaf in sheet["leaves"]
    )


def _pools(parameters: Json) -> bool:
    """Tell whether any leaf compares a unit with its peers of earlier periods."""
    return any(leaf.get("panel") for sheet in parameters["sheets"] for leaf in sheet["leaves"])


def _by_path(parts: Iterable[Json]) -> dict[str, Json]:
    return {part["path"]: part for part in parts}


def _without(part: Json, *keys: Iterable[str]) -> Json:
    left = {key for group in keys for key in group}
    return {key: value for key, value in part.items() if key not in left}


def _with_keys(parts: list[Json], others: list[Json], keys: Iterable[str]) -> list[Json]:
    by_path = _by_path(others)
    return [{**part, **{key: by_path[part["path"]][key] for key in keys}} for part in parts]


def _row(row: Json, *, all_of_it: bool = False) -> Any:
    """Return what a row says; of an observation without its target, unless all is asked for."""
    whole = all_of_it or row["row"] != "observation"
    numbers = [row.get(key) for key in _NUMBERS if whole or key != "target"]
    return (*_place(row), bool(row.get("late")), numbers)


def _place(row: Json) -> Any:
    return (row["row"], row["unit"], row["indicator"], row.get("period", ""))


def _targets(rows: Iterable[Json]) -> Iterator[Any]:
    for row in rows:
        if row["row"] == "observation" and row["target"] is not None:
            yield (row["indicator"], row["target"])


def _in_order(rows: Iterable[Any]) -> list[Any]:
    """Return rows in an order of their own: that of the facts says nothing."""
    return sorted(rows, key=repr)


def _aims_alone(
    own: list[tuple[int, Json]], targets: dict[str, tuple[int, int | None]], unit: str
) -> list[tuple[int, Json]]:
    """Return rows for targets of the unit that come without a value."""
    there = {row["indicator"] for _, row in own if row["row"] == "observation"}
    return [
        (
            side,
            {"row": "observation", "unit": unit, "indicator": name, "value": None,
             "target": target, "prior": None, "late": False},
        )
        for name, (side, target) in targets.items()
        if name not in there
    ]  # fmt: skip
