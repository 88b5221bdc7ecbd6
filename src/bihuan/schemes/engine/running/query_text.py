"""The text of the query: the sections that a scheme uses, put together in the words of a database.

``query.sql`` is written by hand, in the words of DuckDB. Its transpiled copies for PostgreSQL and
Spark stand beside it and are made by ``make query``. Nothing that an author wrote enters a text:
parameters are rows of the table ``rules``, and the few numbers in it are this module's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from bihuan.schemes.engine.definition.awards import MICRO_IN_EXACT
from bihuan.schemes.engine.running.rules import Rule
from bihuan.schemes.engine.running.scores import Prepared

Dialect = Literal["duckdb", "postgresql", "spark"]
FILES: dict[Dialect, str] = {
    "duckdb": "query.sql",
    "postgresql": "query.postgresql.sql",
    "spark": "query.spark.sql",
}

# The sections, each with its number in the rules. Where a family has two, the second is for a
# number that is taken first: growth, an increment, a distance from a band.
_VALUE, _OVER, _BOTH, _GROWTH, _TAKEN = 1, 2, 3, 4, 5
_RATIOS = {
    _VALUE: "ratio, of the value alone",
    _OVER: "ratio, of value over target",
    _BOTH: "ratio, of value and target",
    _GROWTH: "ratio, of growth",
    _TAKEN: "ratio, of a number that is taken first",
}
_FIELDS = {
    (6, 7): "spread between the worst and the best of the group",
    (8, 9): "step for each place in the group",
    (10, 11): "place between the first and the last of the group",
}
_TIERS = {12: "tier, straight from the value", 13: "tier, of a number that is taken first"}
_NUMBERS = {"spread": (6, 7), "step": (8, 9), "place": (10, 11), "tier": (12, 13)}


def sections(text: str) -> dict[str, str]:
    """Return the sections of a text by name, in their order."""
    parts = text.split("-- section: ")[1:]
    return {name: body.strip() for name, body in (part.split("\n", 1) for part in parts)}


def written(dialect: Dialect) -> str:
    """Return the whole file of a dialect."""
    return (files("bihuan.schemes.engine.running") / FILES[dialect]).read_text(encoding="utf-8")


@cache
def _sections(dialect: Dialect) -> dict[str, str]:
    return sections(written(dialect))


def branch(rule: Rule) -> int:
    """Return the number of the section that scores a rule."""
    if rule.family != "ratio":
        return _NUMBERS[rule.family][0 if rule.direct else 1]
    _, b, c, d, _, f = rule.factors
    if rule.direct:
        plain = _OVER if (b, c, d, f) == (0, 0, 0, 0) else _BOTH
        return plain if rule.aims or d else _VALUE
    growth = rule.take.dp == 1 and rule.take.tv == -rule.take.tp
    return _GROWTH if growth and not (rule.aims or d) else _TAKEN


@dataclass(frozen=True, slots=True)
class QueryText:
    """The queries of a run in one dialect; what they mean is the same in all of them."""

    dialect: Dialect = "duckdb"

    def asked(self, ready: Prepared) -> str:
        """Return what a run asks: totals and places, or points where its nodes are not one sum."""
        if ready.plain:
            return self.totals(ready, self.contributions(ready, kept=False))
        return self.section("points", points=self.points(ready, kept=False))

    def points(self, ready: Prepared, *, kept: bool = True) -> str:
        """Return the query of all points of a run, or of those that the query itself scores."""
        branches = {branch(rule) for sheet in ready.rules for rule in sheet}
        groups = max(len(ready.parameters["groups"]), 1)
        own = {**_RATIOS, **_TIERS}
        parts = [self.section(own[n], branch=n) for n in sorted(branches.intersection(own))]
        for pair, name in _FIELDS.items():
            parts += [
                self.section(name, standing=self._standing(number, groups, first=number == pair[0]))
                for number in sorted(branches.intersection(pair))
            ]
        if (kept and any(ready.kept)) or not parts:
            parts.append(self.section("kept for the plain reference"))
        return "\nUNION ALL\n".join(parts)

    def _standing(self, number: int, groups: int, *, first: bool) -> str:
        name = "straight from the value" if first else "of a number that is taken first"
        return self.section(f"standing, {name}", branch=number, groups=groups)

    def contributions(self, ready: Prepared, *, kept: bool) -> str:
        """Return the query of contributions; with the points beside them where they are kept."""
        section = "contributions, kept" if kept else "contributions"
        return self.section(section, points=self.points(ready))

    def totals(self, ready: Prepared, contributions: str) -> str:
        """Return the query of totals and ranks over the contributions.

        Where no value is missing that would block a unit, nothing need be counted for it.
        """
        ranking = ready.parameters["ranking"]
        step = 10 ** (15 - ready.parameters["rounding"]["total"])
        return self.section(
            "totals and ranks",
            contributions=contributions,
            there="SUM(blocks)" if _may_block(ready) else "0",
            micro=step // MICRO_IN_EXACT,
            step=step,
            rank="DENSE_RANK" if ranking["style"] == "dense" else "RANK",
            by="total" if ranking["order"] == "round_then_rank" else "exact",
        )

    def section(self, name: str, /, **holes: Any) -> str:
        """Return a section with its holes filled."""
        known = _sections(self.dialect)
        text = known[name].replace("{taken}", known["taken"])
        for hole, filling in holes.items():
            text = text.replace(f"{{{hole}}}", str(filling))
        return text


def _may_block(ready: Prepared) -> bool:
    """Return whether some unit may lack a value that blocks it."""
    return any(ready.kept) or any(rule.blocks for sheet in ready.rules for rule in sheet)
