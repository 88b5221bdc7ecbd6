"""The worked examples of the domain rules, each run through `try` and exact to the digit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bihuan.ledger.words import Refused
from bihuan.schemes.engine.result import Result, UnitRow
from bihuan.schemes.trying import try_scheme

VECTORS = Path(__file__).parent / "vectors"


def tried(name: str) -> dict[str, UnitRow]:
    result: Result = try_scheme(VECTORS / f"{name}.yaml", VECTORS / f"{name}.csv")
    return {row["unit"]: row for row in result["rows"]}


def points(row: UnitRow, leaf: str) -> str:
    return next(line["points"] for line in row["leaves"] if line["name"] == leaf)


def totals(name: str) -> dict[str, str | None]:
    return {unit: row["total"] for unit, row in tried(name).items()}


def test_vector_one_five_towns_race_with_a_capped_bonus() -> None:
    rows = tried("v1")
    assert [(row["unit"], row["total"], row["rank"]) for row in rows.values()] == [
        ("jia", "106.00", 1), ("yi", "93.00", 2), ("bing", "92.00", 3), ("ding", "85.00", 4),
        ("wu", "77.00", 5),
    ]  # fmt: skip
    leaves = ("investment", "growth", "funds")
    assert {unit: [points(row, leaf) for leaf in leaves] for unit, row in rows.items()} == {
        "jia": ["46.00", "28.00", "30.00"],
        "yi": ["40.00", "26.00", "27.00"],
        "bing": ["30.00", "30.00", "27.00"],
        "ding": ["48.00", "18.00", "18.00"],
        "wu": ["32.00", "24.00", "21.00"],
    }
    places = {unit: row["leaves"][2]["rank"] for unit, row in rows.items()}
    assert places == {"jia": 1, "yi": 2, "bing": 2, "ding": 5, "wu": 4}
    [bonus] = rows["bing"]["adjustments"]
    assert (Decimal(bonus["raw"]), Decimal(bonus["counted"])) == (7, 5)
    assert rows["jia"]["awards"] == ["first"]


def test_vector_two_an_enterprise_between_five_standard_values() -> None:
    firm = tried("v2")["firm"]
    assert [line["points"] for line in firm["leaves"]] == [
        "14.40", "8.40", "6.75", "6.48", "6.40", "10.00", "9.00", "0.00",
    ]  # fmt: skip
    assert (firm["total"], firm["tier"]) == ("61.43", "c")


def test_vector_three_the_three_rates_of_a_hotline() -> None:
    town = tried("v3")["yunling"]
    taken = {line["name"]: line["taken"] for line in town["leaves"]}
    assert (taken["satisfaction"], taken["weighted"]) == ("93", "84")
    assert points(town, "response") == "29.710145"  # 30 x 205 / 207, that is 99.03 %
    assert points(town, "solution") == "32.20"  # 35 x 92.00 %
    assert town["total"] == "94.46"


def test_vector_four_a_vote_counts_valid_ballots() -> None:
    report = tried("v4")["report"]
    assert (points(report, "satisfied"), points(report, "both")) == ("46.20", "88.50")


@pytest.mark.parametrize(
    ("vector", "unit", "total"),
    [
        ("m01", "yunling", "46.00"),
        ("m01", "huatang", "48.00"),  # 130 % is cut to 120 %
        ("m02", "yunling", "18.00"),
        ("m03", "yunling", "4.00"),
        ("m03", "huatang", "0.00"),
        ("m04", "c", "5.40"),
        ("m05", "u4", "570.00"),
        ("m06", "a", "28.00"),
        ("m07", "firm", "14.40"),
        ("m08", "yunling", "98.50"),
        ("m09", "yunling", "5.00"),
        ("m10", "yunling", "10.80"),
        ("m12", "u4", "587.10"),
        ("m13", "yunling", "90.00"),
        ("m15", "yunling", "103.70"),
        ("m16", "yunling", "90.00"),
        ("m17", "yunling", "0.00"),
    ],
)
def test_a_method_gives_its_worked_example(vector: str, unit: str, total: str) -> None:
    assert totals(vector)[unit] == total


def test_level_increment_and_growth_are_mixed_by_their_shares() -> None:
    # a: level 100, increment 100, growth 60 + 40 x 20/50 = 76; 0.3, 0.3 and 0.4 of them.
    assert totals("m11") == {"a": "90.40", "b": "89.71", "c": "60.00"}


def test_two_methods_on_one_indicator_rank_only_those_above_the_goal() -> None:
    assert totals("two-methods") == {"a": "10.00", "b": "9.70", "c": "0.00"}


def test_a_veto_without_an_approved_list_entry_is_refused(tmp_path: Path) -> None:
    written = (VECTORS / "m17.yaml").read_text(encoding="utf-8")
    lines = [line for line in written.splitlines() if "basis" not in line]
    (tmp_path / "scheme.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(Refused):
        try_scheme(tmp_path / "scheme.yaml", VECTORS / "m17.csv")
