"""What a later version of a result changed against the one before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bihuan.ledger.words import Language

if TYPE_CHECKING:
    from bihuan.schemes.engine.result import Result


def changes(before: Result, after: Result, language: Language) -> list[dict[str, Any]]:
    """Return the units whose rank or total differ, in the order of the later ranking."""
    old = {row["unit"]: row for row in before["rows"]}
    found = []
    for row in after["rows"]:
        was = old.get(row["unit"])
        if was is None or (was["rank"], was["total"]) != (row["rank"], row["total"]):
            found.append({
                "title": row["title"][language],
                "a": was["rank"] if was else "—", "x": was["total"] if was else "—",
                "b": row["rank"], "y": row["total"],
            })  # fmt: skip
    return found
