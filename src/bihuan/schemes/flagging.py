"""Which values of a trial a person should look at again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from bihuan.measures.engine.numbers import decimal_of
from bihuan.measures.engine.plausible import doubts, name_in_check
from bihuan.measures.spec import IndicatorSpec


def flagged(
    rows: list[dict[str, Any]], specs: Mapping[str, IndicatorSpec]
) -> Iterator[dict[str, Any]]:
    """Yield the rows; a value that its indicator finds implausible carries the codes of why."""
    figures = {
        (row["unit"], row["indicator"]): _exact(row["value"], specs.get(row["indicator"]))
        for row in rows
        if row["row"] == "observation"
    }
    for row in rows:
        spec = specs.get(row.get("indicator", ""))
        if row["row"] != "observation" or spec is None or spec.plausible is None:
            yield row
            continue
        record: dict[str, Decimal | str | None] = {
            name: _exact(row[name], spec) for name in ("value", "target", "prior")
        }
        record["unit"] = row["unit"]
        for other in spec.plausible.beside:
            record[name_in_check(other)] = figures.get((row["unit"], other))
        yield {**row, "flags": [said.code for said in doubts(spec.plausible, record)]}


def _exact(scaled: int | None, spec: IndicatorSpec | None) -> Decimal | None:
    return None if scaled is None or spec is None else decimal_of(scaled, spec.decimals)
