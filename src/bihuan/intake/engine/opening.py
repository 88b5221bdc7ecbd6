"""From the bytes of a file to rows and mistakes: what kind it is, and which reader takes it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bihuan.calendars.engine.periods import Period
from bihuan.intake.engine.forms import MARK, OWN_SHEETS
from bihuan.intake.engine.found import Found
from bihuan.intake.engine.guard import kind_of
from bihuan.intake.engine.lexicon import Lexicon
from bihuan.intake.engine.long import (
    NOT_A_FORM,
    find_heading,
    is_heading,
    read_long_sheet,
    read_long_table,
)
from bihuan.intake.engine.reading import read_workbook
from bihuan.intake.engine.sheets import Sheet
from bihuan.intake.engine.table import Table, as_sheet, open_table
from bihuan.intake.engine.wide import FORM_NOT_READABLE, Marked, find_mark, read_wide
from bihuan.ledger.words import Message, Refused, Said, Text
from bihuan.mechanisms.diagnostics import Diagnostic, Place

SHEET_IGNORED = Message(
    "sheet-ignored",
    Text('the sheet "{sheet}" is no form and was not read', "工作表“{sheet}”不是表格，未读取"),
    Text("nothing to do if it holds only notes", "如只是备注则无需处理"),
)

_HEAD = 20
# What a form sheet still shows where its hidden row or its hidden column was deleted.
_TRACE = re.compile(r"填报表|: figures|[a-z][a-z0-9_-]*\.(?:value|target|prior)\|")


@dataclass(slots=True)
class Opened:
    """A file that is safe to read: its form sheets and its long tables.

    Args:
        damaged: names of form sheets that lost their hidden keys.
        ignored: names of sheets that are no forms.
    """

    name: str
    marked: list[Marked] = field(default_factory=list)
    long: list[Sheet] = field(default_factory=list)
    table: Table | None = None
    damaged: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def scheme(self) -> str:
        """The scheme that the file says it is of, if it says so."""
        return self.marked[0].mark.scheme if self.marked else ""

    @property
    def period(self) -> Period | None:
        """The period that the file says it is about, if it says so."""
        try:
            return Period.parse(self.marked[0].mark.period) if self.marked else None
        except Refused:
            # Reading the sheet tells of it, at its place.
            return None


def open_file(content: bytes, name: str) -> Opened:
    """Judge a file and find the forms and tables in it; refuses what is neither."""
    opened = Opened(name)
    if kind_of(content) == "workbook":
        for sheet in read_workbook(content):
            _sort(opened, sheet)
    else:
        _open_table(opened, content)
    if not (opened.marked or opened.long or opened.table):
        raise Refused(NOT_A_FORM)
    return opened


def _sort(opened: Opened, sheet: Sheet) -> None:
    if marked := find_mark(sheet):
        opened.marked.append(marked)
    elif find_heading(sheet):
        opened.long.append(sheet)
    elif sheet.name in OWN_SHEETS:
        return
    elif _was_a_form(sheet):
        opened.damaged.append(sheet.name)
    elif sheet.cells:
        opened.ignored.append(sheet.name)


def _was_a_form(sheet: Sheet) -> bool:
    """Tell a form whose keys were deleted from notes: its figures must not be lost in silence."""
    return any(row <= _HEAD and _TRACE.search(cell.text) for (row, _), cell in sheet.cells.items())


def _open_table(opened: Opened, content: bytes) -> None:
    table = open_table(content)
    head = [fields for _, (_, fields) in zip(range(_HEAD), table.rows(), strict=False)]
    if any(text.startswith(MARK) for fields in head for text in fields):
        _sort(opened, as_sheet(table))
    elif head and is_heading(head[0]):
        opened.table = table


def read_opened(
    opened: Opened,
    lexicon: Lexicon,
    *,
    digest: str = "",
    progress: Callable[[int], None] = lambda _: None,
) -> Found:
    """Return everything that is right and everything that is wrong in a file.

    Args:
        opened: the file.
        lexicon: what its names mean.
        digest: of the scheme in force, to notice a form that is older.
        progress: hears how many rows of a large table were read.
    """
    found = Found(opened.name)
    for marked in opened.marked:
        read_wide(marked, lexicon, found, digest=digest)
    for sheet in opened.long:
        read_long_sheet(sheet, lexicon, found)
    if opened.table:
        read_long_table(opened.table, lexicon, found, progress)
    for name in opened.damaged:
        found.wrong(found.place(sheet=name), Refused(FORM_NOT_READABLE))
    for name in opened.ignored:
        said = Said(SHEET_IGNORED, {"sheet": name})
        found.notes.append(Diagnostic(said, Place(opened.name, sheet=name)))
    return found
