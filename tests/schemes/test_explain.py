"""The explanation of a score, read as a colleague would say it."""

from __future__ import annotations

import pytest

from bihuan.schemes.engine.result import Result
from bihuan.schemes.engine.telling.explain import explain
from tests.schemes.bench import entry, indicator, observation, past, scheme, title
from tests.schemes.test_run import PLACE, X, result

Y = indicator("y", 1)


def race() -> Result:
    block = {
        "name": "block", "title": title("经济"), "combine": "mean", "weight": 40,
        "parts": [{"indicator": "x", "name": "growth", "title": title("增速"), "method": "as_is"}],
    }  # fmt: skip
    parts = [
        {"indicator": "x", "name": "done", "title": title("投资"), "method": "completion",
         "weight": 60, "target": 10},
        block,
    ]  # fmt: skip
    written = scheme(
        [X],
        parts,
        adjustments=[{"name": "honours", "title": title("荣誉"), "kind": "bonus", "most": 3}],
        awards=[{"name": "ox", "title": title("金牛奖"), "take": {"top": 1}}],
        tiers=[{"name": "good", "title": title("良好"), "least": 50}],
        vetoes=[{
            "name": "fraud", "title": title("统计造假"), "effect": "bar_award",
            "basis": {"document": "统计法", "entry": "第四十八条"},
        }],
    )  # fmt: skip
    rows = [
        observation("a", X, "9", source=PLACE),
        observation("b", X, "6"),
        observation("c", X, None),
        {**entry("bonus", "a", "honours", "7", "f"), "reason": "省级表彰", "source": PLACE},
        entry("veto", "b", "fraud"),
    ]
    history = [past("a", "2025Q1", 2, ("ox",))]
    return result(written, rows, as_of=42, history=history)


CHINESE = """\
赛马  2025年二季度
云岭镇 · 全部单位

位列第1名（共3个），60.60分；得分较好的是“投资”（54.00分）；失分最多的是“增速”，比满分40.00少36.40分；\
加减分合计加3.00分。
上期名次：第2名。
等次：良好。
获奖：金牛奖（连续2期）。

得分构成
  投资：54.00分（最高72.00分），组内第1名（共2个）
    60 × min(9 ÷ 10, 1.2) = 54.00
    来源：表.xlsx，工作表“填报”，B7
  经济：3.60分
    增速：3.60分（最高40.00分），组内第1名（共2个）
      100 × 9 ÷ 100 = 9.00
      按权重折算：3.60分
      来源：表.xlsx，工作表“填报”，B7

加减分
  荣誉：3.00分（申报7.00分，超出该项上限部分不计）  省级表彰
    来源：表.xlsx，工作表“填报”，B7

总分 60.60 = 54.00 + 3.60 + 3

本办法的规定
"""


def test_the_chinese_explanation_goes_from_the_place_to_the_cell() -> None:
    assert explain(race(), "a", "zh").startswith(CHINESE)


def test_it_ends_with_the_versions_and_how_to_check() -> None:
    text = explain(race(), "a", "zh")
    assert "未另定封顶的按120%封顶（默认）" in text
    assert "考核办法：赛马，自1949-10-01起施行，版本 000000000000" in text
    assert text.endswith(
        "如何核验\n  依据账本前42条记录计算\n"
        "  任何人都可离线复算：bihuan verify 核验包，或运行核验包内的 verify.py\n"
    )


def test_the_english_explanation_says_the_same() -> None:
    text = explain(race(), "a", "en")
    assert "Rank 1 of 3 with 60.60 points; best on 投资 (54.00); " in text
    assert "  投资: 54.00 of at most 72.00, rank 1 of 2 in the group\n" in text
    assert "    source: 表.xlsx, sheet 填报, B7\n" in text
    assert "Total 60.60 = 54.00 + 3.60 + 3\n" in text
    assert "Awards: 金牛奖 (2 in a row)." in text


def test_a_veto_names_the_list_that_it_stands_on() -> None:
    assert "一票否决\n  统计造假，依据统计法，第四十八条\n" in explain(race(), "b", "zh")


def test_a_unit_without_a_total_is_told_what_is_missing() -> None:
    text = explain(race(), "c", "zh")
    assert "暂无总分：缺少“投资”、“增速”的数据。" in text
    assert "总分 " not in text


def test_an_unknown_unit_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        explain(race(), "nobody", "en")
