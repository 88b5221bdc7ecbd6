"""The rows of an import: which are new, which change a value, which say the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bihuan.ledger.facts import Source
from bihuan.ledger.words import Refused
from bihuan.measures import queries
from bihuan.measures.checking import Checker
from bihuan.measures.observations import Entry, Figures
from bihuan.measures.refusals import ROW_TWICE
from bihuan.measures.standing import Standing, all_standing, merged

# A statement of SQL names only so many values; of more, all that stand are looked up.
_NAMED_AT_MOST = 500


class Sorting:
    """The rows of an import told apart: new values, changed ones, and those that say the same."""

    def __init__(self, checker: Checker, document: str) -> None:
        self._checker = checker
        self._document = document
        self._seen: dict[tuple[str, str], set[str]] = {}
        self._standing: dict[tuple[str, str], dict[str, Figures]] = {}
        self._changed: dict[tuple[str, str], list[Entry]] = {}
        self.unchanged = 0

    def new(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield the canonical rows of new values; changed and equal ones are noted on the way."""
        for row in rows:
            entry = self._checker.checked(_entry(row, self._document))
            old = self._stands(entry)
            if old is None:
                yield _canonical(entry)
            elif _says_nothing_new(entry, old):
                self.unchanged += 1
            else:
                self._changed.setdefault((entry.indicator, entry.period), []).append(entry)

    def changed(self) -> Iterator[tuple[Standing, Entry]]:
        """Yield what stands and the entry in its place, for each row that changes a value."""
        for key, entries in self._changed.items():
            units = [entry.unit for entry in entries]
            few = units if len(units) <= _NAMED_AT_MOST else ()
            standing = all_standing(self._checker, *key, *few)
            for entry in entries:
                old = standing[entry.unit]
                if (whole := merged(old, entry)) is not None:
                    yield old, whole

    def _stands(self, entry: Entry) -> Figures | None:
        key = (entry.indicator, entry.period)
        seen = self._seen.get(key)
        if seen is None:
            seen = self._seen[key] = set()
            declared = self._checker.declared(*key)
            self._standing[key] = queries.figures(self._checker.whole, declared, entry.period)
        if entry.unit in seen:
            raise Refused(
                ROW_TWICE, unit=entry.unit, indicator=entry.indicator, period=entry.period
            )
        seen.add(entry.unit)
        return self._standing[key].get(entry.unit)


def _says_nothing_new(entry: Entry, old: Figures) -> bool:
    said = (entry.value, entry.target, entry.prior)
    return all(new is None or new == stands for new, stands in zip(said, old, strict=True))


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
