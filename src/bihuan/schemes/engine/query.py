"""One query on DuckDB for all that is linear: the points of every leaf, totals and ranks.

The text stands in ``query.sql``; a run puts together the sections that its scheme uses. Nothing
that an author wrote enters it: parameters are rows of the table ``rules``, and the few numbers in
the text are this module's own.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pyarrow as pa

from bihuan.schemes.engine.awards import MICRO_IN_EXACT
from bihuan.schemes.engine.query_tables import kept_table, pieces_table, rules_table, units_table
from bihuan.schemes.engine.rules import Rule
from bihuan.schemes.engine.scores import Prepared, Scores, combined, leaf_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

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


@cache
def _sections() -> dict[str, str]:
    text = (files("bihuan.schemes.engine") / "query.sql").read_text(encoding="utf-8")
    parts = text.split("-- section: ")[1:]
    return {name: body.strip() for name, body in (part.split("\n", 1) for part in parts)}


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


def points_sql(branches: set[int], groups: int, *, kept: bool) -> str:
    """Return the query of all points for the sections in use."""
    text = _sections()
    parts = [text[name] for number, name in _RATIOS.items() if number in branches]
    for (direct, taken), name in _FIELDS.items():
        standings = {
            direct: text["standing, straight from the value"],
            taken: text["standing, of a number that is taken first"],
        }
        for number in sorted({direct, taken} & branches):
            part = text[name].replace("{standing}", standings[number])
            parts.append(_filled(part, number, groups))
    parts += [_filled(text[name], number) for number, name in _TIERS.items() if number in branches]
    if kept or not parts:
        parts.append(text["kept for the plain reference"])
    return "\nUNION ALL\n".join(_filled(part, _TAKEN) for part in parts)


def _filled(part: str, number: int, groups: int = 0) -> str:
    """Return a section with the number of its branch, and what it takes put in."""
    part = part.replace("{taken}", _sections()["taken"])
    return part.replace("{branch}", str(number)).replace("{groups}", str(groups))


def contributions_sql(points: str, *, kept: bool) -> str:
    """Return the query of contributions; with the points beside them where they are to be kept."""
    section = "contributions, kept" if kept else "contributions"
    return _sections()[section].replace("{points}", points)


def totals_sql(contributions: str, parameters: dict[str, Any], *, may_block: bool) -> str:
    """Return the query of totals and ranks over the contributions.

    Where no value is missing that would block a unit, nothing need be counted for it.
    """
    ranking, step = parameters["ranking"], 10 ** (15 - parameters["rounding"]["total"])
    return (
        _sections()["totals and ranks"]
        .replace("{contributions}", contributions)
        .replace("{there}", "SUM(blocks)" if may_block else "0")
        .replace("{micro}", str(step // MICRO_IN_EXACT))
        .replace("{step}", str(step))
        .replace("{rank}", "DENSE_RANK" if ranking["style"] == "dense" else "RANK")
        .replace("{by}", "total" if ranking["order"] == "round_then_rank" else "exact")
    )


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """Return a database in memory that reads no file and loads no extension."""
    return duckdb.connect(
        config={
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "python_enable_replacements": "false",
        }
    )


def cursor() -> duckdb.DuckDBPyConnection:
    """Return a cursor of its own tables."""
    return _database().cursor()


@contextmanager
def loaded(ready: Prepared) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a cursor that has the tables of a run, as views over Arrow."""
    own = cursor()
    try:
        own.register("facts", ready.facts.table)
        register(own, ready)
        yield own
    finally:
        own.close()


def register(cursor: duckdb.DuckDBPyConnection, ready: Prepared) -> None:
    """Put all but the facts into tables: a table is planned faster than a view over Arrow."""
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
    for name, table in tables.items():
        cursor.register("given", table)
        cursor.execute(_sections()["table"].replace("{name}", name))
        cursor.unregister("given")


def by_query(ready: Prepared) -> Scores:
    """Return the scores by the query."""
    with loaded(ready) as cursor:
        return totals(cursor, ready)


def contributions(ready: Prepared) -> pa.Table:
    """Return every contribution as a table: unit, path, points (micro), contribution (1e-15)."""
    paths: list[str] = []
    first = np.zeros(len(ready.facts.units), np.int64)
    for sheet, members in zip(ready.parameters["sheets"], ready.members, strict=True):
        first[members] = len(paths)
        paths += [leaf["path"] for leaf in sheet["leaves"]]
    with loaded(ready) as own:
        keep(own, ready)
        found = own.table("contributions").to_arrow_table()
    u, leaf = np.asarray(found["u"]), np.asarray(found["leaf"])
    return pa.table(
        {
            "unit": pa.DictionaryArray.from_arrays(pa.array(u), pa.array(ready.facts.units)),
            "path": pa.DictionaryArray.from_arrays(pa.array(first[u] + leaf), pa.array(paths)),
            "points": found["points"],
            "contribution": found["contribution"],
        }
    )


def keep(cursor: duckdb.DuckDBPyConnection, ready: Prepared) -> None:
    """Store all contributions in the table `contributions`."""
    query = contributions_sql(points_of(ready), kept=True)
    cursor.execute(_sections()["store"].replace("{contributions}", query))


def totals(
    cursor: duckdb.DuckDBPyConnection, ready: Prepared, *, from_kept: bool = False
) -> Scores:
    """Return the scores from the tables of a cursor, or from the contributions kept there."""
    if not ready.plain:
        return _with_nodes(cursor, ready)
    found = cursor.sql(totals_query(ready, from_kept=from_kept)).to_arrow_table()
    return Scores(
        ready.facts.units, found["score"], found["total"], found["place"], "sql", ready.why
    )


def totals_query(ready: Prepared, *, from_kept: bool = False) -> str:
    """Return the text of the whole query of a run that is one weighted sum."""
    query = "SELECT u, blocks, contribution FROM contributions"
    if not from_kept:
        query = contributions_sql(points_of(ready), kept=False)
    return totals_sql(query, ready.parameters, may_block=may_block(ready))


def may_block(ready: Prepared) -> bool:
    """Return whether some unit may lack a value that blocks it."""
    return any(ready.kept) or any(rule.blocks for sheet in ready.rules for rule in sheet)


def points_of(ready: Prepared, *, kept: bool = True) -> str:
    """Return the query of all points of a run, or of those that the query itself scores."""
    branches = {branch(rule) for sheet in ready.rules for rule in sheet}
    groups = max(len(ready.parameters["groups"]), 1)
    return points_sql(branches, groups, kept=kept and any(ready.kept))


def _with_nodes(cursor: duckdb.DuckDBPyConnection, ready: Prepared) -> Scores:
    """Return the scores of a tree that rounds at its nodes, or is not linear: nodes by columns."""
    points = points_of(ready, kept=False)
    found = cursor.sql(_sections()["points"].replace("{points}", points)).to_arrow_table()
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
    return combined(ready, columns, "sql")
