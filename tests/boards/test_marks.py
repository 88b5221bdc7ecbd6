"""A number that was filled in or treated is marked wherever it is shown."""

import csv
import io

import pytest
from django.template.loader import render_to_string
from openpyxl import load_workbook

from bihuan.boards.engine import notices, tables
from bihuan.boards.engine.marks import LEGEND, STAR_LEGEND, mark
from bihuan.calendars.engine.periods import Period
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.run import run
from bihuan.web.board_page import BoardPage
from tests.schemes.bench import PERIOD, indicator, observation, scheme

VISITS = indicator("visits", 0)
NUMBERS = [*map(str, range(1, 11)), "30", "100", None]


@pytest.fixture(scope="module")
def result():
    """Return a run in which one value is filled in and one brought in."""
    leaf = {
        "indicator": "visits", "method": "minmax_base", "base": "0", "weight": "100",
        "impute": "group_median", "treat": {"by": "winsorise"},
    }  # fmt: skip
    facts = [
        observation(f"place-{place:02}", VISITS, number) for place, number in enumerate(NUMBERS)
    ]
    units = dict.fromkeys((fact["unit"] for fact in facts), "all")
    return run(resolve(scheme([VISITS], [leaf]), {}, units, Period.parse(PERIOD)), facts)


def leaf_of(result, unit):
    return next(row["leaves"][0] for row in result["rows"] if row["unit"] == unit)


def test_the_mark_says_what_was_filled_in_and_what_a_treated_value_was(result):
    assert mark(leaf_of(result, "place-12"), "zh") == "插补：7"
    assert mark(leaf_of(result, "place-11"), "en") == "treated as an outlier, was 100"
    assert mark(leaf_of(result, "place-03"), "zh") == ""


def test_the_csv_marks_both(result):
    rows = list(csv.DictReader(io.StringIO(tables.csv(result, "zh").decode("utf-8-sig"))))
    marks = {row["单位"]: row["插补与离群处理"] for row in rows if row["插补与离群处理"]}
    assert marks == {"place-12": "插补：7", "place-11": "离群处理，原为100"}


def test_the_workbook_tells_what_marks_mean_and_what_was_found(result):
    rules = [
        row[:2] for row in load_workbook(io.BytesIO(tables.workbook(result, "zh")))["依据"].values
    ]
    assert ("标注说明", LEGEND.zh) in rules
    assert any(title == "visits" and "偏度由" in said for title, said in rules)


def test_the_annex_of_a_notice_stars_the_scores_and_says_why(result):
    [annex, *_] = notices._annexes(result, result["groups"][0])  # noqa: SLF001
    starred = {row[1] for row in annex["rows"] if row[2].endswith("*")}
    assert starred == {"place-11", "place-12"}
    assert annex["note"] == STAR_LEGEND.zh


def test_the_page_of_a_board_shows_marks_with_their_meaning(result):
    page = BoardPage(result, {}, group="all", language="zh")
    shown = {
        row.unit: render_to_string("web/_row.html", {"row": row, "page": page, "language": "zh"})
        for row in page.rows
    }
    assert '<small class="bh-below bh-changed">插补：7</small>' in shown["place-12"]
    assert LEGEND.zh in shown["place-12"]
    assert "离群处理，原为100" in shown["place-11"]
    assert "bh-changed" not in shown["place-03"]
    assert LEGEND.zh not in shown["place-03"]
