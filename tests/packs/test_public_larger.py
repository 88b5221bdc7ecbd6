"""Published rankings whose figures are too many to carry along: read where they lie beside us.

The tables stand in ``../shared/data`` beside the checkout; where that folder is not there, these
tests pass over themselves and say so.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest

from bihuan.schemes.engine.result import Result
from bihuan.schemes.trying import try_periods

HERE = Path(__file__).parent / "larger"
DATA = Path(__file__).parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"the larger public tables are not at {DATA}, so these pass over"
)


def read(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / f"{name}.csv").read_text(encoding="utf-8").splitlines()))


def written(path: Path, head: str, rows: Iterable[Iterable[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(head.split(","))
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def race(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    known = {(row["city"], int(row["year"])): row for row in read("zhejiang_cities_2012_2025")}
    columns = {"revenue": "fiscal_revenue_100m_yuan", "retail": "retail_sales_100m_yuan"}
    rows = []
    for (city, year), row in known.items():
        if 2013 <= year <= 2023:
            rows.append([city, str(year), "gdp-growth", row["gdp_growth_pct"], ""])
            for name, column in columns.items():
                before = known[city, year - 1][column]
                rows.append([city, str(year), name, row[column], before])
    path = tmp_path_factory.mktemp("race") / "cities.csv"
    data = written(path, "unit,period,indicator,value,prior", rows)
    found = try_periods(HERE / "zhejiang-race.yaml", data)
    return {result["period"]: result for result in found}


def test_the_race_of_eleven_cities_gives_the_worked_scores(race: dict[str, Result]) -> None:
    expected = {
        "2022": "衢州 86.7552, 丽水 83.4326, 舟山 82.5831, 杭州 82.1788, 宁波 79.7025, "
        "绍兴 75.5072, 金华 75.1825, 湖州 73.1220, 温州 71.4060, 台州 69.2265, 嘉兴 68.5245",
        "2023": "舟山 92.9805, 衢州 89.8602, 绍兴 83.3816, 丽水 81.7622, 温州 78.3016, "
        "金华 72.4295, 嘉兴 72.2040, 湖州 69.6649, 台州 68.1413, 宁波 67.3482, 杭州 65.0411",
    }
    for year, text in expected.items():
        found = [f"{row['unit'].removesuffix('市')} {row['total']}" for row in race[year]["rows"]]
        assert ", ".join(found) == text


def test_the_winners_of_eleven_years_and_the_longest_run(race: dict[str, Result]) -> None:
    winners = [result["awards"][0]["groups"][0]["winners"][0] for result in race.values()]
    assert [winner["unit"].removesuffix("市") for winner in winners] == [
        "丽水", "舟山", "杭州", "杭州", "杭州", "湖州", "湖州", "舟山", "湖州", "衢州", "舟山",
    ]  # fmt: skip
    assert max(winner["streak"] for winner in winners) == 3
    assert next(winner["since"] for winner in winners if winner["streak"] == 3) == "2015"


def test_the_shanghai_ranking_comes_out_within_the_rounding_of_its_inputs(tmp_path: Path) -> None:
    """Six scores rounded to 0.05 can move a total by 0.05, and the rescaling by as much again."""
    published = read("arwu_2005_2012")
    names = ("alumni", "award", "hici", "ns", "pub", "pcp")
    rows = [
        [row["university_name"], row["year"], name, row[name]]
        for row in published
        for name in names
    ]
    data = written(tmp_path / "arwu.csv", "unit,period,indicator,value", rows)
    totals = {
        (result["period"], row["unit"]): Decimal(row["total"] or "")
        for result in try_periods(HERE / "shanghai-ranking.yaml", data)
        for row in result["rows"]
    }
    gaps = {
        (row["year"], row["university_name"]): abs(
            totals[row["year"], row["university_name"]] - Decimal(row["published_total"])
        )
        for row in published
    }
    wrong = {place for place, gap in gaps.items() if gap > Decimal("0.1")}
    assert len(gaps) == 803
    assert len(wrong) == 1
    assert {year for year, _ in wrong} == {"2008"}
