"""The board: what is frozen beside the result when it is published.

A result says who scored what, and why. The page, the notice and the poster also need
what stands outside a run: the name of the district, who issues, where a unit's square
is on the tile map, and what was corrected before publication.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired, TypedDict

if TYPE_CHECKING:
    from bihuan.schemes.engine.result import Result, UnitRow, Words


class Square(TypedDict):
    """The square of a unit on the tile map."""

    unit: str
    col: int
    row: int


class Correction(TypedDict):
    """One correction made before publication: what was believed, what is, and why."""

    recorded: str
    unit: Words
    indicator: Words
    before: str | None
    after: str | None
    unit_of_measure: str
    reason: str
    fact: NotRequired[str]


class Board(TypedDict):
    """What is published around one result. `result` is the SHA-256 of its canonical bytes.

    `key` is the public key of the log, as ``NAME+ID+BASE64``. `office` and `number` are the issuer
    and the document number (发文字号); without both the notice is plain, without red head.
    `objections_until` is the last day of the scheme's time for objections, an estimate where the
    holiday notice of that year is not known yet.
    """

    v: int
    result: str
    key: str
    district: Words
    office: Words | None
    number: str
    version: int
    published_at: str
    objections_until: str | None
    objections_estimate: bool
    corrections: list[Correction]
    tiles: list[Square]


def code_of(digest: str) -> str:
    """Return the verification code of a result: the first twelve hex digits, in groups of four."""
    first = digest[:12].upper()
    return " ".join(first[i : i + 4] for i in range(0, 12, 4))


def rows_of(result: Result, group: str) -> list[UnitRow]:
    """Return the rows of one group, best first; units without rank last, by name."""
    rows = (row for row in result["rows"] if row["group"] == group)
    return sorted(rows, key=lambda row: (row["rank"] is None, row["rank"] or 0, row["unit"]))
