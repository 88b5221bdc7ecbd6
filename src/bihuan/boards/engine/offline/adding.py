"""How the lines of a unit add up to its total, and what rounding leaves between them."""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.boards.engine.offline.container import Found
from bihuan.boards.engine.offline.wording import (
    BILLION,
    EXACT_DECIMALS,
    MILLION,
    WORDS,
    decimal_text,
    points_text,
)


class Adding:
    """What the parts of one unit add to its total, and what stands between them and the total."""

    def __init__(self, sheet: Found, earned: Found) -> None:
        self.sheet, self.earned = sheet, earned
        self.weights = {p["path"]: p["weight"] for p in (*sheet["leaves"], *sheet["nodes"])}

    def part(self, path: str) -> int:
        """Return what a leaf or node adds, in 1e-15 points."""
        line = self.earned["leaves"].get(path)
        got = line["points"] if line else self.earned["nodes"][path]["score"]
        return int(self.weights[path] * (got or 0))

    def parts(self, node: Found) -> int:
        """Return what the parts of a node add."""
        return sum(self.part(path) for path, _, _ in node["parts"])

    def node_lines_again(self) -> Iterator[Found]:
        """Yield the line of each inner node that has a score."""
        for node in self.sheet["nodes"][:-1]:
            its = self.earned["nodes"][node["path"]]
            score, held = its["score"], its.get("penalties")
            if score is not None:
                adds = self.parts(node) if node["folded"] else self.part(node["path"])
                yield {
                    **{name: node[name] for name in ("path", "title", "combine")},
                    "score": points_text(score),
                    "contribution": decimal_text(adds, EXACT_DECIMALS),
                    **({} if held is None else {"penalties": held}),
                }

    def remainders(self, its: Found) -> Iterator[Found]:
        """Yield what each node, a veto and the rounding leave; parts and these are the total."""
        root = self.sheet["nodes"][-1]
        for node in self.sheet["nodes"]:
            if not node["folded"]:
                whole = self.earned["exact"] if node is root else self.part(node["path"])
                yield from self._left(node["path"], whole - self.parts(node))
        counted = sum(line["counted"] for line in its["adjustments"]) * BILLION
        yield from self._left("", its["exact"] - self.earned["exact"] - counted)
        yield from self._left("", its["total"] * BILLION - its["exact"])

    def _left(self, path: str, amount: int) -> Iterator[Found]:
        if amount:
            yield {"path": path, "why": WORDS, "amount": decimal_text(amount, EXACT_DECIMALS)}


def most_of(leaf: Found, unit: str) -> int:
    """Return the most micro-points that a unit can earn on a leaf; without a cap, the full ones."""
    params = leaf["params"]
    found: int = leaf["full"]
    if params.get("cap") is not None:
        found = max(found * params["cap"] // MILLION, 0)
    elif leaf["method"] == "completion_step" and params["high"] is not None:
        found = params["high"]
    elif leaf["method"] == "efficacy_tier":
        found = found * params["coefficients"][0] // MILLION
    elif leaf["method"] == "banded":
        found = found * max(share for _, share in params["table"]) // MILLION
    elif leaf["method"] == "categorical":
        found = found * params["steps"][-1][1] // MILLION
    elif leaf["method"] == "above_mean":
        found = found * params["above"] // MILLION
    found = found * dict(leaf["difficulty"]).get(unit, MILLION) // MILLION
    return int(found if leaf["high"] is None else min(found, leaf["high"]))
