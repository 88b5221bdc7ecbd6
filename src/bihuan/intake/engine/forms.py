"""What a form asks, and the keys by which it is known again when it comes back.

The keys stand in a hidden row and a hidden column of each sheet, so that they stay with
the figures when a sheet is sorted, copied into another workbook, or saved as CSV::

    bihuan-form/1 scheme=race period=2025Q2 digest=3f0c…    unit    investment.value|万元    …
    yunling                                                 云岭镇   1234.5
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.words import Text
from bihuan.measures.observations import Declared, Observation
from bihuan.orgs.units import Unit

What = Literal["value", "target", "prior"]
FIGURES: tuple[What, ...] = ("value", "target", "prior")

WORDS: dict[What, Text] = {
    "value": Text("Value", "实绩"),
    "target": Text("Target", "目标"),
    "prior": Text("Same period last year", "上年同期"),
}
EXAMPLE_SHEET = "示例 Example"
HELP_SHEET = "说明 Help"
MISTAKES_SHEET = "错误 Mistakes"
OWN_SHEETS = frozenset({EXAMPLE_SHEET, HELP_SHEET, MISTAKES_SHEET})
MISTAKES_HEADING = "错误 mistakes"
UNIT_KEY = "unit"
MARK = "bihuan-form/"

_MARK = re.compile(
    r"bihuan-form/(?P<version>\d+) scheme=(?P<scheme>[a-z0-9_-]*) period=(?P<period>[0-9HQ.-]+)"
    r" digest=(?P<digest>[0-9a-f]*)",
    re.ASCII,
)
_COLUMN = re.compile(
    r"(?P<name>[a-z][a-z0-9_-]{0,62})\.(?P<what>value|target|prior)\|(?P<measure>.+)"
)


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one scheme and period: units as rows, figures of indicators as columns.

    Args:
        digest: of the scheme's version in force.
        offices: titles of the offices that supply indicators, by slug.
        concerned: the units that an indicator is asked of; one that is not listed is asked of all.
        standing: what is recorded already, by indicator and unit.
    """

    scheme: str
    title: Text
    digest: str
    period: Period
    units: tuple[Unit, ...]
    indicators: tuple[Declared, ...]
    offices: Mapping[str, Text] = field(default_factory=dict)
    standing: Mapping[tuple[str, str], Observation] = field(default_factory=dict)
    concerned: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """The key of the form itself; it stands where the hidden row and column meet."""
        return f"{MARK}1 scheme={self.scheme} period={self.period} digest={self.digest[:16]}"

    def asks(self, indicator: Declared, unit: Unit) -> bool:
        """Return whether an indicator is asked of a unit."""
        asked_of = self.concerned.get(indicator.name)
        return asked_of is None or unit.slug in asked_of

    @property
    def entered(self) -> tuple[Declared, ...]:
        """The indicators that are asked of some unit of the form, in the order of the scheme."""
        return tuple(i for i in self.indicators if any(self.asks(i, unit) for unit in self.units))

    def by_office(self) -> dict[str, list[Declared]]:
        """Return the indicators that are entered, by the office that supplies them."""
        groups: dict[str, list[Declared]] = {}
        for indicator in self.entered:
            groups.setdefault(indicator.spec.source_unit or "", []).append(indicator)
        return groups


def asked(indicator: Declared) -> tuple[What, ...]:
    """Return the figures that are entered for an indicator, in the order of the form."""
    return tuple(what for what in FIGURES if what == "value" or what in indicator.spec.asks)


def column_key(indicator: Declared, what: What) -> str:
    """Return the key of a column; the unit of measure is in it, since a form can outlive it."""
    return f"{indicator.name}.{what}|{indicator.spec.unit_of_measure}"


@dataclass(frozen=True, slots=True)
class Mark:
    """The key of a form, as it came back."""

    version: str
    scheme: str
    period: str
    digest: str


def read_mark(text: str) -> Mark | None:
    """Return the key of a form in a cell, or None if it is damaged."""
    found = _MARK.fullmatch(text)
    return Mark(**found.groupdict()) if found else None


@dataclass(frozen=True, slots=True)
class Column:
    """The key of a column, as it came back."""

    name: str
    what: What
    measure: str


def read_column(text: str) -> Column | None:
    """Return the key of a column in a cell, or None if it is damaged."""
    found = _COLUMN.fullmatch(text)
    return Column(**found.groupdict()) if found else None  # type: ignore[arg-type]  # the pattern
