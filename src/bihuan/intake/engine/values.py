"""What one cell holds: its type in the file, and its number as a spreadsheet shows it."""

import re
from decimal import Context, Decimal
from fractions import Fraction
from typing import NamedTuple

from bihuan.ledger.words import Refused
from bihuan.registers.engine.typed import NUMBER_NOT_FINITE, NUMBER_UNREADABLE

# A spreadsheet shows at most 15 significant digits; what lies beyond is binary noise.
_SHOWN = Context(prec=15)
_LONGEST = 40
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?", re.ASCII)


class Cell(NamedTuple):
    """A cell with the type that stands in the file.

    Args:
        kind: n number, s text, b boolean, e error, d date.
        look: how a number is shown: percent, date, scaled.
        formula: as it was written `down` rows above and `right` columns to the left.
    """

    kind: str
    text: str
    look: str = ""
    formula: str | None = None
    down: int = 0
    right: int = 0


BLANK = Cell("s", "")


def number_of(cell: Cell) -> Decimal:
    """Return the number of a number cell to 15 significant digits; refuses NaN and the like."""
    if len(cell.text) > _LONGEST or not _NUMBER.fullmatch(cell.text):
        message = NUMBER_NOT_FINITE if cell.text[:1].isalpha() else NUMBER_UNREADABLE
        raise Refused(message, text=cell.text[:_LONGEST])
    return _SHOWN.create_decimal(cell.text)


def decimal_near(number: Fraction) -> Decimal:
    """Return a fraction to 15 significant digits."""
    return _SHOWN.divide(Decimal(number.numerator), Decimal(number.denominator))


def plain(number: Decimal) -> str:
    """Return a decimal in plain digits: never 1E+3, never trailing zeros after the point."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
