"""The real district: its published facts go in by two commands and are shown with sources."""

import json
import shutil
from datetime import date

import pytest

from bihuan.boards import honours
from bihuan.cli.main import run
from bihuan.ledger.viewer import public
from bihuan.measures.outside import load_awards
from bihuan.measures.queries import award_streak, citations, current, observations
from bihuan.orgs.queries import operator, units
from bihuan.packs import shipped
from tests.measures.cast import AT, district
from tests.stories.commands import Desk
from tests.web.outside import AWARDS, award, listing
from tests.web.test_pages import ENGLISH, read

PAGE = "/honours/qujiang"
READER = public("qujiang")
NINE_MONTHS = "2020-01..2020-09"


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture
def loaded(db):  # noqa: ARG001 - a table is needed
    assert run(["--today", "2025-06-01", "apply", "qujiang"]) == 0
    assert run(["--today", "2025-06-01", "load", "qujiang"]) == 0


def of(award, level):
    return next(
        each for each in honours.honours("qujiang") if (each.award, each.level) == (award, level)
    )


def winners(award, level="district"):
    return [holder.title.zh for holder in of(award, level).latest.holders]


def test_two_commands_load_what_was_published_and_a_third_changes_nothing(desk):
    desk.run("apply", "qujiang")
    said = desk.run("load", "qujiang")
    assert "29 awards read: 29 recorded, 0 known already." in said
    assert "20 citations read: 20 recorded, 0 known already." in said
    assert "97.00: not the share that the two counts give; they give 95.45" in said
    assert "43100: too many people for each village" in said
    log = desk.run("verify", "--json")
    again = json.loads(desk.run("load", "qujiang", "--json"))
    assert [receipt["stored"] for receipt in again] == [0] * 5
    assert desk.run("verify", "--json") == log
    assert desk.run("rebuild", "--check")


def test_the_receipts_speak_chinese(tmp_path):
    desk = Desk(tmp_path, "zh")
    desk.run("apply", "qujiang")
    said = desk.run("load", "qujiang")
    assert "共读取 29 项奖项：登记 29 项，已登记 0 项。" in said
    assert "97.00：与已签、应签户数算出的比例不符，按其计算为 95.45" in said


def own_pack(desk, *tables):
    """Return a pack of the invented district with tables of its own."""
    desk.run("--today", "2025-01-02", "apply", "qingxi")
    data = desk.folder / "mine" / "data"
    data.mkdir(parents=True)
    shutil.copy(shipped("qingxi") / "organisation.yaml", data.parent)
    for name, content in tables:
        (data / name).write_bytes(content)
    return str(data.parent)


def test_an_account_without_the_right_loads_nothing(desk):
    pack = own_pack(desk, ("awards.csv", listing(AWARDS, award("baishi", "2025Q1"))))
    acting = ("--as", "statistics", "--today", "2025-06-01")
    assert "may-not-award" in desk.run(*acting, "load", pack, expect=1)
    assert "1 recorded" in desk.run("load", pack)


def test_every_wrong_line_of_a_table_is_told_and_nothing_is_stored(desk):
    lines = award("云岭镇", "2025Q1"), award("nowhere", "2025Q1"), award("baishi", "spring")
    pack = own_pack(desk, ("awards.csv", listing(AWARDS, *lines)))
    assert "awards.csv:4: error[listing-line]" in desk.run("load", pack, expect=1)
    lines = award("云岭镇", "2025Q1"), award("nowhere", "2025Q1")
    (desk.folder / "mine" / "data" / "awards.csv").write_bytes(listing(AWARDS, *lines))
    assert "awards.csv:3: error[unit-unknown]" in desk.run("load", pack, expect=1)
    (desk.folder / "mine" / "data" / "awards.csv").write_bytes(listing(AWARDS, lines[0]))
    assert "1 recorded" in desk.run("load", pack)


def test_a_pack_without_data_says_so(desk):
    assert "pack-without-data" in desk.run("load", own_pack(desk), expect=1)


@pytest.mark.usefixtures("loaded")
def test_the_page_shows_the_winners_of_the_second_quarter_of_2023(client):
    oxen, flags = winners("golden-ox"), winners("red-flag")
    assert (len(oxen), len(flags), len({*oxen, *flags})) == (8, 7, 13)
    assert {*oxen} & {*flags} == {"廿里镇", "湖南镇"}
    page = read(client, PAGE).text
    for title in {*oxen, *flags}:
        assert title in page, title
    for words in (
        "2023年二季度：共 15 项次，13 家单位", "同时列入金牛奖名单：廿里镇、湖南镇",
        "上一期（2023年一季度）：未公布", "今日衢江 第1版 2023-08-22",
        "原文：2023年二季度投资“赛马”考核“金牛奖”",
    ):  # fmt: skip
        assert words in page, words


@pytest.mark.usefixtures("loaded")
def test_the_city_flag_was_held_ten_quarters_running(client):
    page = read(client, PAGE).text
    assert "连续 10 个季度 2022年四季度至2025年一季度" in page
    assert "10 quarters running Q4 2022 to Q1 2025" in read(client, PAGE, **ENGLISH).text
    flag = of("red-flag", "city")
    assert [str(roll.period) for roll in flag.rolls][::9] == ["2025Q1", "2022Q4"]
    assert [holder.title.zh for holder in flag.previous.holders] == ["衢江区"]


@pytest.mark.usefixtures("loaded")
def test_both_levels_were_held_in_all_four_quarters_of_2023(client):
    incentive = award_streak(READER, "horse-race-incentive", "province", "qujiang", "2023Q4")
    assert (incentive.count, incentive.first) == (4, "2023Q1")
    quarters = {f"2023Q{n}" for n in range(1, 5)}
    assert quarters <= {str(roll.period) for roll in of("red-flag", "city").rolls}
    assert "连续 4 个季度 2023年一季度至2023年四季度" in read(client, PAGE).text


@pytest.mark.usefixtures("loaded")
def test_the_figures_of_2020_stand_with_their_derived_targets(client):
    page = read(client, PAGE).text
    for words in (
        "市外到位资金 21 亿元 目标 27 亿元 推算 上年同期 15.22 亿元 推算 完成率 77.78% 推算",
        "进度指数 1.037（完成率÷时间进度 75%） 推算", "亿元以上项目入统数 13 个 目标 14 个 推算",
        "完成率 92.86%", "目标由 13 个、完成率 93% 推算，取整数",
    ):  # fmt: skip
        assert words in page, words


@pytest.mark.usefixtures("loaded")
def test_figures_that_contradict_themselves_are_shown_with_both_numbers(client):
    page = read(client, PAGE).text
    for words in (
        "公布 97%，按同时公布的已签约户数 63 户、应签约户数 66 户计算为 95.45%。",
        "公布 43100 人，同时公布农村饮水工程受益村数 11 个：平均每村人口过多，村数可能误印。",
    ):
        assert words in page, words


@pytest.mark.usefixtures("loaded")
def test_ranks_of_different_populations_are_figures_of_their_own(client):
    ranks = {
        (value.indicator, value.period): value.value
        for value in observations(
            operator("qujiang"),
            ["science-index-rank-hills", "science-index-rank-city", "hightech-growth-rank-city",
             "hightech-growth-rank-province"],
            ["2022", "2023-01..2023-10"],
        )
    }  # fmt: skip
    assert ranks == {
        ("science-index-rank-hills", "2022"): 4,
        ("science-index-rank-city", "2022"): 1,
        ("hightech-growth-rank-city", "2023-01..2023-10"): 1,
        ("hightech-growth-rank-province", "2023-01..2023-10"): 4,
    }
    page = read(client, PAGE).text
    for words in (
        "科技创新指数 162.9 点 年度为推算", "科技创新指数名次（全省26个山区县） 第 4 位",
        "科技创新指数名次（全市） 第 1 位",
    ):  # fmt: skip
        assert words in page, words


@pytest.mark.usefixtures("loaded")
def test_every_figure_is_cited_and_no_score_is_told(client):
    assert len(citations(READER)) == 20
    funds = current(operator("qujiang"), "outside-funds", "qujiang", NINE_MONTHS)
    assert funds.source.cell == "L7"
    page = read(client, PAGE).text
    assert "综合得分" not in page
    towns = [
        unit.title.zh
        for unit in units(READER, date(2025, 6, 1))
        if unit.kind in {"subdistrict", "town", "township"}
    ]
    # Nothing was published of the others, so nothing is told of them.
    assert [title for title in towns if title in page] == [
        "莲花镇", "后溪镇", "廿里镇", "湖南镇", "杜泽镇", "灰坪乡", "举村乡", "黄坛口乡",
    ]  # fmt: skip


@pytest.mark.usefixtures("loaded")
def test_another_district_in_the_same_deployment_is_never_mixed_in(client):
    by = district()
    lines = listing(AWARDS, award("yunling", "2025Q1", title="清溪红旗"))
    load_awards(lines, "awards.csv", by=by, at=AT)
    here, there = read(client, PAGE).text, read(client, "/honours/qingxi").text
    assert "清溪" not in here
    assert "清溪红旗" in there
    for words in ("衢江", "廿里镇", "市外到位资金"):
        assert words not in there, words
