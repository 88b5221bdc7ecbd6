"""Weights that were published with their data, found again to the digits that were printed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from bihuan.schemes.trying import try_scheme

PUBLISHED = Path(__file__).parent / "published" / "weights"


def found(name: str) -> dict[tuple[str, str, str], Decimal]:
    """Return the shares and measures by what they are, the part and the factor."""
    result = try_scheme(PUBLISHED / f"{name}.yaml", PUBLISHED / f"{name}.csv")
    [line] = result["weighing"]
    numbers = {("share", part["path"], "0"): Decimal(part["share"]) for part in line["parts"]}
    for one in line["measures"]:
        numbers[one["name"], one["path"] or "-", str(one["at"])] = Decimal(one["value"])
    return numbers


def printed(name: str) -> list[tuple[tuple[str, str, str], Decimal]]:
    lines = (PUBLISHED / f"{name}.expected").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if not line.startswith("#")]
    return [((what, part, at), Decimal(number)) for what, part, at, number in rows]


@pytest.mark.parametrize("name", sorted(path.stem for path in PUBLISHED.glob("*.expected")))
def test_published_weights_come_out_to_the_digit(name: str) -> None:
    numbers, expected = found(name), printed(name)
    assert expected
    for key, number in expected:
        step = Decimal(1).scaleb(number.as_tuple().exponent)  # type: ignore[arg-type]
        assert (key, numbers[key].quantize(step, ROUND_HALF_UP)) == (key, number)
