"""The rows of a table on their way into a register: each new, changed, the same, or wrong.

Rows are looked at some thousand at a time, so that what stands is asked for once for each lot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bihuan.ledger.ids import uuid7
from bihuan.ledger.statements import chunks
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Refused, Said, Text
from bihuan.mechanisms.diagnostics import Diagnostic, Findings, Place
from bihuan.registers import checking, drafting, tables, versions
from bihuan.registers.drafting import Written
from bihuan.registers.models import KeyRow, RecordRow
from bihuan.registers.refusals import FIELD_WRONG, ROW_REPEATED, TWO_RECORDS
from bihuan.registers.standing import Standing, standing

# The keys of a row that tell its place; the others are fields.
PLACES = ("sheet", "cell", "line")
# How many mistakes of a table are told.
_MOST_TOLD = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was read: what was typed, by field, and where it stood.

    Args:
        cell: its first cell; `cells` are those of single fields, where they are known.
        unit: whose record it is, where no field of the register says so.
    """

    values: Mapping[str, object]
    unit: str = ""
    sheet: str = ""
    cell: str = ""
    line: int = 0
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Read:
    row: Row
    record: Standing
    written: Written
    keys: list[str]
    before: Standing | None = None


@dataclass
class Sorting:
    """What the rows of a table are, seen from what stands."""

    register: versions.Register
    file: str
    by: Viewer
    at: datetime
    unit: str = ""
    unchanged: int = 0
    recorded: int = 0
    changed: int = 0
    mistakes: list[Diagnostic] = field(default_factory=list)
    _seen: dict[str, Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._named = checking.Named(self.by, drafting.china_day(self.at))
        self._index = versions.found_by(self.by.origin, self.register.name)
        self._allowed: set[tuple[str, frozenset[str]]] = set()

    def bodies(self, rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
        """Yield the rows of the bulk fact: those that are new or change something.

        Raises:
            Findings: after the last row, if any was wrong.
        """
        for some in chunks(rows, tables.AT_ONCE):
            read = [found for row in some if (found := self._read(row)) is not None]
            self._meet(read)
            for each in read:
                body = self._body(each)
                if body is not None and not self.mistakes:
                    yield body
        if self.mistakes:
            raise Findings(tuple(self.mistakes), storing=True)

    def _read(self, row: Row) -> _Read | None:
        try:
            kept = checking.read_values(self.register, row.values, self._named)
            given = {name: value for name, value in kept.items() if value is not None}
            written = drafting.parted(self.register, given, self.by.origin)
            record = drafting.as_it_will_be(self.register, self.by.origin, "", written)
            keys = list(self._index.keys(record))
            self._refuse_repeated(keys, row)
        except Refused as refused:
            self._wrong(row, refused)
        else:
            return _Read(row, record, written, keys)
        return None

    def _refuse_repeated(self, keys: Iterable[str], row: Row) -> None:
        for key in keys:
            first = self._seen.setdefault(key, row)
            if first is not row:
                raise Refused(ROW_REPEATED, place=first.cell or first.line)

    def _meet(self, read: list[_Read]) -> None:
        """Find the records that the rows are about, by the first of their keys that is known."""
        wanted = {key for each in read for key in each.keys}
        held: dict[str, str] = {}
        for some in chunks(wanted, 500):
            rows = KeyRow.objects.filter(
                origin=self.by.origin, register=self.register.name, key__in=some
            )
            held |= dict(rows.values_list("key", "record"))
        ids = set(held.values())
        known: dict[str, Standing] = {}
        for some in chunks(ids, 500):
            found = RecordRow.objects.filter(origin=self.by.origin, id__in=some)
            known |= {row.id: standing(row) for row in found}
        for each in read:
            about = {held[key] for key in each.keys if key in held}
            if len(about) > 1:
                self._wrong(each.row, Refused(TWO_RECORDS))
            elif about:
                each.before = known[about.pop()]

    def _body(self, each: _Read) -> dict[str, Any] | None:
        try:
            return self._new(each) if each.before is None else self._step(each, each.before)
        except Refused as refused:
            self._wrong(each.row, refused)
        return None

    def _new(self, each: _Read) -> dict[str, Any]:
        written = each.written
        checking.check_required(self.register, written.names)
        owner = written.values.get(self.register.spec.unit or "") or each.row.unit or self.unit
        owner = owner or checking.home(self.register, self.by, self._named)
        self._check_rights(owner, written)
        self.recorded += 1
        return self._row(each, uuid7(self.at), written) | {"begins": True, "unit": owner}

    def _step(self, each: _Read, before: Standing) -> dict[str, Any] | None:
        written = drafting.different(before, each.written)
        unit = written.values.get(self.register.spec.unit or "") or before.unit
        for owner in dict.fromkeys((before.unit, unit)):
            self._check_rights(owner, written)
        if not written.names:
            self.unchanged += 1
            return None
        self.changed += 1
        body = self._row(each, before.id, written)
        return body | ({"unit": unit} if unit != before.unit else {})

    def _row(self, each: _Read, record: str, written: Written) -> dict[str, Any]:
        places = {name: getattr(each.row, name) for name in PLACES if getattr(each.row, name)}
        body = {"record": record, "values": written.values, **places}
        private = drafting.concealed(self.register, self.by.origin, written)
        return body | ({"private": private} if private else {})

    def _check_rights(self, owner: str, written: Written) -> None:
        asked = owner, frozenset(written.names)
        if asked in self._allowed:
            return
        paths = [checking.path_of(self._named, owner)]
        checking.check_writer(self.register, self.by, paths, owner)
        checking.check_fields(self.register, self.by, paths, sorted(written.names))
        self._allowed.add(asked)

    def _wrong(self, row: Row, refused: Refused) -> None:
        told = refused.diagnostics if isinstance(refused, Findings) else ()
        found = [self._at_field(row, each) for each in told] or [self._at(row, refused.said)]
        self.mistakes += found[: max(_MOST_TOLD - len(self.mistakes), 0)]

    def _at(self, row: Row, said: Said, cell: str = "") -> Diagnostic:
        place = Place(self.file, line=row.line, sheet=row.sheet, cell=cell or row.cell)
        return Diagnostic(said, place)

    def _at_field(self, row: Row, told: Diagnostic) -> Diagnostic:
        name = told.place.cell
        if cell := row.cells.get(name):
            return self._at(row, told.said, cell)
        known = self.register.field(name)
        title = known.title.text if known else Text(name, name)
        words = {"field": title, "why": told.text, "do": told.help or Text("", "")}
        return self._at(row, Said(FIELD_WRONG, words))
