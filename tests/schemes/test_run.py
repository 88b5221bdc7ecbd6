"""A run as it is published: lines that add up, sentences, warnings, awards with streaks."""

from __future__ import annotations

from typing import Any

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.words import Text
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.result import Result, UnitRow
from bihuan.schemes.engine.run import Names, run
from tests.schemes.bench import PERIOD, entry, indicator, observation, past, scheme, title

X = indicator("x", 1, source_unit="office")
NAMES = Names(
    {
        "a": (Text("Yunling", "云岭镇"), "云岭"),
        "b": (Text("Huatang", "花塘乡"), ""),
        "office": (Text("Statistics bureau", "统计局"), ""),
    }
)
PLACE = {"fact": "f", "row": 1, "document": "d", "name": "表.xlsx", "sheet": "填报", "cell": "B7"}


def result(written: Any, rows: list[dict[str, Any]], **more: Any) -> Result:
    contestants = dict.fromkeys((row["unit"] for row in rows), "all")
    parameters = resolve(written, {}, contestants, Period.parse(PERIOD))
    history = more.pop("history", ())
    return run(parameters, rows, history, names=NAMES, mechanisms=(written,), **more)


def row(of: Result, unit: str) -> UnitRow:
    return next(row for row in of["rows"] if row["unit"] == unit)


def race(**more: Any) -> Any:
    parts = [
        {"indicator": "x", "name": "done", "title": title("完成"), "method": "completion",
         "weight": 60, "target": 10},
        {"indicator": "x", "name": "place", "title": title("名次"), "method": "rank_linear",
         "weight": 40, "worst": 20},
    ]  # fmt: skip
    return scheme([X], parts, **more)


def table(**values: str) -> list[dict[str, Any]]:
    return [observation(unit, X, value, source=PLACE) for unit, value in values.items()]


THREE = {"a": "9", "b": "6", "c": "3"}


LEVELS = [
    {"name": name, "title": title(zh), "rank": rank}
    for name, zh, rank in (("hold", "保三", 3), ("strive", "争二", 2), ("first", "拼第一", 1))
]


def test_a_leaf_line_names_the_best_goal_that_its_rank_reaches() -> None:
    parts = [{"indicator": "x", "method": "minmax_base", "weight": 100, "goals": LEVELS}]
    scored = result(scheme([X], parts), table(**THREE, d="1", e="2", f="9"))
    goals = {unit["unit"]: unit["leaves"][0]["goal"] for unit in scored["rows"]}
    said = {unit: goal["zh"] if goal else "" for unit, goal in goals.items()}
    assert said == {"a": "拼第一", "f": "拼第一", "b": "保三", "c": "", "e": "", "d": ""}


def test_who_has_no_value_reaches_no_goal() -> None:
    parts = [
        {"indicator": "x", "method": "minmax_base", "weight": 100, "goals": LEVELS,
         "missing": "zero"}
    ]  # fmt: skip
    scored = result(scheme([X], parts), [*table(a="9"), observation("b", X, None)])
    assert row(scored, "b")["leaves"][0]["goal"] is None


def test_goals_move_no_points_and_a_scheme_without_them_has_no_word_of_them() -> None:
    parts = [{"indicator": "x", "method": "minmax_base", "weight": 100}]
    plain = result(scheme([X], parts), table(**THREE))
    aiming = result(scheme([X], [{**parts[0], "goals": LEVELS}]), table(**THREE))
    (leaf,) = plain["parameters"]["sheets"][0]["leaves"]
    assert "goals" not in leaf
    assert [unit["exact"] for unit in plain["rows"]] == [unit["exact"] for unit in aiming["rows"]]


def test_a_leaf_line_shows_value_formula_place_most_and_cell() -> None:
    line = row(result(race(), table(**THREE)), "a")["leaves"][0]
    assert line["value"] == "9"
    assert line["target"] == "10"
    assert line["formula"]["zh"] == "60 × min(9 ÷ 10, 1.2) = 54.00"
    assert (line["contribution"], line["most"]) == ("54.00", "72")
    assert (line["rank"], line["of"], line["low"], line["high"]) == (1, 3, "3", "9")
    assert line["source"] == PLACE


def test_a_sum_that_is_cut_by_the_shown_decimals_says_about() -> None:
    part = {"indicator": "x", "method": "completion", "weight": 10, "target": 3}
    line = row(result(scheme([X], [part]), table(a="2")), "a")["leaves"][0]
    assert line["points"] == "6.666667"
    assert line["formula"]["en"] == "10 × min(2 ÷ 3, 1.2) ≈ 6.67"


def test_the_total_is_rounded_and_the_remainder_has_a_line() -> None:
    part = {"indicator": "x", "method": "completion", "weight": 10, "target": 3}
    its = row(result(scheme([X], [part]), table(a="2")), "a")
    assert its["total"] == "6.67"
    assert its["exact"] == "6.666667"
    assert [line["amount"] for line in its["remainders"]] == ["0.003333"]
    assert its["remainders"][0]["why"]["zh"] == "四舍五入到2位小数"


def causes(written: Any, rows: list[dict[str, Any]], unit: str = "a") -> list[str]:
    return [line["why"]["en"] for line in row(result(written, rows), unit)["remainders"]]


def test_each_remainder_names_its_cause() -> None:
    y = indicator("y", 1)
    rows = [*table(a="80"), observation("a", y, "40")]
    parts = [{"indicator": name, "method": "as_is"} for name in ("x", "y")]
    geometric = scheme([X, y], parts, root={"combine": "geometric"})
    assert causes(geometric, rows)[0] == "geometric mean"
    capped = scheme([X, y], parts, root={"combine": "mean", "high": 50})
    assert causes(capped, rows) == ["floor or cap"]
    rescaled = scheme([X, y], parts, root={"combine": "mean", "rescale_best": 100})
    assert causes(rescaled, rows) == ["scaled to the best of the group"]
    prorated = scheme(
        [X, y],
        [parts[0] | {"weight": 80}, parts[1] | {"weight": 20, "not_applicable": ["a"]}],
    )
    assert causes(prorated, rows) == ["parts left out are scaled up"]
    node = {"name": "n", "title": title("n"), "round": 0, "parts": [parts[0] | {"weight": 7}]}
    assert causes(scheme([X], [node]), table(a="80")) == ["rounding"]


def test_a_veto_that_voids_the_total_is_a_remainder_too() -> None:
    basis = {"document": "清单", "entry": "一"}
    veto = {"name": "fraud", "title": title("造假"), "basis": basis, "effect": "zero"}
    rows = [*table(**THREE), entry("veto", "a", "fraud")]
    its = row(result(race(vetoes=[veto]), rows), "a")
    assert (its["total"], its["remainders"][0]["amount"]) == ("0.00", "-94")
    assert its["vetoes"][0]["basis"] == "清单，一"
    assert "一票否决" in its["sentence"]["zh"]


def test_the_sentence_names_the_best_and_the_most_lost() -> None:
    its = row(result(race(), table(**THREE)), "b")
    assert its["sentence"]["zh"] == (
        "位列第2名（共3个），66.00分；位次最好的是“名次”（第2名，30.00分）；"
        "失分最多的是“完成”，比满分60.00少24.00分。"
    )
    assert its["sentence"]["en"] == (
        "Rank 2 of 3 with 66.00 points; best on 名次 (rank 2, 30.00); "
        "lost most on 完成: 24.00 below the full 60.00."
    )


def test_the_gap_is_what_is_missing_to_the_first() -> None:
    found = result(race(), table(**THREE))
    assert [its["gap"] for its in found["rows"]] == ["0.00", "28.00", "56.00"]


def test_a_tie_that_is_left_is_a_warning_and_stands_in_the_sentence() -> None:
    found = result(race(), table(a="9", b="9", c="1"))
    assert [words["zh"] for words in found["warnings"]] == [
        "全部单位：云岭镇、花塘乡并列第1名，按规则未能区分"
    ]
    assert row(found, "a")["sentence"]["zh"].startswith("与花塘乡并列第1名（共3个）")


def test_a_unit_without_a_value_is_blocked_and_named() -> None:
    rows = [*table(**THREE), observation("d", X, None)]
    found = result(race(), rows)
    assert found["blocked"] == ["d"]
    its = row(found, "d")
    assert (its["total"], its["rank"], its["gap"]) == (None, None, None)
    assert its["leaves"][0]["formula"]["en"] == "no value: a missing value blocks the unit's total"
    assert its["sentence"]["zh"] == "暂无总分：缺少“完成”、“名次”的数据。"
    assert "d缺少数据（完成、名次），暂无总分" in [words["zh"] for words in found["warnings"]]


def test_small_groups_late_and_doubtful_values_are_warned_of() -> None:
    rows = [observation("a", X, "9", late=True), observation("b", X, "8", flags=["too-large"])]
    found = result(race(late={"days": 3, "rule": "accept"}), rows)
    assert [words["en"] for words in found["warnings"]] == [
        "All units: only 2 units, so a rank says little",
        "values that came after the cut-off: 1",
        "values flagged for a second look: 1",
    ]


def test_bonuses_are_shown_as_entered_and_as_counted() -> None:
    rule = {"name": "honours", "title": title("荣誉"), "kind": "bonus"}
    rows = [*table(**THREE), entry("bonus", "a", "honours", "7", "f")]
    line = row(result(race(adjustments=[rule]), rows), "a")["adjustments"][0]
    assert (line["raw"], line["counted"]) == ("7", "5")
    assert line["why"]["zh"] == "超出合计上限部分不计"


def test_awards_carry_ranks_before_and_now_and_streaks() -> None:
    award = {"name": "ox", "title": title("金牛奖"), "look": "gold", "take": {"top": 1}}
    history = [past("a", "2025Q1", 3, ("ox",)), past("a", "2024Q4", 1, ("ox",))]
    found = result(race(awards=[award]), table(**THREE), history=history)
    winner = found["awards"][0]["groups"][0]["winners"][0]
    assert winner == {
        "unit": "a", "title": {"zh": "云岭镇", "en": "Yunling"}, "rank": 1, "previous_rank": 3,
        "total": "94.00", "streak": 3, "since": "2024Q4",
    }  # fmt: skip
    assert row(found, "a")["awards"] == ["ox"]
    assert found["history"]["a"] == [
        {"period": "2024Q4", "rank": 1, "total": None, "awards": ["ox"]},
        {"period": "2025Q1", "rank": 3, "total": None, "awards": ["ox"]},
    ]


def test_an_award_taken_back_is_not_given() -> None:
    award = {"name": "ox", "title": title("金牛奖"), "take": {"top": 1}}
    found = result(race(awards=[award]), table(**THREE), revoked=[("ox", "a")])
    assert [w["unit"] for w in found["awards"][0]["groups"][0]["winners"]] == ["b"]
    assert {"row": "revoked", "award": "ox", "unit": "a"} in found["facts"]


def test_columns_name_weight_groups_and_the_office_that_supplies_them() -> None:
    columns = result(race(), table(**THREE))["indicators"]
    assert [(column["path"], column["weight"], column["groups"]) for column in columns] == [
        ("done", "60", ["all"]), ("place", "40", ["all"]),
    ]  # fmt: skip
    assert columns[0]["source_unit"] == {"zh": "统计局", "en": "Statistics bureau"}


def test_inner_nodes_say_what_they_add() -> None:
    inner = {
        "name": "block", "title": title("板块"), "combine": "mean", "weight": 40,
        "parts": [{"indicator": "x", "method": "as_is"}],
    }  # fmt: skip
    its = row(result(scheme([X], [inner]), table(a="50")), "a")
    assert its["nodes"] == [
        {"path": "block", "title": title("板块"), "combine": "mean", "score": "50",
         "contribution": "20"},
    ]  # fmt: skip


def test_the_versions_that_ruled_are_named() -> None:
    found = result(race(), table(**THREE), origin="qingxi", as_of=42)
    assert [(rule["kind"], rule["name"]) for rule in found["mechanisms"]] == [("Scheme", "race")]
    assert (found["origin"], found["as_of"], found["period_title"]["zh"]) == (
        "qingxi", 42, "2025年二季度",
    )  # fmt: skip


def test_the_history_of_a_unit_goes_by_time_and_keeps_the_group() -> None:
    history = [
        {**past("a", period, rank), "group": "all"}
        for period, rank in (("2024-01..2024-09", 2), ("2024Q4", 3), ("2024Q3", 4))
    ]
    found = result(race(), table(**THREE), history=history)["history"]["a"]
    assert [(past["period"], past["group"]) for past in found] == [
        ("2024-01..2024-09", "all"), ("2024Q3", "all"), ("2024Q4", "all"),
    ]  # fmt: skip


def test_of_many_who_share_a_rank_the_first_are_named_and_the_rest_counted() -> None:
    units = {f"u{number:02}": "5" for number in range(14)}
    said = row(result(race(), table(**units)), "u03")["sentence"]
    assert "u09, u10 and 3 more, with" in said["en"]
    assert "u09、u10等13个单位并列第1名" in said["zh"]
    assert "u03" not in said["en"].partition(", with")[0]


def test_units_without_a_total_come_last_in_their_group():
    parts = [{"indicator": "tax", "method": "as_is", "weight": 10, "missing": "block_publication"}]
    tax = indicator("tax", 0)
    facts = [observation("c", tax, "1"), observation("b", tax, "2"), observation("a", tax, None)]
    rows = result(scheme([tax], parts), facts)["rows"]
    assert [row["unit"] for row in rows] == ["b", "c", "a"]
