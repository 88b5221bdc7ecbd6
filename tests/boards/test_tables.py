"""Tables that a spreadsheet opens without running anything."""

import csv
import io
import json
import zipfile

import pytest
from openpyxl import load_workbook

from bihuan.boards import queries
from bihuan.boards.engine import tables
from tests.boards import cast

HOSTILE = [
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "http://example.org",
    "=HYPERLINK(1)",
]


@pytest.fixture
def result(db):  # noqa: ARG001
    return queries.result(cast.two_quarters())


def hostile(result, text):
    other = json.loads(json.dumps(result))
    other["rows"][0]["title"] = {"zh": text, "en": text}
    other["title"] = other["mechanisms"][0]["title"] = {"zh": text, "en": text}
    other["rows"][0]["sentence"] = {"zh": text, "en": text}
    return other


def test_the_csv_holds_every_line_and_adds_up(result):
    rows = list(csv.DictReader(io.StringIO(tables.csv(result, "zh").decode("utf-8-sig"))))
    units = {row["单位"] for row in rows}
    assert units == {row["title"]["zh"] for row in result["rows"]}
    totals = {row["单位"]: row["计入总分"] for row in rows if row["类别"] == "合计"}
    assert totals == {row["title"]["zh"]: row["total"] for row in result["rows"]}
    sources = {row["来源文件"] for row in rows if row["类别"] == "指标"}
    assert "清溪区2025Q4.xlsx" in sources


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_the_csv_begins_like_a_formula(result, text):
    content = tables.csv(hostile(result, text), "zh").decode("utf-8-sig")
    for row in csv.reader(io.StringIO(content)):
        for cell in row:
            number = cell.lstrip("-").replace(".", "", 1).isdigit()
            assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_the_workbook_is_active(result, text):
    content = tables.workbook(hostile(result, text), "zh")
    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == text for cell in cells)
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not any("external" in name or "vba" in name.lower() for name in archive.namelist())
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/" in name]
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)


def test_the_workbook_has_ranking_details_and_rules(result):
    book = load_workbook(io.BytesIO(tables.workbook(result, "en")))
    assert book.sheetnames == ["Ranking", "Details", "Rules"]
    ranking = list(book["Ranking"].values)
    assert ranking[1][:4] == (
        "Towns",
        1,
        result["rows"][0]["title"]["en"],
        float(result["rows"][0]["total"]),
    )
