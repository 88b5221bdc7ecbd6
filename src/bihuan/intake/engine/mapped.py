"""The rows of a table from elsewhere, as a mapping file reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bihuan.intake.engine.arrived import Arrived, Reading
from bihuan.intake.engine.grid import (
    Heading,
    Row,
    sheet_headings,
    sheet_rows,
    table_headings,
    table_rows,
)
from bihuan.intake.engine.guard import kind_of
from bihuan.intake.engine.mapping import Mapping as MappingFile
from bihuan.intake.engine.reading import read_words
from bihuan.intake.engine.table import open_table
from bihuan.intake.engine.translating import Reader, Words
from bihuan.intake.spec import Column, LeftOut, MappingSpec
from bihuan.ledger.words import Message, Refused, Said, Text
from bihuan.mechanisms.diagnostics import Place
from bihuan.orgs.engine.names import plain
from bihuan.registers.refusals import ROW_REPEATED

# Where no row is named, the headings are looked for in so many.
_HEAD = 30

TABLE_NOT_FOUND = Message(
    "table-not-found",
    Text(en="no table here has the columns of {mapping}; {missing} missing",
         zh="没有找到“{mapping}”所列的表格，缺少 {missing}"),
    Text(en="check that it is the right export; add a new heading to the mapping under also",
         zh="请核对是否为该来源导出的文件；表头改名的，请在映射文件的 also 中补写"),
)  # fmt: skip
COLUMN_UNMAPPED = Message(
    "column-unmapped",
    Text(en='the mapping does not know the column "{heading}"', zh="映射文件没有列出“{heading}”列"),
    Text(en="list it with what it becomes, or as ignored: true; or write others: ignored",
         zh="请在映射文件中写明其去向，或写 ignored: true；也可写 others: ignored"),
)  # fmt: skip
ROW_WITHOUT_KEY = Message(
    "row-without-key",
    Text(en='"{heading}" is blank, so this row cannot be told from others',
         zh="“{heading}”为空，无法识别该行"),
    Text(en="fill it at the source, or leave such rows out by the mapping (blank: true)",
         zh="请在来源处补填，或在映射文件中写明不导入此类行（blank: true）"),
)  # fmt: skip


def read_mapped(  # noqa: PLR0913, PLR0917 - the file, and how it is read
    content: bytes,
    file: str,
    mapping: MappingFile,
    words: Words,
    reading: Reading,
    progress: Callable[[int], None] = lambda _: None,
) -> Iterator[Arrived]:
    """Yield the rows of a file; what is wrong with others is noted in `reading`.

    Raises:
        Refused: the file as a whole is not read, or holds no such table.
    """
    heading, rows = _table(content, file, mapping.spec)
    reader = _Rows(mapping, heading, words, reading, file)
    for number, row in enumerate(rows, 1):
        if (arrived := reader.row(row)) is not None:
            yield arrived
        if number % 1000 == 0:
            progress(number)


def _table(content: bytes, file: str, spec: MappingSpec) -> tuple[Heading, Iterator[Row]]:
    near: list[list[str]] = []
    if kind_of(content) == "table":
        table = open_table(content)
        for heading in table_headings(table, spec.table.heading, _HEAD):
            near.append(_missing(spec, heading))
            if not near[-1]:
                return heading, table_rows(table, heading, file)
    else:
        for sheet in read_words(content):
            if spec.table.sheet in {"", sheet.name}:
                for heading in sheet_headings(sheet, spec.table.heading, _HEAD):
                    near.append(_missing(spec, heading))
                    if not near[-1]:
                        return heading, sheet_rows(sheet, heading, file)
    missing = min(near, key=len, default=[each.heading for each in spec.columns])
    raise Refused(TABLE_NOT_FOUND, mapping=spec.title.text, missing="、".join(missing[:12]))


def _missing(spec: MappingSpec, heading: Heading) -> list[str]:
    """Return the columns that a table must have and this one has not; ignored ones may lack."""
    return [
        each.heading
        for each in spec.columns
        if not each.ignored and heading.column(_names(each)) is None
    ]


def _names(column: Column) -> list[str]:
    return [plain(name) for name in (column.heading, *column.also)]


class _Rows:
    """A table on its way into rows."""

    def __init__(
        self, mapping: MappingFile, heading: Heading, words: Words, reading: Reading, file: str
    ) -> None:
        self._spec = mapping.spec
        self._reading = reading
        self._seen: dict[str, Place] = {}
        found = {each.heading: heading.column(_names(each)) for each in self._spec.columns}
        # A heading is found under each of its names, wherever the mapping uses it.
        named = {name: found[each.heading] for each in self._spec.columns for name in _names(each)}
        self._columns = {name: at for name, at in named.items() if at is not None}
        self._reader = Reader(mapping, self._columns, words)
        self._first = min(self._columns.values())
        self._refuse_unmapped(heading, file)

    def _refuse_unmapped(self, heading: Heading, file: str) -> None:
        known = set(self._columns.values())
        others = {at: text for at, text in heading.written.items() if at not in known}
        if self._spec.others == "ignored":
            self._reading.unmapped = tuple(text.strip()[:60] for text in others.values())
            return
        for text in others.values():
            said = Said(COLUMN_UNMAPPED, {"heading": text.strip()[:60]})
            self._reading.wrong(Place(file, line=heading.row), said)

    def row(self, row: Row) -> Arrived | None:
        """Return one row; nothing where it is left out, or wrong."""
        self._reading.read += 1
        wrong = len(self._reading.mistakes) + self._reading.unlisted
        try:
            row.check()
            if (left := self._left_out(row)) is not None:
                self._reading.left_out[left] = self._reading.left_out.get(left, 0) + 1
                return None
            key = self._key(row)
        except Refused as refusal:
            self._reading.wrong(row.place(self._first), refusal.said)
            return None
        arrived = self._reader.read(row, key, self._reading.wrong)
        clean = len(self._reading.mistakes) + self._reading.unlisted == wrong
        return arrived if clean else None

    def _left_out(self, row: Row) -> int | None:
        for number, each in enumerate(self._spec.leave_out):
            if self._fits(row, each):
                return number
        return None

    def _fits(self, row: Row, left: LeftOut) -> bool:
        at = self._columns.get(plain(left.heading))
        written = row.entry(at) if at is not None else ""
        return written in left.one_of if written else left.blank

    def _key(self, row: Row) -> str:
        parts = []
        for heading in self._spec.key:
            at = self._columns.get(plain(heading), self._first)
            written = row.entry(at)
            if not written:
                raise Refused(ROW_WITHOUT_KEY, heading=heading)
            parts.append(written)
        key = " ".join(parts)
        place = row.place(self._columns.get(plain(self._spec.key[0]), self._first))
        first = self._seen.setdefault(key, place)
        if first is not place:
            where = f"{first.sheet}!{first.cell}" if first.sheet else f"L{first.line}"
            raise Refused(ROW_REPEATED, place=where)
        return key
