"""Writes the query in the words of PostgreSQL and of Spark; `make query` runs it.

A section has holes, such as ``{step}``, which no reader of SQL understands. Each is put as a column
that is named ``hole_step``, the section is transpiled by SQLGlot, and the hole comes back. One word
is mended: whole division is ``/`` on PostgreSQL, where SQLGlot writes a function of NUMERIC.
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import sqlglot
from sqlglot import exp

from bihuan.schemes.engine.running.query_text import FILES, Dialect, sections, written

READERS: dict[Dialect, str] = {"postgresql": "postgres", "spark": "spark"}
HEAD = """\
-- Written by `make query` from query.sql, which says what it means: change that file, not this one.
"""
_SUBQUERY, _HOLE = re.compile(r"\(\s*\{(\w+)\}\s*\)"), re.compile(r"\{(\w+)\}")
_FILLED_SUBQUERY, _FILLED = re.compile(r"\bSELECT\s+hole_(\w+)"), re.compile(r"\bhole_(\w+)")


def transpiled(dialect: Dialect) -> str:
    """Return the file of a dialect. Tables of its own are made by DuckDB alone."""
    bodies = {
        name: body
        for name, body in sections(written("duckdb")).items()
        if not body.startswith("CREATE")
    }
    parts = [f"-- section: {name}\n{_section(body, dialect)}\n" for name, body in bodies.items()]
    return "\n".join([HEAD, *parts])


def _section(body: str, dialect: Dialect) -> str:
    body = _HOLE.sub(r"hole_\1", _SUBQUERY.sub(r"(SELECT hole_\1)", body))
    tree = sqlglot.parse_one(body, read="duckdb")
    if dialect == "postgresql":
        tree = tree.transform(_divided)
    text = tree.sql(
        dialect=READERS[dialect], pretty=True, normalize_functions=False, max_text_width=96
    )
    return _FILLED.sub(r"{\1}", _FILLED_SUBQUERY.sub(r"{\1}", text))


def _divided(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.IntDiv):
        return exp.Div(this=node.this, expression=node.expression, typed=True)
    return node


def main() -> None:
    """Write the files."""
    for dialect in READERS:
        path = Path(str(files("bihuan.schemes.engine.running") / FILES[dialect]))
        path.write_text(transpiled(dialect), encoding="utf-8")


if __name__ == "__main__":
    main()
