"""The numbers of one line as they are printed in its formula."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from bihuan.ledger.words import Text
from bihuan.schemes.engine.definition.exact import half_up
from bihuan.schemes.engine.numbers.digits import minus, plain

Json = dict[str, Any]
Told = tuple[Text, str]  # words, then the sum in numbers
SILENT = Text("", "")
# Decimals of a mean or a quotient beyond those of the values.
FURTHER = 2


def told(sum_: str) -> Told:
    """Return a sum that needs no words."""
    return SILENT, sum_


def bracketed(number: int | None, decimals: int) -> str:
    """Return a number as it stands in a sum: a negative one in brackets."""
    text = minus(plain(number, decimals) or "?")
    return f"({text})" if text.startswith("−") else text


def near(number: Fraction, decimals: int) -> str:
    """Return a fraction rounded half up, without the zeros at its end."""
    return minus(plain(half_up(number * 10**decimals), decimals) or "0")


class Numbers:
    """The numbers of one line as they are printed."""

    def __init__(self, parameters: Json, leaf: Json, line: Json) -> None:
        self.parameters, self.leaf, self.line = parameters, leaf, line
        self.params = leaf["params"]
        self.full = minus(plain(leaf["full"], 6) or "")

    def micro(self, name: str) -> str:
        return minus(plain(self.params[name], 6) or "")

    def kept(self, number: int | None) -> str:
        return bracketed(number, self.leaf["take_decimals"])

    def share(self, micro: int) -> str:
        """Return a share of the full points."""
        return bracketed(micro, 6)

    def finer(self, number: Fraction) -> str:
        """Return a mean or a distance of what was taken, cut off two decimals further."""
        scaled = number / 10 ** self.leaf["take_decimals"]
        return near(scaled, self.leaf["take_decimals"] + FURTHER)

    @property
    def taken(self) -> str:
        return self.kept(self.line["taken"])

    @property
    def aim(self) -> str:
        return self.kept(self.line.get("aim"))

    def between(self, inner: str, low: str, high: str, at: Decimal) -> str:
        """Return the sum with its cap, and with its floor where that is what counts."""
        cap, floor = self.params[high], self.params[low]
        if floor is not None and at < Decimal(floor).scaleb(-6):
            return f"max({inner}, {self.micro(low)})"
        return inner if cap is None else f"min({inner}, {self.micro(high)})"
