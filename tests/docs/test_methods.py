"""Each page on a method: its example is run as it stands, and its tables are what comes out.

A table begins with `unit` (`total`, `rank`, `share:` and a part for the unit's own shares, or the
path of a leaf or node) or with `part` (`share`); `period` may stand before.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bihuan.schemes.engine.result import Result
from bihuan.schemes.trying import try_periods

METHODS = Path(__file__).parents[2] / "docs" / "reference" / "methods"
PAGES = sorted(path for path in METHODS.glob("*.md") if path.stem != "index")
CHINESE = re.compile("[\u4e00-\u9fff]")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def results(text: str, folder: Path) -> dict[str, Result]:
    """Return the results of a page's example by period."""
    scheme, table = folder / "scheme.yaml", folder / "table.csv"
    scheme.write_text(blocks(text, "yaml")[0], encoding="utf-8")
    table.write_text(blocks(text, "csv")[0], encoding="utf-8")
    return {result["period"]: result for result in try_periods(scheme, table)}


def tables(text: str) -> list[list[dict[str, str]]]:
    """Return the tables of a page: rows of text by heading."""
    found = []
    for block in blocks(text, "text"):
        lines = [line.split() for line in block.splitlines() if line.strip()]
        if lines and {"unit", "part"} & set(lines[0][:2]):
            found.append([dict(zip(lines[0], line, strict=True)) for line in lines[1:]])
    return found


def cell(result: Result, line: dict[str, str], heading: str) -> Any:
    """Return what stands in the result under a heading of a page's table."""
    if "part" in line:
        [weighed] = result["weighing"]
        return next(part[heading] for part in weighed["parts"] if part["path"] == line["part"])
    row = next(row for row in result["rows"] if row["unit"] == line["unit"])
    if heading in row:
        return row[heading]
    if heading.startswith("share:"):
        return own_share(result, line["unit"], heading.removeprefix("share:"))
    leaf = next((leaf["points"] for leaf in row["leaves"] if leaf["path"] == heading), None)
    return leaf or next(node["score"] for node in row["nodes"] if node["path"] == heading)


def own_share(result: Result, unit: str, path: str) -> str:
    [weighed] = result["weighing"]
    at = [part["path"] for part in weighed["parts"]].index(path)
    return next(own["shares"][at] for own in weighed["own"] if own["unit"] == unit)


def same(found: Any, written: str) -> bool:
    if found is None or found == "":
        return written in ("–", "-")
    if re.fullmatch(r"[-−]?\d+(\.\d+)?", written):
        return Decimal(str(found)) == Decimal(written.replace("−", "-"))
    return str(found) == written


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_example_of_a_method_comes_out_as_it_is_printed(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    by_period, printed = results(text, tmp_path), tables(text)
    assert printed
    for line in (line for table in printed for line in table):
        result = by_period[line.get("period", max(by_period))]
        for heading, written in line.items():
            if heading not in ("unit", "part", "period"):
                found = cell(result, line, heading)
                assert same(found, written), (path.stem, line, heading, found)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_on_a_method_is_named_after_it_and_speaks_both_languages(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    heading = text.splitlines()[0]
    assert heading.startswith(f"# {path.stem} ")
    assert CHINESE.search(heading)
    assert CHINESE.search(re.sub(r"```.*?```", "", text.partition("\n")[2], flags=re.DOTALL))
