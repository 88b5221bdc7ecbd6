"""The rows of an import: which are new, which change a value, which say the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bihuan.ledger.facts import Source
from bihuan.ledger.words import Refused
from bihuan.measures.checking import Checker
from bihuan.measures.observations import Entry
from bihuan.measures.refusals import ROW_TWICE
from bihuan.measures.standing import Standing, all_standing, merged


class Sorting:
    """The rows of an import told apart: new values, changed ones, and those that say the same."""

    def __init__(self, checker: Checker, document: str) -> None:
        self._checker = checker
        self._document = document
        self._seen: dict[tuple[str, str], set[str]] = {}
        self._standing: dict[tuple[str, str], dict[str, Standing]] = {}
        self.changed: list[tuple[Standing, Entry]] = []
        self.unchanged = 0

    def new(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield the canonical rows of new values; changed and equal ones are noted on the way."""
        for row in rows:
            entry = self._checker.checked(_entry(row, self._document))
            old = self._stands(entry)
            if old is None:
                yield _canonical(entry)
            elif (whole := merged(old, entry)) is None:
                self.unchanged += 1
            else:
                self.changed.append((old, whole))

    def _stands(self, entry: Entry) -> Standing | None:
        key = (entry.indicator, entry.period)
        seen = self._seen.get(key)
        if seen is None:
            seen = self._seen[key] = set()
            self._standing[key] = all_standing(self._checker, *key)
        if entry.unit in seen:
            raise Refused(
                ROW_TWICE, unit=entry.unit, indicator=entry.indicator, period=entry.period
            )
        seen.add(entry.unit)
        return self._standing[key].get(entry.unit)


def joined(first: dict[str, Any], rest: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the first row and the others after it."""
    yield first
    yield from rest


def _entry(row: Mapping[str, Any], document: str) -> Entry:
    line = row.get("line")
    # The line of a table is written where a workbook has its cell.
    cell = row.get("cell") or (f"L{line}" if line else "")
    return Entry(
        indicator=row["indicator"],
        unit=row["unit"],
        period=row["period"],
        value=row.get("value"),
        target=row.get("target"),
        prior=row.get("prior"),
        source=Source(document=document, sheet=row.get("sheet") or "", cell=cell),
    )


def _canonical(entry: Entry) -> dict[str, Any]:
    """Return the row as the bulk fact keeps it; keys without content are left out."""
    source = entry.source or Source()
    content = {
        "indicator": entry.indicator,
        "unit": entry.unit,
        "period": entry.period,
        "value": entry.value,
        "target": entry.target,
        "prior": entry.prior,
        "sheet": source.sheet or None,
        "cell": source.cell or None,
    }
    return {key: value for key, value in content.items() if value is not None}
