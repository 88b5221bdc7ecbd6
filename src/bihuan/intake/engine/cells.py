"""Cell addresses, and text that no spreadsheet runs.

A table that we hand out may be opened in a spreadsheet, which runs text such as
``=HYPERLINK(...)`` as a formula. Text that could run is written behind an apostrophe;
reading takes the apostrophe away again, so a round trip keeps the literal.
"""

import re
from functools import cache

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})", re.ASCII)
# What starts a formula in Excel, WPS or LibreOffice, full-width forms included.
_ACTIVE = re.compile(r"['\s]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?%?", re.ASCII)


def column_letters(column: int) -> str:
    """Return the letters of a column that counts from 1: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """Return the address of a cell; rows and columns count from 1."""
    return f"{column_letters(column)}{row}"


@cache
def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column


def row_and_column(written: str) -> tuple[int, int] | None:
    """Return row and column of an address such as ``B7``, or None if it is none."""
    found = _ADDRESS.fullmatch(written)
    return (int(found[2]), _column(found[1])) if found else None


def is_active(text: str) -> bool:
    """Tell whether a spreadsheet might run the text; a plain number, signed or not, it will not."""
    return bool(_ACTIVE.match(text)) and not _PLAIN_NUMBER.fullmatch(text)


def inert(text: str) -> str:
    """Return the text so that no spreadsheet runs it when the CSV that holds it is opened."""
    return f"'{text}" if is_active(text) else text


def literal(text: str) -> str:
    """Return the text that `inert` was given."""
    return text[1:] if text.startswith("'") and is_active(text[1:]) else text
