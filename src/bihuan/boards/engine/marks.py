"""How a number that was filled in or treated is marked wherever it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.ledger.words import Language, Text

if TYPE_CHECKING:
    from bihuan.schemes.engine.result import LeafLine, Result

IMPUTED = Text("filled in: {number}", "插补：{number}")
TREATED = Text("treated as an outlier, was {number}", "离群处理，原为{number}")
BOTH = Text("; ", "；")
# Beside a number that has no room for words.
STAR = "*"
# The legend of both.
LEGEND = Text(
    "Filled in: nobody reported the value; it was filled in by the rule of the scheme. Treated as "
    "an outlier: the value lay far out and counts by the rule of the scheme.",
    "插补：该数值无人填报，按考核办法的规则推算；离群处理：该数值偏离过大，按考核办法的规则处理后计分。",
)
STAR_LEGEND = Text(
    "Scores marked * rest on values that were filled in or treated as outliers.",
    "注：带*的得分所依据的数值经缺值插补或离群处理。",
)


def is_marked(leaf: LeafLine) -> bool:
    """Return whether what a line scores is not the value as it was reported."""
    return bool(leaf.get("imputed") or leaf.get("treated"))


def mark(leaf: LeafLine, language: Language) -> str:
    """Return what is said beside the value of a line; empty where it counts as it came."""
    said = []
    # What was filled in may have been treated after that.
    taken = leaf.get("before", leaf["taken"])
    if leaf.get("imputed"):
        said.append(IMPUTED.fill(number=taken).said_in(language))
    if leaf.get("treated"):
        said.append(TREATED.fill(number=taken).said_in(language))
    return BOTH.said_in(language).join(said)


def has_marks(result: Result, group: str) -> bool:
    """Return whether some value of a group was filled in or treated."""
    rows = (row for row in result["rows"] if row["group"] == group)
    return any(is_marked(leaf) for row in rows for leaf in row["leaves"])
