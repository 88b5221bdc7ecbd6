"""A diagnostic: where something is wrong, what is wrong, what to do.

The same shape serves a YAML file (line and column), a workbook (sheet and cell)
and a table (line). Only a door turns it into words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bihuan.ledger.words import Message, Refused, Said, Text


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file. Lines and columns count from 1, columns in characters; 0 means unknown.

    Args:
        file: the name as the sender wrote it.
        line, column, end: the span in a text file; `end` is the column after the last character.
        sheet, cell: the place in a workbook.
        source: the line itself, so that a door can draw it.
    """

    file: str
    line: int = 0
    column: int = 0
    end: int = 0
    sheet: str = ""
    cell: str = ""
    source: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake, with its place. `guess` is the did-you-mean, empty if there is none."""

    said: Said
    place: Place
    guess: str = ""

    @property
    def code(self) -> str:
        return self.said.code

    @property
    def text(self) -> Text:
        return self.said.text

    @property
    def help(self) -> Text | None:
        if self.guess:
            return Text(en=f'did you mean "{self.guess}"?', zh=f"是不是“{self.guess}”？")
        return self.said.help


def diagnose(message: Message, place: Place, *, guess: str = "", **parameters: Any) -> Diagnostic:
    """Return one diagnostic of `message` at `place`."""
    return Diagnostic(Said(message, parameters), place, guess)


FILE_REFUSED = Message(
    "file-refused",
    Text(
        en="{mistakes} in {file}{outcome}",
        zh="{file} 有{mistakes}{outcome}",
    ),
)
_STORED_NOTHING = Text(en="; nothing was stored", zh="，未保存任何内容")


class Findings(Refused):
    """All mistakes of one file or pack, raised together; nothing was stored.

    `storing` says so to the reader, where something would have been stored.
    """

    def __init__(self, diagnostics: tuple[Diagnostic, ...], *, storing: bool = False) -> None:
        self.diagnostics = diagnostics
        name = diagnostics[0].place.file if diagnostics else ""
        count = len(diagnostics)
        super().__init__(
            FILE_REFUSED,
            mistakes=Text("1 mistake" if count == 1 else f"{count} mistakes", f" {count} 处错误"),
            file=name,
            outcome=_STORED_NOTHING if storing else Text("", ""),
        )
