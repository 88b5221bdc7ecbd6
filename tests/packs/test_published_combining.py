"""Worked examples that were published for the ways of combining, found again to their digits."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from bihuan.schemes.trying import try_scheme

PUBLISHED = Path(__file__).parent / "published" / "combining"


def printed(name: str) -> list[dict[str, str]]:
    lines = (PUBLISHED / f"{name}.expected").read_text(encoding="utf-8").splitlines()
    heading, *rows = [line.split() for line in lines if not line.startswith("#")]
    return [dict(zip(heading, row, strict=True)) for row in rows]


@pytest.mark.parametrize("name", sorted(path.stem for path in PUBLISHED.glob("*.expected")))
def test_a_published_example_comes_out_to_the_printed_digits(name: str) -> None:
    result = try_scheme(PUBLISHED / f"{name}.yaml", PUBLISHED / f"{name}.csv")
    rows = {row["unit"]: row for row in result["rows"]}
    for line in printed(name):
        row, total = rows[line["unit"]], Decimal(line["total"])
        step = Decimal(1).scaleb(total.as_tuple().exponent)  # type: ignore[arg-type]
        assert Decimal(row["total"] or "NaN").quantize(step, ROUND_HALF_UP) == total, line
        assert str(row["rank"]) == line.get("rank", str(row["rank"])), line
