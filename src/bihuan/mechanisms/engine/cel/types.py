"""The types of values in an expression."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bihuan.ledger.words import Text

# Every number keeps at most 12 decimals and 13 digits before the point: with both, the
# product and the quotient of any two numbers fit the 38 digits that a database computes exactly.
DECIMALS = 12
WHOLE_DIGITS = 13

TypeName = Literal["number", "text", "bool", "date", "list", "null", "unknown"]


@dataclass(frozen=True, slots=True)
class CelType:
    """The type of a value; every type but `null` has the missing value null beside its own.

    Args:
        of: the type of a list's items.
        decimals: how many decimals the column of a numeric field has, which holds integers of
            that scale. Only `compile_sql` looks at it.
    """

    name: TypeName
    of: CelType | None = None
    decimals: int = field(default=0, compare=False)

    @property
    def title(self) -> Text:
        if self.name == "list" and self.of not in {None, UNKNOWN}:
            return _LIST_OF.fill(item=_TITLES[self.of.name])
        return _TITLES[self.name]


def number(decimals: int = 0) -> CelType:
    """Return the type of a numeric field with so many decimals."""
    if not 0 <= decimals <= DECIMALS:
        raise ValueError(f"a number has 0 to {DECIMALS} decimals, not {decimals}")
    return CelType("number", decimals=decimals)


def list_of(item: CelType) -> CelType:
    """Return the type of a list of such items."""
    return CelType("list", item, decimals=item.decimals)


NUMBER = CelType("number")
TEXT = CelType("text")
BOOL = CelType("bool")
DATE = CelType("date")
NULL = CelType("null")
UNKNOWN = CelType("unknown")

_LIST_OF = Text(en="a list ({item})", zh="列表（{item}）")
_TITLES: dict[TypeName, Text] = {
    "number": Text(en="a number", zh="数字"),
    "text": Text(en="text", zh="文字"),
    "bool": Text(en="true or false", zh="真假值"),
    "date": Text(en="a date", zh="日期"),
    "list": Text(en="a list", zh="列表"),
    "null": Text(en="null", zh="空值"),
    "unknown": Text(en="unknown", zh="未知"),
}
