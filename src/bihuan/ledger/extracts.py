"""Handing out what was recorded, byte for byte, so that others can hash it themselves.

For bundles: whoever asks has checked what may leave the house. Rows of a bulk
fact come whole, or some of them with the path from each to the root that the
fact states.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bihuan.ledger.engine.merkle import inclusion, leaf_hash, nodes
from bihuan.ledger.models import BulkRow, FactRow
from bihuan.ledger.queries import FACT_UNKNOWN
from bihuan.ledger.words import Refused


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a bulk fact: its canonical bytes and, of a part, the path to the fact's root."""

    number: int
    body: bytes
    path: tuple[bytes, ...] | None


def bodies(fact_ids: Iterable[str]) -> dict[str, bytes]:
    """Return the canonical bytes of facts by id; refuses an id that was never given."""
    wanted = list(dict.fromkeys(fact_ids))
    found = {
        row.id: bytes(row.body) for row in FactRow.objects.filter(id__in=wanted).only("id", "body")
    }
    for fact_id in wanted:
        if fact_id not in found:
            raise Refused(FACT_UNKNOWN, fact=fact_id)
    return found


def rows(fact_id: str, numbers: Collection[int]) -> list[Row]:
    """Return rows of a bulk fact: without paths if they are all it has, else with them."""
    held = [
        bytes(body)
        for body in BulkRow.objects.filter(fact=fact_id)
        .order_by("row")
        .values_list("body", flat=True)
    ]
    wanted = sorted(set(numbers))
    if wanted and wanted[-1] >= len(held):
        raise Refused(FACT_UNKNOWN, fact=f"{fact_id}:{wanted[-1]}")
    if len(wanted) == len(held):
        return [Row(number, body, None) for number, body in enumerate(held)]
    node = nodes([leaf_hash(body) for body in held])
    return [
        Row(number, held[number], tuple(inclusion(number, len(held), node))) for number in wanted
    ]
