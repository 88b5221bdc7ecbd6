"""Worked examples that were published, each found again to the digits that were printed.

An example is three files of one name in a folder of ``published``: the scheme, which names its
source and says where the source rounds, the figures, and what was printed: a table whose heading is
``unit`` and ``total``, ``rank`` or the path of a leaf or node, with ``period`` before where there
are several. Numbers count to the decimals that stand there; a dash leaves a cell out.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bihuan.mechanisms.reading import read
from bihuan.schemes.engine.result import Result, UnitRow
from bihuan.schemes.trying import try_periods

PUBLISHED = Path(__file__).parent / "published"
FOLDERS = ("combining", "indices")
EXAMPLES = sorted(path for name in FOLDERS for path in (PUBLISHED / name).glob("*.yaml"))


@cache
def found(example: Path) -> tuple[Result, ...]:
    return try_periods(example, example.with_suffix(".csv"))


def printed(example: Path) -> list[dict[str, str]]:
    lines = example.with_suffix(".expected").read_text(encoding="utf-8").splitlines()
    heading, *rows = [line.split() for line in lines if not line.startswith("#")]
    return [dict(zip(heading, row, strict=True)) for row in rows]


def cell(row: UnitRow, heading: str) -> Decimal:
    """Return what a unit has under a heading."""
    if heading in ("total", "rank"):
        return Decimal(row[heading] or "NaN")  # type: ignore[literal-required]
    leaves: dict[str, Any] = {line["path"]: line["points"] for line in row["leaves"]}
    return Decimal(leaves.get(heading) or {n["path"]: n["score"] for n in row["nodes"]}[heading])


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_published_example_comes_out_to_the_printed_digits(example: Path) -> None:
    by_period = {result["period"]: result for result in found(example)}
    for line in printed(example):
        result = by_period[line.pop("period", max(by_period))]
        unit = line.pop("unit")
        row = next(row for row in result["rows"] if row["unit"] == unit)
        assert line
        for heading, written in line.items():
            if written == "-":
                continue
            step = Decimal(1).scaleb(Decimal(written).as_tuple().exponent)  # type: ignore[arg-type]
            number = cell(row, heading).quantize(step, ROUND_HALF_UP)
            assert (unit, heading, number) == (unit, heading, Decimal(written))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_published_example_names_its_source_and_every_file_has_its_two_others(
    example: Path,
) -> None:
    scheme = read(example, str(example))
    assert scheme.name == example.stem
    assert all(len(source) > 20 for source in scheme.metadata.sources)
    assert scheme.metadata.sources
    folder = {path.name for path in example.parent.iterdir() if path.stem == example.stem}
    assert folder == {f"{example.stem}.{end}" for end in ("yaml", "csv", "expected")}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_said_of_a_published_example_adds_up_to_its_totals(example: Path) -> None:
    for row in (row for result in found(example) for row in result["rows"]):
        parts = [line["contribution"] for line in row["leaves"]]
        parts += [line["amount"] for line in row["remainders"]]
        assert sum(map(Decimal, parts)) == Decimal(row["total"] or "NaN")


def test_every_file_in_these_folders_belongs_to_an_example() -> None:
    files = {path.stem for name in FOLDERS for path in (PUBLISHED / name).iterdir()}
    assert files == {path.stem for path in EXAMPLES}
