"""A workbook as a stream of rows with the types that stand in its XML.

Other readers hand out values: a formula's cached figure, a date made of ``1-2``, the one
of two equal cells that came last. Here a cell keeps what it is, so that what cannot be
trusted can be refused by name. Runs in the child process (see `child`).
"""

import posixpath
import zipfile

from bihuan.intake.engine.archive import NO_SHEETS, damaged
from bihuan.intake.engine.streaming import SHEET_TOO_BIG, Budget, scan_others, stream
from bihuan.intake.engine.styles import Styles
from bihuan.intake.engine.worksheet import KEPT, Allowance, Collected, Emit, Worksheet
from bihuan.ledger.words import Refused, Text

MAX_SHEETS = 100
_SHEETS = Text("sheets", "工作表")


def read(archive: zipfile.ZipFile, emit: Emit, kept: int = KEPT) -> None:
    """Read a judged workbook and emit its sheets, rows and hidden or merged areas in order.

    Emits ``["sheet", name, state]``, ``["row", number, hidden, cells]`` with cells as
    ``[column, kind, text, look, formula, rows_down, columns_right]``, and
    ``["end", hidden_columns, merged]``. Of each text `kept` characters are handed on.
    """
    try:
        _read(archive, emit, kept)
    except (ValueError, IndexError, KeyError) as error:
        raise damaged() from error


def _read(archive: zipfile.ZipFile, emit: Emit, kept: int) -> None:
    budget = Budget()
    index = _Index()
    stream(archive, "xl/workbook.xml", budget, start=index.sheet)
    stream(archive, "xl/_rels/workbook.xml.rels", budget, start=index.relation)
    read = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
    sheets = index.sheets()
    strings, styles = _Strings(kept), Styles()
    if part := index.part("/sharedStrings"):
        stream(archive, part, budget, start=strings.start, end=strings.end, characters=strings.add)
        read.add(part)
    if part := index.part("/styles"):
        stream(archive, part, budget, start=styles.start, end=styles.end)
        read.add(part)
    # Whatever else is in the file must be harmless before a single cell is handed on.
    parts = {part for _, _, part in sheets}
    scan_others(archive, read | parts, budget)
    allowance = Allowance()
    for name, state, part in sheets:
        emit(["sheet", name, state])
        sheet = Worksheet(name, part, strings.texts, styles, allowance, emit, kept)
        stream(archive, part, budget, start=sheet.start, end=sheet.end, characters=sheet.add)
        emit(["end", sheet.hidden_columns, sheet.merged])


class _Index:
    """Which sheets there are and where their parts lie."""

    def __init__(self) -> None:
        self._sheets: list[tuple[str, str, str]] = []
        self._parts: dict[str, tuple[str, str]] = {}

    def sheet(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            key = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            self._sheets.append((attributes["name"], attributes.get("state", "visible"), key))

    def relation(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            path = posixpath.normpath(posixpath.join("/xl", attributes["Target"])).lstrip("/")
            self._parts[attributes["Id"]] = (attributes["Type"], path)

    def part(self, ending: str) -> str:
        return next((path for kind, path in self._parts.values() if kind.endswith(ending)), "")

    def sheets(self) -> list[tuple[str, str, str]]:
        found = [
            (name, state, self._parts[key][1])
            for name, state, key in self._sheets
            if key in self._parts and self._parts[key][0].endswith("/worksheet")
        ]
        if not found or len({part for _, _, part in found}) < len(found):
            raise damaged(NO_SHEETS)
        if len(found) > MAX_SHEETS:
            raise Refused(SHEET_TOO_BIG, part="xl/workbook.xml", most=MAX_SHEETS, what=_SHEETS)
        return found


class _Strings:
    """The shared strings; the reading aids of Japanese text (rPh) are no part of them."""

    def __init__(self, kept: int) -> None:
        self.texts: list[str] = []
        self._text = Collected("xl/sharedStrings.xml", kept)
        self._in_text = False
        self._aside = False

    def start(self, tag: str, _: dict[str, str]) -> None:
        if tag == "rPh":
            self._aside = True
        elif tag == "t":
            self._in_text = not self._aside

    def add(self, text: str) -> None:
        if self._in_text:
            self._text.add(text)

    def end(self, tag: str) -> None:
        if tag == "si":
            self.texts.append(self._text.taken())
        elif tag == "rPh":
            self._aside = False
        elif tag == "t":
            self._in_text = False
